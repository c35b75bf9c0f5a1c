"""Acts on campaigns: suspend, resume, cancel, correct, create (R2, R8–R10, section 5)."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from campaigns.accounts.models import User
from campaigns.calls.models import Call, Phase
from campaigns.cofinancing.models import Commitment, CommitmentState, Fund
from campaigns.funding.models import Act, ActKind, Funding, State
from campaigns.funding.terms import Terms
from campaigns.payments import act_forecasts, campaign_acts, closing, notices
from campaigns.payments.campaign_acts import (
    CampaignActRefused,
    DatedInTheFuture,
    NewCampaign,
    NothingChanges,
    NotNow,
    UnfitTerms,
)
from campaigns.payments.gateways.configured import get_gateway
from campaigns.payments.models import Donation, Provider, RefundReason, Status
from campaigns.payments.refunds import decide_refunds
from campaigns.transparency.audit import audit
from tests.concurrency import at_once
from tests.factories import NOW, CallFactory, give, make_donation, make_fund, make_funding
from tests.funding.terms import terms_of

from .acts import document

DAY = timedelta(days=1)
Deed = Callable[..., Act]
ACTS: dict[ActKind, Deed] = {
    ActKind.SUSPENSION: campaign_acts.suspend,
    ActKind.RESUMPTION: campaign_acts.resume,
    ActKind.CANCELLATION: campaign_acts.cancel,
    ActKind.CORRECTION: partial(
        campaign_acts.correct_terms,
        terms=Terms(
            title="Orto",
            cost=Decimal("1200.00"),
            opens_at=NOW + 5 * DAY,
            closes_at=NOW + 50 * DAY,
        ),
    ),
}
POSSIBLE = {
    (State.SCHEDULED, ActKind.CORRECTION): State.SCHEDULED,
    (State.SCHEDULED, ActKind.CANCELLATION): State.CANCELLED,
    (State.LIVE, ActKind.SUSPENSION): State.SUSPENDED,
    (State.LIVE, ActKind.CANCELLATION): State.CANCELLED,
    (State.SUSPENDED, ActKind.RESUMPTION): State.LIVE,
    (State.SUSPENDED, ActKind.CANCELLATION): State.CANCELLED,
    (State.SETTLING, ActKind.CANCELLATION): State.CANCELLED,
}


def in_state(state: State) -> Funding:
    """A campaign in a state, with dates that fit it at ``NOW``."""
    opens_at = NOW + DAY if state == State.SCHEDULED else NOW - 10 * DAY
    closes_at = NOW - DAY if state == State.SETTLING else NOW + 30 * DAY
    return make_funding(state=state, opens_at=opens_at, closes_at=closes_at)


def act(kind: ActKind, funding: Funding, **said: Any) -> Act:
    done = ACTS[kind](funding_id=funding.pk, document=document(**said), now=NOW)
    funding.refresh_from_db()
    return done


def told() -> list[tuple[str, str]]:
    """The messages queued to whole campaigns, oldest first: kind, and the act told of."""
    jobs = ProcrastinateJob.objects.filter(task_name=notices.FAN_OUT_TASK).order_by("id")
    return [(job.args["kind"], job.args["about"]) for job in jobs]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(ACTS))
@pytest.mark.parametrize("state", list(State))
def test_what_can_be_done_in_each_state(state: State, kind: ActKind) -> None:
    funding = in_state(state)
    offered = kind in campaign_acts.possible_acts(funding, NOW)
    assert offered == ((state, kind) in POSSIBLE)
    if (state, kind) in POSSIBLE:
        act(kind, funding)
        assert funding.state == POSSIBLE[state, kind]
    else:
        with pytest.raises(NotNow):
            act(kind, funding)
        funding.refresh_from_db()
        assert funding.state == state
        assert not Act.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [ActKind.SUSPENSION, ActKind.CANCELLATION])
def test_an_act_keeps_its_document(kind: ActKind) -> None:
    person = User.objects.create_user("ragioniera", "ragioniera@example.org", "password")
    funding = in_state(State.LIVE)
    kept = Act.objects.get(pk=act(kind, funding, by=person).pk)
    assert (kept.funding, kept.kind, kept.at) == (funding, kind, NOW)
    assert (kept.number, kept.date, kept.recorded_by) == ("DD 1234/2026", NOW.date(), person)
    assert kept.reason == "Verifica sui preventivi."
    for language, reason in (
        ("it", "Stiamo verificando i preventivi."),
        ("en", "We are checking the estimates."),
    ):
        with override(language):
            assert kept.public_reason == reason


@pytest.mark.django_db
def test_an_act_is_not_dated_in_the_future() -> None:
    funding = in_state(State.LIVE)
    with pytest.raises(DatedInTheFuture):
        act(ActKind.SUSPENSION, funding, date=date(2026, 3, 11))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "state", "message"),
    [
        (ActKind.SUSPENSION, State.LIVE, "suspended"),
        (ActKind.RESUMPTION, State.SUSPENDED, "resumed"),
        (ActKind.CANCELLATION, State.LIVE, "cancelled"),
    ],
)
def test_donors_are_told_of_each_act(kind: ActKind, state: State, message: str) -> None:
    done = act(kind, in_state(state))
    assert told() == [(message, str(done.pk))]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("gift", "messages"),
    [("500.00", ["threshold", "succeeded"]), ("10.00", ["campaign_failed"])],
    ids=["reached", "missed"],
)
def test_donors_are_told_how_it_ended(gift: str, messages: list[str]) -> None:
    funding = make_funding()
    give(funding, gift, provider=Provider.STRIPE)
    closing.advance(now=funding.closes_at, gateway=get_gateway())
    assert told() == [(message, "") for message in messages]


@pytest.mark.django_db
def test_nobody_is_written_to_about_replayed_money() -> None:
    funding = make_funding()
    give(funding, "500.00", provider=Provider.REPLAY)
    closing.advance(now=funding.closes_at, gateway=get_gateway())
    assert told() == []


@pytest.mark.django_db
def test_a_campaign_that_should_have_opened_already_can_be_suspended() -> None:
    """Its date counts, not the job that opens it."""
    funding = make_funding(state=State.SCHEDULED, opens_at=NOW)
    act(ActKind.SUSPENSION, funding)
    assert funding.state == State.SUSPENDED


@pytest.mark.django_db
def test_r8_once_the_closing_has_passed_a_suspended_campaign_settles() -> None:
    funding = make_funding(state=State.SUSPENDED, closes_at=NOW)
    with override("en"), pytest.raises(NotNow, match="settled"):
        act(ActKind.RESUMPTION, funding)


@pytest.mark.django_db
def test_r7_a_suspension_holds_the_commitment() -> None:
    call = CallFactory.create()
    fund = make_fund(call, "500.00")
    funding = make_funding(call)
    give(funding, "500.00")
    act(ActKind.SUSPENSION, funding)
    fund.refresh_from_db()
    assert (funding.commitment.reserved, fund.available) == (500, 0)
    assert audit()["ok"]


@pytest.mark.django_db
def test_r9_a_cancellation_releases_refunds_and_serves_the_waiting_list() -> None:
    call = CallFactory.create()
    make_fund(call, "800.00")
    leaving, first, second = make_funding(call), make_funding(call), make_funding(call)
    for funding in (leaving, first, second):
        give(funding, "500.00", at=NOW)
    act(ActKind.CANCELLATION, leaving)

    held = {row.funding_id: row for row in Commitment.objects.all()}
    assert held[leaving.pk].state == CommitmentState.RELEASED
    assert [held[each.pk].committed for each in (leaving, first, second)] == [0, 500, 300]
    assert (leaving.settled_at, leaving.settled_net) == (NOW, 500)
    assert decide_refunds(now=NOW) == 1
    gift = Donation.objects.get(funding=leaving)
    assert gift.refunds.get().reason == RefundReason.CAMPAIGN_CANCELLED
    assert gift.refunded_amount == 500
    assert audit()["ok"]


@pytest.mark.django_db
def test_r9_what_a_cancellation_will_do_is_what_it_does() -> None:
    call = CallFactory.create()
    make_fund(call, "800.00")
    leaving, first, second = make_funding(call), make_funding(call), make_funding(call)
    gift = give(leaving, "400.00", at=NOW)
    give(leaving, "100.00", at=NOW)
    for funding in (first, second):
        give(funding, "500.00", at=NOW)
    Donation.objects.filter(pk=gift.pk).update(fee="6.25", fee_covered="0.25")
    make_donation(leaving, status=Status.AWAITING, requested_at=NOW)
    make_donation(leaving, "70.00", status=Status.PROCESSING, requested_at=NOW)
    make_donation(leaving)

    forecast = act_forecasts.forecast_cancellation(leaving)
    assert (forecast.donations, forecast.amount) == (2, 500)
    assert (forecast.released, forecast.fees) == (500, 6)
    under_way = forecast.under_way
    assert (under_way.pages, under_way.processing, under_way.processing_amount) == (1, 1, 70)
    told = {each.commitment.funding_id: each.amount for each in forecast.top_ups}
    before = {row.funding_id: row.committed for row in Commitment.objects.all()}

    act(ActKind.CANCELLATION, leaving)
    after = {row.funding_id: row.committed for row in Commitment.objects.all()}
    assert {pk: after[pk] - before[pk] for pk in (first.pk, second.pk)} == told
    assert before[leaving.pk] == forecast.released
    assert decide_refunds(now=NOW) == forecast.donations


@pytest.mark.django_db
def test_r5_whoever_leaves_gets_nothing_of_what_it_gives_back() -> None:
    call = CallFactory.create()
    make_fund(call, "300.00")
    leaving, waiting = make_funding(call), make_funding(call)
    for funding in (leaving, waiting):
        give(funding, "500.00", at=NOW)
    (top_up,) = act_forecasts.forecast_cancellation(leaving).top_ups
    assert (top_up.commitment.funding, top_up.amount) == (waiting, 300)
    act(ActKind.CANCELLATION, leaving)
    assert Commitment.objects.get(funding=waiting).committed == 300


@pytest.mark.django_db
def test_a_cancellation_without_a_fund_or_gifts_forecasts_nothing() -> None:
    forecast = act_forecasts.forecast_cancellation(make_funding())
    assert (forecast.donations, forecast.amount, forecast.released) == (0, 0, 0)
    assert (forecast.top_ups, forecast.fees) == ([], 0)


class TestR2Correction:
    pytestmark = pytest.mark.django_db

    @pytest.fixture
    def funding(self) -> Funding:
        return make_funding(
            state=State.SCHEDULED, slug="orto", opens_at=NOW + DAY, closes_at=NOW + 30 * DAY
        )

    def correct(self, funding: Funding, **terms: Any) -> Act:
        values = vars(terms_of(funding)) | terms
        done = campaign_acts.correct_terms(
            funding_id=funding.pk, terms=Terms(**values), document=document(), now=NOW
        )
        funding.refresh_from_db()
        return done

    def test_r2_the_threshold_follows_the_cost(self, funding: Funding) -> None:
        done = self.correct(funding, cost=Decimal("1000.01"))
        assert (funding.cost, funding.threshold) == (Decimal("1000.01"), Decimal("500.01"))
        assert done.changes == {
            "cost": {"before": "1000.00", "after": "1000.01"},
            "threshold": {"before": "500.00", "after": "500.01"},
        }
        assert audit()["ok"]

    def test_r2_the_shares_stay_those_of_the_selection(self, funding: Funding) -> None:
        Call.objects.update(threshold_percent=10, cap=1)
        self.correct(funding, cost=Decimal("2000.00"))
        assert (funding.threshold, funding.due) == (1000, 1000)

    def test_r2_title_and_dates_are_corrected_and_kept_in_the_act(self, funding: Funding) -> None:
        done = self.correct(
            funding, title="Orto condiviso", opens_at=NOW + 2 * DAY, closes_at=NOW + 40 * DAY
        )
        assert (funding.title, funding.slug) == ("Orto condiviso", "orto")
        assert (funding.opens_at, funding.closes_at) == (NOW + 2 * DAY, NOW + 40 * DAY)
        assert set(done.changes) == {"title", "opens_at", "closes_at"}
        assert done.changes["opens_at"]["after"] == (NOW + 2 * DAY).isoformat()

    def test_r2_a_correction_that_changes_nothing_is_refused(self, funding: Funding) -> None:
        with pytest.raises(NothingChanges):
            self.correct(funding)

    @pytest.mark.parametrize(
        "terms",
        [
            {"opens_at": NOW},
            {"closes_at": NOW + DAY},
            {"cost": Decimal("0.00")},
            {"cost": Decimal("0.001")},
            {"cost": Decimal("-5.00")},
            {"title": ""},
        ],
        ids=["opens-now", "closes-as-it-opens", "no-cost", "tenth-of-cent", "negative", "untitled"],
    )
    def test_r2_no_campaign_gets_unfit_terms(self, funding: Funding, terms: Any) -> None:
        with pytest.raises(UnfitTerms):
            self.correct(funding, **terms)
        assert not Act.objects.exists()

    def test_r2_from_the_opening_instant_on_terms_are_frozen(self, funding: Funding) -> None:
        """Though the job that opens it has not run."""
        Funding.objects.update(opens_at=NOW)
        with pytest.raises(NotNow):
            self.correct(funding, opens_at=NOW + DAY)

    def test_what_it_will_be_is_shown_without_saving_it(self, funding: Funding) -> None:
        terms = Terms(**(vars(terms_of(funding)) | {"cost": Decimal("1200.00")}))
        after = campaign_acts.corrected(funding=funding, terms=terms, now=NOW)
        assert (after.cost, after.threshold) == (1200, 600)
        assert Funding.objects.get().cost == 1000


class TestCreation:
    pytestmark = pytest.mark.django_db

    TERMS = Terms(
        title="Orto", cost=Decimal("1000.01"), opens_at=NOW + DAY, closes_at=NOW + 30 * DAY
    )

    def create(self, call: Call, **said: Any) -> Act:
        values: dict[str, Any] = {
            "call": call,
            "translation_key": uuid.UUID(int=2015),
            "slug": "orto",
            "terms": self.TERMS,
        }
        campaign = NewCampaign(**(values | said))
        return campaign_acts.create_campaign(campaign=campaign, document=document(), now=NOW)

    def test_finance_makes_the_money_of_a_campaign_that_has_none(self) -> None:
        done = self.create(CallFactory.create())
        funding = done.funding
        assert (done.kind, funding.state) == (ActKind.CREATION, State.SCHEDULED)
        assert (funding.slug, funding.threshold) == ("orto", Decimal("500.01"))

    def test_not_twice(self) -> None:
        call = CallFactory.create()
        self.create(call)
        with pytest.raises(NotNow):
            self.create(call, slug="altro")

    @pytest.mark.parametrize("slug", ["orto", "dona", "en"])
    def test_not_at_an_address_that_is_taken(self, slug: str) -> None:
        make_funding(slug="orto")
        with pytest.raises(UnfitTerms):
            self.create(CallFactory.create(), slug=slug)

    def test_not_in_a_closed_call(self) -> None:
        with pytest.raises(NotNow):
            self.create(CallFactory.create(phase=Phase.CLOSED))

    def test_not_with_an_opening_that_has_passed(self) -> None:
        terms = Terms(**(vars(self.TERMS) | {"opens_at": NOW}))
        with pytest.raises(UnfitTerms):
            self.create(CallFactory.create(), terms=terms)


@pytest.mark.committed
def test_two_cancellations_and_the_clock_at_once_make_one_end(committed_db: str) -> None:
    call = CallFactory.create()
    make_fund(call, "500.00")
    funding, waiting = make_funding(call), make_funding(call)
    give(funding, "500.00", at=NOW)
    give(waiting, "500.00", at=NOW)

    def cancel() -> bool:
        try:
            campaign_acts.cancel(funding_id=funding.pk, document=document(), now=NOW)
        except CampaignActRefused:
            return False
        return True

    def settle() -> list[str]:
        return closing.advance(now=funding.closes_at, gateway=get_gateway()).settled

    results = at_once([cancel, cancel, settle, settle])
    cancelled = sum(result is True for result in results)
    settled = sum(funding.slug in result for result in results if isinstance(result, list))
    assert cancelled + settled == 1
    assert Act.objects.count() == cancelled
    funding.refresh_from_db()
    assert funding.state == (State.CANCELLED if cancelled else State.SUCCEEDED)
    assert Fund.objects.get().available == 0
    assert audit()["ok"]
