"""Blocks of which stories and editorial pages are made. They know nothing of campaigns."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

PARAGRAPH_FEATURES: Final = ["bold", "italic", "h3", "link", "document-link", "ol", "ul"]
WORDS: Final = _("Text")
PICTURES: Final = _("Pictures and video")
BOXES: Final = _("Boxes and files")
ALT_TEXT_AT_MOST: Final = 200
QUOTE_AT_MOST: Final = 300
CALLOUT_AT_MOST: Final = 80


class ParagraphBlock(blocks.RichTextBlock):
    """Running text, with subheadings, lists and links."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = WORDS
        description = _("Paragraphs, lists, links and subheadings.")
        preview_value = _(
            "<p>The courtyard has been closed for <b>twelve years</b>. From spring on it opens "
            "every day:</p><ul><li>a workshop for bicycles,</li><li>a table to eat together."
            "</li></ul>"
        )

    def get_preview_value(self) -> Any:
        return self.to_python(str(self.meta.preview_value))


class HeadingBlock(blocks.CharBlock):
    """A heading of the second level: the page's title is the first."""

    class Meta:
        icon = "title"
        label = _("Heading")
        group = WORDS
        description = _("Opens a part of the text: readers who skim read only these.")
        preview_value = _("What will be there")
        template = "campaigns/blocks/heading.html"


class PictureBlock(ImageBlock):
    """A picture, and what it shows: required unless it only decorates."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        alt_text: Any = blocks.CharBlock(
            required=False,
            max_length=ALT_TEXT_AT_MOST,
            label=_("What the picture shows"),
            help_text=_("Read aloud to people who do not see it; a sentence, not a file’s name."),
        )
        decorative: Any = blocks.BooleanBlock(
            required=False,
            label=_("It only decorates"),
            help_text=_("Tick it where the picture says nothing that the text does not say."),
        )
        for name, block in (("alt_text", alt_text), ("decorative", decorative)):
            block.set_name(name)
            self.child_blocks[name] = block

    def clean(self, value: Any) -> Any:
        """As Wagtail's, and the description's length."""
        value = super().clean(value)
        try:
            self.child_blocks["alt_text"].clean((value and value.contextual_alt_text) or "")
        except blocks.base.ValidationError as error:
            raise StructBlockValidationError(block_errors={"alt_text": error}) from error
        return value

    def get_preview_value(self) -> Any:
        """The newest picture of the library; none in an empty one."""
        image = newest_image()
        if image is not None:
            image.contextual_alt_text, image.decorative = image.default_alt_text, False
        return image

    class Meta:
        icon = "image"
        label = _("Image")
        group = PICTURES
        description = _("One picture, as wide as the text.")
        preview_value: Any = None
        template = "campaigns/blocks/image.html"


class GalleryBlock(blocks.ListBlock):
    """Some pictures side by side."""

    def __init__(self, child_block: Any = None, **kwargs: Any) -> None:
        super().__init__(child_block or PictureBlock(), **kwargs)

    def get_preview_value(self) -> Any:
        images = list(get_image_model()._default_manager.order_by("-pk")[:3])
        for image in images:
            image.contextual_alt_text, image.decorative = image.default_alt_text, False
        return self.normalize(images)

    class Meta:
        icon = "grip"
        label = _("Gallery")
        group = PICTURES
        description = _("Two or more pictures side by side; on a phone one below the other.")
        preview_value: Any = None
        template = "campaigns/blocks/gallery.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, and whose they are."""

    text = blocks.TextBlock(
        label=_("Words"),
        max_length=QUOTE_AT_MOST,
        help_text=_("As they were said, without quotation marks."),
    )
    attribution = blocks.CharBlock(
        label=_("Who says it"),
        required=False,
        max_length=120,
        help_text=_("Name, and what they have to do with the project."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        group = WORDS
        description = _("The words of somebody who lives there, works there, gives a hand.")
        preview_value = {
            "text": _("I have lived here for thirty years and never been in that courtyard."),
            "attribution": _("Teresa, third floor"),
        }
        template = "campaigns/blocks/quote.html"


class CalloutBlock(blocks.StructBlock):
    """A boxed note that stands out of the text."""

    title = blocks.CharBlock(label=_("Title"), max_length=CALLOUT_AT_MOST)
    text = blocks.RichTextBlock(
        label=_("Text"),
        features=["bold", "italic", "link"],
        help_text=_("One or two sentences: a box that is long stands out no more."),
    )

    def get_preview_value(self) -> Any:
        told = self.meta.preview_value
        return self.to_python({name: str(value) for name, value in told.items()})

    class Meta:
        icon = "info-circle"
        label = _("Call-out")
        group = BOXES
        description = _("A note in a box: opening hours, a date, what to bring.")
        preview_value = {
            "title": _("Come and see"),
            "text": _("<p>Every Saturday in May, from 10 to 12, at number 4.</p>"),
        }
        template = "campaigns/blocks/callout.html"


class VideoBlock(blocks.StructBlock):
    """A link to a video: nothing of a third party is loaded until the reader follows it."""

    url = blocks.URLBlock(
        label=_("Address of the video"),
        help_text=_(
            "It opens in a new tab: no player of others is loaded here, and nobody is tracked."
        ),
    )
    title = blocks.CharBlock(
        label=_("What it shows"),
        max_length=120,
        help_text=_("With its length, and if it has subtitles: “The courtyard, 2 min, subtitled”."),
    )
    poster = ImageChooserBlock(
        label=_("Still picture"),
        required=False,
        help_text=_("From the video itself; it is decoration, its title says what it is."),
    )

    def get_preview_value(self) -> Any:
        told = {name: str(value) for name, value in self.meta.preview_value.items()}
        image = newest_image()
        return self.to_python(told | {"poster": image.pk if image else None})

    class Meta:
        icon = "media"
        label = _("Video")
        group = PICTURES
        description = _("The way to a video elsewhere, with a still picture.")
        preview_value = {
            "url": "https://example.org/video",
            "title": _("The courtyard, 2 minutes, subtitled"),
        }
        template = "campaigns/blocks/video.html"


class FileBlock(DocumentChooserBlock):
    """A file to download, with its kind and size."""

    def get_preview_value(self) -> Any:
        """The newest file of the library; one that only looks so in an empty one."""
        newest = get_document_model()._default_manager.order_by("-pk").first()
        return newest or {"title": _("Plan of the courtyard"), "file_extension": "pdf", "url": "#"}

    class Meta:
        icon = "doc-full-inverse"
        label = _("Document")
        group = BOXES
        description = _("A file to download, with its kind and size.")
        preview_value: Any = None
        template = "campaigns/blocks/document.html"


class StoryBlock(blocks.StreamBlock):
    """The story of a campaign, and the body of an editorial page."""

    paragraph = ParagraphBlock(features=PARAGRAPH_FEATURES)
    heading = HeadingBlock(max_length=100)
    quote = QuoteBlock()
    image = PictureBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    callout = CalloutBlock()
    document = FileBlock()


def newest_image() -> Any:
    """The newest picture of the library, if there is one."""
    return get_image_model()._default_manager.order_by("-pk").first()
