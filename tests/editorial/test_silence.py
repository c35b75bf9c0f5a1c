"""The calendar of silence: news is held, with its reason; what is public stays."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from campaigns.accounts.models import User
from campaigns.checklist import NotReady, obstacles
from home.models import NewsPage, NewsSilence
from home.site_tree import ensure_site_tree
from tests.editorial.conftest import signed_in
from tests.selection.factories import make_staff

pytestmark = pytest.mark.django_db
REASON = "elezioni comunali"


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


def test_its_days_are_in_order() -> None:
    wrong = NewsSilence(starts_on=date(2027, 5, 9), ends_on=date(2027, 5, 8), reason=REASON)
    with pytest.raises(ValidationError):
        wrong.full_clean()


@pytest.mark.parametrize(("role", "status"), [("Amministrazione", 200), ("Redazione", 302)])
def test_amministrazione_keeps_it(role: str, status: int) -> None:
    client = signed_in(make_staff(role))
    assert client.get(reverse("wagtailsnippets_home_newssilence:list")).status_code == status
