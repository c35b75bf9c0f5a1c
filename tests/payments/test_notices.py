"""A message to a donor: queued with what it tells of, sent once, never lost."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from campaigns.funding.models import Funding
from campaigns.house.message_queue import MOST_ATTEMPTS
from campaigns.payments import notice_sending, notices
from campaigns.payments.models import Donation, Notice, NoticeKind, NoticeState
from campaigns.payments.notice_messages import compose
from campaigns.payments.tasks import send_confirmation, send_notice, send_notices
from tests.factories import NOW, make_donation, make_funding

from .mail_server import MailServer
from .mailing import paid, queued

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def funding() -> Funding:
    return make_funding()


@pytest.fixture
def donation(funding: Funding) -> Donation:
    return paid(funding)


def send(notice: Notice, now: datetime = NOW) -> NoticeState | None:
    return notice_sending.NOTICES.send(message_id=notice.pk, now=now)


def sweep(now: datetime = NOW) -> int:
    return notice_sending.NOTICES.send_due(clock=lambda: now)


def state_of(notice: Notice) -> tuple[str, int]:
    notice.refresh_from_db()
    return notice.state, notice.attempts


def jobs() -> list[int]:
    """The messages that jobs are to send."""
    return [
        job.args["notice_id"]
        for job in ProcrastinateJob.objects.filter(task_name=notices.SEND_TASK).order_by("id")
    ]


def test_a_message_asked_for_twice_is_one_with_one_job(donation: Donation) -> None:
    first, again = queued(donation), queued(donation)
    assert first == again
    assert jobs() == [first.pk]


def test_messages_about_two_things_are_two(donation: Donation) -> None:
    kind = NoticeKind.REFUNDED
    assert queued(donation, kind, about="1") != queued(donation, kind, about="2")
    assert len(jobs()) == 2


def test_what_is_undone_is_not_told(donation: Donation) -> None:
    with pytest.raises(OSError, match="undone"), transaction.atomic():
        queued(donation)
        raise OSError("undone")
    assert not Notice.objects.exists()
    assert not jobs()


def test_a_message_is_sent_once_however_often_its_job_runs(donation: Donation) -> None:
    notice = queued(donation)
    for _turn in range(3):
        send_notice(notice_id=notice.pk)
        send_notices(timestamp=0)
    [message] = mail.outbox
    assert message.to == [donation.email]
    assert state_of(notice) == (NoticeState.SENT, 1)
    assert notice.sent_at is not None


def test_a_message_whose_job_was_lost_is_swept_up(donation: Donation) -> None:
    notice = queued(donation)
    assert sweep() == len(mail.outbox) == 1
    assert state_of(notice) == (NoticeState.SENT, 1)
    assert sweep() == 0


@pytest.mark.parametrize("person", [{"email": ""}, {"erased_at": NOW}], ids=["no e-mail", "erased"])
def test_nobody_to_write_to_is_no_trouble(donation: Donation, person: dict[str, object]) -> None:
    notice = queued(donation)
    Donation.objects.filter(pk=donation.pk).update(**person)
    assert send(notice) == NoticeState.DROPPED
    assert state_of(notice) == (NoticeState.DROPPED, 1)
    assert not mail.outbox
    assert sweep() == 0


def test_mail_is_never_handed_over_inside_a_transaction(donation: Donation) -> None:
    notice = queued(donation)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        send(notice)
    assert not mail.outbox


def test_a_correction_of_the_address_holds_for_messages_not_yet_sent(donation: Donation) -> None:
    notice = queued(donation)
    Donation.objects.filter(pk=donation.pk).update(email="right@example.org")
    send(notice)
    assert mail.outbox[0].to == ["right@example.org"]


def test_a_mail_server_down_for_hours_loses_nothing(
    donation: Donation, mail_server: MailServer, settings: Settings
) -> None:
    told = queued(donation)
    waiting = queued(donation, NoticeKind.LATE)
    settings.EMAIL_PORT = 1
    assert send(told) == NoticeState.QUEUED
    for hour in range(72):
        assert sweep(NOW + timedelta(hours=hour)) == 0
    assert state_of(told) == (NoticeState.QUEUED, 1)
    assert state_of(waiting) == (NoticeState.QUEUED, 0)

    settings.EMAIL_PORT = mail_server.port
    assert sweep(NOW + timedelta(hours=72)) == 2
    assert mail_server.addresses == [donation.email] * 2


def test_a_server_that_hangs_is_not_waited_for_for_ever(
    donation: Donation, mail_server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    mail_server.silent_from = 1
    assert send(queued(donation)) == NoticeState.QUEUED


def test_the_wait_grows_and_in_the_end_staff_are_told(
    donation: Donation, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mail_server.fault = "busy"
    notice = queued(donation)
    waits, now = [1, 2, 4, 8, 16, 32, 64, 128, *[240] * 11], NOW
    for minutes in waits:
        assert send(notice, now) == NoticeState.QUEUED
        now += timedelta(minutes=minutes)
        assert send(notice, now - timedelta(seconds=1)) is None
    assert send(notice, now) == NoticeState.DEAD
    assert state_of(notice) == (NoticeState.DEAD, 20)
    assert notice.error == "SMTPDataError 451"
    assert sum(record.levelname == "ERROR" for record in caplog.records) == 1
    assert donation.email not in caplog.text


def test_a_message_given_up_can_be_started_over(
    donation: Donation, mail_server: MailServer
) -> None:
    notice = queued(donation)
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.DEAD, attempts=20, error="x")
    assert notices.queue_again(notice=notice)
    assert not notices.queue_again(notice=notice)
    assert jobs() == [notice.pk] * 2
    assert send(notice) == NoticeState.SENT
    assert (notice.pk, mail_server.addresses) == (notice.pk, [donation.email])
    assert not notices.queue_again(notice=notice)


def test_an_address_that_is_refused_holds_up_no_other(
    funding: Funding, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mail_server.refused_address = "nobody@example.org"
    made = [
        queued(paid(funding, email=email))
        for email in ("a@example.org", "nobody@example.org", "b@example.org")
    ]
    assert sweep() == 2
    assert mail_server.addresses == ["a@example.org", "b@example.org"]
    assert [state_of(each)[0] for each in made] == ["sent", "queued", "sent"]
    assert made[1].error == "SMTPRecipientsRefused"
    assert "nobody@example.org" not in caplog.text


def test_a_message_that_cannot_be_written_holds_up_no_other(
    funding: Funding, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = queued(paid(funding)), queued(paid(funding))

    def crash(*, notice: Notice, now: datetime) -> object:
        if notice == broken:
            raise TypeError(f"cannot write to {notice.donation.email}")
        return compose(notice=notice, now=now)

    monkeypatch.setattr(notice_sending, "compose", crash)
    assert sweep() == 1
    assert state_of(broken) == (NoticeState.QUEUED, 1)
    assert state_of(fine) == (NoticeState.SENT, 1)
    assert "TypeError" in caplog.text
    assert "example.org" not in caplog.text


@pytest.mark.parametrize("fault", ["lose before", "lose after"])
def test_an_answer_lost_on_the_way_shows_one_message(
    donation: Donation, mail_server: MailServer, fault: str
) -> None:
    mail_server.fault = fault
    notice = queued(donation)
    assert send(notice) == NoticeState.QUEUED
    mail_server.fault = ""
    assert sweep(NOW + MINUTE) == 1
    assert len(mail_server.names_of(donation.email)) == 1
    assert state_of(notice) == (NoticeState.SENT, 2)


def test_a_worker_that_died_is_followed_after_five_minutes_with_the_same_message(
    donation: Donation, mail_server: MailServer
) -> None:
    notice = queued(donation)
    send(notice)
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.SENDING, claimed_at=NOW)
    assert sweep(NOW + 5 * MINUTE - timedelta(seconds=1)) == 0
    assert sweep(NOW + 5 * MINUTE) == 1
    assert list(mail_server.names_of(donation.email).values()) == [2]


def test_a_message_that_kills_its_workers_is_given_up(donation: Donation) -> None:
    notice = queued(donation)
    Notice.objects.filter(pk=notice.pk).update(
        state=NoticeState.SENDING, claimed_at=NOW, attempts=MOST_ATTEMPTS
    )
    assert send(notice, NOW + 5 * MINUTE) == NoticeState.DEAD
    assert not mail.outbox


def test_a_slow_worker_does_not_undo_what_its_follower_did(
    donation: Donation, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = queued(donation)

    def slow(**kwargs: object) -> None:
        monkeypatch.undo()
        assert send(notice, NOW + 5 * MINUTE) == NoticeState.SENT
        raise OSError("too slow")

    monkeypatch.setattr(notice_sending, "compose", slow)
    send(notice)
    assert state_of(notice) == (NoticeState.SENT, 2)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("late", "kind"), [(False, "confirmed"), (True, "late")])
def test_a_job_of_the_release_before_still_tells_its_donor_once(
    funding: Funding, late: bool, kind: str
) -> None:
    at = funding.closes_at if late else NOW
    donation = paid(funding, at=at)
    for _turn in range(2):
        send_confirmation(donation_id=str(donation.pk))
    [notice] = Notice.objects.all()
    assert (notice.kind, notice.donation) == (kind, donation)
    assert sweep() == len(mail.outbox) == 1


def test_a_job_of_the_release_before_about_nothing_is_harmless(funding: Funding) -> None:
    send_confirmation(donation_id=str(make_donation(funding).pk))
    send_confirmation(donation_id=str(uuid.uuid4()))
    assert not Notice.objects.exists()


def test_a_job_of_the_release_before_does_not_repeat_what_was_mailed(donation: Donation) -> None:
    told = queued(donation)
    Notice.objects.filter(pk=told.pk).update(state=NoticeState.SENT)
    send_confirmation(donation_id=str(donation.pk))
    assert sweep() == 0
