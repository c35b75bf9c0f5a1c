"""Versions of a ranking: published by an act of the RUP, signed into the history, never changed.

Provisional versions, as many as needed, then a final one. After it, further final versions let a
withdrawal slide the list: a reserve takes the place. With a final version selected proposals become
``SELECTED`` and leave *Selezione Avviso* (nothing is published), those below the minimum become
``NOT_SELECTED``; reserves stay ``RANKED``, so that they can still slide in.
"""

from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.models import Call, CallAct, CallActKind, Phase
from campaigns.funding.models import Funding
from campaigns.refusals import Refused
from campaigns.selection import history, notices, points, ranking, sealed_versions, workflow
from campaigns.selection.models import (
    EventKind,
    NoticeKind,
    Outcome,
    Proposal,
    ProposalState,
    Ranking,
    RankingKind,
    RankingTask,
)
from campaigns.selection.ranking import Row
from campaigns.selection.sealed_versions import Document

PERMISSION: Final = "selection.act_on_ranking"
_NOTICES: Final = {
    RankingKind.PROVISIONAL: NoticeKind.PROVISIONAL,
    RankingKind.FINAL: NoticeKind.FINAL,
}


class VersionRefused(Refused):
    """The version cannot be published."""


def publish(
    *,
    call: Call,
    kind: RankingKind,
    number: str,
    date: date,
    reason: str,
    by: User,
    now: datetime,
) -> Ranking:
    """Compute the ranking and publish it as the next version, all or nothing.

    ``number``, ``date`` and ``reason`` are the act's. Everyone who was ranked is told. Raises
    ``PermissionDenied``, ``NotReady`` and ``VersionRefused``.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    if date > timezone.localdate(now):
        raise VersionRefused(_("The act cannot be dated in the future."))
    with transaction.atomic():
        locked = _locked(call)
        rows = ranking.compute(call=locked, now=now)
        check_publishable(call=locked, kind=kind, rows=rows)
        document = Document(number=number, date=date, reason=reason)
        try:
            version = sealed_versions.write(
                call=locked, kind=kind, rows=rows, document=document, by=by, now=now
            )
        except sealed_versions.SaidAlready as said:
            raise VersionRefused(
                _("Version %(number)s, published with this act, says just the same.")
                % {"number": said.version.number}
            ) from said
        if kind == RankingKind.FINAL:
            _move_phase(locked, document, by, now)
            _move_proposals(rows, by)
        _record(version, rows)
        _tell(version, rows)
    return version


def check_publishable(*, call: Call, kind: RankingKind, rows: list[Row]) -> None:
    """Raise ``VersionRefused`` unless such a version may follow those there are."""
    has_final = call.rankings.filter(kind=RankingKind.FINAL).exists()
    if has_final and kind == RankingKind.PROVISIONAL:
        raise VersionRefused(_("The ranking is final already: only final versions can follow."))
    taken = [row for row in rows if _loses_its_place(row)]
    if taken:
        raise VersionRefused(
            _("“%(title)s” was selected: only its withdrawal or exclusion frees its place.")
            % {"title": taken[0].title}
        )
    _check_no_campaign_is_dropped(rows)


def _locked(call: Call) -> Call:
    """Lock the call's proposals, then the call: two who publish at once come one by one."""
    list(
        Proposal.objects.filter(call=call)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .values_list("pk")
    )
    return Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)


def _loses_its_place(row: Row) -> bool:
    return row.proposal.state == ProposalState.SELECTED and row.outcome != Outcome.SELECTED


def _check_no_campaign_is_dropped(rows: list[Row]) -> None:
    keys = {
        row.proposal.page.translation_key: row
        for row in rows
        if row.outcome != Outcome.SELECTED and row.proposal.page is not None
    }
    funded = Funding.objects.filter(translation_key__in=keys).first()
    if funded is not None:
        raise VersionRefused(
            _("The campaign “%(title)s” was made already: finance cancels it first.")
            % {"title": funded.title}
        )


def _move_phase(call: Call, document: Document, by: User, now: datetime) -> None:
    """The first final version moves the call to *ranked*; later ones find it there, or beyond."""
    if call.acts.filter(kind=CallActKind.RANKING).exists():
        return
    before = call.phase_at(now)
    act = CallAct.objects.create(
        call=call,
        kind=CallActKind.RANKING,
        number=document.number,
        date=document.date,
        reason=document.reason,
        phase_before=before,
        phase_after=Phase.RANKED,
        at=now,
        recorded_by=by,
    )
    Call.objects.filter(pk=call.pk).update(phase=Phase.RANKED)
    history.record(
        kind=EventKind.PHASE,
        call=call,
        at=now,
        actor=by,
        reason=document.reason,
        data={
            "act": str(act.kind),
            "number": act.number,
            "date": act.date.isoformat(),
            "before": str(before),
            "after": str(Phase.RANKED),
        },
    )


def _move_proposals(rows: list[Row], by: User) -> None:
    for row in rows:
        proposal = row.proposal
        if proposal.state != ProposalState.RANKED:
            continue
        if row.outcome == Outcome.SELECTED:
            workflow.advance(proposal=proposal, task=RankingTask, by=by)
            _put(proposal, ProposalState.SELECTED)
        elif row.outcome == Outcome.BELOW_MINIMUM:
            workflow.end(proposal=proposal, by=by)
            _put(proposal, ProposalState.NOT_SELECTED)


def _put(proposal: Proposal, state: ProposalState) -> None:
    proposal.state = state
    proposal.save(update_fields=["state"])


def _record(version: Ranking, rows: list[Row]) -> None:
    """Sign the version into the history: the whole, then what it says of each proposal."""
    signed = {"version": version.number, "kind": str(version.kind), "digest": version.digest}
    acted = {"act": version.act_number, "act_date": version.act_date.isoformat()}
    told: dict[str, Any] = {
        "kind": EventKind.RANKED,
        "call": version.call,
        "at": version.published_at,
        "actor": version.published_by,
    }
    history.record(**told, reason=version.reason, data=signed | acted)
    for row in rows:
        history.record(
            **told,
            proposal=row.proposal,
            reason=row.reason,
            data=signed
            | {
                "outcome": str(row.outcome),
                "position": row.position,
                "points": None if row.total is None else points.as_text(row.total),
            },
        )


def _tell(version: Ranking, rows: list[Row]) -> None:
    for row in rows:
        notices.queue(
            kind=_NOTICES[RankingKind(version.kind)],
            proposal=row.proposal,
            about=str(version.pk),
            now=version.published_at,
        )
