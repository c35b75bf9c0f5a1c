"""The proposals of a call as the staff works through them: a few queries, however many.

Each row is the last sending of a proposal: what was sent is shown, and what is sealed is neither
shown nor found by its words.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Area, Call
from campaigns.models import MUNICIPI
from campaigns.selection import sealing
from campaigns.selection.models import (
    IntegrationRequest,
    Proposal,
    ProposalState,
    Submission,
)

A_MINUTE: Final = timedelta(minutes=1)
"""What ends at midnight is told as the last minute of the day: nobody reads midnight rightly."""
SENT_STATES: Final = [state for state in ProposalState if state != ProposalState.DRAFT]


class QueueFilter(forms.Form):
    """What of the queue is shown; everything may be left open."""

    q = forms.CharField(label=_("Text"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    area = forms.ModelChoiceField(
        label=_("Area of intervention"),
        queryset=Area.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All"),
    )
    municipio = forms.TypedChoiceField(
        label="Municipio", coerce=int, empty_value=None, required=False
    )
    overdue = forms.BooleanField(label=_("Integrations overdue"), required=False)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(state.value, state.label) for state in SENT_STATES]
        self.fields["state"].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]
        self.fields["municipio"].choices = [("", _("All")), *MUNICIPI]  # type: ignore[attr-defined]
        self.fields["area"].queryset = call.areas.all()  # type: ignore[attr-defined]


def last_sendings(call: Call) -> QuerySet[Submission]:
    """The last sending of each proposal of the call that was sent, in order of receipt."""
    last = (
        Submission.objects.filter(proposal=OuterRef("proposal"))
        .order_by("-number")
        .values("pk")[:1]
    )
    return (
        Submission.objects.filter(call=call, pk=Subquery(last))
        .exclude(proposal__state=ProposalState.DRAFT)
        .select_related("proposal__call", "call")
        .order_by("number")
    )


def filtered(call: Call, wanted: dict[str, Any], now: datetime) -> QuerySet[Submission]:
    """The sendings that a valid filter asks for."""
    rows = last_sendings(call)
    if wanted.get("state"):
        rows = rows.filter(proposal__state=wanted["state"])
    if wanted.get("overdue"):
        rows = rows.filter(
            proposal__state=ProposalState.INTEGRATION, proposal__in=overdue(now).values("proposal")
        )
    by_content = Q()
    if wanted.get("area"):
        by_content &= Q(content__area=wanted["area"].slug)
    if wanted.get("municipio"):
        by_content &= Q(content__municipio=wanted["municipio"])
    if by_content:
        rows = rows.filter(by_content).exclude(_sealed(call, now))
    return _searched(rows, wanted.get("q", "").strip(), _sealed(call, now))


def overdue(now: datetime) -> QuerySet[IntegrationRequest]:
    """Requests that were not answered in time, and wait for the Segreteria."""
    return IntegrationRequest.objects.filter(answered_at=None, closed_at=None, due_at__lte=now)


def counts_by_state(call: Call) -> dict[str, int]:
    """How many proposals are in each state, drafts left out."""
    states = call.proposals.exclude(state=ProposalState.DRAFT).values_list("state")
    return dict(states.annotate(Count("pk")).order_by())


def rows_of(submissions: list[Submission], now: datetime) -> list[dict[str, Any]]:
    """What the list shows of each; of a sealed one, nothing but its number and its receipt."""
    due = dict(
        IntegrationRequest.objects.filter(
            proposal__in=[submission.proposal_id for submission in submissions],
            answered_at=None,
            closed_at=None,
        ).values_list("proposal_id", "due_at")
    )
    areas = {area.slug: area for area in Area.objects.all()}
    return [_row(submission, areas, due, now) for submission in submissions]


def calls_with_proposals() -> QuerySet[Call]:
    """Calls that were published, newest first, with the number of proposals sent."""
    sent = ~Q(proposals__state=ProposalState.DRAFT) & Q(proposals__isnull=False)
    calls = Call.objects.annotate(sent=Count("proposals", filter=sent))
    return calls.filter(Q(published_at__isnull=False) | Q(sent__gt=0)).order_by("-pk")


def _row(
    submission: Submission, areas: dict[str, Area], due: dict[Any, datetime], now: datetime
) -> dict[str, Any]:
    proposal = submission.proposal
    row = {
        "proposal": proposal,
        "submission": submission,
        "is_sealed": sealing.is_sealed(proposal=proposal, now=now),
    }
    if row["is_sealed"]:
        return row
    content, due_at = submission.content, due.get(proposal.pk)
    return row | {
        "title": content["title"],
        "organization": content["organization"]["name"],
        "area": areas.get(content["area"]),
        "municipio": content["municipio"],
        "cost": content["total_cost"],
        "due_at": due_at - A_MINUTE if _waits(proposal) and due_at else None,
        "is_overdue": due_at is not None and due_at <= now,
    }


def _waits(proposal: Proposal) -> bool:
    return proposal.state == ProposalState.INTEGRATION


def _sealed(call: Call, now: datetime) -> Q:
    """The rows that ``sealing.is_sealed`` says are sealed."""
    states = [ProposalState.SUBMITTED]
    if sealing.keeps_seals(call=call, now=now):
        states.append(ProposalState.WITHDRAWN)
    return Q(proposal__state__in=states)


def _searched(rows: QuerySet[Submission], text: str, sealed: Q) -> QuerySet[Submission]:
    """Rows with the text in number, title or organization; sealed ones by their number alone."""
    if not text:
        return rows
    number = text.rpartition("/")[2]
    by_number = Q(number=int(number)) if number.isdecimal() and len(number) < 9 else Q(pk=None)
    by_words = Q(content__title__icontains=text) | Q(content__organization__name__icontains=text)
    return rows.filter(by_number | (by_words & ~sealed))
