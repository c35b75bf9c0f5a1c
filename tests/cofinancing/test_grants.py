"""R5, R6, R14, R19: instalments, a grant set anew, money that a beneficiary pays back."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.calls.models import Call, Phase
from campaigns.cofinancing import grant_acts
from campaigns.cofinancing.acts import DatedInTheFuture, FundActRefused
from campaigns.cofinancing.models import Commitment, Fund, GrantChange, Payout
from campaigns.cofinancing.progress import MatchState, match_of, with_match
from campaigns.funding.models import Funding
from campaigns.ledger.models import Entry, Kind
from campaigns.money import InvalidAmount, from_cents
from tests.cofinancing.grants import TODAY, paper, pay, pay_back, reasons, set_anew, with_act
from tests.cofinancing.stories import (
    assert_books_agree,
    commitment_of,
    committed,
    crossed,
    end,
    make_call,
)
from tests.concurrency import at_once
from tests.factories import NOW, CallFactory, give, make_fund, make_funding

KINDS = (Kind.PAYOUT, Kind.GRANT_OWED, Kind.GRANT_CUT, Kind.GRANT_RETURNED)


def succeeded(call: Call) -> Funding:
    """A campaign of 1,000.00 with a grant of 500.00, its act recorded."""
    return with_act(end(crossed(call)))


def parts(funding: Funding) -> tuple[Decimal, ...]:
    row = commitment_of(funding)
    return row.due, row.granted, row.paid, row.receivable


def fund_of(call: Call) -> tuple[Decimal, ...]:
    fund = Fund.objects.get(call=call)
    return fund.reserved, fund.granted, fund.available


def movements() -> list[tuple[str, str, str, Decimal]]:
    rows = Entry.objects.filter(kind__in=KINDS).order_by("seq")
    return list(rows.values_list("kind", "source", "destination", "amount"))


def match(funding: Funding) -> Any:
    return match_of(with_match(Funding.objects.all()).get(pk=funding.pk))


@pytest.mark.django_db
class TestInstalments:
    def test_r19_nothing_is_paid_without_the_act(self) -> None:
        funding = end(crossed(make_call()))
        with pytest.raises(grant_acts.NoActRecorded):
            pay(funding, "100.00")
        assert parts(funding) == (500, 500, 0, 0)

    def test_r14_an_instalment_goes_from_granted_to_the_beneficiary(self) -> None:
        call = make_call("500.00")
        funding = succeeded(call)
        pay(funding, "300.00")
        assert parts(funding) == (500, 500, 300, 0)
        assert fund_of(call) == (0, 500, 0)
        assert movements() == [("payout", "granted", "beneficiary", Decimal("300"))]
        assert_books_agree()

    def test_r6_never_more_than_the_grant(self) -> None:
        funding = succeeded(make_call())
        pay(funding, "300.00")
        with pytest.raises(grant_acts.BeyondTheGrant):
            pay(funding, "200.01", "M 2")
        pay(funding, "200.00", "M 2")
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.update(paid=501)

    def test_one_document_is_one_instalment(self) -> None:
        funding = succeeded(make_call())
        pay(funding, "100.00")
        with pytest.raises(grant_acts.AlreadyRecorded):
            pay(funding, "100.00")
        with pytest.raises(IntegrityError), transaction.atomic():
            Payout.objects.create(
                commitment=commitment_of(funding),
                amount=1,
                number="M 1",
                date=TODAY,
                at=NOW,
            )


@pytest.mark.django_db
class TestSetAnew:
    def test_r5_what_was_not_paid_goes_back_and_serves_who_waits(self) -> None:
        call = make_call("500.00")
        funding = succeeded(call)
        waiting = crossed(call, at=1)
        pay(funding, "100.00")
        set_anew(funding, "350.00")
        assert parts(funding) == (350, 350, 100, 0)
        assert committed(waiting) == [150]
        assert fund_of(call) == (150, 350, 0)
        assert movements()[1:] == [("grant_cut", "granted", "fund_available", Decimal("150"))]
        assert_books_agree()

    def test_r14_what_was_paid_already_is_owed_and_frees_nothing_until_it_is_back(self) -> None:
        call = make_call("500.00")
        funding = succeeded(call)
        waiting = crossed(call, at=1)
        pay(funding, "400.00")
        change = set_anew(funding, "250.00")
        assert (change.released, change.owed) == (100, 150)
        assert parts(funding) == (250, 250, 250, 150)
        assert committed(waiting) == [100]
        assert fund_of(call) == (100, 400, 0)
        assert_books_agree()
        pay_back(funding, "150.00")
        assert parts(funding) == (250, 250, 250, 0)
        assert committed(waiting) == [250]
        assert fund_of(call) == (250, 250, 0)
        assert_books_agree()

    def test_a_grant_revoked_shows_as_released(self) -> None:
        funding = succeeded(make_call())
        set_anew(funding, "0.00")
        assert parts(funding) == (0, 0, 0, 0)
        assert (match(funding).state, match(funding).amount) == (MatchState.RELEASED, 0)
        assert_books_agree()
        with pytest.raises(grant_acts.NotGranted):
            set_anew(funding, "0.00", "DD 2")

    def test_a_campaign_that_still_waits_gives_up_what_it_waited_for_first(self) -> None:
        call = make_call("200.00")
        funding = end(crossed(call))
        set_anew(funding, "300.00")
        assert (parts(funding), match(funding).shortfall) == ((300, 200, 0, 0), 100)
        set_anew(funding, "150.00", "DD 2")
        assert parts(funding) == (150, 150, 0, 0)
        assert movements() == [("grant_cut", "granted", "fund_available", Decimal("50"))]
        assert_books_agree()

    def test_after_the_call_is_closed_nobody_is_served(self) -> None:
        call = make_call("500.00")
        funding, waiting = succeeded(call), crossed(call, at=1)
        Call.objects.update(phase=Phase.CLOSED)
        set_anew(funding, "100.00")
        assert (committed(waiting), fund_of(call)) == ([0], (0, 100, 400))
        assert_books_agree()

    @pytest.mark.parametrize("due", ["500.00", "500.01", "900.00"])
    def test_never_to_as_much_or_more(self, due: str) -> None:
        funding = succeeded(make_call())
        with pytest.raises(grant_acts.NotLower):
            set_anew(funding, due)

    @pytest.mark.parametrize("due", ["-1.00", "0.001", "NaN"])
    def test_r1_only_to_an_amount(self, due: str) -> None:
        funding = succeeded(make_call())
        with pytest.raises(InvalidAmount):
            set_anew(funding, due)
        assert not GrantChange.objects.exists()

    def test_only_what_is_granted(self) -> None:
        with pytest.raises(grant_acts.NotGranted):
            set_anew(crossed(make_call()), "10.00")

    def test_an_act_is_of_today_or_before(self) -> None:
        funding = succeeded(make_call())
        with pytest.raises(DatedInTheFuture):
            grant_acts.change_grant(
                commitment_id=commitment_of(funding).pk,
                due=Decimal("10.00"),
                paper=paper(date=TODAY + timedelta(days=1)),
                reasons=reasons(),
                now=NOW,
            )

    def test_an_act_that_does_not_add_up_is_refused_by_the_database(self) -> None:
        change = set_anew(succeeded(make_call()), "100.00")
        for fields in ({"owed": 1}, {"due_after": 600}, {"granted_after": 90, "released": 410}):
            with pytest.raises(IntegrityError), transaction.atomic():
                GrantChange.objects.filter(pk=change.pk).update(**fields)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "set", "return"]),
        st.integers(0, 2),
        st.integers(0, 50_000),
    ),
    max_size=12,
)


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=ACTS)
def test_whatever_finance_does_the_books_are_those_of_a_plain_model(
    told: list[tuple[str, int, int]],
) -> None:
    """Amounts in cents: three grants on a fund that holds one and a half, and who waits."""
    with transaction.atomic():
        call = make_call("750.00")
        fundings = [end(crossed(call, at=place)) for place in range(3)]
        for funding in fundings[:2]:
            with_act(funding)
        due, paid, owed = [50_000] * 3, [0] * 3, [0] * 3
        has = [50_000, 25_000, 0]
        for number, (what, place, cents) in enumerate(told):
            try:
                _act(what, fundings[place], str(from_cents(cents)) if cents else "0.00", number)
            except (FundActRefused, InvalidAmount):
                continue
            if what == "pay":
                paid[place] += cents
            elif what == "return":
                owed[place] -= cents
            else:
                due[place] = cents
                has[place] = min(has[place], cents)
                over = max(0, paid[place] - has[place])
                paid[place], owed[place] = paid[place] - over, owed[place] + over
            for each in range(3):
                free = 75_000 - sum(has) - sum(owed)
                has[each] += min(free, due[each] - has[each])
            cents_of = [[int(part * 100) for part in parts(each)] for each in fundings]
            assert cents_of == [list(row) for row in zip(due, has, paid, owed, strict=True)]
        assert_books_agree()
        transaction.set_rollback(True)


def _act(what: str, funding: Funding, amount: str, number: int) -> None:
    act: Any = {"pay": pay, "set": set_anew, "return": pay_back}[what]
    act(funding, amount, f"{what} {number}")


@pytest.mark.committed
def test_r6_acts_at_once_on_grants_leave_books_that_balance(committed_db: str) -> None:
    """Instalments, grants set anew and crossings race for one fund."""
    for _ in range(4):
        call = CallFactory.create()
        make_fund(call, "1000.00")
        fundings = [make_funding(call) for _ in range(2)]
        for funding in fundings:
            give(funding, "500.00")
            with_act(end(funding))
        waiting = make_funding(call)
        acts: list[Any] = [partial(give, waiting, "500.00")]
        for funding in fundings:
            acts += [partial(_or_refused, pay, funding, "200.00", f"M {n}") for n in range(3)]
            for due in ("300.00", "100.00"):
                acts.append(partial(_or_refused, set_anew, funding, due, f"DD {due}"))
        at_once(acts)

        rows = Commitment.objects.filter(fund__call=call)
        assert all(row.paid <= row.granted <= row.due for row in rows)
        assert Fund.objects.get(call=call).available == 0 or not rows.waiting().exists()
        assert_books_agree()


@pytest.mark.committed
def test_one_act_however_often_it_is_recorded_at_once(committed_db: str) -> None:
    call = CallFactory.create()
    make_fund(call)
    funding = make_funding(call)
    give(funding, "500.00")
    with_act(end(funding))
    pay(funding, "400.00")

    outcomes = at_once([partial(_or_refused, set_anew, funding, "250.00")] * 6)

    assert outcomes.count(True) == GrantChange.objects.count() == 1
    assert parts(funding) == (250, 250, 250, 150)
    assert_books_agree()


def _or_refused(act: Any, *what: Any) -> bool:
    try:
        act(*what)
    except FundActRefused:
        return False
    return True
