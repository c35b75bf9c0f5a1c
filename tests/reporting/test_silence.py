"""Silence is visible, and reminded of once a period."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.page.conversation import Update
from campaigns.reporting import silence
from campaigns.reporting.models import ItemKind
from campaigns.selection import notice_sending, report_notices
from campaigns.selection.models import NoticeKind, SelectionNotice
from tests.reporting.conftest import Scene, make_scene

DAY = timedelta(days=1)


@pytest.fixture
def quiet(db: None) -> Scene:
    """A campaign that succeeded 91 days ago and has told nothing since."""
    return make_scene(days_ago=91)


def update(scene: Scene, days_ago: int) -> Update:
    return Update.objects.create(
        campaign_key=scene.funding.translation_key,
        title="Lavori",
        body="<p>Si va.</p>",
        published_at=timezone.now() - days_ago * DAY,
    )


def page(scene: Scene, language: str = "") -> str:
    return Client().get(f"{language}/progetti/{scene.page.slug}/").content.decode()


def reminders() -> int:
    return SelectionNotice.objects.filter(kind=NoticeKind.SILENT).count()


def test_the_page_says_since_when_there_is_no_news(quiet: Scene) -> None:
    assert "Nessun aggiornamento dal" in page(quiet)
    assert "No update since" in page(quiet, "/en")


def test_news_of_any_kind_ends_the_silence(quiet: Scene) -> None:
    last = update(quiet, days_ago=89)
    assert "Nessun aggiornamento dal" not in page(quiet)
    last.delete()
    assert "Nessun aggiornamento dal" in page(quiet)
    item = quiet.report()
    assert "Nessun aggiornamento dal" in page(quiet)
    quiet.accept(item)
    assert "Nessun aggiornamento dal" not in page(quiet)


def test_an_update_still_to_come_is_no_news(quiet: Scene) -> None:
    update(quiet, days_ago=-5)
    assert silence.silent_since(quiet.funding, timezone.now()) is not None


def test_after_the_final_report_there_is_nothing_more_to_say(quiet: Scene) -> None:
    item = quiet.report(ItemKind.FINAL, day=None, text="Fatto tutto.")
    quiet.accept(item)
    now = timezone.now()
    assert silence.silent_since(quiet.funding, now) is None
    assert silence.silent_since(quiet.funding, now + 300 * DAY) is None


def test_the_proponent_is_reminded_once_a_period_and_for_a_year(quiet: Scene) -> None:
    now = timezone.now()
    assert report_notices.tell(now=now - 2 * DAY) == 0
    for _ in range(3):
        report_notices.tell(now=now)
    assert reminders() == 1
    report_notices.tell(now=now + 80 * DAY)
    assert reminders() == 1
    report_notices.tell(now=now + 90 * DAY)
    assert reminders() == 2
    for days in range(180, 1000, 30):
        report_notices.tell(now=now + days * DAY)
    assert reminders() == silence.REMINDERS


def test_the_reminder_leads_to_the_report_and_is_not_sent_once_there_is_news(
    quiet: Scene, mailoutbox: list[object]
) -> None:
    report_notices.tell(now=timezone.now())
    notice_sending.NOTICES.send_due(clock=timezone.now)
    [mail] = mailoutbox
    assert f"/i-miei-progetti/{quiet.proposal.pk}/dopo/" in mail.body  # type: ignore[attr-defined]

    report_notices.tell(now=timezone.now() + 90 * DAY)
    update(quiet, days_ago=0)
    notice_sending.NOTICES.send_due(clock=timezone.now)
    assert len(mailoutbox) == 1
