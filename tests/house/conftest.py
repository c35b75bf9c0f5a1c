"""A small site in Italian and English, with a campaign in every state."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page

from campaigns.accounts.models import LegalForm
from campaigns.calls.models import Call, CallPage
from campaigns.funding.models import Funding, Reward, State
from campaigns.models import CampaignPage, Question, TeamMember, Update
from campaigns.payments.models import Donation, Provider, RefundState, Status
from home.models import HomePage, InformationPage, NewsPage
from home.site_tree import ensure_site_tree
from tests.donate.own_page import add_refund
from tests.factories import (
    CallFactory,
    OrganizationFactory,
    give,
    make_campaign_page,
    make_donation,
    make_fund,
    make_open_funding,
)


@dataclass(frozen=True)
class BilingualSite:
    """The call and the Italian pages of its campaigns."""

    call: Call
    campaigns: list[CampaignPage]


@pytest.fixture
def bilingual_site(db: None) -> BilingualSite:
    """Home, call, campaigns and donations; every page in both languages."""
    call = CallFactory.create(title="XXXI", legal_forms=list(LegalForm.values))
    make_fund(call, total="1500.00")
    fundings = [make_open_funding(call, slug=f"c-{state}", state=state) for state in State]
    fundings += [reached_funding(call), at_risk_funding(call)]
    campaigns = [campaign_page(funding) for funding in fundings]
    call_page(call)
    for page in HomePage.objects.all():
        page.featured_call = call
        page.save_revision().publish()
    add_editorial_pages()
    add_surroundings(campaigns[-2])
    make_donation(fundings[list(State).index(State.SETTLING)])
    add_donations_of_every_outcome(fundings[-2])
    return BilingualSite(call, campaigns)


def reached_funding(call: Call) -> Funding:
    """A campaign above its threshold."""
    funding = make_open_funding(call, slug="c-reached")
    give(funding, "600.00", at=timezone.now())
    return funding


def at_risk_funding(call: Call) -> Funding:
    """A campaign that fell below its threshold again."""
    funding = make_open_funding(call, slug="c-at-risk")
    give(funding, "500.00", at=timezone.now())
    Funding.objects.filter(pk=funding.pk).update(disputed=funding.confirmed / 2)
    return funding


def campaign_page(funding: Funding) -> CampaignPage:
    """Its page, and the English translation."""
    page = make_campaign_page(
        funding,
        title=funding.slug,
        summary="—",
        municipio=9,
        organization=OrganizationFactory.create(),
        team=[TeamMember(name="Ada", role="—")],
    )
    translate(page)
    return page


def call_page(call: Call) -> None:
    """The call's page, in the menu."""
    page = CallPage(title="XXXI", slug="xxxi", call=call, show_in_menus=True)
    ensure_site_tree("it").home.add_child(instance=page)
    page.save_revision().publish()
    translate(page)


def add_editorial_pages() -> None:
    """A page of text, and a piece of news."""
    for page in (InformationPage(title="—", slug="aiuto"), NewsPage(title="—", slug="notizia")):
        ensure_site_tree("it").home.add_child(instance=page)
        page.save_revision().publish()
        translate(page)


def translate(page: Page) -> None:
    """Publish the English translation of a page."""
    english = ensure_site_tree("en").locale
    page.copy_for_translation(english, copy_parents=True).save_revision().publish()


def add_surroundings(page: CampaignPage) -> None:
    """A reward, an update and a question in each language."""
    now, key = timezone.now(), page.translation_key
    Reward.objects.create(
        campaign_key=key, amount="10.00", limit=3, title_it="—", description_it="—"
    )
    for locale in Locale.objects.all():
        written = {"campaign_key": key, "language": locale.language_code}
        Update.objects.create(**written, title="—", body="—", published_at=now)
        Question.objects.create(**written, text="—", answer="—", written_at=now, answered_at=now)


def add_donations_of_every_outcome(funding: Funding) -> None:
    """Confirmed, given back, contested, late, paid twice, begun, failed, and all the others."""
    now = timezone.now()
    for state, amount in ((RefundState.PAID, "5.00"), (RefundState.OWED, "25.00")):
        add_refund(give(funding, at=now, provider=Provider.STRIPE), state, amount)
    contested = give(funding, at=now, provider=Provider.STRIPE)
    Donation.objects.filter(pk=contested.pk).update(disputed_amount=contested.amount)
    twice = give(funding, at=now, provider=Provider.STRIPE)
    Donation.objects.filter(pk=twice.pk).update(duplicate_of=contested)
    give(funding, at=now, provider=Provider.STRIPE)
    give(funding, at=now - timedelta(days=99))
    for status in set(Status) - {Status.CONFIRMED}:
        make_donation(funding, status=status, created_at=now)
