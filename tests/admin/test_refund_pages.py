"""Finance gives money back: what it is shown before, who may, and what is refused."""

import html
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from campaigns.accounts.models import User
from campaigns.funding.models import Funding
from campaigns.payments import refunds
from campaigns.payments.models import (
    Donation,
    Notice,
    NoticeKind,
    Provider,
    Refund,
    RefundReason,
    RefundRequest,
    RefundState,
    RequestOrigin,
    RequestState,
    TransferDetails,
)
from campaigns.transparency.audit import audit
from tests.admin.conftest import ROLES, SignIn
from tests.factories import give, make_fund, make_open_funding

IBAN = "IT60X0542811101000000123456"
STRANGERS = (*(role for role in ROLES if role != "Ragioneria"), "anonymous")


def gift(amount: str = "600.00", **fields: Any) -> Donation:
    """Confirmed money in a live campaign whose threshold is 500.00."""
    funding = make_open_funding(cost="1000.00", title="Il cantiere dell’Ortica")
    make_fund(funding.call)
    return give(
        funding, amount, at=timezone.now(), provider=fields.pop("provider", "stripe"), **fields
    )


def colleague(name: str = "elena") -> Client:
    """Another person of finance."""
    user = User.objects.create_user(name, f"{name}@example.org", "password")
    user.groups.add(Group.objects.get(name="Ragioneria"))
    client = Client()
    client.force_login(user)
    return client


def refund_url(donation: Donation) -> str:
    return reverse("finance:refund", args=[donation.pk])


def asked(donation: Donation, amount: str | None = None) -> RefundRequest:
    return RefundRequest.objects.create(
        donation=donation,
        amount=Decimal(amount) if amount else donation.left,
        reason="Ho sbagliato progetto",
        origin=RequestOrigin.DONOR,
        state=RequestState.ASKED,
        requested_at=timezone.now(),
    )


def owed(donation: Donation) -> Refund:
    """A refund that failed at the provider, with the donor's bank details."""
    refund = Refund.objects.get(donation=donation)
    refunds.mark_refused(refund_id=refund.pk, code="lost_or_stolen_card", now=timezone.now())
    TransferDetails.objects.create(
        refund=refund,
        holder="Ada Brambilla",
        iban=IBAN,
        last_digits=IBAN[-4:],
        given_at=timezone.now(),
    )
    refund.refresh_from_db()
    return refund


def shown(client: Client, url: str, fields: dict[str, str]) -> str:
    """The page that says what will happen."""
    response = client.post(url, fields)
    assert response.status_code == 200, response.content.decode()
    return html.unescape(response.content.decode())


def confirm(client: Client, url: str, fields: dict[str, str]) -> Any:
    """Look at what will happen, then do it."""
    page = shown(client, url, fields)
    digest = re.search(r'name="confirmed" value="([0-9a-f]{64})"', page)
    assert digest is not None
    return client.post(url, fields | {"confirmed": digest[1]})


@pytest.fixture
def finance(sign_in: SignIn) -> Client:
    return sign_in("Ragioneria")


@pytest.mark.django_db
class TestRefunding:
    def test_from_the_donation_by_a_button(self, finance: Client) -> None:
        donation = gift()
        page = finance.get(
            reverse("payments_donation_modeladmin_inspect", args=[donation.pk])
        ).content.decode()
        assert refund_url(donation) in page

    def test_what_is_left_is_proposed(self, finance: Client) -> None:
        page = finance.get(refund_url(gift("600.50"))).content.decode()
        assert 'value="600,50"' in page

    def test_r7_what_it_does_to_the_bar_and_the_commitment_is_shown_before(
        self, finance: Client
    ) -> None:
        donation = gift()
        page = shown(finance, refund_url(donation), {"amount": "150,00", "reason": "Errore"})
        with override("it"):
            for amount in ("150\xa0€", "600\xa0€", "450\xa0€", "500\xa0€"):
                assert amount in page
        assert not Refund.objects.exists()

    def test_confirmed_it_leaves_the_net(self, finance: Client) -> None:
        donation = gift()
        response = confirm(finance, refund_url(donation), {"amount": "150", "reason": "Errore"})
        assert response.status_code == 302
        assert Refund.objects.get().amount == Decimal("150.00")
        assert Funding.objects.get().net == Decimal("450.00")
        assert audit()["ok"]

    def test_nothing_happens_without_having_seen_what_will(self, finance: Client) -> None:
        donation = gift()
        finance.post(
            refund_url(donation), {"amount": "150", "reason": "Errore", "confirmed": "x" * 64}
        )
        assert not Refund.objects.exists()

    def test_what_changed_between_looking_and_confirming_is_shown_again(
        self, finance: Client
    ) -> None:
        donation = gift()
        fields = {"amount": "50", "reason": "Errore"}
        page = shown(finance, refund_url(donation), fields)
        digest = re.search(r'name="confirmed" value="([0-9a-f]{64})"', page)
        assert digest is not None
        give(donation.funding, "10.00", at=timezone.now())
        response = finance.post(refund_url(donation), fields | {"confirmed": digest[1]})
        assert response.status_code == 200
        assert "610" in response.content.decode()
        assert not Refund.objects.exists()

    @pytest.mark.parametrize("amount", ["600,01", "0", "-1", "1e2", "dieci", "1,005"])
    def test_wrong_amounts_are_refused_and_what_was_typed_stays(
        self, finance: Client, amount: str
    ) -> None:
        donation = gift()
        response = finance.post(refund_url(donation), {"amount": amount, "reason": "Perché no"})
        assert response.status_code == 400
        assert "Perché no" in response.content.decode()
        assert not RefundRequest.objects.exists()

    def test_nothing_left_nothing_to_do(self, finance: Client) -> None:
        donation = gift("100.00")
        confirm(finance, refund_url(donation), {"amount": "100", "reason": "Errore"})
        response = finance.get(refund_url(donation))
        assert response.status_code == 302
        inspect = reverse("payments_donation_modeladmin_inspect", args=[donation.pk])
        assert refund_url(donation) not in finance.get(inspect).content.decode()

    @pytest.mark.parametrize("role", STRANGERS)
    def test_strangers_are_refused(self, sign_in: SignIn, role: str) -> None:
        donation = gift()
        client = sign_in(role)
        fields = {"amount": "10", "reason": "Errore"}
        assert client.get(refund_url(donation)).status_code == 302
        assert client.post(refund_url(donation), fields).status_code == 302
        assert not RefundRequest.objects.exists()


@pytest.mark.django_db
class TestTwoPeople:
    def test_a_second_person_approves_above_the_amount_of_the_setting(
        self, finance: Client
    ) -> None:
        donation = gift()
        confirm(finance, refund_url(donation), {"amount": "600", "reason": "Errore"})
        request = RefundRequest.objects.get()
        assert request.state == RequestState.TO_APPROVE
        url = reverse("finance:approve", args=[request.pk])
        assert finance.get(url).status_code == 302
        assert finance.post(url, {}).status_code == 302
        assert not Refund.objects.exists()
        assert confirm(colleague(), url, {}).status_code == 302
        assert Refund.objects.get().amount == Decimal("600.00")
        assert audit()["ok"]

    def test_a_superuser_does_not_approve_their_own_either(self, sign_in: SignIn) -> None:
        client = sign_in("superuser")
        confirm(client, refund_url(gift()), {"amount": "600", "reason": "Errore"})
        url = reverse("finance:approve", args=[RefundRequest.objects.get().pk])
        client.post(url, {})
        assert not Refund.objects.exists()

    def test_the_queue_offers_it_to_the_colleague_only(self, finance: Client) -> None:
        confirm(finance, refund_url(gift()), {"amount": "600", "reason": "Errore"})
        url = reverse("finance:approve", args=[RefundRequest.objects.get().pk])
        queue = reverse("finance:refunds")
        assert url not in finance.get(queue).content.decode()
        assert url in colleague().get(queue).content.decode()


@pytest.mark.django_db
class TestDonorsRequests:
    def test_finance_approves(self, finance: Client) -> None:
        request = asked(gift("100.00"))
        url = reverse("finance:approve", args=[request.pk])
        assert url in finance.get(reverse("finance:refunds")).content.decode()
        assert 'name="confirmed"' in finance.get(url).content.decode()
        assert not Refund.objects.exists()
        confirm(finance, url, {})
        assert Refund.objects.get().amount == Decimal("100.00")
        assert url not in finance.get(reverse("finance:refunds")).content.decode()

    def test_finance_refuses_and_the_donor_is_told_why(self, finance: Client) -> None:
        request = asked(gift())
        url = reverse("finance:refuse", args=[request.pk])
        page = shown(finance, url, {"answer": "La campagna è finita"})
        assert "La campagna è finita" in page
        confirm(finance, url, {"answer": "La campagna è finita"})
        request.refresh_from_db()
        assert (request.state, request.answer) == (RequestState.REFUSED, "La campagna è finita")
        assert Notice.objects.filter(kind=NoticeKind.REFUND_REFUSED).count() == 1

    @pytest.mark.parametrize("role", STRANGERS)
    @pytest.mark.parametrize("act", ["approve", "refuse"])
    def test_strangers_are_refused(self, sign_in: SignIn, role: str, act: str) -> None:
        request = asked(gift())
        client = sign_in(role)
        url = reverse(f"finance:{act}", args=[request.pk])
        assert client.get(url).status_code == 302
        assert client.post(url, {"answer": "No"}).status_code == 302
        request.refresh_from_db()
        assert request.state == RequestState.ASKED


@pytest.mark.django_db
class TestTransfers:
    FIELDS = {"date": f"{timezone.localdate():%d/%m/%Y}", "reference": "TRN 0123456789"}

    def owed(self, finance: Client) -> Refund:
        donation = gift("100.00")
        confirm(finance, refund_url(donation), {"amount": "100", "reason": "Errore"})
        return owed(donation)

    def test_recorded_the_refund_is_paid_and_the_bank_details_are_erased(
        self, finance: Client
    ) -> None:
        refund = self.owed(finance)
        url = reverse("finance:transfer", args=[refund.pk])
        assert url in finance.get(reverse("finance:refunds")).content.decode()
        confirm(finance, url, self.FIELDS)
        refund.refresh_from_db()
        assert refund.state == RefundState.PAID
        assert "TRN 0123456789" in refund.transfer_reference
        details = TransferDetails.objects.get()
        assert (details.iban, details.holder, details.last_digits) == ("", "", "3456")
        assert Notice.objects.filter(kind=NoticeKind.REFUND_TRANSFERRED).count() == 1
        assert finance.get(url).status_code == 302
        assert audit()["ok"]

    def test_a_transfer_is_not_of_tomorrow(self, finance: Client) -> None:
        refund = self.owed(finance)
        tomorrow = timezone.localdate() + timedelta(days=1)
        response = finance.post(
            reverse("finance:transfer", args=[refund.pk]),
            self.FIELDS | {"date": f"{tomorrow:%d/%m/%Y}"},
        )
        assert response.status_code == 400

    def test_the_iban_is_shown_only_to_who_pays(self, finance: Client, sign_in: SignIn) -> None:
        self.owed(finance)
        queue = reverse("finance:refunds")
        assert IBAN in finance.get(queue).content.decode()
        group = Group.objects.get(name="Ragioneria")
        group.permissions.remove(*group.permissions.filter(codename="pay_owed_refund"))
        page = sign_in("Ragioneria").get(queue).content.decode()
        assert IBAN not in page
        assert "3456" in page

    def test_only_what_is_owed_is_paid_by_transfer(self, finance: Client) -> None:
        donation = gift("100.00")
        confirm(finance, refund_url(donation), {"amount": "100", "reason": "Errore"})
        refund = Refund.objects.get()
        assert (
            finance.post(reverse("finance:transfer", args=[refund.pk]), self.FIELDS).status_code
            == 302
        )
        refund.refresh_from_db()
        assert refund.state == RefundState.INTENDED

    @pytest.mark.parametrize("role", STRANGERS)
    def test_strangers_are_refused(self, finance: Client, sign_in: SignIn, role: str) -> None:
        refund = self.owed(finance)
        url = reverse("finance:transfer", args=[refund.pk])
        client = sign_in(role)
        assert client.get(url).status_code == 302
        assert client.post(url, self.FIELDS).status_code == 302
        refund.refresh_from_db()
        assert refund.state == RefundState.OWED


@pytest.mark.django_db
def test_a_donation_shows_what_went_back(finance: Client) -> None:
    donation = gift(provider=Provider.REPLAY)
    confirm(finance, refund_url(donation), {"amount": "150", "reason": "Doppio dono"})
    page = finance.get(
        reverse("payments_donation_modeladmin_inspect", args=[donation.pk])
    ).content.decode()
    assert "Doppio dono" in page
    assert Refund.objects.get(reason=RefundReason.FINANCE).get_state_display() in page
