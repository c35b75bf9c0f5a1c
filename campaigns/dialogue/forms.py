"""What readers fill in, and the staff. ``website`` is a trap that people never see."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.dialogue.models import (
    LONGEST_ANSWER,
    LONGEST_NAME,
    LONGEST_WORDS,
    RefusalReason,
    ReportReason,
)
from campaigns.plain_words import PlainField


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


class WordsForm(TrappedForm):
    """A guest's words, the name to show, and the address that confirms them."""

    text = PlainField(
        max_length=LONGEST_WORDS,
        help_text=_("At most 1000 characters, plain text. Please write nobody’s private data."),
        error_messages={"required": _("Write something first.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    name = PlainField(
        label=_("Name to show (optional)"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("As you like it. Left empty, your words appear without a name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("We send you a link to confirm that it is you. It is never public."),
        error_messages={
            "required": _("Write your e-mail: the link that confirms your words goes there."),
            "invalid": _("This does not look like an e-mail address: check it, please."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ReportForm(TrappedForm):
    """What is wrong with public words."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=ReportReason,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the reasons."),
            "invalid_choice": _("Choose one of the reasons."),
        },
    )
    details = PlainField(
        label=_("Would you like to add something?"),
        required=False,
        max_length=300,
        help_text=_("At most 300 characters."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """An answer: it is public at once."""

    answer = PlainField(
        label=_("Your answer"),
        required=False,
        max_length=LONGEST_ANSWER,
        help_text=_(
            "At most 3000 characters, plain text. It is public at once; left empty, it is taken "
            "away."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class RefusalForm(forms.Form):
    """Why words are not published."""

    reason = forms.ChoiceField(label=_("Why not"), choices=RefusalReason, widget=forms.RadioSelect)
    words = PlainField(
        label=_("To who wrote it (optional)"),
        help_text=_(
            "Who wrote it reads the reason and these words by mail; not where it advertises "
            "something or is here already."
        ),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
