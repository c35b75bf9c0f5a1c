"""Writing a proposal: begun, saved step by step, thrown away. Only drafts change.

Two devices that write at once meet at the step's version: who comes second is told, and nothing
of either text is lost.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.accounts.models import Membership, Organization, User
from campaigns.calls.models import Call
from campaigns.refusals import Refused
from campaigns.selection.declarations import DECLARATIONS
from campaigns.selection.models import Proposal, ProposalState
from campaigns.selection.steps import (
    COLUMNS,
    PICTURE_COLUMNS,
    TABLES,
    Step,
    Table,
    content_of_step,
    version_of,
)


class DraftRefused(Refused):
    """The draft of a proposal cannot be changed now."""


class StepConflict(Exception):
    """Somebody saved the step meanwhile: ``content`` is what is stored, ``version`` its mark."""

    def __init__(self, *, content: dict[str, Any], saved_at: datetime) -> None:
        super().__init__()
        self.content = content
        self.version = version_of(content)
        self.saved_at = saved_at


def admits(*, call: Call, organization: Organization) -> bool:
    """True if the notice admits the organization's legal form; an empty list admits all."""
    return not call.legal_forms or organization.legal_form in call.legal_forms


def start(*, call: Call, organization: Organization, by: User, now: datetime) -> Proposal:
    """Begin a proposal. Raises ``DraftRefused`` outside the window or for another legal form."""
    _check_member(organization, by)
    if not call.accepts_proposals_at(now):
        raise DraftRefused(_("This notice takes no proposals now."))
    if not admits(call=call, organization=organization):
        raise DraftRefused(_("This notice does not admit the legal form of your organization."))
    return Proposal.objects.create(
        call=call,
        organization=organization,
        created_by=by,
        created_at=now,
        saved_at=now,
        contact_name=by.get_full_name()[:150],
        contact_email=by.email,
    )


@transaction.atomic
def save_step(
    *,
    proposal: Proposal,
    step: Step,
    data: dict[str, Any],
    version: str,
    by: User,
    now: datetime,
) -> Proposal:
    """Save what ``data`` holds of a step; what it leaves out stays as it is.

    ``data`` is shaped as ``steps.content_of_step``, of valid values; ``version`` is the mark of
    the step as the person saw it. Raises ``DraftRefused`` if it is no draft of theirs,
    ``StepConflict`` if it was saved meanwhile with other content.
    """
    locked = locked_draft(proposal=proposal, by=by)
    stored = content_of_step(locked, step)
    target = version_of(stored | data)
    if target == version_of(stored):
        return locked
    if version != version_of(stored):
        raise StepConflict(content=stored, saved_at=locked.saved_at)
    changed = [name for name in COLUMNS.get(step, ()) if name in data]
    for name in changed:
        setattr(locked, name, data[name])
    if "rows" in data:
        _save_rows(locked, TABLES[step], data["rows"])
    if "pictures" in data:
        _save_pictures(locked, data["pictures"])
    if "declarations" in data:
        locked.declarations = _declared(locked, data["declarations"], by, now)
        changed.append("declarations")
    touch(locked, now, *changed)
    return locked


@transaction.atomic
def delete_draft(*, proposal: Proposal, by: User) -> None:
    """Throw a draft away, with its files. One that was once sent stays: ``DraftRefused``."""
    from campaigns.selection.uploads import forget_files

    locked = locked_draft(proposal=proposal, by=by)
    if locked.submissions.exists():
        raise DraftRefused(
            _("This proposal was sent once, and stays on record: it cannot be deleted.")
        )
    forget_files(proposal=locked)
    locked.notices.all().delete()
    locked.delete()


def locked_draft(*, proposal: Proposal, by: User) -> Proposal:
    """The draft, locked in the caller's transaction. Raises ``DraftRefused``."""
    locked = Proposal.objects.select_for_update(of=("self",), no_key=True).get(pk=proposal.pk)
    _check_member(locked.organization, by)
    if locked.state != ProposalState.DRAFT:
        raise DraftRefused(_("This proposal was sent: it can no longer be changed."))
    return locked


def touch(proposal: Proposal, now: datetime, *changed: str) -> None:
    """Record that the draft was saved, with the columns that changed."""
    proposal.saved_at = now
    proposal.version += 1
    proposal.save(update_fields=["saved_at", "version", *changed])


def _check_member(organization: Organization, user: User) -> None:
    if not Membership.objects.filter(organization=organization, user=user).exists():
        raise DraftRefused(_("You are not among the people of this organization."))


def _save_rows(proposal: Proposal, table: Table, rows: dict[int, dict[str, Any]]) -> None:
    """All rows anew: a row is known by its position alone."""
    manager = getattr(proposal, table.related)
    if len(rows) > table.most:
        raise DraftRefused(_("These are too many: join some of them."))
    manager.all().delete()
    manager.bulk_create(
        manager.model(
            proposal=proposal, position=position, **{name: row[name] for name in table.columns}
        )
        for position, row in sorted(rows.items())
    )


def _save_pictures(proposal: Proposal, pictures: dict[str, dict[str, Any]]) -> None:
    for picture in proposal.pictures.filter(removed_at=None):
        written = pictures.get(picture.pk.hex, {})
        for name in PICTURE_COLUMNS:
            setattr(picture, name, written.get(name, getattr(picture, name)))
        picture.save(update_fields=PICTURE_COLUMNS)


def _declared(proposal: Proposal, keys: list[str], by: User, now: datetime) -> dict[str, Any]:
    """Who declared what, and when: what was declared before keeps its instant and person."""
    made = {"at": now.isoformat(), "by": by.pk}
    return {key: proposal.declarations.get(key, made) for key in DECLARATIONS if key in keys}
