"""Files that somebody uploads."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.selection.area.forms.fields import ShortText

_CHOOSE = {"required": _("Choose a file first."), "empty": _("The file is empty.")}


class DocumentForm(forms.Form):
    """A document of the proposal."""

    file = forms.FileField(
        label=_("File"),
        error_messages=_CHOOSE,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class PictureForm(forms.Form):
    """A picture, and what it shows."""

    file = forms.FileField(
        label=_("Picture"),
        error_messages=_CHOOSE,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )
    alt = ShortText(
        label=_("What the picture shows"),
        max_length=200,
        help_text=_("For those who do not see it: one sentence."),
    )
