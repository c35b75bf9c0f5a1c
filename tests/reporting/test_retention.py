"""Documents of reports go when their time is over; amounts and digests stay."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.calls.models import CallAct, CallActKind, Phase
from campaigns.reporting import retention, reviewing, writing
from campaigns.reporting.models import ItemState, RefusalReason, ReportDocument, ReportItem
from campaigns.reporting.tasks import forget_documents
from tests.reporting.conftest import Scene
from tests.selection import factories
from tests.selection.area.files import pdf

TEN_YEARS = timedelta(days=3653)
DAY = timedelta(days=1)
PERSON = "Ada Brambilla"


def close(scene: Scene) -> datetime:
    """The call is closed now."""
    at = timezone.now()
    CallAct.objects.create(
        call=scene.funding.call,
        kind=CallActKind.CLOSING,
        number="1/2026",
        date=date(2026, 3, 10),
        reason="Fine",
        phase_before=Phase.CAMPAIGNS,
        phase_after=Phase.CLOSED,
        at=at,
        recorded_by=factories.make_staff("RUP"),
    )
    return at


def refuse(
    scene: Scene, item: ReportItem, reason: RefusalReason = RefusalReason.PERSONAL
) -> ReportItem:
    return reviewing.refuse(
        item_id=item.pk,
        reason=reason,
        words=f"Si legge {PERSON}.",
        by=scene.checker,
        now=timezone.now(),
    )


def send_again(scene: Scene, item: ReportItem, upload: writing.Upload | None) -> ReportItem:
    return writing.send(
        item_id=item.pk, words="Ecco.", upload=upload, by=scene.member, now=timezone.now()
    )


def stored(document: ReportDocument) -> bool:
    return bool(storages["private"].exists(str(document.file.name)))


def public_page(scene: Scene) -> str:
    return Client().get(f"/progetti/{scene.page.slug}/").content.decode()


def test_ten_years_after_the_call_is_closed_the_file_is_gone_and_the_amount_stays(
    scene: Scene,
) -> None:
    item = scene.report(title="Semi", file=pdf(f"Fattura {PERSON}.pdf"))
    document = item.documents.get()
    scene.accept(item, public=[document.pk])
    address = reverse("reporting:document", args=[document.pk])
    assert retention.erase_due(now=timezone.now() + 2 * TEN_YEARS) == 0

    closed = close(scene)
    assert retention.erase_due(now=closed + TEN_YEARS - DAY) == 0
    assert stored(document) and Client().get(address).status_code == 200
    assert retention.erase_due(now=closed + TEN_YEARS) == 1
    assert not stored(document)
    assert retention.erase_due(now=closed + TEN_YEARS + DAY) == 0

    item.refresh_from_db()
    assert (item.state, item.accepted_amount) == (ItemState.ACCEPTED, Decimal("120.00"))
    digest = document.sha256
    document.refresh_from_db()
    assert (document.name, bool(document.file)) == ("", False)
    assert (document.sha256, document.erased_at) == (digest, closed + TEN_YEARS)
    page = public_page(scene)
    assert "Semi" in page and address not in page and "Un documento, cancellato il" in page
    for client, url in (
        (Client(), address),
        (scene.desk, reverse("reports:document", args=[document.pk])),
        (scene.client, reverse("area:report-document", args=[scene.proposal.pk, document.pk])),
    ):
        answer = client.get(url)
        assert answer.status_code == 410
        assert digest[:32] in answer.content.decode()
    for client, url in (
        (scene.desk, reverse("reports:item", args=[item.pk])),
        (scene.client, reverse("area:report-item", args=[scene.proposal.pk, item.pk])),
    ):
        assert "cancellato il" in client.get(url).content.decode()
    told = Client().get(f"/api/v1/campaigns/{scene.funding.slug}/reports/").json()
    (shown,) = told["results"][0]["documents"]
    assert (shown["url"], shown["sha256"]) == (None, digest)
    assert shown["erased_at"]


def test_what_came_after_the_closing_is_kept_as_long(scene: Scene) -> None:
    item = scene.accept(scene.report())
    closed = close(scene)
    ReportDocument.objects.update(uploaded_at=closed + 100 * DAY)
    assert retention.erase_due(now=closed + TEN_YEARS) == 0
    assert stored(item.documents.get())
    assert retention.erase_due(now=closed + 100 * DAY + TEN_YEARS) == 1


def test_a_document_with_personal_data_goes_after_a_month_and_the_new_one_stays(
    scene: Scene,
) -> None:
    item = scene.report()
    old = item.documents.get()
    refuse(scene, item)
    send_again(scene, item, writing.Upload(file=pdf("nuova.pdf"), may_be_public=True))
    new = item.documents.exclude(pk=old.pk).get()
    scene.accept(item, public=[new.pk])
    assert retention.erase_due(now=timezone.now() + 29 * DAY) == 0
    assert retention.erase_due(now=timezone.now() + 31 * DAY) == 1
    assert (stored(old), stored(new)) == (False, True)


@pytest.mark.parametrize("public", [True, False])
def test_a_document_that_was_sent_back_and_then_accepted_stays(scene: Scene, public: bool) -> None:
    item = scene.report()
    document = item.documents.get()
    refuse(scene, item)
    send_again(scene, item, None)
    scene.accept(item, public=[document.pk] if public else [])
    assert retention.erase_due(now=timezone.now() + 31 * DAY) == 0
    assert stored(document)


def test_an_expense_whose_document_was_erased_is_sent_again_with_another(scene: Scene) -> None:
    item = scene.report()
    refuse(scene, item)
    retention.erase_due(now=timezone.now() + 31 * DAY)
    with pytest.raises(writing.ReportRefused):
        send_again(scene, item, None)
    send_again(scene, item, writing.Upload(file=pdf()))
    desk = scene.desk.get(reverse("reports:item", args=[item.pk])).content.decode()
    assert "cancellato il" in desk


def test_other_reasons_keep_the_file(scene: Scene) -> None:
    item = scene.report()
    refuse(scene, item, RefusalReason.MISMATCH)
    assert retention.erase_due(now=timezone.now() + 300 * DAY) == 0


def test_words_that_may_name_anyone_go_with_the_files(scene: Scene) -> None:
    accepted = scene.report(text="Semi.")
    refuse(scene, accepted)
    send_again(scene, accepted, writing.Upload(file=pdf()))
    scene.accept(accepted)
    refused = scene.report(text=f"Pagata a {PERSON}.")
    refuse(scene, refused)
    closed = close(scene)
    assert retention.erase_due(now=closed + TEN_YEARS + DAY) == 3
    accepted.refresh_from_db()
    refused.refresh_from_db()
    assert (accepted.text, accepted.answer) == ("Semi.", "")
    assert (refused.text, refused.reason_words, refused.reason) == (
        *("", "", RefusalReason.PERSONAL),
    )


def test_a_file_that_could_not_be_deleted_is_read_by_nobody_and_tried_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = scene.report()
    document = item.documents.get()
    other = scene.report(title="Altra").documents.get()
    scene.accept(item, public=[document.pk])
    closed = close(scene)
    storage = type(document.file.storage)
    delete = storage.delete

    def broken(self: Any, name: str) -> None:
        if name == document.file.name:
            raise OSError("disk")
        delete(self, name)

    with monkeypatch.context() as patched:
        patched.setattr(storage, "delete", broken)
        assert retention.erase_due(now=closed + TEN_YEARS) == 1
    assert (stored(document), stored(other)) == (True, False)
    assert Client().get(reverse("reporting:document", args=[document.pk])).status_code == 410
    assert retention.erase_due(now=closed + TEN_YEARS + DAY) == 1
    assert not stored(document)
    document.refresh_from_db()
    assert document.erased_at == closed + TEN_YEARS


def test_the_database_wants_a_file_or_the_day_on_which_it_went(scene: Scene) -> None:
    scene.report()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportDocument.objects.update(file="")


def test_the_worker_does_it_each_night(scene: Scene, settings: Any) -> None:
    settings.REPORT_RETENTION_DAYS = 0
    document = scene.report().documents.get()
    close(scene)
    forget_documents(timestamp=0)
    assert not stored(document)
