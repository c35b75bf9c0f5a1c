"""Home, call, information and news pages of the demo, in Italian and English."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale, Page

from campaigns.calls.models import Call, CallPage
from home.demo import content
from home.demo.media import PictureShelf
from home.demo.story import stream_of
from home.models import NewsIndexPage, NewsPage
from home.site_tree import SiteTree
from home.starting_pages.writing import write_starting_pages

HOME_TITLES = {
    "": ("Le domande di tutti", "Ultime notizie"),
    "_en": ("What everyone asks", "Latest news"),
}


def translated(page: Page, locale: Locale, **fields: Any) -> Page:
    """Publish a translation of a page with these fields of its own."""
    translation = page.copy_for_translation(locale)
    for name, value in fields.items():
        setattr(translation, name, value)
    with override(locale.language_code):
        translation.save_revision().publish()
    return translation


def write_site(trees: dict[str, SiteTree], call: Call, shelf: PictureShelf, now: datetime) -> None:
    """Fill the pages that are not campaigns."""
    _write_home(trees, call, shelf)
    _write_index(trees)
    _write_call(trees, call, shelf)
    write_starting_pages(trees, publish=True)
    for entry in content.read("news"):
        _write_news(entry, trees, shelf, now)


def _write_home(trees: dict[str, SiteTree], call: Call, shelf: PictureShelf) -> None:
    text = content.read("home")
    for language, suffix in (("it", ""), ("en", "_en")):
        home = trees[language].home
        home.refresh_from_db()
        home.title, home.lead = text[f"title{suffix}"], text[f"lead{suffix}"]
        home.featured_call = call
        home.body = stream_of(_questions(text["faq"], suffix), shelf)
        home.save_revision().publish()


def _questions(faq: list[dict[str, str]], suffix: str) -> list[dict[str, Any]]:
    """What people ask first, then the latest news."""
    answers = [
        {"question": entry[f"question{suffix}"], "answer": f"<p>{entry[f'answer{suffix}']}</p>"}
        for entry in faq
    ]
    questions_title, news_title = HOME_TITLES[suffix]
    return [
        {"type": "news", "value": {"title": news_title, "number": 3}},
        {"type": "answers", "value": {"title": questions_title, "answers": answers}},
    ]


def _write_index(trees: dict[str, SiteTree]) -> None:
    text = content.read("campaign_index")
    for language, suffix in (("it", ""), ("en", "_en")):
        index = trees[language].index
        index.refresh_from_db()
        index.title, index.intro = text[f"title{suffix}"], text[f"intro{suffix}"]
        index.show_in_menus = True
        index.save_revision().publish()


def _write_call(trees: dict[str, SiteTree], call: Call, shelf: PictureShelf) -> None:
    text = content.read("call")
    page = CallPage.objects.get(call=call, locale=trees["it"].locale)
    page.title, page.intro = text["title"], text["intro"]
    page.body = stream_of(text["body"], shelf)
    page.show_in_menus = True
    page.save_revision().publish()
    translated(
        page,
        trees["en"].locale,
        slug=text["slug_en"],
        title=text["title_en"],
        intro=text["intro_en"],
        body=stream_of(text["body_en"], shelf),
    )


def _write_news(
    entry: dict[str, Any], trees: dict[str, SiteTree], shelf: PictureShelf, now: datetime
) -> None:
    published = now - timedelta(days=entry["days_ago"])
    page = NewsPage(
        title=entry["title"],
        slug=entry["slug"],
        intro=entry["intro"],
        published_on=timezone.localdate(published),
        picture=shelf.image(entry["picture"], entry["picture_alt"]),
        picture_alt=entry["picture_alt"],
        body=stream_of(entry["body"], shelf),
        locale=trees["it"].locale,
    )
    NewsIndexPage.objects.child_of(trees["it"].home).get().add_child(instance=page)
    page.save_revision().publish()
    translated(
        page,
        trees["en"].locale,
        slug=entry["slug_en"],
        title=entry["title_en"],
        intro=entry["intro_en"],
        picture_alt=entry["picture_alt_en"],
        body=stream_of(entry["body_en"], shelf),
    )
    NewsPage.objects.filter(translation_key=page.translation_key).update(
        first_published_at=published, last_published_at=published
    )
