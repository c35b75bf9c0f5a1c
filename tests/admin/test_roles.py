"""Who may open what in the admin: role × address."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from campaigns.cofinancing.models import GrantChange, GrantChangeKind, Payout, Recovery
from campaigns.funding.models import Funding
from campaigns.payments import notices, refund_requests
from campaigns.payments.models import Dispute, DisputeState, Donation, NoticeKind, ProviderEvent
from tests.admin.conftest import ROLES, SignIn, make_user
from tests.cofinancing.stories import commitment_of
from tests.factories import (
    OrganizationFactory,
    give,
    make_campaign_page,
    make_donation,
    make_fund,
    make_open_funding,
)

MONEY_LISTS = (
    "payments_donation",
    "payments_refund",
    "payments_refundrequest",
    "payments_dispute",
    "payments_providerevent",
    "payments_providercall",
    "payments_notice",
    "payments_reconciliationrun",
    "payments_difference",
    "funding_funding",
    "cofinancing_fund",
    "cofinancing_commitment",
    "cofinancing_payout",
    "cofinancing_grantchange",
    "cofinancing_recovery",
    "ledger_entry",
)
EDITORIAL = (
    "wagtailsnippets_accounts_organization",
    "wagtailsnippets_calls_area",
    "wagtailsnippets_funding_reward",
    "wagtailsnippets_campaigns_update",
    "wagtailsnippets_campaigns_question",
)
MANAGEMENT = (
    "wagtailusers_users:index",
    "wagtailsnippets_calls_call:list",
    "wagtailsnippets_calls_call:add",
    "wagtailsites:index",
    "wagtailredirects:index",
)
WRITERS = ("Redazione", "Amministrazione", "superuser")
SUPERUSER = "superuser"
EVERYBODY = (*ROLES, SUPERUSER, "anonymous")


def opens(sign_in: SignIn, role: str, url: str) -> bool:
    """True if the page is served; a refusal sends elsewhere, to the sign-in or the home page."""
    response = sign_in(role).get(url)
    assert response.status_code in (200, 302, 404)
    return response.status_code == 200


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("name", MONEY_LISTS)
def test_money_lists_are_seen_by_finance_only(sign_in: SignIn, role: str, name: str) -> None:
    url = reverse(f"{name}_modeladmin_index")
    assert opens(sign_in, role, url) == (role in ("Ragioneria", SUPERUSER))


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_donor_is_seen_by_finance_only(sign_in: SignIn, role: str) -> None:
    donation = make_donation(make_open_funding(), name="Ada Brambilla", anonymous=True)
    url = reverse("payments_donation_modeladmin_inspect", args=[donation.pk])
    response = sign_in(role).get(url)
    allowed = role in ("Ragioneria", SUPERUSER)
    assert (response.status_code == 200) == allowed
    assert (b"Ada Brambilla" in response.content) == allowed


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("name", EDITORIAL)
def test_editorial_lists_are_for_writers(sign_in: SignIn, role: str, name: str) -> None:
    for action in ("list", "add"):
        assert opens(sign_in, role, reverse(f"{name}:{action}")) == (role in WRITERS)


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("name", MANAGEMENT)
def test_people_calls_and_settings_are_for_administration(
    sign_in: SignIn, role: str, name: str
) -> None:
    assert opens(sign_in, role, reverse(name)) == (role in ("Amministrazione", SUPERUSER))


@pytest.mark.parametrize("role", EVERYBODY)
def test_pages_and_images_are_for_writers(sign_in: SignIn, role: str) -> None:
    page = make_campaign_page(make_open_funding())
    urls = [
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailimages:add"),
        reverse("wagtaildocs:add"),
    ]
    assert [opens(sign_in, role, url) for url in urls] == [role in WRITERS] * len(urls)


def test_what_a_role_may_do_is_changed_by_superusers_only(sign_in: SignIn) -> None:
    url = reverse("wagtailusers_groups:index")
    assert not opens(sign_in, "Amministrazione", url)
    assert opens(sign_in, SUPERUSER, url)


@pytest.mark.parametrize("role", [*ROLES, SUPERUSER])
@pytest.mark.parametrize("name", MONEY_LISTS)
def test_money_has_no_address_for_writing(sign_in: SignIn, role: str, name: str) -> None:
    funding = make_open_funding()
    donation = make_donation(funding)
    client = sign_in(role)
    for action in ("create", "edit", "delete", "history"):
        with pytest.raises(NoReverseMatch):
            reverse(f"{name}_modeladmin_{action}", args=[donation.pk])
    base = reverse(f"{name}_modeladmin_index")
    for path in ("create/", f"edit/{donation.pk}/", f"delete/{donation.pk}/"):
        assert client.post(base + path, {"amount": "1"}).status_code == 404
    assert client.post(base).status_code in (302, 405)
    assert client.post(f"{base}inspect/{donation.pk}/").status_code in (302, 404, 405)
    assert Donation.objects.get(pk=donation.pk).amount == donation.amount


def test_change_permission_opens_no_money_list(sign_in: SignIn) -> None:
    """modeladmin lets in whoever has any permission on the model: ours asks for ``view``."""
    client = sign_in("Redazione")
    permissions = Group.objects.get(name="Redazione").permissions
    permissions.add(*Permission.objects.filter(codename__in=["change_donation", "add_donation"]))
    assert client.get(reverse("payments_donation_modeladmin_index")).status_code == 302


def test_finance_menu_is_shown_to_finance_only(sign_in: SignIn) -> None:
    url = reverse("payments_donation_modeladmin_index").encode()
    assert url in sign_in("Ragioneria").get(reverse("wagtailadmin_home")).content
    assert url not in sign_in("Redazione").get(reverse("wagtailadmin_home")).content


def test_event_bodies_are_not_shown(sign_in: SignIn) -> None:
    event = ProviderEvent.objects.create(
        provider="stripe",
        event_id="evt_1",
        type="checkout.session.completed",
        body='{"email": "ada@example.org"}',
        digest="d" * 64,
        next_attempt_at=timezone.now(),
        received_at=timezone.now(),
    )
    client = sign_in("Ragioneria")
    index = reverse("payments_providerevent_modeladmin_index")
    inspect = reverse("payments_providerevent_modeladmin_inspect", args=[event.pk])
    export = client.get(index, {"export": "csv"}).getvalue()
    for shown in (client.get(index).content, client.get(inspect).content, export):
        assert b"evt_1" in shown
        assert b"ada@example.org" not in shown


def test_finance_is_told_who_is_anonymous(sign_in: SignIn) -> None:
    make_donation(make_open_funding(), name="Ada Brambilla", anonymous=True)
    content = sign_in("Ragioneria").get(reverse("payments_donation_modeladmin_index")).content
    row = content.decode().split("field-donor", 1)[1].split("</td>", 1)[0]
    assert "Ada Brambilla" in row
    assert "w-status" in row


def test_a_donation_is_found_by_the_code_donors_read_out(sign_in: SignIn) -> None:
    funding = make_open_funding()
    wanted, other = make_donation(funding), make_donation(funding)
    response = sign_in("Ragioneria").get(
        reverse("payments_donation_modeladmin_index"), {"q": wanted.reference}
    )
    assert wanted.reference in response.content.decode()
    assert other.reference not in response.content.decode()


def test_amounts_are_written_as_italians_write_them(sign_in: SignIn) -> None:
    make_donation(make_open_funding(), "1234.50")
    content = sign_in("Ragioneria").get(reverse("payments_donation_modeladmin_index")).content
    assert "1.234,50\xa0€" in content.decode()


def test_a_filter_that_does_not_exist_shows_the_whole_list(sign_in: SignIn) -> None:
    url = reverse("payments_donation_modeladmin_index")
    response = sign_in("Ragioneria").get(url, {"nothing": "1"})
    assert response.status_code == 302
    assert response.headers["Location"] == url


@pytest.mark.parametrize("name", MONEY_LISTS)
def test_lists_ask_the_same_number_of_queries_whatever_their_length(
    sign_in: SignIn, name: str
) -> None:
    client = sign_in("Ragioneria")
    url = reverse(f"{name}_modeladmin_index")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    _some_money()
    queries()
    few = queries()
    for _number in range(3):
        _some_money()
    assert queries() == few


def _some_money() -> None:
    """A campaign, and a donation of it that everything happened to."""
    now = timezone.now()
    funding = make_open_funding(organization=OrganizationFactory.create())
    make_fund(funding.call)
    donation = give(funding, "600.00", at=now, provider="stripe")
    _some_documents_of_its_grant(funding)
    notices.queue(kind=NoticeKind.CONFIRMED, donation=donation, now=now)
    refund_requests.ask_refund(
        donation_id=donation.pk,
        amount=Decimal("100.00"),
        reason="Errore",
        by=make_user("superuser"),
        now=now,
    )
    Dispute.objects.create(
        provider_id=f"dp_{donation.pk.hex}",
        donation=donation,
        amount=Decimal("10.00"),
        state=DisputeState.INQUIRY,
        opened_at=now,
    )


def _some_documents_of_its_grant(funding: Funding) -> None:
    now = timezone.now()
    facts = {"commitment": commitment_of(funding), "number": "DD 1", "date": now.date(), "at": now}
    Payout.objects.create(**facts, amount=Decimal("10.00"))
    Recovery.objects.create(**facts, amount=Decimal("10.00"))
    GrantChange.objects.create(
        **facts,
        kind=GrantChangeKind.EXPENSES,
        due_before=Decimal("20.00"),
        due_after=Decimal("10.00"),
        granted_before=Decimal("20.00"),
        granted_after=Decimal("10.00"),
        released=Decimal("0.00"),
        owed=Decimal("10.00"),
    )
