"""What waits for the RUP: commissions to complete, rankings and campaigns for which an act is due.

Each reading gives slug, title and count of the calls concerned, in one query.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.models import Call, Phase
from campaigns.funding.models import ENDED, Funding
from campaigns.selection.models import (
    Outcome,
    Proposal,
    ProposalState,
    Ranking,
    RankingKind,
    RankingRow,
)
from campaigns.selection.waiting_lines import Line, by_call

DONE: Final = (ProposalState.DRAFT, ProposalState.WITHDRAWN, ProposalState.EXCLUDED)
RANKING: Final = "selection:ranking"
COMMISSION: Final = "selection:commission"

Rows = QuerySet[Any, tuple[str, str, int]]


def acts_due(user: User, now: datetime) -> Sequence[Line]:
    """What waits for the RUP."""
    ready = _ready().annotate(
        is_provisional=Exists(_versions().filter(kind=RankingKind.PROVISIONAL))
    )
    judged = Proposal.objects.filter(state=ProposalState.EVALUATION)
    return [
        by_call(_("Proposals with scores missing"), _counted(judged), COMMISSION),
        by_call(
            _("Calls whose commission lacks the quorum"),
            _once(_without_quorum()),
            COMMISSION,
            is_late=True,
        ),
        by_call(
            _("Rankings ready to be published"), _once(ready.filter(is_provisional=False)), RANKING
        ),
        by_call(
            _("Provisional rankings to be made final"),
            _once(ready.filter(is_provisional=True)),
            RANKING,
        ),
        by_call(_("Rankings to publish again after a withdrawal"), _once(_with_a_hole()), RANKING),
        by_call(_("Selected projects without a round"), _counted(_without_round()), RANKING),
        by_call(_("Calls that can be closed"), _once(_over()), "selection:call"),
    ]


def _counted(proposals: QuerySet[Proposal]) -> Rows:
    calls = proposals.values_list("call__slug", "call__title")
    return calls.annotate(Count("pk")).order_by("call__slug")


def _once(calls: QuerySet[Call]) -> Rows:
    return calls.order_by("slug").distinct().values_list("slug", "title", Value(1))


def _without_quorum() -> QuerySet[Call]:
    """Calls being evaluated where those who judge some proposal are fewer than the quorum."""
    seats = Q(commissioners__ended_at__isnull=True)
    short = (
        Call.objects.filter(proposals__state=ProposalState.EVALUATION)
        .annotate(seats=Count("commissioners", filter=seats, distinct=True))
        .filter(seats__lt=F("quorum"))
    )
    in_office = Q(call__commissioners__ended_at__isnull=True)
    away = Q(
        conflict_declarations__abstains=True,
        conflict_declarations__commissioner__ended_at__isnull=True,
    )
    abstained = (
        Proposal.objects.filter(state=ProposalState.EVALUATION)
        .annotate(
            seats=Count("call__commissioners", filter=in_office, distinct=True),
            away=Count("conflict_declarations", filter=away, distinct=True),
        )
        .filter(seats__lt=F("call__quorum") + F("away"))
    )
    return Call.objects.filter(Q(pk__in=short.values("pk")) | Q(pk__in=abstained.values("call")))


def _ready() -> QuerySet[Call]:
    """Calls being evaluated of which every proposal has its final scores."""
    sent = Proposal.objects.filter(call=OuterRef("pk")).exclude(state__in=DONE)
    return Call.objects.filter(
        Exists(sent.filter(state=ProposalState.RANKED)),
        ~Exists(sent.exclude(state=ProposalState.RANKED)),
        phase__in=(Phase.OPEN, Phase.EVALUATION),
    )


def _versions() -> QuerySet[Ranking]:
    return Ranking.objects.filter(call=OuterRef("pk"))


def _with_a_hole() -> QuerySet[Call]:
    """Calls whose ranking in force selects a proposal that was withdrawn since."""
    in_force = _versions().filter(kind=RankingKind.FINAL).order_by("-number").values("pk")[:1]
    withdrawn = RankingRow.objects.filter(
        ranking=OuterRef("in_force"),
        outcome=Outcome.SELECTED,
        proposal__state=ProposalState.WITHDRAWN,
    )
    calls = Call.objects.filter(phase__in=(Phase.RANKED, Phase.CAMPAIGNS))
    return calls.annotate(in_force=Subquery(in_force)).filter(Exists(withdrawn))


def _without_round() -> QuerySet[Proposal]:
    """Selected proposals whose campaign was not made yet."""
    return Proposal.objects.filter(
        state=ProposalState.SELECTED, call__phase__in=(Phase.RANKED, Phase.CAMPAIGNS)
    ).exclude(page__translation_key__in=Funding.objects.values("translation_key"))


def _over() -> QuerySet[Call]:
    """Calls of which every campaign is over, and nobody waits for one."""
    waiting = _without_round().filter(call=OuterRef("pk"))
    made = Funding.objects.filter(call=OuterRef("pk"))
    going_on = made.exclude(state__in=ENDED)
    return Call.objects.filter(
        Exists(made), ~Exists(going_on), ~Exists(waiting), phase=Phase.CAMPAIGNS
    )
