"""Mail about a selection: queued with the act that causes it, one row a person and matter.

What each says is in ``notice_messages``, how it leaves in ``notice_sending``.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from campaigns.accounts.models import User
from campaigns.calls.models import Call
from campaigns.selection.models import NoticeKind, Proposal, ProposalState, SelectionNotice

_ABOUT_THE_CALL: Final = (NoticeKind.EXTENSION, NoticeKind.AMENDED)
"""Told once to a person, however many proposals of the call are theirs."""


def queue(*, kind: NoticeKind, proposal: Proposal, about: str = "", now: datetime) -> int:
    """Tell every member of the proposal's organization, in the caller's transaction.

    Returns how many people. The same kind about the same thing is one message a person, however
    often it is asked for.
    """
    people = _members([proposal])
    return _insert(
        SelectionNotice(
            key=_key(kind, str(proposal.pk), about, person),
            kind=kind,
            recipient=person,
            call_id=proposal.call_id,
            proposal=proposal,
            about=about,
            created_at=now,
        )
        for person in people
    )


def queue_for_call(*, kind: NoticeKind, call: Call, about: str = "", now: datetime) -> int:
    """Tell the members of every organization with a proposal in the call; how many messages.

    An extension and an amendment go once to each person, drafts' people included; what is near
    its deadline to people of drafts; anything else to people of proposals that were sent.
    """
    proposals = Proposal.objects.filter(call=call)
    if kind in _ABOUT_THE_CALL:
        people = _members(proposals.exclude(state=ProposalState.WITHDRAWN))
        return _insert(_of_call(kind, call, about, person, now) for person in people)
    if kind == NoticeKind.DEADLINE:
        told = proposals.filter(state=ProposalState.DRAFT)
    else:
        told = proposals.exclude(state=ProposalState.DRAFT)
    return sum(queue(kind=kind, proposal=proposal, about=about, now=now) for proposal in told)


def queue_for_staff(
    *,
    kind: NoticeKind,
    people: Iterable[User],
    call: Call | None = None,
    about: str = "",
    now: datetime,
) -> int:
    """Tell these people of the staff; how many messages."""
    return _insert(_of_call(kind, call, about, person, now) for person in people)


def _of_call(
    kind: NoticeKind, call: Call | None, about: str, person: User, now: datetime
) -> SelectionNotice:
    return SelectionNotice(
        key=_key(kind, call.slug if call else "", about, person),
        kind=kind,
        recipient=person,
        call=call,
        about=about,
        created_at=now,
    )


def _members(proposals: Iterable[Proposal]) -> list[User]:
    organizations = {proposal.organization_id for proposal in proposals}
    people = User.objects.filter(memberships__organization__in=organizations, is_active=True)
    return list(people.distinct().order_by("pk"))


def _insert(told: Iterable[SelectionNotice]) -> int:
    return len(SelectionNotice.objects.bulk_create(told, ignore_conflicts=True))


def _key(kind: NoticeKind, matter: str, about: str, person: User) -> str:
    """What makes a message one, whoever asks for it again."""
    return ":".join(part for part in (kind.value, matter, about, str(person.pk)) if part)
