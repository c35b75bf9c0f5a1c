"""A small site that grows: one whole campaign, then copies of its rows, in a few statements."""

from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.payments.models import Donation
from home.models import HomePage, InformationPage
from tests.factories import give
from tests.pages_http.conftest import make_whole_campaign
from tests.pages_http.many import copy_campaign

GIFT: Final = Decimal("10.00")
PARAGRAPHS: Final = 12


def make_site() -> CampaignPage:
    """A campaign as readers meet it, and a plain page with a text of the same kind."""
    page = make_whole_campaign(1)
    text = "<p>" + "Un orto per il quartiere, curato da chi ci abita. " * 8 + "</p>"
    page.story = [("paragraph", text)] * PARAGRAPHS
    page.save_revision().publish()
    plain = InformationPage(
        title="Plain", slug="plain", intro="Un testo.", body=[("paragraph", text)] * PARAGRAPHS
    )
    HomePage.objects.get(locale=page.locale).add_child(instance=plain)
    plain.save_revision().publish()
    give(Funding.objects.get(slug=page.slug), str(GIFT), at=timezone.now())
    return page


def add_campaigns(page: CampaignPage, count: int) -> None:
    """So many more, alike."""
    copy_campaign(Page.objects.get(pk=page.pk).specific, count)
    analyze()


def add_donations(page: CampaignPage, count: int) -> None:
    """So many more confirmed gifts to one campaign, the totals with them; no rows of the ledger."""
    funding = Funding.objects.get(slug=page.slug)
    model = Donation.objects.filter(funding=funding).order_by("pk")[0]
    fields = Donation._meta.concrete_fields
    kept = ", ".join(str(field.column) for field in fields if not field.unique)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO payments_donation (id, {kept}) SELECT gen_random_uuid(), {kept}"  # noqa: S608
            " FROM payments_donation, generate_series(1, %s) WHERE id = %s",
            [count, model.pk],
        )
    Funding.objects.filter(pk=funding.pk).update(
        confirmed=GIFT * funding.gifts.count(), donations=funding.gifts.count()
    )
    analyze()


def analyze() -> None:
    """What autovacuum does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
