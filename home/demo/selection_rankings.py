"""Parts of the demo's selection: rankings, a campaign being prepared, a closed notice."""

from collections.abc import Mapping
from typing import Final

from django.utils.timezone import localdate

from campaigns.calls.models import Call
from campaigns.selection import call_acts, selecting
from campaigns.selection.models import Proposal, RankingKind
from campaigns.suggesting import offering
from campaigns.suggesting.models import SuggestionKind
from home.demo.selection_calls import Calendar, publish_notice, write_notice, write_page
from home.demo.selection_judging import Scores, admit, appoint, judge, lift_seals, rank
from home.demo.selection_proposals import send
from home.demo.selection_stage import Stage, words

CARE: Final[Mapping[str, Scores]] = {
    "dopo-le-otto": (9, 9, 8, 8, 9),
    "compagni-di-banco": (9, 8, 8, 7, 8),
    "merceria-solidale": (8, 9, 8, 7, 8),
    "custodi-di-scala": (8, 8, 7, 8, 7),
    "cinema-senza-barriere": (7, 8, 8, 7, 7),
    "pane-del-mattino": (7, 7, 7, 7, 8),
    "noleggio-carrozzine": (7, 6, 7, 6, 7),
    "gita-fuori-porta": (5, 5, 6, 5, 6),
}
"""Second and third have the same points; the seventh is beyond the places, the last too low."""
SCHOOLS: Final[Mapping[str, Scores]] = {
    "palestra-dei-compiti": (9, 9, 7, 8, 8),
    "laboratorio-del-legno": (8, 8, 9, 7, 7),
    "orchestra-del-cortile": (7, 7, 8, 6, 8),
}
CULTURE: Final[Mapping[str, Scores]] = {"teatro-in-cortile": (9, 8, 8, 8, 9)}
COURTYARDS: Final[Mapping[str, Scores]] = {
    "cortile-a-colori": (5, 5, 5, 4, 4),
    "festa-delle-rogge": (5, 6, 4, 5, 5),
}


def write_provisional(stage: Stage) -> Call:
    """Eight proposals in a provisional ranking; the final one is still to be published."""
    calendar = Calendar(published=-160, opens=-150, closes=-90, rounds=((45, 105), (130, 190)))
    call = judged(stage, "avviso-cura", calendar, CARE)
    rank(stage, call, RankingKind.PROVISIONAL, stage.at(-7))
    return call


def write_ranked(stage: Stage) -> Call:
    """A final ranking: the RUP may start its campaigns."""
    calendar = Calendar(published=-200, opens=-190, closes=-150, rounds=((40, 100),))
    call = judged(stage, "avviso-scuole-aperte", calendar, SCHOOLS)
    rank(stage, call, RankingKind.PROVISIONAL, stage.at(-60))
    rank(stage, call, RankingKind.FINAL, stage.at(-8))
    return call


def write_prepared(stage: Stage) -> Call:
    """A selected project: its story is with Redazione, with a suggestion of the proponent."""
    calendar = Calendar(published=-260, opens=-250, closes=-200, rounds=((18, 78),))
    call = judged(stage, "avviso-cultura", calendar, CULTURE)
    rank(stage, call, RankingKind.FINAL, stage.at(-40))
    at = stage.at(-12)
    selected = call.proposals.get()
    selecting.select(
        call=call,
        assignments={selected: call.rounds.get()},
        number=f"303/{localdate(at):%Y}",
        date=localdate(at),
        by=stage.person("rup"),
        now=at,
    )
    selected = Proposal.objects.select_related("page").get(pk=selected.pk)
    assert selected.page is not None
    offering.suggest(
        campaign_key=selected.page.translation_key,
        wish=offering.Wish(kind=SuggestionKind.STORY, text=words()["suggestion"]),
        author=selected.created_by,
        now=stage.at(-5, 18),
    )
    return call


def write_closed(stage: Stage) -> Call:
    """A small trial in which no project reached the minimum, closed by an act."""
    calendar = Calendar(published=-420, opens=-410, closes=-360, rounds=((-250, -220),))
    call = judged(stage, "avviso-cortili", calendar, COURTYARDS)
    rank(stage, call, RankingKind.FINAL, stage.at(-300))
    for day, act in ((-290, call_acts.start_campaigns), (-200, call_acts.close)):
        at = stage.at(day)
        act(
            call=call,
            number=f"{304 - day}/{localdate(at):%Y}",
            date=localdate(at),
            reason=words()["closing"],
            by=stage.person("rup"),
            now=at,
        )
    return call


def judged(stage: Stage, slug: str, calendar: Calendar, scores: Mapping[str, Scores]) -> Call:
    """A notice whose proposals are all admitted, with final scores, three weeks after its end."""
    call = write_notice(stage, slug, calendar)
    publish_notice(stage, call, calendar)
    write_page(stage, call)
    ended = calendar.closes
    sent = {
        key: send(stage, call, key, stage.at(ended - 12 + place, 11))
        for place, key in enumerate(scores)
    }
    lift_seals(stage, call, stage.at(ended + 3))
    appoint(stage, call, stage.at(ended + 4))
    for proposal in sent.values():
        admit(stage, proposal, stage.at(ended + 8))
    judge(sent, scores, stage.at(ended + 20))
    return Call.objects.get(pk=call.pk)
