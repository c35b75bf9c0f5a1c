"""The demo's notices: rules from the presets, published by an act, each with its page."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.timezone import localdate
from wagtail.documents import get_document_model

from campaigns.accounts.models import LegalForm
from campaigns.calls.models import Area, Call, CallAttachment, CallPage, Round
from campaigns.calls.preset_rows import preset_rows
from campaigns.cofinancing.services import create_fund
from campaigns.selection import call_acts
from home.demo import content
from home.demo.media import PictureShelf
from home.demo.papers import paper
from home.demo.selection_stage import Stage
from home.demo.site_pages import translated
from home.demo.story import stream_of

DEADLINE_HOUR = 18
ATTACHMENTS = ("Avviso pubblico, testo integrale", "Modello di lettera di sostegno")
DAYS_AFTER_ROUNDS = 60
"""The experiment goes on so long after its last round: settling, and telling how it went."""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Days of a notice, counted from today; each round's first day, and the one it closes on."""

    published: int
    opens: int
    closes: int
    rounds: tuple[tuple[int, int], ...]


def write_notice(stage: Stage, slug: str, calendar: Calendar, *, documents: int = 2) -> Call:
    """A notice with its rules, as the RUP writes it: a draft that asks for so many documents."""
    entry = _entry(slug)
    call = Call(
        slug=slug,
        title=entry["title"],
        legal_forms=list(LegalForm.values),
        minimum_score=60,
        submissions_open_at=stage.at(calendar.opens),
        submissions_close_at=stage.at(calendar.closes, DEADLINE_HOUR),
        experiment_ends_on=localdate(stage.at(calendar.rounds[-1][1] + DAYS_AFTER_ROUNDS)),
        **entry["rules"],
    )
    rows = preset_rows()
    rows["required_documents"] = rows["required_documents"][:documents]
    for relation, of_relation in rows.items():
        setattr(call, relation, of_relation)
    call.rounds = [
        Round(number=number, opens_at=stage.at(first, 0), closes_at=stage.at(last, 0))
        for number, (first, last) in enumerate(calendar.rounds, 1)
    ]
    call.areas.set(areas())
    call.save()
    call.refresh_from_db()
    return call


def publish_notice(stage: Stage, call: Call, calendar: Calendar) -> Call:
    """Endow it and publish it by an act, and let its first day come."""
    at, fund = stage.at(calendar.published), _entry(call.slug).get("fund")
    if fund is not None:
        create_fund(call=call, total=Decimal(fund), now=at)
    number = f"{call.pk}/{localdate(at):%Y}"
    call_acts.publish(call=call, number=number, date=localdate(at), by=stage.person("rup"), now=at)
    call_acts.move_by_clock(now=stage.at(calendar.opens) + timedelta(minutes=1))
    call.refresh_from_db()
    return call


def write_page(stage: Stage, call: Call, *, live: bool = True) -> CallPage:
    """The page of a notice in Italian and English; of a draft only the Italian, not public."""
    entry, home = _entry(call.slug), stage.trees["it"].home
    page = CallPage(
        title=entry["title"],
        slug=call.slug,
        intro=entry["intro"],
        body=_body(entry["text"]),
        call=call,
        locale=stage.trees["it"].locale,
        live=False,
    )
    page.attachments = [_attachment(title) for title in ATTACHMENTS]
    type(home).objects.get(pk=home.pk).add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
        translated(
            page,
            stage.trees["en"].locale,
            title=entry["title_en"],
            intro=entry["intro_en"],
            body=_body(entry["text_en"]),
        )
    return page


def _attachment(title: str) -> CallAttachment:
    model = get_document_model()
    document = model.objects.filter(title=title).first()
    document = document or model.objects.create(title=title, file=paper(title))
    return CallAttachment(document=document, title=title)


def areas() -> list[Area]:
    """The areas of the edition, in its order."""
    slugs = [slugify(entry["short_name"]) for entry in content.edition()["area_names"]]
    found = {area.slug: area for area in Area.objects.filter(slug__in=slugs)}
    return [found[slug] for slug in slugs]


def _entry(slug: str) -> dict[str, Any]:
    entries = content.read("selection_calls")["calls"]
    found: dict[str, Any] = next(entry for entry in entries if entry["slug"] == slug)
    return found


def _body(text: str) -> str:
    return stream_of([{"type": "paragraph", "value": text}], PictureShelf())
