"""The history of a selection as people read and take it away: HTML rows, CSV, JSON."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.models import Call
from campaigns.selection.models import CheckOutcome, HistoryEntry, Proposal
from campaigns.staff.exports import csv_for_spreadsheets


def entries_of(*, call: Call, proposal: Proposal | None = None) -> QuerySet[HistoryEntry]:
    """The events of a call or of one of its proposals, in their order."""
    entries = HistoryEntry.objects.filter(call=call).select_related("actor").order_by("seq")
    return entries if proposal is None else entries.filter(proposal=proposal)


def lines_of(entry: HistoryEntry) -> list[str]:
    """What an event's details say, a sentence each; what only programs need is left out."""
    data = entry.data
    lines = []
    if act := _act(data):
        lines.append(act)
    for check in data.get("checks", []):
        outcome = check.get("outcome", "")
        label = CheckOutcome(outcome).label if outcome in CheckOutcome.values else outcome
        lines.append(f"{check.get('text', '')}: {label}")
    if due_at := data.get("due_at"):
        lines.append(_("To be answered by %(instant)s") % {"instant": _last_minute(due_at)})
    if files := data.get("files"):
        lines.append(_("Files attached: %(number)d") % {"number": len(files)})
    if protocol := data.get("protocol"):
        lines.append(_("Protocol %(number)s") % {"number": protocol})
    return lines


def who(actor: User | None) -> str:
    """The person's name, or the platform."""
    if actor is None:
        return _("The platform")
    return actor.get_full_name() or actor.get_username()


def as_csv(entries: Iterable[HistoryEntry], protocols: dict[Any, str]) -> str:
    """A table that spreadsheets open: what people typed is text, and never a formula."""
    head = [
        *(_("Number"), _("When"), _("Who"), _("Event"), _("Proposal")),
        *(_("Reason"), _("Details"), _("Hash")),
    ]
    rows = [
        [
            str(entry.seq),
            timezone.localtime(entry.at).isoformat(timespec="seconds"),
            who(entry.actor),
            entry.get_kind_display(),
            protocols.get(entry.proposal_id, ""),
            entry.reason,
            json.dumps(entry.data, ensure_ascii=False, sort_keys=True),
            entry.hash,
        ]
        for entry in entries
    ]
    return csv_for_spreadsheets([head, *rows])


def as_json(entries: Iterable[HistoryEntry], *, call: Call) -> dict[str, Any]:
    """All that each event's hash seals, so that others can check the chain."""
    return {
        "call": {"id": call.pk, "slug": call.slug},
        "entries": [
            {
                "seq": entry.seq,
                "kind": entry.kind,
                "at": entry.at.isoformat(),
                "actor": entry.actor_id,
                "who": who(entry.actor),
                "proposal": str(entry.proposal_id) if entry.proposal_id else None,
                "reason": entry.reason,
                "reason_salt": entry.reason_salt,
                "reason_digest": entry.reason_digest,
                "data": entry.data,
                "prev_hash": entry.prev_hash,
                "hash": entry.hash,
                "hash_version": entry.hash_version,
            }
            for entry in entries
        ],
    }


def protocols_of(call: Call) -> dict[Any, str]:
    """The last protocol number of each proposal of a call."""
    sendings = call.submissions.order_by("number").values_list("proposal_id", "number")
    return {proposal_id: f"{call.slug}/{number:04d}" for proposal_id, number in sendings}


def _act(data: dict[str, Any]) -> str:
    """The act that an event rests on, however its kind keeps it; empty where there is none."""
    act = data.get("act", "")
    if isinstance(act, dict):
        number, date = act.get("number"), act.get("date")
    else:
        number = data.get("act_number") or data.get("number") or act
        date = data.get("act_date") or data.get("date")
    day = parse_date(str(date)) if date else None
    if day is None:
        return ""
    told = formats.date_format(day, "SHORT_DATE_FORMAT")
    return _("Act %(number)s of %(date)s") % {"number": number, "date": told}


def _last_minute(text: str) -> str:
    """The last minute before an instant: nobody reads midnight rightly."""
    instant = parse_datetime(text)
    if instant is None:
        return text
    local = timezone.localtime(instant - timedelta(minutes=1))
    return formats.date_format(local, "SHORT_DATETIME_FORMAT")
