"""The one question: where the news goes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.dialogue.forms import TrappedForm


class FollowForm(TrappedForm):
    """An address for the news of a campaign."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("We send you a link to confirm. It is used for this campaign’s news alone."),
        error_messages={
            "required": _("Write your e-mail: the news goes there."),
            "invalid": _("This does not look like an e-mail address: check it, please."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
