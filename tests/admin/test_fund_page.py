"""The fund's page: figures, waiting list, acts, movements with their cause; and who may act."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.calls.models import Call, Phase
from campaigns.cofinancing import fund_reading
from campaigns.cofinancing.models import CommitmentAct, Fund, FundChange
from tests.admin.conftest import ROLES, SignIn
from tests.admin.fund_acts import act_values, change_values, confirmed, named
from tests.cofinancing.stories import (
    assert_books_agree,
    committed,
    crossed,
    disputed,
    end,
    fail,
    make_call,
)
from tests.factories import NOW, CallFactory, make_fund, make_funding

pytestmark = pytest.mark.django_db

EVERYBODY = (*ROLES, "superuser", "anonymous")
FINANCE = ("Ragioneria", "superuser")


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


class TestWhoMayComeIn:
    @pytest.mark.parametrize("role", EVERYBODY)
    def test_the_page_is_finances(self, sign_in: SignIn, call: Call, role: str) -> None:
        crossed(call)
        addresses = [
            reverse("fund:fund", args=["avviso"]),
            reverse("cofinancing_commitment_modeladmin_index"),
        ]
        for url in addresses:
            assert (sign_in(role).get(url).status_code == 200) == (role in FINANCE)
        index = sign_in(role).get(reverse("fund:index"))
        leads_to_fund = index.headers.get("Location") == addresses[0]
        assert leads_to_fund == (role in FINANCE)

    @pytest.mark.parametrize("role", EVERYBODY)
    def test_only_finance_changes_the_fund(self, sign_in: SignIn, call: Call, role: str) -> None:
        url = reverse("fund:change", args=["avviso"])
        client = sign_in(role)
        assert (client.get(url).status_code == 200) == (role in FINANCE)
        if role in FINANCE:
            confirmed(client, url, change_values("600"))
        else:
            assert client.post(url, change_values("600")).status_code == 302
        assert FundChange.objects.exists() == (role in FINANCE)

    @pytest.mark.parametrize("role", EVERYBODY)
    def test_only_finance_records_an_act(self, sign_in: SignIn, call: Call, role: str) -> None:
        url = reverse("fund:record_act", args=["avviso", crossed(call).slug])
        client = sign_in(role)
        assert (client.get(url).status_code == 200) == (role in FINANCE)
        if role in FINANCE:
            confirmed(client, url, act_values())
        else:
            assert client.post(url, act_values()).status_code == 302
        assert CommitmentAct.objects.exists() == (role in FINANCE)

    def test_who_may_only_read_sees_no_button_and_cannot_act(
        self, sign_in: SignIn, call: Call
    ) -> None:
        funding = crossed(call)
        group = Group.objects.get(name="Redazione")
        group.permissions.add(Permission.objects.get(codename="view_fund"))
        client = sign_in("Redazione")
        change = reverse("fund:change", args=["avviso"])
        record = reverse("fund:record_act", args=["avviso", funding.slug])
        text = client.get(reverse("fund:fund", args=["avviso"])).content.decode()
        assert 'data-fund="total"' in text
        for url in (change, record):
            assert url not in text
            assert client.get(url).status_code == 302

    def test_the_menu_leads_to_the_fund(self, sign_in: SignIn, call: Call) -> None:
        url = reverse("fund:index").encode()
        home = reverse("wagtailadmin_home")
        assert url in sign_in("Ragioneria").get(home).content
        assert url not in sign_in("Redazione").get(home).content

    def test_a_fund_that_does_not_exist_is_not_found(self, sign_in: SignIn, call: Call) -> None:
        client = sign_in("Ragioneria")
        funding = make_funding(call)
        for url in (
            reverse("fund:fund", args=["altro"]),
            reverse("fund:change", args=["altro"]),
            reverse("fund:record_act", args=["avviso", funding.slug]),
            reverse("fund:record_act", args=["altro", funding.slug]),
        ):
            assert client.get(url).status_code == 404

    def test_nothing_is_written_by_reading(self, sign_in: SignIn, call: Call) -> None:
        client = sign_in("Ragioneria")
        assert client.post(reverse("fund:fund", args=["avviso"])).status_code == 405
        assert client.post(reverse("fund:index")).status_code == 405


class TestWhatItShows:
    def test_several_funds_are_listed(self, sign_in: SignIn, call: Call) -> None:
        other = CallFactory.create(title="Terzo avviso")
        make_fund(other, "1234.50")
        text = sign_in("Ragioneria").get(reverse("fund:index")).content.decode()
        for each in (call, other):
            assert reverse("fund:fund", args=[each.slug]) in text
        assert "1.234,50\xa0€" in text

    def test_figures_add_up(self, page: Callable[..., Any], call: Call) -> None:
        end(crossed(call, cost="600.00"))
        crossed(call, cost="250.00", at=1)
        text = page().content.decode()
        figures = dict(re.findall(r'data-fund="(\w+)">([^<]+)<', text))
        assert figures == {
            "total": "500\xa0€",
            "granted": "300\xa0€",
            "reserved": "125\xa0€",
            "available": "75\xa0€",
        }

    def test_the_waiting_list_is_in_the_order_of_r5(
        self, page: Callable[..., Any], call: Call
    ) -> None:
        crossed(call, cost="700.00")
        later, sooner = crossed(call, at=9), crossed(call, at=5)
        reading = page().context["reading"]
        assert [row.funding for row in reading.waiting] == [sooner, later]
        assert [row.committed for row in reading.waiting] == [0, 150]
        assert reading.awaited == 850

    def test_what_has_no_act_is_listed_by_age_the_oldest_first(
        self, page: Callable[..., Any], call: Call
    ) -> None:
        topped_up, first = crossed(call, at=1, cost="400.00"), crossed(call, at=0, cost="600.00")
        waits_at_zero = crossed(call, at=2)
        reading = fund_reading.read_fund(Fund.objects.get(), NOW + timedelta(days=3))
        assert [row.commitment.funding for row in reading.without_act] == [first, topped_up]
        assert [row.days for row in reading.without_act] == [3, 3]
        assert waits_at_zero not in [row.commitment.funding for row in reading.without_act]
        text = page().content.decode()
        assert reverse("fund:record_act", args=["avviso", first.slug]) in text

    def test_campaigns_at_risk_are_shown(self, page: Callable[..., Any], call: Call) -> None:
        funding = crossed(call)
        assert page().context["reading"].at_risk == []
        disputed(funding, "0.01")
        (row,) = page().context["reading"].at_risk
        assert row.funding == funding

    def test_a_closed_call_says_so_and_offers_no_change(
        self, page: Callable[..., Any], call: Call
    ) -> None:
        Call.objects.filter(pk=call.pk).update(phase=Phase.CLOSED)
        response = page()
        assert response.context["reading"].is_closed
        assert reverse("fund:change", args=["avviso"]) not in response.content.decode()

    def test_the_page_asks_the_same_number_of_queries_whatever_it_holds(
        self, page: Callable[..., Any], call: Call, sign_in: SignIn
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert page().status_code == 200
            return len(captured)

        self._fill(sign_in, call, 1)
        queries()
        few = queries()
        self._fill(sign_in, call, 4)
        queries()
        assert queries() == few

    def _fill(self, sign_in: SignIn, call: Call, times: int) -> None:
        client = sign_in("Ragioneria")
        for _ in range(times):
            with_act, at_risk, cancelled = (crossed(call) for _ in range(3))
            fund = Fund.objects.get()
            confirmed(
                client,
                reverse("fund:change", args=["avviso"]),
                change_values(str(fund.total + 100_000).replace(".", ",")),
            )
            url = reverse("fund:record_act", args=["avviso", with_act.slug])
            confirmed(client, url, act_values())
            disputed(at_risk, "1.00")
            end(cancelled, cancelled=True)
            crossed(call, cost="200000.00"), crossed(call, cost="200000.00")


class TestMovements:
    def causes(self, page: Callable[..., Any], **query: str) -> list[tuple[str, str]]:
        movements = page(**query).context["movements"]
        return [(row.entry.kind, row.cause.replace("\xa0", " ")) for row in movements]

    def test_each_movement_has_its_cause(
        self, page: Callable[..., Any], call: Call, sign_in: SignIn, english: None
    ) -> None:
        first, second, third, fourth = (named(call, name, at) for at, name in enumerate("ABCD"))
        end(first, cancelled=True)
        confirmed(
            sign_in("Ragioneria"),
            reverse("fund:change", args=["avviso"]),
            change_values("1200,00"),
        )
        end(second)
        fail(third)
        end(fourth)
        assert first.title == "A"
        act = f"Act DD 12/2026 of {timezone.localdate():%d/%m/%Y}: from €500 to €1,200"
        told = list(reversed(self.causes(page)))
        assert [(kind, cause) for kind, cause in told] == [
            ("endowment", "What the fund had from the start"),
            ("reserve", "“A” reached its threshold"),
            ("release", "“A” was cancelled"),
            ("top_up", "Freed by a release: “A” was cancelled"),
            ("endowment", act),
            ("top_up", f"Added to the fund. {act}"),
            ("top_up", f"Added to the fund. {act}"),
            ("grant", "“B” succeeded"),
            ("release", "“C” closed below its threshold"),
            ("top_up", "Freed by a release: “C” closed below its threshold"),
            ("grant", "“D” succeeded"),
        ]
        assert_books_agree()

    def test_a_success_that_needed_less_frees_the_rest(
        self, page: Callable[..., Any], call: Call, english: None
    ) -> None:
        rich, waiting = named(call, "A", 0, gift="800.00"), named(call, "B", 1)
        end(rich)
        assert committed(rich, waiting) == [200, 300]
        newest, before, *_ = self.causes(page)
        assert newest[1] == ("Freed by a release: “A” succeeded and needed less than was reserved")
        assert before[0] == "release"

    def test_a_cut_names_its_act(
        self, page: Callable[..., Any], call: Call, sign_in: SignIn, english: None
    ) -> None:
        url = reverse("fund:change", args=["avviso"])
        confirmed(sign_in("Ragioneria"), url, change_values("0"))
        kind, cause = self.causes(page)[0]
        assert kind == "endowment_cut"
        assert cause.endswith("from €500 to €0")

    def test_pages_keep_their_causes(
        self,
        page: Callable[..., Any],
        call: Call,
        monkeypatch: pytest.MonkeyPatch,
        english: None,
    ) -> None:
        """What freed a top-up may stand on the next page."""
        monkeypatch.setattr(fund_reading, "MOVEMENTS_PER_PAGE", 1)
        first, _second = named(call, "A", 0), named(call, "B", 1)
        end(first, cancelled=True)
        assert self.causes(page) == [("top_up", "Freed by a release: “A” was cancelled")]
        assert self.causes(page, p="2") == [("release", "“A” was cancelled")]
        assert self.causes(page, p="4") == [("endowment", "What the fund had from the start")]
        assert self.causes(page, p="99") == self.causes(page, p="4")
        assert self.causes(page, p="x") == self.causes(page)
