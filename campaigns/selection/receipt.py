"""The receipt of a sent proposal: protocol number, instant, files, digests, how to check them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.house.letters import contact
from campaigns.house.paper import SOFT, Paper, Row, written_instant
from campaigns.money import format_eur
from campaigns.selection import history
from campaigns.selection.models import Submission


def receipt(*, submission: Submission, language: str, now: datetime) -> bytes:
    """The receipt as PDF, in that language; instants are Rome's, with their offset."""
    with override(language):
        title = _("Receipt of the proposal")
        paper = Paper(title=f"{title} {submission.protocol_number}", language=language, now=now)
        paper.write_head(title)
        paper.write_rows(_rows(submission))
        _write_partners(paper, submission.content)
        _write_files(paper, submission)
        _write_digests(paper, submission)
        return paper.written()


def file_name(submission: Submission) -> str:
    """What the receipt is called when it is saved, in the reader's language."""
    kind = _("receipt")
    return f"{kind}-{submission.call.slug}-{submission.number:04d}.pdf"


def canonical_content(submission: Submission) -> bytes:
    """What is judged, byte by byte as its digest was made: its SHA-256 is ``content_digest``."""
    return history.canonical(submission.content)


def instant_with_offset(instant: datetime) -> str:
    """The instant in Rome with seconds and offset, such as ``2026-03-10 13:00:05+01:00``."""
    return localtime(instant).isoformat(sep=" ", timespec="seconds")


def _rows(submission: Submission) -> list[Row]:
    content = submission.content
    rows = [
        (_("Protocol number"), submission.protocol_number),
        (_("Received"), written_instant(submission.received_at)),
        (_("To the second"), instant_with_offset(submission.received_at)),
        (_("Call"), submission.call.title),
        (_("Title"), content["title"]),
        (_("Organization"), content["organization"]["name"]),
        (_("Total cost"), format_eur(Decimal(content["total_cost"]))),
        (_("Declarations made"), str(len(content["declarations"]))),
    ]
    if submission.withdrawn_at:
        rows.append((_("Taken back"), instant_with_offset(submission.withdrawn_at)))
    return rows


def _write_partners(paper: Paper, content: dict[str, Any]) -> None:
    """Who carries the project together, each with its quota; the lead bears what is left."""
    partners = content["partners"]
    if not partners:
        return
    quotas = sum((Decimal(partner["quota"]) for partner in partners), Decimal(0))
    paper.write_heading(_("Who carries the project, each with its quota of the cost"))
    rows = [(content["organization"]["name"], _quota(Decimal(content["total_cost"]) - quotas))]
    for partner in partners:
        made = _("declarations made") if partner["declares"] else _("declarations missing")
        rows.append((partner["name"], f"{_quota(Decimal(partner['quota']))}, {made}"))
    paper.write_rows(rows)


def _quota(amount: Decimal) -> str:
    return _("quota %(amount)s") % {"amount": format_eur(amount)}


def _write_files(paper: Paper, submission: Submission) -> None:
    content = submission.content
    files = [(file["name"], file["sha256"]) for file in content["attachments"]]
    files += [
        (picture["alt"] or _("Picture"), picture["sha256"]) for picture in content["pictures"]
    ]
    if files:
        paper.write_heading(_("Files, each with its SHA-256 digest"))
        paper.write_rows(files)


def _write_digests(paper: Paper, submission: Submission) -> None:
    paper.write_heading(_("Digest of what was sent"))
    paper.write_rows(
        [
            (_("Whole proposal"), submission.digest),
            (_("Content"), submission.content_digest),
            (_("Personal data"), submission.personal_digest),
        ]
    )
    paper.ln(6)
    for text in (
        _("How to check it: compute the SHA-256 of each file and compare it with the one above."),
        _(
            "The digest of the content is the SHA-256 of the file “content” that you can "
            "download from the page of your proposal."
        ),
        _("The digest of the whole is the SHA-256 of this line, without spaces:"),
    ):
        paper.write_text(text, size=9, colour=SOFT)
        paper.ln(1)
    both = f'["{submission.content_digest}","{submission.personal_digest}"]'
    paper.write_text(both, size=8)
    paper.ln(2)
    paper.write_text(contact(), size=9, colour=SOFT)
