"""Forms of the library of pictures and files: what each must say of itself, and may be."""

from pathlib import PurePath
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.forms import FileInput
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from campaigns.files.checked import UploadRefused, check_document

DESCRIPTION_AT_LEAST: Final = 10
OPENINGS: Final = {
    "pdf": (b"%PDF-",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "odt": (b"PK\x03\x04",),
    "ods": (b"PK\x03\x04",),
    "zip": (b"PK\x03\x04", b"PK\x05\x06"),
}
"""How files of each kind begin. Text has no such mark: it must not hold a NUL."""
READ_BYTES: Final = 1024


class LibraryImageForm(BaseImageForm):
    """A picture: its description is asked for once, and offered wherever it is used."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask("title", gettext("For finding it here again; readers do not see it."))
        self._ask(
            "description",
            gettext(
                "What it shows, in a sentence, for people who do not see it: “Two children "
                "water tomatoes in a courtyard”. It is offered wherever the picture is used."
            ),
        )
        if description := self.fields.get("description"):
            description.required = True
            description.label = gettext("What the picture shows")
            description.widget.attrs["data-civic-advised"] = description.max_length
        if release := self.fields.get("release"):
            release.widget = FileInput()  # The file has no public address to lead to.
            release.help_text = self._release_help(str(release.help_text))

    def clean_file(self) -> Any:
        """A new file is there again, whatever was erased before."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            self.instance.erased_on = None
        return file

    def clean_release(self) -> Any:
        """A PDF or a photograph, by its content."""
        file = self.cleaned_data["release"]
        if "release" not in self.changed_data or not file:
            return file
        try:
            check_document(file)
        except UploadRefused as refusal:
            raise ValidationError(refusal.message, code="invalid") from None
        return file

    def _release_help(self, told: str) -> Any:
        """What is asked for, and the way to what is there."""
        if not self.instance.release:
            return told
        url = reverse("picture_release", args=[self.instance.pk])
        stored = gettext("Open the one that is here.")
        return format_html('{} <a href="{}">{}</a>', told, url, stored)

    def clean_description(self) -> str:
        """A sentence about what is to be seen, not the name of a file."""
        text = str(self.cleaned_data["description"]).strip()
        if len(text) < DESCRIPTION_AT_LEAST or PurePath(text).suffix.lower() in _SUFFIXES:
            raise ValidationError(_("Say in a sentence what the picture shows."), code="invalid")
        return text

    def _ask(self, name: str, help_text: str) -> None:
        if name in self.fields:
            self.fields[name].help_text = help_text


class LibraryDocumentForm(BaseDocumentForm):
    """A file to download: named for readers, and of the kind that it says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if title := self.fields.get("title"):
            title.help_text = gettext("Readers see it as the name of the link: say what is in it.")
        if file := self.fields.get("file"):
            kinds = gettext("PDF that can be read aloud is best; also DOCX, ODT, XLSX, ODS, CSV.")
            file.help_text = f"{kinds} {file.help_text}"

    def clean_file(self) -> Any:
        """The file, if it begins as its kind does: a name alone proves nothing."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and not _is_what_it_says(file):
            raise ValidationError(
                _("This is not a file of the kind that its name says: save it again, then retry."),
                code="invalid",
            )
        return file


_SUFFIXES: Final = frozenset({".avif", ".gif", ".heic", ".jpeg", ".jpg", ".png", ".webp"})


def _is_what_it_says(file: Any) -> bool:
    file.seek(0)
    start: bytes = file.read(READ_BYTES)
    file.seek(0)
    openings = OPENINGS.get(PurePath(file.name).suffix.lower().lstrip("."))
    return b"\x00" not in start if openings is None else start.startswith(openings)
