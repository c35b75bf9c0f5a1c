"""Finance changes the fund and records acts: shown first, then done."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.calls.models import Call
from campaigns.cofinancing.models import CommitmentAct, FundChange
from campaigns.funding.models import Funding
from tests.admin.conftest import SignIn
from tests.admin.fund_acts import act_values, change_values, confirmed, consequences, named
from tests.admin.test_exports import cells_of_xlsx, rows_of_csv
from tests.cofinancing.stories import (
    assert_books_agree,
    commitment_of,
    committed,
    crossed,
    end,
    fail,
    make_call,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return make_call("500.00", slug="avviso")


@pytest.fixture
def page(sign_in: SignIn, call: Call) -> Callable[..., Any]:
    """Finance opens the fund's page."""

    def get(**query: str) -> Any:
        client = sign_in("Ragioneria")
        return client.get(reverse("fund:fund", args=[call.slug]), query)

    return get


class TestChangingTheFund:
    def test_who_of_the_waiting_list_gets_how_much_is_shown_before(
        self, sign_in: SignIn, call: Call, english: None
    ) -> None:
        named(call, "A", 0), named(call, "B", 1), named(call, "C", 2)
        client, url = sign_in("Ragioneria"), reverse("fund:change", args=["avviso"])
        assert consequences(client, url, change_values("1200")) == [
            "The fund goes from €500 to €1,200: €700 more.",
            f"The act is DD 12/2026 of {timezone.localdate():%d/%m/%Y}.",
            "“B” gets €500 at once: all that was missing.",
            "“C” gets €200 at once and still lacks €300.",
            "Available for campaigns to come: €0 now, €0 afterwards.",
        ]
        assert not FundChange.objects.exists()

    def test_it_does_what_it_had_said(self, sign_in: SignIn, call: Call) -> None:
        fundings = [crossed(call, at=minute) for minute in range(3)]
        client, url = sign_in("Ragioneria"), reverse("fund:change", args=["avviso"])
        response = confirmed(client, url, change_values("1200,00"))
        assert response.headers["Location"] == reverse("fund:fund", args=["avviso"])
        assert committed(*fundings) == [500, 500, 200]
        change = FundChange.objects.get()
        assert (change.total_after, change.number) == (Decimal("1200.00"), "DD 12/2026")
        assert change.recorded_by is not None
        assert change.recorded_by.username == "ragioneria"
        assert_books_agree()

    def test_what_has_changed_meanwhile_is_shown_again(self, sign_in: SignIn, call: Call) -> None:
        client, url = sign_in("Ragioneria"), reverse("fund:change", args=["avviso"])
        shown = client.post(url, change_values("1200"))
        crossed(call, cost="1400.00")
        values = change_values("1200") | {"confirmed": shown.context["digest"]}
        again = client.post(url, values)
        assert (again.status_code, again.context["changed"]) == (200, True)
        assert not FundChange.objects.exists()

    @pytest.mark.parametrize(
        "total", ["", "abc", "-1", "1e3", "NaN", "1.000,00", "25,005", "99999999999"]
    )
    def test_r1_what_is_no_amount_is_refused_and_kept(
        self, sign_in: SignIn, call: Call, total: str
    ) -> None:
        client, url = sign_in("Ragioneria"), reverse("fund:change", args=["avviso"])
        response = client.post(url, change_values(total))
        assert response.status_code == 400
        assert response.context["form"].errors["total"]
        assert f'value="{total}"' in response.content.decode() or not total

    @pytest.mark.parametrize(
        ("total", "said"),
        [("499,99", "500\xa0€"), ("900", "900\xa0€")],
        ids=["below what is held", "the same"],
    )
    def test_r6_a_refusal_says_why(
        self, sign_in: SignIn, call: Call, total: str, said: str
    ) -> None:
        crossed(call)
        client, url = sign_in("Ragioneria"), reverse("fund:change", args=["avviso"])
        confirmed(client, url, change_values("900"))
        response = client.post(url, change_values(total))
        assert response.status_code == 400
        (message,) = response.context["form"].non_field_errors()
        assert said in message

    def test_an_act_needs_number_reason_and_a_date_that_has_come(
        self, sign_in: SignIn, call: Call
    ) -> None:
        client, url = sign_in("Ragioneria"), reverse("fund:change", args=["avviso"])
        tomorrow = (timezone.localdate() + timedelta(days=1)).strftime("%d/%m/%Y")
        values = change_values("900") | {"number": " ", "reason": "", "date": tomorrow}
        response = client.post(url, values)
        assert set(response.context["form"].errors) == {"number", "reason", "date"}


class TestRecordingAnAct:
    def test_r19_the_act_is_recorded_and_shown(
        self, sign_in: SignIn, call: Call, page: Callable[..., Any]
    ) -> None:
        funding = crossed(call)
        url = reverse("fund:record_act", args=["avviso", funding.slug])
        response = confirmed(sign_in("Ragioneria"), url, act_values())
        assert response.headers["Location"] == reverse("fund:fund", args=["avviso"])
        act = commitment_of(funding).recorded_act
        assert act is not None
        assert (act.cup, act.budget_year) == ("B41B15000220004", 2026)
        reading = page().context["reading"]
        assert reading.without_act == []
        assert [row.funding for row in reading.with_act] == [funding]
        assert "DD 77/2026" in page().content.decode()
        listed = sign_in("Ragioneria").get(reverse("cofinancing_commitment_modeladmin_index"))
        assert "DD 77/2026" in listed.content.decode()

    def test_r19_exports_tell_the_act_as_text(self, sign_in: SignIn, call: Call) -> None:
        client = sign_in("Ragioneria")
        funding = crossed(call, cost="400.00")
        crossed(call, cost="400.00", at=1)
        url = reverse("fund:record_act", args=["avviso", funding.slug])
        confirmed(client, url, act_values(number="=DD(77)"))
        listed = reverse("cofinancing_commitment_modeladmin_index")
        first, second = rows_of_csv(client.get(listed, {"export": "csv"}))
        assert list(first.values())[-5] == "'=DD(77)"
        assert list(first.values())[-2:] == ["2026", "B41B15000220004"]
        assert list(second.values())[-5:] == [""] * 5
        head, *rows = cells_of_xlsx(client.get(listed, {"export": "xlsx"}))
        assert len(rows) == 2
        assert rows[0][-5].value == "'=DD(77)"
        assert len(head) == len(first)

    def test_r19_a_second_act_is_refused_at_the_door(self, sign_in: SignIn, call: Call) -> None:
        funding = crossed(call)
        url = reverse("fund:record_act", args=["avviso", funding.slug])
        client = sign_in("Ragioneria")
        confirmed(client, url, act_values())
        response = client.get(url, follow=True)
        assert "DD 77/2026" in " ".join(map(str, response.context["messages"]))
        confirmed_again = client.post(url, act_values(number="DD 78/2026"))
        assert confirmed_again.status_code == 302
        assert CommitmentAct.objects.get().number == "DD 77/2026"

    def test_r19_a_wrong_cup_is_refused_and_kept(self, sign_in: SignIn, call: Call) -> None:
        url = reverse("fund:record_act", args=["avviso", crossed(call).slug])
        response = sign_in("Ragioneria").post(url, act_values(cup="B41"))
        assert response.status_code == 400
        assert set(response.context["form"].errors) == {"cup"}
        assert 'value="B41"' in response.content.decode()

    def test_r19_what_it_commits_is_said_before(
        self, sign_in: SignIn, call: Call, english: None
    ) -> None:
        named(call, "A", 0, gift="700.00")
        second = named(call, "B", 1)
        client = sign_in("Ragioneria")
        end(Funding.objects.get(title="A"))
        url = reverse("fund:record_act", args=["avviso", second.slug])
        assert consequences(client, url, act_values()) == [
            f"The act is DD 77/2026 of {timezone.localdate():%d/%m/%Y}.",
            "It commits chapter 4512.01 of the budget of 2026, CUP B41B15000220004.",
            "€200 are reserved for “B”: they are granted only if it succeeds, "
            "and come back to the fund otherwise.",
            "€300 more are due and wait for money to come back to the fund.",
            "The act can no longer be changed here.",
        ]

    def test_r19_an_act_whose_campaign_failed_is_still_shown(
        self, sign_in: SignIn, call: Call, page: Callable[..., Any]
    ) -> None:
        funding = crossed(call)
        url = reverse("fund:record_act", args=["avviso", funding.slug])
        confirmed(sign_in("Ragioneria"), url, act_values())
        fail(funding)
        (row,) = page().context["reading"].with_act
        assert row.state == "released"
