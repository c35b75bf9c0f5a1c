"""An organization, its colleagues, and their invitations."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.accounts import invitations, proponents
from campaigns.accounts.models import (
    Invitation,
    MemberRole,
    Membership,
    Organization,
    OrganizationProfile,
    User,
)
from campaigns.accounts.proponents import OrganizationDetails
from tests.factories import OrganizationFactory

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TYPED = {
    "name": "Cooperativa Ortica",
    "legal_form": "social_cooperative",
    "tax_code": "007 431 101 57",
    "vat_number": "00743110157",
    "address": "Via San Faustino 1",
    "postal_code": "20134",
    "city": "Milano",
    "province": "MI",
    "representative": "Lucia Neri",
    "representative_tax_code": "rccmnl83s18d969h",
    "iban": "IT60 X054 2811 1010 0000 0123 456",
}

OTHER_IBAN = "DE89370400440532013000"


def person(name: str) -> User:
    return User.objects.create_user(
        f"p-{name}", f"{name}@example.org", "password", first_name=name.capitalize()
    )


def registered(owner: User) -> Organization:
    return proponents.register_organization(
        user=owner, details=OrganizationDetails(**TYPED), now=NOW
    )


def invited(organization: Organization, email: str, by: User, now: datetime = NOW) -> Invitation:
    return invitations.invite(organization=organization, email=email, by=by, now=now)


def token_of(invitation: Invitation) -> str:
    return invitations.link_of(invitation).rstrip("/").rsplit("/", 1)[1]


def accept(invitation: Invitation, user: User, now: datetime = NOW) -> Membership:
    return invitations.accept_invitation(token=token_of(invitation), user=user, now=now)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def anna(db: None) -> User:
    return person("anna")


@pytest.fixture
def bruno(db: None) -> User:
    return person("bruno")


def test_numbers_are_kept_as_they_are_given_out(anna: User) -> None:
    profile = registered(anna).profile
    assert profile.tax_code == "00743110157"
    assert profile.vat_number == "IT00743110157"
    assert profile.iban == "IT60X0542811101000000123456"
    assert profile.representative_tax_code == "RCCMNL83S18D969H"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("tax_code", "00743110158"),
        ("tax_code", "\x00"),
        ("vat_number", "123"),
        ("iban", "IT00"),
        ("representative_tax_code", "00743110157"),
    ],
)
def test_a_number_that_cannot_be_is_refused(anna: User, field: str, typed: str) -> None:
    with pytest.raises(proponents.WrongDetails) as refused:
        details = OrganizationDetails(**(TYPED | {field: typed}))
        proponents.register_organization(user=anna, details=details, now=NOW)
    assert refused.value.field == field
    assert not Organization.objects.exists()


def test_who_registers_is_its_contact_person_and_one_of_its_people(anna: User) -> None:
    organization = registered(anna)
    assert organization.memberships.get().role == MemberRole.OWNER
    assert organization.people.get().email == anna.email
    assert list(proponents.organizations_of(anna)) == [organization]


def test_a_known_tax_code_is_refused_without_saying_whose_it_is(anna: User, bruno: User) -> None:
    registered(anna)
    client = client_of(bruno)
    answer = client.post(reverse("organization:register"), TYPED | {"name": "Altro nome"})
    assert answer.status_code == HTTPStatus.CONFLICT
    text = answer.content.decode()
    assert "Altro nome" in text
    assert anna.email not in text
    assert "Cooperativa Ortica" not in text
    assert Organization.objects.count() == 1


def test_nothing_typed_is_lost_and_errors_lead_to_their_fields(anna: User) -> None:
    answer = client_of(anna).post(reverse("organization:register"), TYPED | {"tax_code": "1"})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    text = answer.content.decode()
    assert 'href="#id_tax_code"' in text
    for typed in ("Cooperativa Ortica", "Via San Faustino 1", "Lucia Neri"):
        assert typed in text


def test_an_organization_is_registered_and_corrected_through_its_pages(anna: User) -> None:
    client = client_of(anna)
    client.post(reverse("organization:register"), TYPED)
    organization = Organization.objects.get()
    page = client.get(reverse("organization:edit", args=[organization.pk]))
    assert "Via San Faustino 1" in page.content.decode()
    client.post(reverse("organization:edit", args=[organization.pk]), TYPED | {"city": "Sesto"})
    assert OrganizationProfile.objects.get().city == "Sesto"


def test_an_organization_without_a_profile_can_be_completed(anna: User) -> None:
    organization = OrganizationFactory.create()
    Membership.objects.create(
        organization=organization, user=anna, since=NOW, role=MemberRole.OWNER
    )
    client = client_of(anna)
    url = reverse("organization:edit", args=[organization.pk])
    assert client.get(url).status_code == HTTPStatus.OK
    client.post(url, TYPED)
    assert OrganizationProfile.objects.get().organization == organization


def test_strangers_find_nothing(anna: User, bruno: User) -> None:
    organization = registered(anna)
    membership = organization.memberships.get()
    invitation = invited(organization, "carla@example.org", anna)
    client = client_of(bruno)
    key = [organization.pk]
    for url in (
        reverse("organization:edit", args=key),
        reverse("organization:colleagues", args=key),
        reverse("organization:remove", args=[*key, membership.pk]),
        reverse("organization:revoke", args=[*key, invitation.pk]),
    ):
        assert client.post(url, TYPED | {"email": "x@example.org"}).status_code == (
            HTTPStatus.NOT_FOUND
        )
        answer = Client().post(url)
        assert answer["Location"].startswith(reverse("account_login"))
    with pytest.raises(proponents.NotAMember):
        invited(organization, "dario@example.org", bruno)
    with pytest.raises(proponents.NotAMember):
        details = OrganizationDetails(**TYPED)
        proponents.update_organization(
            organization=organization, by=bruno, details=details, now=NOW
        )


def test_a_colleague_comes_in_by_invitation(anna: User, bruno: User) -> None:
    organization = registered(anna)
    membership = accept(invited(organization, "Bruno@Example.org", anna), bruno)
    assert membership.role == MemberRole.MEMBER
    assert proponents.is_member(user=bruno, organization=organization)
    assert sorted(found.email for found in organization.people.all()) == [
        "anna@example.org",
        "bruno@example.org",
    ]


def test_an_invitation_ends_after_fourteen_days(anna: User, bruno: User) -> None:
    invitation = invited(registered(anna), bruno.email, anna)
    with pytest.raises(invitations.InvitationGone):
        accept(invitation, bruno, now=NOW + timedelta(days=14))
    accept(invitation, bruno, now=NOW + timedelta(days=14, seconds=-1))


def test_an_invitation_is_good_once_and_for_one_address(anna: User, bruno: User) -> None:
    organization = registered(anna)
    invitation = invited(organization, bruno.email, anna)
    with pytest.raises(invitations.ForSomebodyElse):
        accept(invitation, person("carla"))
    accept(invitation, bruno)
    with pytest.raises(invitations.InvitationGone):
        accept(invitation, bruno)
    with pytest.raises(invitations.AlreadyMember):
        invited(organization, bruno.email, anna)


def test_a_second_invitation_replaces_the_first(anna: User, bruno: User) -> None:
    organization = registered(anna)
    first = invited(organization, bruno.email, anna)
    second = invited(organization, bruno.email.upper(), anna)
    with pytest.raises(invitations.InvitationGone):
        accept(first, bruno)
    accept(second, bruno)


def test_an_invitation_taken_back_is_void(anna: User, bruno: User) -> None:
    organization = registered(anna)
    invitation = invited(organization, bruno.email, anna)
    url = reverse("organization:revoke", args=[organization.pk, invitation.pk])
    client_of(anna).post(url)
    with pytest.raises(invitations.InvitationGone):
        accept(invitation, bruno)


@pytest.mark.parametrize("token", ["", "1", "1:abc", "\x00", "à" * 50])
def test_a_forged_link_opens_nothing(bruno: User, token: str) -> None:
    with pytest.raises(invitations.InvitationGone):
        invitations.accept_invitation(token=token, user=bruno, now=NOW)
    if token.isascii() and token and token != "\x00":
        url = reverse("organization:accept", args=[token])
        assert Client().get(url).status_code == HTTPStatus.GONE


def test_invitations_of_a_day_have_an_end(anna: User) -> None:
    organization = registered(anna)
    for number in range(invitations.MOST_IN_A_DAY):
        invited(organization, f"c{number}@example.org", anna)
    with pytest.raises(invitations.TooManyInvitations):
        invited(organization, "troppo@example.org", anna)
    invited(organization, "domani@example.org", anna, NOW + timedelta(days=1, seconds=1))


def test_the_letter_leads_to_the_page_where_one_accepts(
    anna: User, bruno: User, django_capture_on_commit_callbacks: Any
) -> None:
    organization = registered(anna)
    bruno.language = "en"
    bruno.save()
    url = reverse("organization:colleagues", args=[organization.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client_of(anna).post(url, {"email": bruno.email})
    letter = mail.outbox[0]
    assert letter.to == [bruno.email]
    found = re.search(r"(/en/i-miei-progetti/ente/invito/\S+)", str(letter.body))
    assert found is not None
    client = client_of(bruno)
    assert client.get(found[1]).status_code == HTTPStatus.OK
    assert not proponents.is_member(user=bruno, organization=organization)
    client.post(found[1])
    assert proponents.is_member(user=bruno, organization=organization)


def test_the_letter_leaves_only_after_the_commit(
    anna: User, django_capture_on_commit_callbacks: Any
) -> None:
    organization = registered(anna)
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        invited(organization, "carla@example.org", anna)
        assert not mail.outbox
    assert len(waiting) == 1


def test_an_invitation_waits_on_the_page_of_who_was_invited(anna: User, bruno: User) -> None:
    invited(registered(anna), bruno.email, anna, timezone.now())
    page = client_of(bruno).get(reverse("organization:list")).content.decode()
    assert "Cooperativa Ortica" in page
    assert "/ente/invito/" in page


def test_only_contact_persons_invite_take_back_and_remove(anna: User, bruno: User) -> None:
    organization = registered(anna)
    accept(invited(organization, bruno.email, anna), bruno)
    invitation = invited(organization, "carla@example.org", anna)
    client = client_of(bruno)
    colleagues = reverse("organization:colleagues", args=[organization.pk])
    answer = client.post(colleagues, {"email": "dario@example.org"})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    url = reverse("organization:revoke", args=[organization.pk, invitation.pk])
    assert client.post(url).status_code == HTTPStatus.FORBIDDEN
    owner = organization.memberships.get(user=anna)
    url = reverse("organization:remove", args=[organization.pk, owner.pk])
    assert client.post(url).status_code == HTTPStatus.FORBIDDEN
    assert organization.memberships.count() == 2
    assert "carla@example.org" not in client.get(colleagues).content.decode()


def test_the_last_contact_person_stays(anna: User, bruno: User) -> None:
    organization = registered(anna)
    accept(invited(organization, bruno.email, anna), bruno)
    owner = organization.memberships.get(user=anna)
    url = reverse("organization:remove", args=[organization.pk, owner.pk])
    assert client_of(anna).post(url).status_code == HTTPStatus.CONFLICT
    assert proponents.is_member(user=anna, organization=organization)


def test_r17_who_leaves_stays_among_the_people_of_the_proponent(anna: User, bruno: User) -> None:
    organization = registered(anna)
    membership = accept(invited(organization, bruno.email, anna), bruno)
    url = reverse("organization:remove", args=[organization.pk, membership.pk])
    client = client_of(bruno)
    assert client.get(url).status_code == HTTPStatus.OK
    client.post(url)
    assert not proponents.is_member(user=bruno, organization=organization)
    assert organization.people.filter(email=bruno.email).exists()


def test_a_colleague_changes_everything_but_the_iban(anna: User, bruno: User) -> None:
    organization = registered(anna)
    accept(invited(organization, bruno.email, anna), bruno)
    typed = TYPED | {"city": "Sesto", "iban": OTHER_IBAN}
    url = reverse("organization:edit", args=[organization.pk])
    assert client_of(bruno).post(url, typed).status_code == HTTPStatus.SEE_OTHER
    profile = OrganizationProfile.objects.get()
    assert (profile.city, profile.iban) == ("Sesto", "IT60X0542811101000000123456")
    with pytest.raises(proponents.NotTheirIban):
        proponents.update_organization(
            organization=organization, by=bruno, details=OrganizationDetails(**typed), now=NOW
        )


def test_all_members_are_told_of_a_new_iban_without_reading_it_whole(
    anna: User, bruno: User, django_capture_on_commit_callbacks: Any
) -> None:
    organization = registered(anna)
    accept(invited(organization, bruno.email, anna), bruno)
    url = reverse("organization:edit", args=[organization.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client_of(anna).post(url, TYPED | {"city": "Sesto"})
        assert not mail.outbox
        client_of(anna).post(url, TYPED | {"iban": OTHER_IBAN})
    assert {letter.to[0] for letter in mail.outbox} == {anna.email, bruno.email}
    for letter in mail.outbox:
        assert "DE89 … 3000" in str(letter.body)
        assert OTHER_IBAN not in str(letter.body).replace(" ", "")
