"""The minute of a sitting on paper, from the data that its digest seals."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.house.paper import SOFT, Paper, Row, written_instant
from campaigns.selection.models import Sitting


def minute_paper(*, sitting: Sitting) -> bytes:
    """The minute as PDF, in Italian: the language of the act. The same data, the same words."""
    with override("it"):
        return _paper(sitting).written()


def file_name(sitting: Sitting) -> str:
    """What the file is called when it is saved."""
    return f"verbale-{sitting.call.slug}-{sitting.number}.pdf"


def _paper(sitting: Sitting) -> Paper:
    minute = sitting.minute
    title = _("Minute no. %(number)d") % {"number": sitting.number}
    paper = Paper(title=title, language="it", now=sitting.recorded_at)
    paper.write_head(title)
    paper.write_rows(_facts(minute))
    for proposal in minute["proposals"]:
        paper.write_heading(f"{proposal['protocol']} · {proposal['title']}")
        paper.write_rows(list(_proposal_rows(proposal, minute["criteria"])))
    if minute["notes"]:
        paper.write_heading(_("Notes"))
        paper.write_text(minute["notes"])
    paper.ln(10)
    paper.write_text(
        _("Recorded by %(name)s on %(day)s.")
        % {"name": minute["recorded_by"], "day": written_instant(sitting.recorded_at)},
        size=9,
        colour=SOFT,
    )
    paper.write_text(
        _("Digest (SHA-256): %(digest)s") % {"digest": sitting.digest}, size=8, colour=SOFT
    )
    return paper


def _facts(minute: dict[str, Any]) -> list[Row]:
    return [
        (_("Notice"), minute["call"]["title"]),
        (_("Begun"), _written(minute["started_at"])),
        (_("Ended"), _written(minute["ended_at"])),
        (_("Present"), _names(minute["present"])),
        (_("Absent"), _names(minute["absent"]) or _("Nobody")),
        (_("Quorum"), str(minute["quorum"])),
    ]


def _names(members: list[dict[str, Any]]) -> str:
    return ", ".join(
        _("%(name)s (president)") % {"name": member["name"]}
        if member["presides"]
        else member["name"]
        for member in members
    )


def _proposal_rows(proposal: dict[str, Any], criteria: list[dict[str, Any]]) -> Iterator[Row]:
    yield _("Proponent"), proposal["organization"]
    for said in proposal["abstained"]:
        yield _("Abstained"), f"{said['name']}: {said['reason']}"
    if not proposal["votes"]:
        yield _("Votes"), _("Scores not final yet when this minute was recorded")
        return
    yield _("Scores final since"), _written(proposal["final_at"])
    names = {criterion["id"]: criterion["name"] for criterion in criteria}
    for vote in proposal["votes"]:
        yield (
            vote["name"],
            "\n".join(
                f"{names[score['criterion']]}: {score['value']}. {score['comment']}"
                for score in vote["scores"]
            ),
        )


def _written(instant: str) -> str:
    return written_instant(datetime.fromisoformat(instant))
