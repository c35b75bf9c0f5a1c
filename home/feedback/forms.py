"""What readers fill in. ``website`` is a trap that people never see."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from home.feedback.models import LONGEST_DETAILS, LONGEST_REQUEST, Topic
from home.feedback.rated_pages import LONGEST_ADDRESS
from home.feedback.ratings import aspects_for

STARS = [(number, str(number)) for number in range(1, 6)]


class TrappedForm(forms.Form):
    """A form that machines give themselves away in."""

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_from_a_machine(self) -> bool:
        """True if the trap was filled in."""
        return bool(self.data.get("website"))


class StarsForm(forms.Form):
    """The first step: how many stars."""

    voto = forms.TypedChoiceField(
        label=_("How many stars?"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose from one to five stars."),
            "invalid_choice": _("Choose from one to five stars."),
        },
    )


class WhyForm(TrappedForm):
    """The second step: why so many, or so few."""

    aspect = forms.ChoiceField(
        label="",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the answers, or none.")},
    )
    details = forms.CharField(
        label=_("Would you like to add something?"),
        required=False,
        max_length=LONGEST_DETAILS,
        help_text=_(
            "At most 200 characters. Please write no names, addresses or telephone numbers."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, stars: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["aspect"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(aspect.value, aspect.label) for aspect in aspects_for(stars)]
        field.label = (
            _("Where did you find it hardest?") if stars <= 3 else _("What did you like best?")
        )


class SupportForm(TrappedForm):
    """A request to the staff."""

    topic = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("Choose")), *Topic.choices],
        error_messages={"required": _("Choose what it is about.")},
    )
    text = forms.CharField(
        label=_("Tell us"),
        max_length=LONGEST_REQUEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_(
            "If it is about a gift, give its reference number. Never write card data, please."
        ),
        error_messages={"required": _("Write what happened, or what you need.")},
    )
    address = forms.CharField(
        label=_("Page it is about (optional)"),
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    email = forms.EmailField(
        label=_("E-mail (optional)"),
        required=False,
        max_length=254,
        help_text=_("Only to answer you and to send you a receipt."),
        error_messages={
            "invalid": _("This does not look like an e-mail address: check it, please.")
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
