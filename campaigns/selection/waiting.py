"""What waits for a person of the staff: one reading, for the home of the admin and the digest.

Counts and instants alone, in a constant number of queries; no donor and no proponent is named.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.db.models import Count, Exists, OuterRef, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.accounts.models import User
from campaigns.calls.models import Call, CallQuestion
from campaigns.editorial.permissions import WRITE_STORIES
from campaigns.reporting import reviewing
from campaigns.reporting.models import ReportItem
from campaigns.selection.commission import SCORE
from campaigns.selection.models import (
    Commissioner,
    ConflictDeclaration,
    IntegrationRequest,
    Proposal,
    ProposalState,
    ScoreSheet,
)
from campaigns.selection.waiting_acts import acts_due
from campaigns.selection.waiting_lines import Line, by_call
from campaigns.selection.waiting_stories import stories

STAFF_ROLES: Final = "access_admin"
QUEUE: Final = "selection:proposals"


@dataclass(frozen=True)
class Section:
    """What waits for one role."""

    title: str
    lines: list[Line]


def waiting_for(user: User, *, now: datetime, own_roles: bool = False) -> list[Section]:
    """What waits for a person, a section a role of theirs; those with nothing are left out.

    ``own_roles`` keeps to the roles that somebody was given: a superuser has every permission and
    is not everybody.
    """
    given = _given_to(user) if own_roles and user.is_superuser else None
    sections = [
        Section(title(), [line for line in lines(user, now) if line.count])
        for permission, title, lines in _ROLES
        if (user.has_perm(permission) if given is None else permission in given)
    ]
    return [section for section in sections if section.lines]


def _given_to(user: User) -> set[str]:
    """Permissions of a person's groups, and the commissioner's: only the appointed have a seat."""
    named = Permission.objects.filter(group__user=user).values_list(
        "content_type__app_label", "codename"
    )
    return {f"{app}.{codename}" for app, codename in named} | {SCORE}


def _secretariat(user: User, now: datetime) -> Sequence[Line]:
    asked = IntegrationRequest.objects.filter(
        proposal__state=ProposalState.INTEGRATION, answered_at=None, closed_at=None
    ).values_list("proposal__call__slug", "proposal__call__title")
    open_ones = asked.annotate(Count("pk")).order_by("proposal__call__slug")
    answered = IntegrationRequest.objects.filter(proposal=OuterRef("pk"), answered_at__isnull=False)
    checked = Proposal.objects.filter(state=ProposalState.ELIGIBILITY).values_list(
        "call__slug", "call__title"
    )
    fresh = checked.filter(~Exists(answered)).annotate(Count("pk")).order_by("call__slug")
    back = checked.filter(Exists(answered)).annotate(Count("pk")).order_by("call__slug")
    to_check, waited_for = "?state=eligibility", "?state=integration"
    return [
        by_call(_("Proposals to check"), fresh, QUEUE, query=to_check),
        by_call(_("Proposals whose integrations were answered"), back, QUEUE, query=to_check),
        by_call(
            _("Integrations past their date"),
            open_ones.filter(due_at__lte=now),
            QUEUE,
            query="?overdue=on",
            is_late=True,
        ),
        by_call(
            _("Integrations still to be answered"),
            open_ones.filter(due_at__gt=now),
            QUEUE,
            query=waited_for,
        ),
    ]


def _questions(user: User, now: datetime) -> Sequence[Line]:
    unanswered = CallQuestion.objects.filter(answered_at__isnull=True)
    rows = unanswered.values_list("call__slug", "call__title").annotate(Count("pk"))
    page = "selection:questions"
    return [by_call(_("Questions without an answer"), rows.order_by("call__slug"), page)]


def _commission(user: User, now: datetime) -> Sequence[Line]:
    seats = Commissioner.objects.filter(user=user, ended_at__isnull=True)
    declared = ConflictDeclaration.objects.filter(commissioner__in=seats, proposal=OuterRef("pk"))
    handed_in = ScoreSheet.objects.filter(
        commissioner__in=seats, proposal=OuterRef("pk"), handed_in_at__isnull=False
    )
    mine = Proposal.objects.filter(
        state=ProposalState.EVALUATION, call__in=seats.values("call")
    ).values_list("call__slug", "call__title")
    to_declare = mine.filter(~Exists(declared))
    to_score = mine.filter(Exists(declared.filter(abstains=False)), ~Exists(handed_in))
    page = "selection:evaluations"
    return [
        by_call(
            _("Proposals on which to declare interests"),
            to_declare.annotate(Count("pk")).order_by("call__slug"),
            page,
            query="?stato=to_declare",
        ),
        by_call(
            _("Proposals to score"), to_score.annotate(Count("pk")).order_by("call__slug"), page
        ),
    ]


def _reports(user: User, now: datetime) -> Sequence[Line]:
    items = ReportItem.objects.waiting().count()
    return [Line(_("Milestones, expenses and reports to check"), items, reverse("reports:items"))]


def _editors(user: User, now: datetime) -> Sequence[Line]:
    return [Line(label, count, url, is_late) for label, count, url, is_late in stories(user, now)]


def _administrators(user: User, now: datetime) -> Sequence[Line]:
    protected = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    without = (
        User.objects.filter(
            Q(is_superuser=True) | Q(groups__permissions__codename=STAFF_ROLES), is_active=True
        )
        .exclude(Exists(protected))
        .distinct()
        .count()
    )
    soon = Call.objects.filter(
        submissions_close_at__gt=now, submissions_close_at__lte=now + timedelta(days=7)
    ).exclude(published_at__isnull=True)
    ending = soon.order_by("slug").values_list("slug", "title", Value(1))
    return [
        Line(_("People without a second factor"), without, reverse("wagtailusers_users:index")),
        by_call(_("Calls that end within a week"), ending, "selection:call"),
    ]


_ROLES: Final[
    tuple[tuple[str, Callable[[], str], Callable[[User, datetime], Sequence[Line]]], ...]
] = (
    ("selection.check_eligibility", lambda: _("Eligibility"), _secretariat),
    ("calls.answer_questions", lambda: _("Questions about calls"), _questions),
    (SCORE, lambda: pgettext("work", "Evaluation"), _commission),
    ("selection.act_on_ranking", lambda: _("Calls and rankings"), acts_due),
    (reviewing.PERMISSION, lambda: _("Reports of campaigns"), _reports),
    (WRITE_STORIES, lambda: _("Stories"), _editors),
    ("accounts.change_user", lambda: _("People and deadlines"), _administrators),
)
