"""What anyone writes about a notice: the short test, and a question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.accounts.models import LegalForm
from campaigns.calls.may_apply import NO_LEGAL_FORM, Answers
from campaigns.plain_words import PlainField
from campaigns.typed_amounts import TypedAmountField

YES_NO = [("si", _("Yes")), ("no", _("No"))]


class MayApplyForm(forms.Form):
    """Four questions; nothing of it is kept."""

    legal_form = forms.ChoiceField(
        label=_("What is your organization?"),
        choices=[
            ("", _("Choose")),
            *LegalForm.choices,
            (NO_LEGAL_FORM, _("None of these: a person or an informal group")),
        ],
        error_messages={"required": _("Choose the legal form.")},
    )
    in_milan = forms.ChoiceField(
        label=_("Does the project take place in Milan?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it takes place in Milan.")},
    )
    cost = TypedAmountField(
        label=_("What does the project cost in all?"),
        help_text=_("In euro, roughly: 25000 is enough."),
        error_messages={"required": _("Write about how much it costs.")},
    )
    has_begun = forms.ChoiceField(
        label=_("Has the project begun already?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it has begun.")},
    )

    def answers(self) -> Answers:
        """What was answered, once it is valid."""
        data = self.cleaned_data
        return Answers(
            legal_form=data["legal_form"],
            in_milan=data["in_milan"] == "si",
            cost=data["cost"],
            has_begun=data["has_begun"] == "si",
        )


class QuestionForm(forms.Form):
    """A question, and where the answer goes. ``website`` is a trap that people never see."""

    text = PlainField(
        label=_("Your question"),
        max_length=2000,
        help_text=_("Do not write names or personal data: question and answer will be public."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your question.")},
    )
    email = forms.EmailField(
        label=_("E-mail (optional)"),
        required=False,
        max_length=254,
        help_text=_("We send you the answer, then delete the address. It is never public."),
        error_messages={
            "invalid": _("This does not look like an e-mail address: check it, please.")
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_from_a_machine(self) -> bool:
        """True if the trap was filled in."""
        return bool(self.data.get("website"))
