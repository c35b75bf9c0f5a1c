"""R16, R17: who may keep the people of proponents, and who reads of their gifts."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data

from campaigns.accounts.models import OrganizationPerson
from campaigns.calls.models import Phase
from tests.admin.conftest import ROLES, SignIn
from tests.admin.test_calls import edit_url, form_of
from tests.factories import CallFactory, OrganizationFactory, give, make_open_funding

PEOPLE = "wagtailsnippets_accounts_organizationperson"
EVERYBODY = (*ROLES, "superuser", "anonymous")


@pytest.fixture
def person(db: None) -> OrganizationPerson:
    return OrganizationPerson.objects.create(
        organization=OrganizationFactory.create(name="Orti Uniti"),
        name="Ugo Orti",
        email="ugo@orti.example",
    )


@pytest.mark.parametrize("role", EVERYBODY)
def test_r16_people_of_proponents_are_for_administration_only(
    sign_in: SignIn, person: OrganizationPerson, role: str
) -> None:
    allowed = role in ("Amministrazione", "superuser")
    client = sign_in(role)
    for url in (
        reverse(f"{PEOPLE}:list"),
        reverse(f"{PEOPLE}:add"),
        reverse(f"{PEOPLE}:edit", args=[person.pk]),
    ):
        response = client.get(url)
        assert (response.status_code == 200) == allowed
        assert allowed or b"Ugo Orti" not in response.content


@pytest.mark.parametrize("role", EVERYBODY)
def test_r16_an_organization_does_not_give_its_people_away(
    sign_in: SignIn, person: OrganizationPerson, role: str
) -> None:
    client = sign_in(role)
    for action in ("edit", "usage", "history"):
        url = reverse(
            f"wagtailsnippets_accounts_organization:{action}", args=[person.organization.pk]
        )
        response = client.get(url)
        if role not in ("Amministrazione", "superuser"):
            assert b"Ugo Orti" not in response.content


def test_administration_adds_somebody_once(sign_in: SignIn, person: OrganizationPerson) -> None:
    client = sign_in("Amministrazione")
    form = {"organization": person.organization.pk, "name": "Ada", "role": "", "email": "a@b.it"}
    assert client.post(reverse(f"{PEOPLE}:add"), nested_form_data(form)).status_code == 302
    form["email"] = "UGO@orti.example"
    again = client.post(reverse(f"{PEOPLE}:add"), nested_form_data(form))
    assert again.status_code == 200
    assert OrganizationPerson.objects.count() == 2


@pytest.mark.parametrize("role", EVERYBODY)
def test_r17_finance_reads_of_a_proponents_gifts_beside_the_campaigns_money(
    sign_in: SignIn, person: OrganizationPerson, role: str
) -> None:
    funding = make_open_funding(organization=person.organization)
    gift = give(funding, "40.00", at=timezone.now(), email=person.email)
    response = sign_in(role).get(reverse("finance:campaign", args=[funding.slug]))
    allowed = role in ("Ragioneria", "superuser")
    assert (response.status_code == 200) == allowed
    assert (gift.reference in response.content.decode()) == allowed


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.CAMPAIGNS])
def test_r17_the_two_rules_are_written_with_the_others_and_frozen_with_them(
    sign_in: SignIn, phase: Phase
) -> None:
    call = CallFactory.create(phase=phase)
    form = form_of(call, payer_limit="100.00", min_payers="25")
    assert sign_in("Amministrazione").post(edit_url(call), form).status_code == 302
    call.refresh_from_db()
    is_open = phase == Phase.DRAFT
    assert (call.payer_limit == 100, call.min_payers == 25) == (is_open, is_open)
