"""Blocks of which staff compose the home and the information pages, beside those of a story.

A block marked ``is_wide`` takes the whole width of the page; the others keep to the text's.
"""

import re
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.models import Locale

from campaigns.blocks import StoryBlock
from home import block_previews

TEXT_FEATURES: Final = ["bold", "italic", "link", "document-link", "ol", "ul"]
MOST_CARDS: Final = 6
PARTS: Final = gettext_lazy("Parts of a page")
_ADDRESS: Final = re.compile(r"(/(?!/)|https?://)[^\s\x00]*")


def check_address(value: str) -> None:
    """Raise ``ValidationError`` unless it is a path of this site, or of another one."""
    if not _ADDRESS.fullmatch(value):
        raise ValidationError(_("Write a path such as /assistenza/richiesta/, or https://…"))


class TargetBlock(blocks.StructBlock):
    """Where a link leads: a page of the site, or an address."""

    page = blocks.PageChooserBlock(label=gettext_lazy("Page"), required=False)
    address = blocks.CharBlock(
        label=gettext_lazy("or an address"),
        required=False,
        max_length=500,
        validators=[check_address],
        help_text=gettext_lazy("A path of this site, or the whole address of another."),
    )

    class Meta:
        icon = "link"
        label = gettext_lazy("Where it leads")
        template = "home/blocks/target.html"

    def clean(self, value: Any) -> Any:
        """Raise ``ValidationError`` unless one of the two is there, and one alone."""
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            error = ValidationError(_("Choose a page or write an address: one of the two."))
            raise blocks.StructBlockValidationError(block_errors={"address": error})
        return cleaned


class LinkCardBlock(blocks.StructBlock):
    """One card."""

    title = blocks.CharBlock(label=gettext_lazy("Title"), max_length=80)
    text = blocks.TextBlock(label=gettext_lazy("Text"), required=False, max_length=200)
    target = TargetBlock()


class LinkCardsBlock(blocks.StructBlock):
    """Cards that lead to other pages."""

    title = blocks.CharBlock(label=gettext_lazy("Title"), max_length=100, required=False)
    cards = blocks.ListBlock(
        LinkCardBlock(), label=gettext_lazy("Cards"), min_num=1, max_num=MOST_CARDS * 2
    )

    class Meta:
        icon = "grip"
        label = gettext_lazy("Cards of links")
        group = PARTS
        description = gettext_lazy("Ways to other pages, each with a sentence.")
        preview_value = staticmethod(block_previews.link_cards)
        template = "home/blocks/link_cards.html"
        is_wide = True


class AnswerBlock(blocks.StructBlock):
    """A question and its answer."""

    question = blocks.CharBlock(label=gettext_lazy("Question"), max_length=160)
    answer = blocks.RichTextBlock(label=gettext_lazy("Answer"), features=TEXT_FEATURES)


class AnswersBlock(blocks.StructBlock):
    """Questions that open to their answers."""

    title = blocks.CharBlock(label=gettext_lazy("Title"), max_length=100, required=False)
    answers = blocks.ListBlock(AnswerBlock(), label=gettext_lazy("Questions"), min_num=1)

    class Meta:
        icon = "help"
        label = gettext_lazy("Questions and answers")
        group = PARTS
        description = gettext_lazy("Questions that open to their answers.")
        preview_value = staticmethod(block_previews.answers)
        template = "home/blocks/answers.html"


class StepBlock(blocks.StructBlock):
    """One step."""

    title = blocks.CharBlock(label=gettext_lazy("Title"), max_length=80)
    text = blocks.RichTextBlock(label=gettext_lazy("Text"), features=["bold", "italic", "link"])


class StepsBlock(blocks.StructBlock):
    """What comes first, and what after."""

    title = blocks.CharBlock(label=gettext_lazy("Title"), max_length=100, required=False)
    steps = blocks.ListBlock(StepBlock(), label=gettext_lazy("Steps"), min_num=2)

    class Meta:
        icon = "list-ol"
        label = gettext_lazy("Steps")
        group = PARTS
        description = gettext_lazy("What comes first, and what after.")
        preview_value = staticmethod(block_previews.steps)
        template = "home/blocks/steps.html"


class CallToActionBlock(blocks.StructBlock):
    """One thing to do, said loudly."""

    title = blocks.CharBlock(label=gettext_lazy("Title"), max_length=100)
    text = blocks.TextBlock(label=gettext_lazy("Text"), required=False, max_length=300)
    label = blocks.CharBlock(label=gettext_lazy("Words of the button"), max_length=40)
    target = TargetBlock()

    class Meta:
        icon = "pick"
        label = gettext_lazy("Invitation")
        group = PARTS
        description = gettext_lazy("One thing to do, with a button.")
        preview_value = staticmethod(block_previews.call_to_action)
        template = "home/blocks/call_to_action.html"
        is_wide = True


class FigureBlock(blocks.StructBlock):
    """A number and what it counts."""

    value = blocks.CharBlock(label=gettext_lazy("Figure"), max_length=20)
    label = blocks.CharBlock(label=gettext_lazy("What it counts"), max_length=80)


class FiguresBlock(blocks.StructBlock):
    """Numbers written by hand, with their source."""

    title = blocks.CharBlock(label=gettext_lazy("Title"), max_length=100, required=False)
    figures = blocks.ListBlock(
        FigureBlock(), label=gettext_lazy("Figures"), min_num=1, max_num=MOST_CARDS
    )
    source = blocks.CharBlock(
        label=gettext_lazy("Source, and up to when"), max_length=160, required=False
    )

    class Meta:
        icon = "order"
        label = gettext_lazy("Figures")
        group = PARTS
        description = gettext_lazy("Numbers written by hand, with their source.")
        preview_value = staticmethod(block_previews.figures)
        template = "home/blocks/figures.html"
        is_wide = True


class ResultsBlock(blocks.StaticBlock):
    """What was collected and granted so far, counted at the moment."""

    class Meta:
        icon = "history"
        label = gettext_lazy("Results so far")
        admin_text = gettext_lazy("Collected, granted, donations, projects: counted by themselves.")
        group = PARTS
        description = gettext_lazy(
            "Collected, granted, donations, projects: counted by themselves."
        )
        preview_value: Any = None
        template = "home/blocks/results.html"
        is_wide = True

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from home.front_page import results

        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return context | {"results": results()}


class ContactsBlock(blocks.StaticBlock):
    """The contacts of the site's settings."""

    class Meta:
        icon = "mail"
        label = gettext_lazy("Contacts")
        admin_text = gettext_lazy("E-mail, telephone, address and hours of the site’s settings.")
        group = PARTS
        description = gettext_lazy("E-mail, telephone, address and hours of the site’s settings.")
        template = "home/blocks/contacts.html"


class NewsBlock(blocks.StructBlock):
    """The latest news."""

    title = blocks.CharBlock(label=gettext_lazy("Title"), max_length=100)
    number = blocks.IntegerBlock(
        label=gettext_lazy("How many"), min_value=1, max_value=MOST_CARDS, default=3
    )

    class Meta:
        icon = "doc-full"
        label = gettext_lazy("Latest news")
        group = PARTS
        description = gettext_lazy("The latest news of the site, with their pictures.")
        preview_value = staticmethod(block_previews.news)
        template = "home/blocks/news.html"
        is_wide = True

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from home.news import NewsIndexPage, latest_news

        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        locale = Locale.get_active()
        return context | {
            "news": latest_news(locale)[: value["number"]],
            "index": NewsIndexPage.objects.filter(locale=locale).live().first(),
        }


class CampaignsBlock(blocks.StructBlock):
    """A strip of campaigns: those chosen, in that order, each with its bar."""

    title = blocks.CharBlock(label=gettext_lazy("Title"), max_length=100)
    campaigns = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="campaigns.CampaignPage"),
        label=gettext_lazy("Campaigns"),
        min_num=1,
        max_num=MOST_CARDS,
    )

    class Meta:
        icon = "group"
        label = gettext_lazy("Campaigns")
        group = PARTS
        description = gettext_lazy("A strip of campaigns that you choose, each with its bar.")
        preview_value = staticmethod(block_previews.campaigns)
        template = "home/blocks/campaigns.html"
        is_wide = True

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from campaigns.lists.cards import cards_of, for_cards
        from campaigns.models import CampaignPage

        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        # A page that was deleted since is chosen no more.
        keys = [page.translation_key for page in value["campaigns"] if page is not None]
        pages = CampaignPage.objects.filter(translation_key__in=keys, locale=Locale.get_active())
        cards = cards_of(for_cards(pages.live().public()), timezone.now())
        cards.sort(key=lambda card: keys.index(card.page.translation_key))
        return context | {"cards": cards}


class PageBlock(StoryBlock):
    """The body of the home page and of information pages."""

    steps = StepsBlock()
    answers = AnswersBlock()
    link_cards = LinkCardsBlock()
    call_to_action = CallToActionBlock()
    figures = FiguresBlock()
    results = ResultsBlock()
    campaigns = CampaignsBlock()
    news = NewsBlock()
    contacts = ContactsBlock()
