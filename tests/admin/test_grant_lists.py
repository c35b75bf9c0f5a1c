"""What Ragioneria finds of instalments, grants set anew and amounts paid back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from campaigns.cofinancing.models import Payout
from campaigns.funding.models import Funding
from tests.admin.conftest import SignIn
from tests.admin.test_exports import rows_of_csv
from tests.cofinancing.grants import pay, pay_back, set_anew, with_act
from tests.cofinancing.stories import end
from tests.factories import CallFactory, give, make_fund, make_funding


def granted(slug: str) -> Funding:
    """A campaign with a fund of its own, and a grant of 500.00 whose act is recorded."""
    ended = timezone.now() - timedelta(days=10)
    call = CallFactory.create()
    make_fund(call)
    funding = make_funding(
        call, slug=slug, title=slug.title(), opens_at=ended - timedelta(days=50), closes_at=ended
    )
    give(funding, "500.00", at=ended - timedelta(days=1))
    end(funding, now=ended)
    return with_act(funding)


def exported(sign_in: SignIn, name: str, **query: Any) -> list[dict[str, str]]:
    url = reverse(f"cofinancing_{name}_modeladmin_index")
    return rows_of_csv(sign_in("Ragioneria").get(url, {"export": "csv", **query}))


def test_instalments_are_found_by_fund_campaign_and_date(sign_in: SignIn) -> None:
    orto, coro = granted("orto"), granted("coro")
    pay(orto, "100.00", "M 1")
    pay(orto, "150.50", "M 2")
    pay(coro, "70.00", "M 3")
    Payout.objects.filter(number="M 2").update(date=timezone.localdate())

    def amounts(**query: Any) -> list[str]:
        return [row["Importo"] for row in exported(sign_in, "payout", **query)]

    assert amounts() == ["150.50", "70.00", "100.00"]
    assert amounts(commitment__fund__call__id__exact=coro.call_id) == ["70.00"]
    assert amounts(commitment__funding__id__exact=orto.pk) == ["150.50", "100.00"]
    assert amounts(date__gte=timezone.localdate()) == ["150.50"]
    assert amounts(q="coro") == ["70.00"]
    granted("senza")
    url = reverse("cofinancing_payout_modeladmin_index")
    page = sign_in("Ragioneria").get(url).content.decode()
    assert "Orto" in page and "150,50\xa0€" in page and "Senza" not in page


def test_an_instalment_is_exported_with_the_act_that_it_was_paid_under(sign_in: SignIn) -> None:
    funding = granted("orto")
    pay(funding, "100.00")
    (row,) = exported(sign_in, "payout")
    assert {"orto", "Orto", funding.call.title, "M 1", "2026-03-10"} <= set(row.values())
    assert {"DD 99", "4512.01", "2026"} <= set(row.values())


def test_what_was_set_anew_and_paid_back_is_exported(sign_in: SignIn) -> None:
    funding = granted("orto")
    pay(funding, "450.00")
    set_anew(funding, "300.00")
    pay_back(funding, "20.00")
    (change,), (back,) = exported(sign_in, "grantchange"), exported(sign_in, "recovery")
    assert {"500.00", "300.00", "150.00", "50.00"} <= set(change.values())
    assert Decimal(back["Importo"]) == Decimal("20.00")
    (commitment,) = exported(sign_in, "commitment")
    assert {"300.00", "130.00", "0.00"} <= set(commitment.values())
