"""What the public page of a notice shows, read in a fixed number of queries."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.calls import amendment_words, questions
from campaigns.calls.completeness import most_points
from campaigns.calls.models import Call, Phase

QUESTIONS_SHOWN = 5


def read_call(call: Call, now: datetime) -> dict[str, Any]:
    """The facts of a notice, as the template takes them."""
    phase = call.phase_at(now)
    amendments = list(call.amendments.all())
    words = amendment_words.changes_in_words(amendments) if amendments else {}
    return {
        "call": call,
        "phase": phase,
        "phase_label": phase_label(call, now),
        "window": window_in_words(call, now),
        "takes_proposals": phase == Phase.OPEN and call.accepts_proposals_at(now),
        "areas": list(call.areas.all()),
        "legal_forms": call.legal_form_labels,
        "criteria": list(call.criteria.all()),
        "most_points": most_points(call),
        "checklist": list(call.eligibility_items.all()),
        "documents": list(call.required_documents.all()),
        "amendments": [(row, words[row.pk]) for row in reversed(amendments)],
        "questions": list(questions.answered(call)[:QUESTIONS_SHOWN]),
        "takes_questions": questions.takes_questions(call, now),
    }


def phase_label(call: Call, now: datetime) -> str:
    """The phase as readers see it: a published notice that has not opened is no draft to them."""
    phase = call.phase_at(now)
    if phase == Phase.DRAFT and call.is_published:
        return _("Opens soon")
    return str(phase.label)


def window_in_words(call: Call, now: datetime) -> str:
    """Where the window for proposals stands by the server's clock; ``""``: nothing to say."""
    opens, closes = call.submissions_open_at, call.submissions_close_at
    if opens is None or closes is None or not call.is_published:
        return ""
    phase = call.phase_at(now)
    if phase == Phase.DRAFT:
        told = {"instant": _instant(opens), "left": duration_in_words(opens - now)}
        return _("Proposals are taken from %(instant)s: %(left)s to go.") % told
    if phase == Phase.OPEN:
        told = {"instant": _instant(closes), "left": duration_in_words(closes - now)}
        return _("Proposals are taken until %(instant)s: %(left)s left.") % told
    return _("Proposals were taken until %(instant)s.") % {"instant": _instant(closes)}


def duration_in_words(left: timedelta) -> str:
    """Days and hours, or hours and minutes, or minutes; never less than a minute."""
    minutes = max(1, int(left.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    in_days = ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    in_hours = ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    in_minutes = ngettext("%(number)s minute", "%(number)s minutes", rest) % {"number": rest}
    if days:
        parts = [in_days, in_hours if hours else ""]
    else:
        parts = [in_hours if hours else "", in_minutes if rest else ""]
    return _(" and ").join(part for part in parts if part)


def _instant(value: datetime) -> str:
    return date_format(localtime(value), "DATETIME_FORMAT")
