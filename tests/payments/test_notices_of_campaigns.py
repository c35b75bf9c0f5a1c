"""What a campaign tells its donors: one message an address and event, whatever happens midway."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from campaigns.funding import services as funding_services
from campaigns.funding.models import Funding
from campaigns.payments import notice_recipients, notices, refunds
from campaigns.payments.models import (
    Donation,
    Notice,
    NoticeKind,
    NoticeState,
    Provider,
    Refund,
    RefundReason,
    Status,
)
from campaigns.payments.notice_sending import NOTICES
from campaigns.payments.tasks import notify_campaign
from tests.factories import NOW, give, make_donation, make_funding

from .mail_server import MailServer
from .mailing import paid

pytestmark = pytest.mark.django_db

OF_MONEY_THAT_STAYS = [
    NoticeKind.THRESHOLD,
    NoticeKind.SUSPENDED,
    NoticeKind.RESUMED,
    NoticeKind.SUCCEEDED,
]
OF_MONEY_THAT_GOES_BACK = [NoticeKind.FAILED_CAMPAIGN, NoticeKind.CANCELLED]


@pytest.fixture
def funding() -> Funding:
    return make_funding()


def tell(funding: Funding, kind: NoticeKind = NoticeKind.THRESHOLD, about: str = "") -> int:
    return notice_recipients.notify_campaign(funding_id=funding.pk, kind=kind, about=about, now=NOW)


def told() -> list[str]:
    """The addresses that a message waits for, in order."""
    return sorted(Notice.objects.values_list("donation__email", flat=True))


def give_back(
    donation: Donation, *, reason: RefundReason = RefundReason.FINANCE, amount: str | None = None
) -> Refund:
    with transaction.atomic():
        refund = refunds.intend_refund_of_locked(
            donation=Donation.objects.locked().get(pk=donation.pk),
            funding=funding_services.lock(donation.funding_id),
            reason=reason,
            now=NOW,
            amount=Decimal(amount) if amount else None,
        )
    assert refund is not None
    return refund


def crowd(funding: Funding, size: int) -> None:
    """Confirmed gifts of as many people."""
    Donation.objects.bulk_create(
        Donation(
            funding=funding,
            amount=Decimal("5.00"),
            email=f"Donor{number}@example.org",
            provider=Provider.STRIPE,
            status=Status.CONFIRMED,
            created_at=NOW,
            paid_at=NOW,
            confirmed_at=NOW,
        )
        for number in range(size)
    )


@pytest.mark.parametrize("kind", OF_MONEY_THAT_STAYS + OF_MONEY_THAT_GOES_BACK)
def test_each_donor_with_money_in_the_campaign_is_told(funding: Funding, kind: NoticeKind) -> None:
    for email in ("a@example.org", "b@example.org"):
        paid(funding, email=email)
    paid(make_funding(), email="elsewhere@example.org")
    assert tell(funding, kind, "7") == 2
    assert told() == ["a@example.org", "b@example.org"]
    assert set(Notice.objects.values_list("kind", "object_id", "state")) == {
        (kind.value, "7", NoticeState.QUEUED.value)
    }


def nothing(donation: Donation) -> None: ...


def part_back(donation: Donation) -> None:
    give_back(donation, amount="10.00")


def all_back(donation: Donation) -> None:
    give_back(donation)


def back_for_the_end(donation: Donation) -> None:
    give_back(donation, reason=RefundReason.CAMPAIGN_CANCELLED)


def disputed(donation: Donation) -> None:
    Donation.objects.filter(pk=donation.pk).update(disputed_amount=donation.amount)


def late(donation: Donation) -> None:
    Donation.objects.filter(pk=donation.pk).update(late=True)


def unpaid(donation: Donation) -> None:
    Donation.objects.filter(pk=donation.pk).update(status=Status.FAILED, confirmed_at=None)


def replayed(donation: Donation) -> None:
    Donation.objects.filter(pk=donation.pk).update(provider=Provider.REPLAY)


def erased(donation: Donation) -> None:
    Donation.objects.filter(pk=donation.pk).update(email="", erased_at=NOW)


@pytest.mark.parametrize("kind", OF_MONEY_THAT_STAYS + OF_MONEY_THAT_GOES_BACK)
@pytest.mark.parametrize(
    ("move", "stays", "goes_back"),
    [
        (nothing, True, True),
        (part_back, True, True),
        (all_back, False, False),
        (back_for_the_end, False, True),
        (disputed, False, False),
        (late, False, False),
        (unpaid, False, False),
        (replayed, False, False),
        (erased, False, False),
    ],
)
def test_only_those_whom_it_concerns_are_told(
    funding: Funding,
    kind: NoticeKind,
    move: Callable[[Donation], None],
    stays: bool,
    goes_back: bool,
) -> None:
    move(paid(funding))
    assert tell(funding, kind) == (goes_back if kind in OF_MONEY_THAT_GOES_BACK else stays)


def test_one_address_is_written_to_once_however_it_is_typed(funding: Funding) -> None:
    for hour, email in ((12, "Ada@Example.org"), (11, "ada@example.org"), (13, "ADA@EXAMPLE.ORG")):
        paid(funding, email=email, at=NOW.replace(hour=hour))
    assert tell(funding) == 1
    assert Notice.objects.get().donation.email == "ada@example.org", "the first gift"


def test_one_address_reads_of_all_its_gifts(funding: Funding, mail_server: MailServer) -> None:
    for email in ("Ada@example.org", "ada@example.org", "bo@example.org"):
        paid(funding, email=email, locale="en")
    tell(funding)
    assert NOTICES.send_due(clock=lambda: NOW) == 2
    sums = {str(message["To"]).lower(): text_of(message) for message in mail_server.taken}
    assert "You gave: €50" in sums["ada@example.org"]
    assert "You gave: €25" in sums["bo@example.org"]


def text_of(message: Any) -> str:
    return str(message.get_body(("plain",)).get_content())


def test_asked_again_nobody_is_told_twice(funding: Funding) -> None:
    crowd(funding, 5)
    for _turn in range(3):
        tell(funding)
    assert Notice.objects.count() == 5


def test_two_acts_are_two_messages(funding: Funding) -> None:
    crowd(funding, 2)
    for act in ("1", "2"):
        tell(funding, NoticeKind.SUSPENDED, act)
    assert Notice.objects.count() == 4


def test_a_first_gift_refunded_between_two_tries_makes_no_second_message(funding: Funding) -> None:
    first = paid(funding)
    paid(funding, at=NOW.replace(hour=13))
    tell(funding)
    give_back(first)
    tell(funding)
    assert Notice.objects.get(kind=NoticeKind.THRESHOLD).donation == first


@pytest.mark.parametrize("died_at", [1, 2, 3])
def test_killed_midway_and_run_again_it_tells_the_rest(
    funding: Funding, monkeypatch: pytest.MonkeyPatch, died_at: int
) -> None:
    monkeypatch.setattr(notice_recipients, "CHUNK", 10)
    crowd(funding, 35)
    chunk, chunks = notice_recipients._chunk, 0

    def dies(*args: Any, **kwargs: Any) -> list[tuple[uuid.UUID, str]]:
        nonlocal chunks
        chunks += 1
        if chunks > died_at:
            raise KeyboardInterrupt
        return chunk(*args, **kwargs)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(notice_recipients, "_chunk", dies)
        tell(funding)
    assert Notice.objects.count() == 10 * died_at
    notify_campaign(funding_id=funding.pk, kind="threshold", about="")
    assert Notice.objects.count() == 35
    assert len(set(told())) == 35


def test_two_thousand_donors_are_told_in_chunks(funding: Funding) -> None:
    crowd(funding, 2000)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert tell(funding) == 2000
    assert Notice.objects.count() == 2000
    assert len(queries) == 2 * (2000 // notice_recipients.CHUNK) + 1
    assert all(
        f"LIMIT {notice_recipients.CHUNK}" in query["sql"]
        for query in queries
        if query["sql"].startswith("SELECT")
    )


def test_replayed_money_is_not_written_about(funding: Funding) -> None:
    give(funding, "900.00")
    assert tell(funding) == 0


def test_gifts_not_yet_paid_are_not_written_about(funding: Funding) -> None:
    make_donation(funding)
    assert tell(funding) == 0


def test_the_fan_out_is_queued_with_the_act_that_causes_it(funding: Funding) -> None:
    with pytest.raises(OSError, match="undone"), transaction.atomic():
        notices.queue_for_campaign(kind=NoticeKind.CANCELLED, funding=funding, about="3")
        raise OSError("undone")
    assert not ProcrastinateJob.objects.exists()
    notices.queue_for_campaign(kind=NoticeKind.CANCELLED, funding=funding, about="3")
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.priority) == (notices.FAN_OUT_TASK, notices.PRIORITY)
    assert job.args == {"funding_id": funding.pk, "kind": "cancelled", "about": "3"}
