"""Alerts: staff are written to once a day about each matter, by a job that is never lost."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy, override
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from campaigns.payments import alerts
from campaigns.payments.tasks import send_alert

from .mail_server import MailServer

pytestmark = pytest.mark.django_db

STAFF = ["finance@example.org", "office@example.org"]


@pytest.fixture(autouse=True)
def staff(settings: Settings) -> None:
    settings.ALERT_EMAILS = STAFF


def work() -> None:
    """Do the jobs that wait, as the worker does."""
    for job in ProcrastinateJob.objects.order_by("id"):
        assert job.task_name == alerts.TASK
        send_alert(**job.args)


def test_an_alert_is_logged_and_mailed(caplog: pytest.LogCaptureFixture) -> None:
    alerts.alert(key="event:1", subject="An event does not match", text="Event 1: amount")
    assert "An event does not match: Event 1: amount" in caplog.text
    assert not mail.outbox, "no mail within the caller's transaction"
    work()
    [message] = mail.outbox
    assert message.to == STAFF
    assert message.subject == "[Crowdfunding civico] An event does not match"
    assert "\nEvent 1: amount\n" in message.body
    assert "/admin/" in message.body


def test_the_team_reads_its_own_language_whoever_acted() -> None:
    with override("en"):
        alerts.alert(key="1", subject=gettext_lazy("Amount"), text="t")
    work()
    assert mail.outbox[0].subject.endswith("Importo")


def test_what_is_undone_alerts_nobody() -> None:
    with pytest.raises(OSError, match="undone"), transaction.atomic():
        alerts.alert(key="1", subject="s", text="t")
        raise OSError("undone")
    assert not ProcrastinateJob.objects.exists()


def test_one_matter_is_written_about_once_a_day_and_another_at_once() -> None:
    for _time in range(3):
        alerts.alert(key="event:1", subject="one", text="t")
    alerts.alert(key="event:2", subject="two", text="t")
    work()
    assert [message.subject[-3:] for message in mail.outbox] == ["one", "two"]
    cache.clear()
    work()
    assert len(mail.outbox) == 4


def test_alerts_of_one_matter_are_sent_one_after_another() -> None:
    alerts.alert(key="event:1", subject="one", text="t")
    assert ProcrastinateJob.objects.get().lock == "alert:event:1"


def test_where_nobody_is_named_it_is_only_logged(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ALERT_EMAILS = []
    alerts.alert(key="1", subject="s", text="t")
    assert "s: t" in caplog.text
    assert not ProcrastinateJob.objects.exists()


def test_a_subject_is_one_line() -> None:
    alerts.send_alert(key="1", subject="two\r\nBcc: x@example.org", text="t")
    assert mail.outbox[0].subject == "[Crowdfunding civico] two Bcc: x@example.org"


def test_an_alert_that_could_not_leave_is_tried_again(
    settings: Settings, mail_server: MailServer
) -> None:
    settings.EMAIL_PORT = 1
    with pytest.raises(alerts.AlertNotSent, match="ConnectionRefusedError"):
        send_alert(key="1", subject="s", text="t")
    settings.EMAIL_PORT = mail_server.port
    send_alert(key="1", subject="s", text="t")
    assert len(mail_server.taken) == 1


def test_the_addresses_of_staff_are_not_told_to_the_log(mail_server: MailServer) -> None:
    mail_server.refused_address = "example.org"
    with pytest.raises(alerts.AlertNotSent) as caught:
        send_alert(key="1", subject="s", text="t")
    assert str(caught.value) == "SMTPRecipientsRefused"
    assert caught.value.__suppress_context__
