"""Colleagues are asked by e-mail to act for an organization. The link is signed, and ends."""

import re
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from campaigns.accounts.letters import post
from campaigns.accounts.models import Invitation, MemberRole, Membership, Organization, User
from campaigns.accounts.proponents import NotAMember, ProponentRefused, add_member, is_owner
from campaigns.house.letters import Letter, Link
from campaigns.languages import readers_language

LIFE: Final = timedelta(days=14)
MOST_IN_A_DAY: Final = 20
_SIGNER: Final = Signer(salt="campaigns.organization-invitation")
_READS_LIKE_ADDRESS: Final = re.compile(r"[/\\@:<>]|\bwww\b|\.\w{2}")


class InvitationGone(ProponentRefused):
    """Not made here, taken back, used, or too old."""

    message = gettext_lazy(
        "This invitation is no longer good. Ask the colleague who sent it for a new one."
    )


class ForSomebodyElse(ProponentRefused):
    """Sent to another address than that of whoever opens it."""

    message = gettext_lazy(
        "This invitation was sent to another address. Sign in with that one, or ask for a new"
        " invitation to the address you use here."
    )


class AlreadyMember(ProponentRefused):
    """The address is a colleague's already."""

    message = gettext_lazy("This person is among your colleagues already.")


class TooManyInvitations(ProponentRefused):
    """More in a day than an organization has new colleagues."""

    message = gettext_lazy("That is many invitations for one day: go on tomorrow.")


def invite(*, organization: Organization, email: str, by: User, now: datetime) -> Invitation:
    """Ask somebody to act for an organization; an earlier invitation of the address is replaced.

    The letter leaves after the commit. Raises ``NotAMember``, ``AlreadyMember`` and
    ``TooManyInvitations``.
    """
    with transaction.atomic():
        Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
        if not is_owner(user=by, organization=organization):
            raise NotAMember
        if organization.memberships.filter(user__email__iexact=email).exists():
            raise AlreadyMember
        if organization.invitations.filter(created_at__gt=now - timedelta(days=1)).count() >= (
            MOST_IN_A_DAY
        ):
            raise TooManyInvitations
        pending(organization).filter(email__iexact=email).update(revoked_at=now)
        invitation = Invitation.objects.create(
            organization=organization,
            email=email,
            invited_by=by,
            created_at=now,
            expires_at=now + LIFE,
        )
        _write(invitation)
    return invitation


def accept_invitation(*, token: str, user: User, now: datetime) -> Membership:
    """Let the person who was asked act for the organization.

    Raises ``InvitationGone`` and ``ForSomebodyElse``.
    """
    with transaction.atomic():
        invitation = _locked(invitation_behind(token=token, now=now), now)
        if invitation.email.lower() != user.email.lower():
            raise ForSomebodyElse
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        return add_member(
            organization=invitation.organization, user=user, role=MemberRole.MEMBER, now=now
        )


def revoke(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Take an invitation back. Raises ``NotAMember``, and ``InvitationGone`` if it is used."""
    with transaction.atomic():
        locked = _locked(invitation, None)
        if not is_owner(user=by, organization=locked.organization):
            raise NotAMember
        locked.revoked_at = now
        locked.save(update_fields=["revoked_at"])


def invitation_behind(*, token: str, now: datetime) -> Invitation:
    """The invitation that a link stands for, still good at ``now``. Raises ``InvitationGone``."""
    try:
        number = int(_SIGNER.unsign(token))
        invitation = Invitation.objects.select_related("organization").get(pk=number)
    except (BadSignature, ValueError, Invitation.DoesNotExist) as error:
        raise InvitationGone from error
    if not _is_good(invitation, now):
        raise InvitationGone
    return invitation


def invitations_for(*, user: User, now: datetime) -> QuerySet[Invitation]:
    """What waits for somebody's answer."""
    open_ones = Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)
    return open_ones.filter(email__iexact=user.email).select_related("organization")


def pending(organization: Organization) -> QuerySet[Invitation]:
    """The invitations that nobody has answered or taken back, those too old included."""
    return organization.invitations.filter(accepted_at=None, revoked_at=None)


def link_of(invitation: Invitation) -> str:
    """The path of the page where an invitation is accepted, in the present language."""
    return reverse("organization:accept", args=[_SIGNER.sign(str(invitation.pk))])


def _locked(invitation: Invitation, now: datetime | None) -> Invitation:
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not _is_good(locked, now):
        raise InvitationGone
    return locked


def _is_good(invitation: Invitation, now: datetime | None) -> bool:
    is_open = invitation.accepted_at is None and invitation.revoked_at is None
    return is_open and (now is None or invitation.expires_at > now)


def _write(invitation: Invitation) -> None:
    """In the language of who is asked, if they are known; else of who asks."""
    known = User.objects.filter(email__iexact=invitation.email).first()
    present = readers_language()
    language = known.language if known else present
    with override(language):
        name = invitation.organization.name
        is_plain = not _READS_LIKE_ADDRESS.search(name)
        until = date_format(localtime(invitation.expires_at), "DATETIME_FORMAT")
        letter = Letter(
            subject=_("You are invited to an organization on %(brand)s")
            % {"brand": settings.SITE_BRAND["name"]},
            happened=[_("a colleague invites you to write and send proposals together.")],
            next=[
                _("Sign in, or register, with this address; then accept."),
                _("If you know nothing of it, there is nothing to do."),
            ],
            facts=[(_("Organization"), name)] * is_plain + [(_("Good until"), until)],
            link=Link(label=_("See the invitation"), url=settings.SITE_URL + link_of(invitation)),
        )
    post(letter=letter, to=invitation.email, language=language)
