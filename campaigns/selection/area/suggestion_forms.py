"""What the people of a selected project suggest: words, news, another text, a picture."""

import hashlib
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.files.checked import CHOOSE_AGAIN, UploadRefused, check_document, check_picture
from campaigns.pictures.library_forms import DESCRIPTION_AT_LEAST
from campaigns.plain_words import PlainField
from campaigns.selection.area.forms.fields import LongText, ShortText
from campaigns.suggesting.models import People
from campaigns.suggesting.pictures import Upload
from campaigns.suggesting.places import PARAGRAPH_AT_MOST, Place

NOTE_AT_MOST: Final = 1000
_DIGEST_SIGNS: Final = 16


def digest(text: str) -> str:
    """What tells one published text from another, in a hidden field."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_SIGNS]


def _note() -> LongText:
    return LongText(
        label=gettext_lazy("Why (optional)"),
        help_text=gettext_lazy("For our editors: it is not published."),
        max_length=NOTE_AT_MOST,
        rows=3,
    )


class SuggestionForm(forms.Form):
    """Words for Redazione."""

    text = PlainField(
        label=gettext_lazy("Your suggestion"),
        help_text=gettext_lazy("What to say, change or add in the story of your campaign."),
        max_length=4000,
        error_messages={"required": gettext_lazy("Write your suggestion.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class UpdateForm(SuggestionForm):
    """A piece of news, in plain words."""

    title = PlainField(
        label=gettext_lazy("Title"),
        max_length=150,
        error_messages={"required": gettext_lazy("Give it a title.")},
    )
    text = PlainField(
        label=gettext_lazy("What is new"),
        help_text=gettext_lazy("Plain words; leave an empty line between paragraphs."),
        max_length=4000,
        error_messages={"required": gettext_lazy("Write what is new.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    field_order = ("title", "text")


class EditForm(forms.Form):
    """Another text for a place of the story; ``seen`` is the digest of the one that was read."""

    text = forms.CharField()
    note = _note()
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=_DIGEST_SIGNS)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = LongText if place.is_long else ShortText
        self.place = place
        self.fields["text"] = made(
            label=place.kind.label,
            help_text=_how_to_write(place),
            max_length=place.most,
            required=True,
            error_messages={"required": _("Write the text, or suggest to take it out.")},
        )
        if place.is_long:
            lines = place.text.count("\n") + len(place.text) // 40
            self.fields["text"].widget.attrs["rows"] = min(max(lines, 4), 20)
        self.initial = {"text": place.text, "seen": digest(place.text), **self.initial}

    def clean_text(self) -> str:
        """One line where the page has one."""
        text = str(self.cleaned_data["text"])
        return text if self.place.is_rich else " ".join(text.split())

    def has_seen_another(self) -> bool:
        """Whether the published text changed while they were writing."""
        return bool(self.cleaned_data.get("seen") != digest(self.place.text))

    def show_published(self) -> None:
        """Take what is published by now as read, in the form that is shown again."""
        sent: Any = self.data
        shown = sent.copy()
        shown["seen"] = digest(self.place.text)
        self.data = shown


class RemovalForm(forms.Form):
    """Why something should not be in the story."""

    why = LongText(
        label=gettext_lazy("Why"),
        max_length=NOTE_AT_MOST,
        rows=3,
        required=True,
        error_messages={"required": gettext_lazy("Say in a few words why.")},
    )


class _AfterForm(forms.Form):
    """Something new: where it is to stand."""

    after = forms.ChoiceField(
        label=gettext_lazy("Where it should stand"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("The story has changed: choose the place again.")
        },
    )

    def __init__(self, *args: Any, anchors: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if anchors:
            self.fields["after"].choices = anchors  # type: ignore[attr-defined]
        else:
            del self.fields["after"]


class ParagraphForm(_AfterForm):
    """A paragraph that is not there yet."""

    text = LongText(
        label=gettext_lazy("New paragraph"),
        help_text=gettext_lazy(
            "Plain words; leave an empty line between paragraphs. A line that begins with “- ” is "
            "a point of a list."
        ),
        max_length=PARAGRAPH_AT_MOST,
        required=True,
        error_messages={"required": gettext_lazy("Write the paragraph.")},
        rows=8,
    )
    note = _note()
    field_order = ("text", "after", "note")


class PictureForm(_AfterForm):
    """A picture with all that is needed to publish it; ``anchors`` is empty for one in place."""

    file = forms.FileField(
        label=gettext_lazy("Your picture"),
        help_text=gettext_lazy("JPEG or PNG. Where and when it was taken is not kept."),
        error_messages={
            "required": gettext_lazy("Choose a picture."),
            "empty": gettext_lazy("The file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )
    alt = ShortText(
        label=gettext_lazy("What the picture shows"),
        help_text=gettext_lazy("For those who do not see it: one sentence."),
        max_length=200,
        required=True,
        error_messages={"required": gettext_lazy("Say in a sentence what the picture shows.")},
    )
    credit = ShortText(
        label=gettext_lazy("Who made the picture"),
        help_text=gettext_lazy("It is written below it. They must agree that we publish it."),
        max_length=120,
        required=True,
        error_messages={"required": gettext_lazy("Say who made the picture.")},
    )
    people = forms.ChoiceField(
        label=gettext_lazy("Who can be recognised in it"),
        choices=People,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether somebody can be recognised.")},
    )
    release = forms.FileField(
        label=gettext_lazy("Signed release"),
        help_text=gettext_lazy(
            "If somebody can be recognised: their signed consent, for minors that of the parents. "
            "PDF or a photograph of it. Only our editors read it."
        ),
        required=False,
        error_messages={"empty": gettext_lazy("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    shown_until = forms.DateField(
        label=gettext_lazy("Last day on which it may be shown (optional)"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    note = _note()
    field_order = ("file", "alt", "credit", "people", "release", "shown_until", "after", "note")

    def clean_file(self) -> Any:
        """A JPEG or PNG picture, by its content."""
        return _looked_at(check_picture, self.cleaned_data["file"])

    def clean_release(self) -> Any:
        """A PDF or a photograph, by its content."""
        file = self.cleaned_data["release"]
        return _looked_at(check_document, file) if file else None

    def clean_alt(self) -> str:
        """A sentence."""
        text = " ".join(str(self.cleaned_data["alt"]).split())
        if len(text) < DESCRIPTION_AT_LEAST:
            raise ValidationError(_("Say in a sentence what the picture shows."))
        return text

    def clean_shown_until(self) -> Any:
        """Not over yet."""
        day = self.cleaned_data["shown_until"]
        if day is not None and day <= timezone.localdate():
            raise ValidationError(_("From that day on nobody may see it: choose a later one."))
        return day

    def clean(self) -> dict[str, Any]:
        """Who can be recognised has agreed in writing."""
        typed = super().clean() or {}
        needs_release = typed.get("people") in (People.ADULTS, People.MINORS)
        if needs_release and not typed.get("release") and "release" not in self.errors:
            self.add_error("release", _("Add the signed release of the people shown."))
        if self.errors and self.files:
            self.add_error(None, CHOOSE_AGAIN)
        return typed

    @property
    def upload(self) -> Upload:
        """What was sent, of a form that is valid."""
        typed = self.cleaned_data
        return Upload(
            file=typed["file"],
            alt=typed["alt"],
            credit=typed["credit"],
            people=People(typed["people"]),
            release=typed["release"],
            shown_until=typed["shown_until"],
        )


def _looked_at(check: Any, file: Any) -> Any:
    try:
        check(file)
    except UploadRefused as refusal:
        raise ValidationError(refusal.message) from None
    return file


def _how_to_write(place: Place) -> str:
    if not place.is_rich:
        return _("At most %(most)d characters.") % {"most": place.most}
    plain = _(
        "Plain words; leave an empty line between paragraphs. Links and bold words are not shown "
        "here: they stay where you leave their words as they are."
    )
    signs = _(
        "A line that begins with “- ” is a point of a list, one that begins with “# ” a subheading."
    )
    return f"{plain} {signs}" if "." not in place.key else plain
