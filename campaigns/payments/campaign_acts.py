"""Acts of the staff on a campaign's money: suspend, resume, cancel, correct the terms (R2, R8–R10).

Each is one transaction that locks the funding, moves it, and keeps the act with its number, date
and reasons. Open payment pages are closed afterwards by the job that moves campaigns (R13).
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts.models import Organization, User
from campaigns.calls.models import Call, Phase
from campaigns.cofinancing import services as cofinancing
from campaigns.funding import services as funding_services
from campaigns.funding.models import Act, ActKind, Funding, State
from campaigns.funding.terms import Changes, Terms, TermsFrozen, correct, put_terms
from campaigns.money import InvalidAmount
from campaigns.payments import notices
from campaigns.payments.models import NoticeKind
from campaigns.refusals import Refused
from campaigns.slugs import RESERVED_SLUGS

POSSIBLE: Final[dict[State, tuple[ActKind, ...]]] = {
    State.SCHEDULED: (ActKind.CORRECTION, ActKind.CANCELLATION),
    State.LIVE: (ActKind.SUSPENSION, ActKind.CANCELLATION),
    State.SUSPENDED: (ActKind.RESUMPTION, ActKind.CANCELLATION),
    State.SETTLING: (ActKind.CANCELLATION,),
}
"""What can be done with a campaign in each state."""


class CampaignActRefused(Refused):
    """The staff's act on a campaign cannot be done."""


class NotNow(CampaignActRefused):
    """The state of the campaign does not allow the act, or no longer does."""


class DatedInTheFuture(CampaignActRefused):
    """An act is of the day on which it is recorded, or before."""


class NothingChanges(CampaignActRefused):
    """The terms are as the correction wants them already."""


class UnfitTerms(CampaignActRefused):
    """No campaign can have such terms."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """The document that an act rests on. ``reason`` is for the staff, the others for donors."""

    number: str
    date: date
    reason: str
    public_reason_it: str = ""
    public_reason_en: str = ""
    by: User | None = None


def possible_acts(funding: Funding, now: datetime) -> tuple[ActKind, ...]:
    """What can be done with a campaign as it stands at ``now``."""
    return POSSIBLE.get(funding.state_at(now), ())


def check_possible(funding: Funding, kind: ActKind, now: datetime) -> None:
    """Raise ``NotNow`` unless the campaign's state at ``now`` allows the act."""
    state = funding.state_at(now)
    if kind not in possible_acts(funding, now):
        raise NotNow(_refusal(kind, state) % {"state": State(state).label})


@transaction.atomic
def suspend(*, funding_id: int, document: Document, now: datetime) -> Act:
    """Stop a live campaign: no new money, pages closed, the commitment held (section 5).

    What is paid from ``now`` on is late (R10). Raises ``CampaignActRefused``.
    """
    funding = _locked(funding_id, ActKind.SUSPENSION, document, now)
    if funding.state == State.SCHEDULED:
        funding_services.step(funding=funding, to=State.LIVE, now=now)
    funding_services.step(funding=funding, to=State.SUSPENDED, now=now)
    return _record(funding, ActKind.SUSPENSION, document, now, tell=NoticeKind.SUSPENDED)


@transaction.atomic
def resume(*, funding_id: int, document: Document, now: datetime) -> Act:
    """Let a suspended campaign take money again, until its closing, which has not moved.

    Raises ``CampaignActRefused``; once ``closes_at`` has passed the campaign settles.
    """
    funding = _locked(funding_id, ActKind.RESUMPTION, document, now)
    funding_services.step(funding=funding, to=State.LIVE, now=now)
    return _record(funding, ActKind.RESUMPTION, document, now, tell=NoticeKind.RESUMED)


@transaction.atomic
def cancel(*, funding_id: int, document: Document, now: datetime) -> Act:
    """End a campaign before its success: its commitment is released, its waiting list served (R9).

    Every donor is refunded by the run of refunds that follows. Raises ``CampaignActRefused``.
    """
    funding = _locked(funding_id, ActKind.CANCELLATION, document, now)
    funding_services.step(funding=funding, to=State.CANCELLED, now=now)
    cofinancing.release(funding=funding, now=now)
    return _record(funding, ActKind.CANCELLATION, document, now, tell=NoticeKind.CANCELLED)


@transaction.atomic
def correct_terms(*, funding_id: int, terms: Terms, document: Document, now: datetime) -> Act:
    """Correct the frozen terms of a campaign that has not opened (R2); the act keeps what changed.

    Raises ``CampaignActRefused``.
    """
    funding = _locked(funding_id, ActKind.CORRECTION, document, now)
    with _refused_as_unfit():
        changes = correct(funding=funding, terms=terms, now=now)
    if not changes:
        raise NothingChanges(_("Nothing changes: the terms are so already."))
    return _record(funding, ActKind.CORRECTION, document, now, changes=changes)


def corrected(*, funding: Funding, terms: Terms, now: datetime) -> Funding:
    """The campaign as a correction would leave it, not saved. Raises ``CampaignActRefused``."""
    check_possible(funding, ActKind.CORRECTION, now)
    result = Funding.objects.select_related("call").get(pk=funding.pk)
    with _refused_as_unfit():
        if not put_terms(funding=result, terms=terms, now=now):
            raise NothingChanges(_("Nothing changes: the terms are so already."))
    return result


@dataclass(frozen=True, kw_only=True)
class NewCampaign:
    """A campaign whose pages, told by their ``translation_key``, have no money yet."""

    call: Call
    translation_key: uuid.UUID
    slug: str
    terms: Terms
    organization: Organization | None = None


@transaction.atomic
def create_campaign(*, campaign: NewCampaign, document: Document, now: datetime) -> Act:
    """Make the funding of a campaign whose page has none, with the call's rules of today (R2).

    Raises ``CampaignActRefused``.
    """
    _check_date(document, now)
    funding = drafted(campaign=campaign, now=now)
    funding.save()
    return _record(funding, ActKind.CREATION, document, now)


def drafted(*, campaign: NewCampaign, now: datetime) -> Funding:
    """The campaign's funding as it would be made, not saved. Raises ``CampaignActRefused``."""
    slug, terms = campaign.slug, campaign.terms
    if campaign.call.phase == Phase.CLOSED:
        raise NotNow(_("The call is closed: it takes no more campaigns."))
    if Funding.objects.filter(translation_key=campaign.translation_key).exists():
        raise NotNow(_("This campaign has its money already."))
    if slug in RESERVED_SLUGS or Funding.objects.filter(slug=slug).exists():
        raise UnfitTerms(_("The permanent address “%(slug)s” is taken.") % {"slug": slug})
    if terms.opens_at <= now:
        raise UnfitTerms(_("The opening must be still to come."))
    with _refused_as_unfit():
        return funding_services.draft_funding(
            call=campaign.call,
            translation_key=campaign.translation_key,
            slug=slug,
            title=terms.title,
            cost=terms.cost,
            opens_at=terms.opens_at,
            closes_at=terms.closes_at,
            organization=campaign.organization,
        )


def _locked(funding_id: int, kind: ActKind, document: Document, now: datetime) -> Funding:
    _check_date(document, now)
    funding = funding_services.lock(funding_id)
    check_possible(funding, kind, now)
    return funding


def _check_date(document: Document, now: datetime) -> None:
    if document.date > timezone.localdate(now):
        raise DatedInTheFuture(_("The act cannot be dated in the future."))


def _refusal(kind: ActKind, state: State) -> str:
    if kind == ActKind.SUSPENSION:
        return _("Only a campaign that is collecting can be suspended. This one: %(state)s.")
    if kind == ActKind.RESUMPTION and state == State.SETTLING:
        return _("The closing has passed: the campaign is being settled and cannot be resumed.")
    if kind == ActKind.RESUMPTION:
        return _("Only a suspended campaign can be resumed. This one: %(state)s.")
    if kind == ActKind.CORRECTION:
        return _("Terms are corrected before the opening only. This campaign: %(state)s.")
    return _("The campaign has ended and cannot be cancelled. It is: %(state)s.")


def _record(
    funding: Funding,
    kind: ActKind,
    document: Document,
    now: datetime,
    *,
    changes: Changes | None = None,
    tell: NoticeKind | None = None,
) -> Act:
    act = Act.objects.create(
        funding=funding,
        kind=kind,
        number=document.number,
        date=document.date,
        reason=document.reason,
        public_reason_it=document.public_reason_it,
        public_reason_en=document.public_reason_en,
        changes=changes or {},
        at=now,
        recorded_by=document.by,
    )
    if tell is not None:
        notices.queue_for_campaign(kind=tell, funding=funding, about=str(act.pk))
    return act


@contextmanager
def _refused_as_unfit() -> Iterator[None]:
    try:
        yield
    except TermsFrozen as error:
        raise NotNow(_("The campaign has opened: its terms stay as they are.")) from error
    except InvalidAmount as error:
        raise UnfitTerms(error.message) from error
    except ValidationError as error:
        raise UnfitTerms(" ".join(error.messages)) from error
