"""The calendar of silence: news is held, with its reason; what is public stays."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision
from wagtail.test.utils.form_data import rich_text
from wagtail.users.models import UserProfile

from campaigns.accounts.models import User
from campaigns.checks.checklist import NotReady, obstacles
from campaigns.following import news as following_news
from campaigns.following.models import Follow, FollowMessage, NewsKind
from campaigns.models import StorySuggestion
from campaigns.page.conversation import NewsHeld, Update, check_may_go_out
from campaigns.suggesting.models import SuggestionKind
from home.models import NewsPage, NewsSilence
from home.site_tree import ensure_site_tree
from tests.editorial.conftest import signed_in
from tests.factories import give, make_campaign_page, make_open_funding
from tests.selection.factories import make_proponent, make_staff

pytestmark = pytest.mark.django_db
REASON = "elezioni comunali"
DAY = timedelta(days=1)
ROME = ZoneInfo("Europe/Rome")


def silence(first: int = 0, last: int = 20) -> NewsSilence:
    """From and to so many days from today."""
    today = timezone.localdate()
    days = [today + timedelta(days=number) for number in (first, last)]
    return NewsSilence.objects.create(starts_on=days[0], ends_on=days[1], reason=REASON)


def news(by: User) -> NewsPage:
    home = ensure_site_tree("it").home
    page = NewsPage(title="Novità", slug="novita", locale=home.locale, live=False)
    type(home).objects.get(pk=home.pk).add_child(instance=page)
    page.save_revision(user=by)
    return page


@pytest.mark.parametrize(("first", "last"), [(0, 0), (-3, 0), (0, 9)])
def test_news_is_held_from_the_first_day_to_the_last_and_the_editor_reads_why(
    ada: User, first: int, last: int
) -> None:
    silence(first, last)
    page = news(ada)
    with pytest.raises(NotReady, match=REASON):
        page.get_latest_revision().publish(user=ada)
    page.refresh_from_db()
    assert not page.live
    edit = signed_in(ada).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert REASON in edit.content.decode()
    assert REASON in signed_in(ada).get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize(("first", "last"), [(-9, -1), (1, 9)])
def test_before_and_after_it_news_goes_out(ada: User, first: int, last: int) -> None:
    silence(first, last)
    page = news(ada)
    page.get_latest_revision().publish(user=ada)
    page.refresh_from_db()
    assert page.live
    assert REASON not in signed_in(ada).get(reverse("wagtailadmin_home")).content.decode()


def test_what_is_public_may_be_corrected(ada: User) -> None:
    page = news(ada)
    page.get_latest_revision().publish(user=ada)
    silence()
    draft = NewsPage.objects.get(pk=page.pk)
    draft.title = "Novità, corretta"
    draft.save_revision(user=ada).publish(user=ada)
    assert NewsPage.objects.get(pk=page.pk).title == draft.title


def test_an_hour_within_a_coming_silence_is_refused(ada: User) -> None:
    silence(5, 9)
    page = news(ada)
    for days, held in ((4, False), (5, True), (9, True), (10, False)):
        page.go_live_at = timezone.now() + timedelta(days=days)
        assert bool([check for check in obstacles(page) if check.code == "silence"]) is held


def test_what_was_scheduled_before_does_not_go_out(ada: User) -> None:
    page = news(ada)
    due = timezone.now() - timedelta(minutes=2)
    Revision.objects.filter(pk=page.latest_revision_id).update(approved_go_live_at=due)
    silence()
    call_command("publish_scheduled")
    page.refresh_from_db()
    assert not page.live


@pytest.mark.parametrize("last_day", [date(2027, 5, 8), date(2207, 5, 9), date.max])
def test_its_days_are_in_order_and_not_years_away(last_day: date) -> None:
    wrong = NewsSilence(starts_on=date(2027, 5, 9), ends_on=last_day, reason=REASON)
    with pytest.raises(ValidationError):
        wrong.full_clean()


@pytest.mark.parametrize(("role", "status"), [("Amministrazione", 200), ("Redazione", 302)])
def test_amministrazione_keeps_it(role: str, status: int) -> None:
    client = signed_in(make_staff(role))
    assert client.get(reverse("wagtailsnippets_home_newssilence:list")).status_code == status


def test_who_sets_it_reads_what_it_holds_and_what_goes_on() -> None:
    client = signed_in(make_staff("Amministrazione"))
    page = client.get(reverse("wagtailsnippets_home_newssilence:add")).content.decode()
    assert "non escono novità" in page
    assert "commenti vanno avanti" in page


def in_rome(text: str) -> datetime:
    """An instant as a clock in Milan shows it; of the hour that comes twice, the second."""
    return datetime.fromisoformat(text).replace(tzinfo=ROME, fold=1)


@pytest.mark.parametrize(
    ("first", "last", "before", "within", "after"),
    [
        (
            *("2026-05-10", "2026-05-24", "2026-05-09T23:59:59"),
            *(("2026-05-10T00:00:00", "2026-05-24T23:59:59"), "2026-05-25T00:00:00"),
        ),
        (
            *("2026-10-25", "2026-10-25", "2026-10-24T23:59:59"),
            *(("2026-10-25T00:00:00", "2026-10-25T02:30:00"), "2026-10-26T00:00:00"),
        ),
        (
            *("2026-03-29", "2026-03-29", "2026-03-28T23:59:59"),
            *(("2026-03-29T00:00:00", "2026-03-29T23:59:59"), "2026-03-30T00:00:00"),
        ),
    ],
)
def test_its_days_are_milans_to_the_second_also_when_clocks_change(
    first: str, last: str, before: str, within: tuple[str, str], after: str
) -> None:
    NewsSilence.objects.create(
        starts_on=date.fromisoformat(first), ends_on=date.fromisoformat(last), reason=REASON
    )
    for instant in (before, after):
        check_may_go_out(in_rome(instant))
    for instant in within:
        with pytest.raises(NewsHeld, match=REASON):
            check_may_go_out(in_rome(instant))


class TestWhatProjectsTell:
    """Updates of campaigns, which Redazione writes or takes from the proponents."""

    def form(self, **fields: Any) -> dict[str, Any]:
        page = make_campaign_page(make_open_funding(slug="orto"))
        at = timezone.localtime().strftime("%Y-%m-%d %H:%M")
        return {
            "campaign_key": str(page.translation_key),
            "language": "it",
            "title": "I semi",
            "body": rich_text("<p>Ecco.</p>"),
            "published_at": at,
        } | fields

    def test_a_new_one_is_held_and_says_why(self, ada: User) -> None:
        silence()
        url = reverse("wagtailsnippets_campaigns_update:add")
        answer = signed_in(ada).post(url, self.form())
        assert answer.status_code == 200
        text = answer.content.decode()
        assert REASON in text and "I semi" in text
        assert not Update.objects.exists()

    def test_one_for_the_day_after_is_kept(self, ada: User) -> None:
        silence()
        later = (timezone.localtime() + timedelta(days=21)).strftime("%Y-%m-%d %H:%M")
        url = reverse("wagtailsnippets_campaigns_update:add")
        assert signed_in(ada).post(url, self.form(published_at=later)).status_code == 302

    def test_one_that_is_public_may_be_corrected_and_not_told_again(self, ada: User) -> None:
        update = Update(title="I semi", body="—", campaign_key=uuid4())
        update.published_at = timezone.now() - timedelta(days=1)
        update.save()
        silence()
        update.clean()
        update.published_at = timezone.now() + timedelta(days=1)
        with pytest.raises(NewsHeld):
            update.clean()

    def test_one_of_the_proponent_is_not_taken_and_goes_on_waiting(self, ada: User) -> None:
        suggestion = StorySuggestion.objects.create(
            kind=SuggestionKind.UPDATE,
            campaign_key=make_open_funding(slug="orto").translation_key,
            title="I semi",
            text="Ecco.",
            author=make_proponent(now=timezone.now()).user,
            created_at=timezone.now(),
        )
        silence()
        url = reverse("editorial:answer_suggestion", args=[suggestion.pk])
        answer = signed_in(ada).post(url, {"take": "1", "words": ""})
        assert REASON in answer.content.decode()
        suggestion.refresh_from_db()
        assert suggestion.is_open and not Update.objects.exists()

    def test_what_was_to_go_out_within_it_is_put_off_to_the_morning_after(self) -> None:
        now = timezone.now()
        days = {"prima": 4, "primo giorno": 5, "ultimo": 9, "dopo": 10}
        for title, number in days.items():
            at = now + timedelta(days=number)
            Update.objects.create(campaign_key=uuid4(), title=title, body="—", published_at=at)
        held = silence(5, 9)
        morning = datetime.combine(held.ends_on + timedelta(days=1), time(9), ROME)
        found = dict(Update.objects.values_list("title", "published_at"))
        assert found["primo giorno"] == found["ultimo"] == morning
        assert found["prima"] == now + timedelta(days=4)
        assert found["dopo"] == now + timedelta(days=10)

    def test_nor_does_it_go_out_within_a_silence_that_follows(self) -> None:
        at = timezone.now() + timedelta(days=6)
        update = Update.objects.create(campaign_key=uuid4(), title="—", body="—", published_at=at)
        last = silence(10, 14)
        silence(5, 9)
        update.refresh_from_db()
        assert update.published_at == datetime.combine(last.ends_on + DAY, time(9), ROME)

    def test_followers_get_their_digest_once_it_is_over(self) -> None:
        funding = make_open_funding(slug="orto")
        make_campaign_page(funding)
        now = timezone.now()
        key = funding.translation_key
        Follow.objects.create(
            campaign_key=key, email="a@example.org", asked_at=now, confirmed_at=now - 2 * DAY
        )
        Update.objects.create(
            campaign_key=key, title="I semi", body="—", published_at=now - timedelta(hours=5)
        )
        held = silence(0, 0)
        digests = FollowMessage.objects.filter(kind=NewsKind.DIGEST)
        following_news.look(now=now)
        assert not digests.exists()
        following_news.look(now=datetime.combine(held.ends_on + DAY, time(9), ROME))
        assert digests.count() == 1


@pytest.mark.parametrize("how", ["publish_copies", "alias"])
def test_a_copy_of_old_news_is_held_too(ada: User, how: str) -> None:
    page = news(ada)
    page.get_latest_revision().publish(user=ada)
    silence()
    form = {"new_title": "Ancora", "new_slug": "ancora", "new_parent_page": page.get_parent().pk}
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    answer = signed_in(ada).post(url, form | {how: "on"}, follow=True)
    assert REASON in answer.content.decode()
    assert not NewsPage.objects.filter(slug="ancora").exists()
    page.refresh_from_db()
    with pytest.raises(NewsHeld):
        page.copy(update_attrs={"slug": "ancora", "owner": ada}, user=ada)
    assert signed_in(ada).post(url, form).status_code == 302
    assert not NewsPage.objects.get(slug="ancora").live


def test_giving_and_asking_go_on(client: Client) -> None:
    funding = make_open_funding(slug="orto")
    make_campaign_page(funding)
    silence()
    assert client.get("/dona/orto/").status_code == 200
    assert client.get("/progetti/orto/").status_code == 200
    give(funding, at=timezone.now())
    funding.refresh_from_db()
    assert funding.donations == 1


def test_the_admin_has_the_clock_of_milan_for_everybody(ada: User) -> None:
    """Days of silence, openings and closings are read there: another zone would move them."""
    client, url = signed_in(ada), reverse("wagtailadmin_account")
    assert "current_time_zone" not in client.get(url).content.decode()
    typed = {"locale-current_time_zone": "Pacific/Kiritimati", "locale-preferred_language": ""}
    client.post(url, typed)
    assert not UserProfile.objects.exclude(current_time_zone="").exists()
