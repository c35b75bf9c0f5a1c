"""Blocks of which stories and editorial pages are made. They know nothing of campaigns."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

PARAGRAPH_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, and whose they are."""

    text = blocks.TextBlock(label=_("Words"))
    attribution = blocks.CharBlock(label=_("Who says it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "campaigns/blocks/quote.html"


class CalloutBlock(blocks.StructBlock):
    """A boxed note that stands out of the text."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link"])

    class Meta:
        icon = "info-circle"
        label = _("Call-out")
        template = "campaigns/blocks/callout.html"


class VideoBlock(blocks.StructBlock):
    """A link to a video: nothing of a third party is loaded until the reader follows it."""

    url = blocks.URLBlock(label=_("Address of the video"))
    title = blocks.CharBlock(label=_("What it shows"), max_length=120)
    poster = ImageChooserBlock(label=_("Still picture"), required=False)

    class Meta:
        icon = "media"
        label = _("Video")
        template = "campaigns/blocks/video.html"


class StoryBlock(blocks.StreamBlock):
    """The story of a campaign, and the body of an editorial page."""

    paragraph = blocks.RichTextBlock(label=_("Text"), features=PARAGRAPH_FEATURES, icon="pilcrow")
    heading = blocks.CharBlock(
        label=_("Heading"),
        max_length=100,
        icon="title",
        template="campaigns/blocks/heading.html",
    )
    image = ImageBlock(label=_("Image"), template="campaigns/blocks/image.html")
    gallery = blocks.ListBlock(
        ImageBlock(), label=_("Gallery"), icon="image", template="campaigns/blocks/gallery.html"
    )
    quote = QuoteBlock()
    video = VideoBlock()
    callout = CalloutBlock()
    document = DocumentChooserBlock(label=_("Document"), template="campaigns/blocks/document.html")
