"""What is asked of somebody who withdraws a proposal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.selection.withdrawal import LONGEST_REASON


class WithdrawalForm(forms.Form):
    """The reason, if they want to give one, and a clear yes."""

    reason = forms.CharField(
        label=_("Why (if you want to say)"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_sure = forms.BooleanField(
        label=_("I withdraw the project: it cannot be undone"),
        error_messages={"required": _("Tick the box, if you really want to withdraw.")},
    )
