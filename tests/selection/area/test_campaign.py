"""A selected project's campaign, as its people see it."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from campaigns.calls.models import Phase
from campaigns.funding.models import Funding, State
from campaigns.models import CampaignPage
from campaigns.payments import campaign_acts
from campaigns.payments.campaign_acts import Document
from campaigns.pictures.crops import FALLBACK, prepare
from campaigns.selection.models import Proposal, ProposalState
from tests.factories import give, make_open_funding
from tests.pages_http.conftest import make_picture
from tests.selection.factories import make_evaluated, make_proponent, make_selection_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def selected(db: None) -> Proposal:
    """A selected proposal whose campaign is public and takes money."""
    proposal = make_evaluated(make_selection_call(phase=Phase.EVALUATION))
    proposal.state = ProposalState.SELECTED
    proposal.save(update_fields=["state"])
    assert proposal.page is not None
    CampaignPage.objects.filter(pk=proposal.page.pk).update(live=True)
    return Proposal.objects.get(pk=proposal.pk)


@pytest.fixture
def funding(selected: Proposal) -> Funding:
    assert selected.page is not None
    return make_open_funding(
        slug="forno", translation_key=selected.page.translation_key, call=selected.call
    )


def seen(proposal: Proposal, name: str = "campaign", **query: str) -> Any:
    client = Client()
    client.force_login(proposal.created_by)
    return client.get(reverse(f"area:{name}", args=[proposal.pk]), query)


def test_its_people_see_gifts_by_day_the_forecast_and_what_to_spread(
    selected: Proposal, funding: Funding
) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    give(funding, "28.00", at=yesterday, name="Ada Neri")
    give(funding, "14.00", at=yesterday, name="Bea Gialli", anonymous=True)
    page = seen(selected).content.decode()
    assert "Ada Neri" in page
    assert "Bea Gialli" not in page
    assert "1 senza nome" in page
    assert "42" in page
    for address in ("/qr/forno.svg", "/social/it/forno.jpg", "locandina", "iframe"):
        assert address in page


def test_its_people_read_how_it_stands_and_why_it_stopped(
    selected: Proposal, funding: Funding
) -> None:
    client = Client()
    client.force_login(selected.created_by)
    assert "sta raccogliendo donazioni" in client.get(reverse("area:home")).content.decode()
    campaign_acts.suspend(
        funding_id=funding.pk,
        document=Document(
            number="DD 3",
            date=timezone.localdate(),
            reason="Per gli uffici.",
            public_reason_it="Manca un permesso.",
        ),
        now=timezone.now(),
    )
    page = seen(selected).content.decode()
    assert "Manca un permesso." in page and "Per gli uffici." not in page
    assert "La tua campagna è sospesa" in client.get(reverse("area:home")).content.decode()


def test_one_withdraws_until_there_is_a_campaign(selected: Proposal) -> None:
    withdraw = reverse("area:withdraw", args=[selected.pk])
    assert withdraw in seen(selected, "proposal").content.decode()
    assert selected.page is not None
    key = selected.page.translation_key
    make_open_funding(slug="forno", translation_key=key, call=selected.call)
    page = seen(selected, "proposal").content.decode()
    assert withdraw not in page
    assert "sta raccogliendo donazioni" in page


def test_others_do_not_find_it(selected: Proposal, funding: Funding) -> None:
    stranger = Client()
    stranger.force_login(make_proponent().user)
    for name in ("campaign", "poster"):
        address = reverse(f"area:{name}", args=[selected.pk])
        assert stranger.get(address).status_code == 404
        assert Client().get(address).status_code == 302


def test_before_there_is_a_campaign_there_is_nothing_to_find(selected: Proposal) -> None:
    assert seen(selected).status_code == 404


def test_until_the_page_is_public_there_is_nothing_to_spread(
    selected: Proposal, funding: Funding
) -> None:
    assert selected.page is not None
    CampaignPage.objects.filter(pk=selected.page.pk).update(live=False)
    assert "/qr/forno.svg" not in seen(selected).content.decode()
    assert seen(selected, "poster").status_code == 404


@pytest.mark.parametrize("day", ["ieri", "2026-02-30", "0001-01-01", "9999-12-31", "\x00", "1"])
def test_an_odd_day_in_the_address_is_no_trouble(
    selected: Proposal, funding: Funding, day: str
) -> None:
    assert seen(selected, prima=day).status_code == 200


def test_older_days_are_a_link_away(selected: Proposal, funding: Funding) -> None:
    Funding.objects.filter(pk=funding.pk).update(opens_at=timezone.now() - timedelta(days=40))
    for days in range(20):
        give(funding, "1.00", at=timezone.now() - timedelta(days=days), name=f"Donatore {days}.")
    first = seen(selected)
    assert "Donatore 13." in first.content.decode()
    assert "Donatore 14." not in first.content.decode()
    older = seen(selected, prima=first.context["older"].isoformat()).content.decode()
    assert "Donatore 14." in older
    assert "Donatore 19." in older


def test_as_many_questions_whatever_was_given(selected: Proposal, funding: Funding) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert seen(selected).status_code == 200
        return len(queries)

    give(funding, "1.00", at=timezone.now())
    asked()
    few = asked()
    for hours in range(60):
        give(funding, "1.00", at=timezone.now() - timedelta(hours=hours))
    assert asked() == few


def test_the_poster_says_what_where_and_by_when(selected: Proposal, funding: Funding) -> None:
    answer = seen(selected, "poster")
    assert answer["Content-Type"] == "application/pdf"
    (page,) = PdfReader(BytesIO(answer.content)).pages
    words = page.extract_text()
    assert selected.page is not None
    assert selected.page.title in words
    assert selected.page.full_url in words.replace("\n", "")
    assert "500" in words


def test_the_poster_shows_the_picture_with_its_credit_while_it_may_be_shown(
    selected: Proposal, funding: Funding
) -> None:
    picture = make_picture(1)
    prepare(picture, FALLBACK)
    assert selected.page is not None
    CampaignPage.objects.filter(pk=selected.page.pk).update(
        main_image=picture, main_image_alt="Un orto"
    )
    (page,) = PdfReader(BytesIO(seen(selected, "poster").content)).pages
    assert "Ada Neri" in page.extract_text()
    with_picture = len(page.images)
    for drawn in picture.renditions.all():
        drawn.file.storage.delete(drawn.file.name)
    (page,) = PdfReader(BytesIO(seen(selected, "poster").content)).pages
    assert len(page.images) == with_picture - 1, "a file that is gone keeps nobody from the poster"
    picture.renditions.all().delete()
    prepare(picture, FALLBACK)
    picture.release_expires_on = timezone.localdate() - timedelta(days=1)
    picture.save()
    (page,) = PdfReader(BytesIO(seen(selected, "poster").content)).pages
    assert "Ada Neri" not in page.extract_text()
    assert len(page.images) == with_picture - 1


@pytest.mark.parametrize("state", [State.SUSPENDED, State.SETTLING, State.SUCCEEDED, State.FAILED])
def test_nor_does_it_ask_for_gifts_that_nobody_takes(
    selected: Proposal, funding: Funding, state: State
) -> None:
    Funding.objects.filter(pk=funding.pk).update(state=state)
    (page,) = PdfReader(BytesIO(seen(selected, "poster").content)).pages
    assert "500" not in page.extract_text()
