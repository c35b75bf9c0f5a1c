"""The page “Ricompense da consegnare”: what its people read, mark and export, and nobody else."""

import csv
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from campaigns.delivering.export import EXPORTED, to_deliver
from campaigns.funding.models import Funding, Reward, State
from campaigns.payments.deliveries import Stage, give_address
from campaigns.payments.models import Donation, NoticeKind
from tests.selection.factories import make_proponent, make_staff

from .conftest import ADDRESS, PRIVATE, Shop, mark, stage

pytestmark = pytest.mark.django_db


def url(shop: Shop, name: str = "rewards", *more: str) -> str:
    return reverse(f"area:{name}", args=[shop.proposal.pk, *more])


def read(shop: Shop, where: str = "") -> str:
    answer = shop.client.get(url(shop), {"stato": where} if where else {})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return str(answer.content.decode())


def rows(answer: Any) -> list[list[str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_its_people_read_whom_to_send_what(shop: Shop) -> None:
    shop.addressed()
    page = read(shop)
    assert all(word in page for word in PRIVATE)
    assert "ada@example.org" not in page


def test_r16_who_gave_in_anonymity_has_no_name_but_the_one_on_the_parcel(shop: Shop) -> None:
    visit = shop.gift(shop.afternoon, name="Bea Gialli", anonymous=True)
    waiting = shop.gift(name="Cleo Rossi", anonymous=True)
    page, others = read(shop), read(shop, "senza-indirizzo")
    assert visit.reference in page
    assert waiting.reference in others
    for name in ("Bea", "Cleo"):
        assert name not in page + others
    shop.gift(shop.afternoon, name="Dora Neri")
    assert "Dora Neri" in read(shop)


def test_what_left_or_is_not_owed_shows_no_address(shop: Shop) -> None:
    gone, sent = shop.addressed(), shop.addressed()
    Donation.objects.filter(pk=gone.pk).update(disputed_amount="25.00")
    shop.client.post(url(shop), {"reward": [sent.reference]})
    for where in ("", "senza-indirizzo", "con-un-problema", "consegnate"):
        assert "Transiti" not in read(shop, where)
    assert sent.reference in read(shop, "consegnate")


def test_before_the_success_only_numbers_are_read(shop: Shop) -> None:
    gift = shop.addressed()
    Funding.objects.filter(pk=shop.funding.pk).update(state=State.LIVE, settled_at=None)
    page = read(shop)
    assert "Una borsa" in page
    assert gift.reference not in page
    assert not any(word in page for word in PRIVATE)
    assert rows(shop.client.post(url(shop, "rewards-export")))[1:] == []
    assert shop.client.get(url(shop, "reward-problem", gift.reference)).status_code == 404


def test_ticked_ones_are_marked_and_the_others_stay(shop: Shop) -> None:
    first, second = shop.addressed(), shop.addressed()
    answer = shop.client.post(url(shop), {"reward": [first.reference]}, follow=True)
    assert "1 ricompensa" in answer.content.decode()
    assert (stage(first), stage(second)) == (Stage.SENT, Stage.READY)
    listed = f"{first.reference} {second.reference} "
    shop.client.post(url(shop), {"all": "on", "listed": listed})
    assert stage(second) == Stage.SENT


@pytest.mark.parametrize("sent", [{}, {"reward": ["\0" * 10, "x", "'; --", "ABCDEF0123"]}])
def test_what_names_nothing_marks_nothing(shop: Shop, sent: dict[str, Any]) -> None:
    gift = shop.addressed()
    assert shop.client.post(url(shop), sent).status_code in (400, 303)
    assert shop.client.get(url(shop), {"pagina": "\0", "stato": "\0"}).status_code == 200
    assert stage(gift) == Stage.READY


def test_a_problem_is_told_from_a_form(shop: Shop) -> None:
    gift = shop.addressed()
    form = url(shop, "reward-problem", gift.reference)
    assert shop.client.post(form, {"problem": "returned"}).status_code == 400
    assert shop.client.post(form, {"problem": "address"}).status_code == 303
    assert stage(gift) == Stage.PROBLEM


@pytest.mark.parametrize("problem", ["returned", "mistake"])
def test_a_problem_told_twice_is_once_and_no_error(shop: Shop, problem: str) -> None:
    gift = shop.addressed()
    mark(shop, gift)
    form = url(shop, "reward-problem", gift.reference)
    for _tap in range(2):
        assert shop.client.post(form, {"problem": problem}).status_code == 303
    assert gift.notices.filter(kind=NoticeKind.REWARD_PROBLEM).count() == 1


def test_of_what_waits_for_an_address_there_is_no_problem_to_tell(shop: Shop) -> None:
    answer = shop.client.get(url(shop, "reward-problem", shop.gift().reference))
    assert answer.status_code == 302
    assert "senza-indirizzo" in answer["Location"]


def test_the_table_is_plain_text_and_each_one_is_on_record(shop: Shop) -> None:
    gift = shop.gift()
    evil = ADDRESS | {"name": "=cmd|'/c calc'!A1", "street": '+39 Via "a"; b'}
    give_address(donation_id=gift.pk, address=evil, now=timezone.now())
    shop.gift(shop.afternoon, anonymous=True, name="Bea Gialli")
    shop.gift(name="Cleo Rossi")
    answer = shop.client.post(url(shop, "rewards-export"))
    assert "no-store" in answer["Cache-Control"]
    header, bag, visit = rows(answer)
    assert bag[4:6] == ["'=cmd|'/c calc'!A1", '\'+39 Via "a"; b']
    assert visit[4:] == [""] * 7
    assert len(header) == len(bag)
    entry = PageLogEntry.objects.get(action=EXPORTED)
    assert (entry.user, entry.data) == (shop.member, {"rows": 2})
    assert "2" in entry.formatter.format_message(entry)


def test_others_do_not_find_it(shop: Shop) -> None:
    gift = shop.addressed()
    addresses = (
        url(shop),
        url(shop, "rewards-export"),
        url(shop, "reward-problem", gift.reference),
    )
    others = [make_proponent().user, *(make_staff(role) for role in ("Redazione", "RUP"))]
    for person in others:
        client = Client()
        client.force_login(person)
        for address in addresses:
            assert client.get(address).status_code in (404, 405)
            answer = client.post(address, {"reward": [gift.reference], "problem": "address"})
            assert answer.status_code == 404
    assert all(Client().post(address).status_code == 302 for address in addresses)
    assert stage(gift) == Stage.READY
    assert not PageLogEntry.objects.filter(action=EXPORTED).exists()


def test_nobody_else_takes_the_table_by_any_other_way(shop: Shop) -> None:
    shop.addressed()
    assert shop.proposal.page is not None
    with pytest.raises(PermissionDenied):
        to_deliver(funding=shop.funding, page=shop.proposal.page, by=make_proponent().user)
    assert not PageLogEntry.objects.filter(action=EXPORTED).exists()


def test_a_campaign_without_rewards_says_so(shop: Shop) -> None:
    Reward.objects.filter(campaign_key=shop.funding.translation_key).delete()
    assert "non offre ricompense" in read(shop)


def test_the_queries_are_as_many_for_many_rewards(shop: Shop) -> None:
    client, counted = shop.client, []
    for number in (1, 20):
        for _ in range(number):
            shop.addressed()
            shop.gift(shop.afternoon)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url(shop))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_no_address_is_read_anywhere_public(shop: Shop) -> None:
    gift = shop.addressed(anonymous=False, name="Ada Brambilla")
    slug = shop.funding.slug
    for address in (
        f"/progetti/{slug}/",
        f"/embed/{slug}/",
        f"/api/v1/campaigns/{slug}/",
        f"/api/v1/campaigns/{slug}/progress/",
        f"/api/v1/donations/{gift.pk}/",
        "/api/v2/pages/?limit=20",
        "/open-data/",
        "/cerca/?q=Transiti",
        "/trasparenza/",
    ):
        answer = Client().get(address, follow=True)
        told = answer.content.decode(errors="replace")
        assert answer.status_code in (200, 404), address
        assert not any(word in told.replace("q=Transiti", "") for word in PRIVATE[::2]), address
