"""The end of a ranking's list: with its notice, who still waits there is not selected."""

from campaigns.calls.models import Call, CallAct
from campaigns.selection import history, notices, workflow
from campaigns.selection.models import EventKind, NoticeKind, Proposal, ProposalState


def lock_waiting(call: Call) -> list[Proposal]:
    """The proposals that still wait on the list, locked: before the call, as everywhere."""
    waiting = Proposal.objects.filter(call=call, state=ProposalState.RANKED)
    rows = waiting.select_for_update(of=("self",), no_key=True).order_by("pk")
    return list(rows.select_related("call", "page"))


def end(*, waiting: list[Proposal], act: CallAct) -> None:
    """Tell each that the list has ended, by the act that closes the notice."""
    for proposal in waiting:
        workflow.end(proposal=proposal, by=act.recorded_by)
        proposal.state = ProposalState.NOT_SELECTED
        proposal.save(update_fields=["state"])
        history.record(
            kind=EventKind.NOT_SELECTED,
            call=act.call,
            proposal=proposal,
            actor=act.recorded_by,
            at=act.at,
            reason=act.reason,
            data={"act": act.number, "act_date": act.date.isoformat()},
        )
        notices.queue(
            kind=NoticeKind.NOT_SELECTED, proposal=proposal, about=str(act.pk), now=act.at
        )
