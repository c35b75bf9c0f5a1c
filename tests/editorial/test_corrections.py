"""An urgent correction: words alone, at once, on record, confirmed by a second person."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from campaigns.accounts.models import User
from campaigns.checks.figures import figures
from campaigns.editorial import corrections
from campaigns.editorial.draft_changes import CorrectionRefused
from campaigns.models import BudgetLine, CampaignPage, UrgentCorrection
from campaigns.selection import story_notices
from campaigns.selection.models import NoticeKind, SelectionNotice
from campaigns.selection.notice_messages import compose
from tests.editorial.conftest import Write, signed_in
from tests.selection.factories import make_staff

pytestmark = pytest.mark.django_db
TEXT = "Un orto, e un forno."


def paragraph(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "value": f"<p>{text}</p>", "id": "a"}


def correct(page: CampaignPage, by: User, reason: str = "Un refuso") -> UrgentCorrection:
    revision = page.get_latest_revision()
    assert revision is not None
    return corrections.correct(
        page_id=page.pk, revision_id=revision.pk, reason=reason, by=by, now=timezone.now()
    )


def confirmed(client: Client, url: str, form: dict[str, Any]) -> Any:
    """Post an act twice: its consequences are shown, then confirmed."""
    shown = client.post(url, form)
    digest = re.search(r'name="confirmed" value="(\w+)"', shown.content.decode())
    assert digest is not None, shown.content.decode()[-2000:]
    return client.post(url, form | {"confirmed": digest[1]})


def test_words_go_live_at_once_and_readers_are_told(
    page: CampaignPage, ada: User, write: Write
) -> None:
    write(page, ada, summary=TEXT)
    url = reverse("editorial:correct", args=[page.pk])
    client = signed_in(ada)
    assert TEXT in client.post(url, {"reason": "Un refuso"}).content.decode()
    assert confirmed(client, url, {"reason": "Un refuso"}).status_code == 302
    live = CampaignPage.objects.get(pk=page.pk)
    assert live.summary == TEXT
    text = Client().get(live.url).content.decode()
    assert "Un refuso" in text
    correction = UrgentCorrection.objects.get()
    assert correction.changes["summary"]["after"] == TEXT
    assert correction.corrected_by == ada
    assert correction.revision == live.live_revision


def test_a_reason_is_needed(page: CampaignPage, ada: User, write: Write) -> None:
    write(page, ada, summary=TEXT)
    url = reverse("editorial:correct", args=[page.pk])
    assert signed_in(ada).post(url, {"reason": " "}).status_code == 400
    assert not UrgentCorrection.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"total_cost": Decimal("900.00")},
        {"slug": "altro"},
        {"municipio": 4},
        {"place": "Corvetto"},
        {"go_live_at": timezone.now() + timedelta(days=300)},
        {"expire_at": timezone.now() + timedelta(days=300)},
        {"budget_lines": [BudgetLine(description="Altro", amount=Decimal("1000.00"))]},
        {"summary": "Un progetto per il quartiere, da 500 persone."},
        {"summary": "Un progetto per il quartiere: da marzo."},
        {"story": [("image", None)]},
    ],
    ids=lambda fields: "-".join(fields) + ("!" if "summary" in fields else ""),
)
def test_anything_but_words_is_refused(
    page: CampaignPage, ada: User, write: Write, fields: dict[str, Any]
) -> None:
    if "story" in fields:
        raw = [{"type": "video", "value": {"url": "https://example.org/v", "title": "v"}}]
        story = CampaignPage._meta.get_field("story")
        fields = {"story": story.to_python(raw)}
    draft = write(page, ada, **fields)
    with pytest.raises(CorrectionRefused):
        correct(draft, ada)
    assert not UrgentCorrection.objects.exists()
    assert CampaignPage.objects.get(pk=page.pk).live_revision != draft.get_latest_revision()


def test_words_of_the_story_are_words(page: CampaignPage, ada: User, write: Write) -> None:
    story = CampaignPage._meta.get_field("story")
    draft = write(page, ada, story=story.to_python([paragraph("Nel 2024 un orto.")]))
    with pytest.raises(CorrectionRefused):
        correct(draft, ada)
    draft = write(page, ada, story=story.to_python([paragraph("Un orto.")]))
    assert correct(draft, ada).changes["story"]["after"].strip() == "Un orto."


def test_where_a_link_leads_is_no_word(page: CampaignPage, ada: User, write: Write) -> None:
    story = CampaignPage._meta.get_field("story")
    link = '<a href="https://{}.example.org">Qui</a>, {}.'
    draft = write(page, None, story=story.to_python([paragraph(link.format("noi", "orto"))]))
    revision = draft.get_latest_revision()
    assert revision is not None
    revision.publish(skip_permission_checks=True)
    draft = write(page, ada, story=story.to_python([paragraph(link.format("altri", "bar"))]))
    with pytest.raises(CorrectionRefused):
        correct(draft, ada)
    draft = write(page, ada, story=story.to_python([paragraph(link.format("noi", "bar"))]))
    assert "bar" in correct(draft, ada).changes["story"]["after"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Costa cinquemila euro.", "Costa seimila euro."),
        ("Ne copre il cinquanta per cento.", "Ne copre il sessanta per cento."),
        ("Apre il tre di maggio.", "Apre il due di maggio."),
        ("Dura due settimane.", "Dura tre settimane."),
        ("One hundred and fifty thousand euro.", "Two hundred and fifty thousand euro."),
        ("Mezzo: ½ del costo.", "Mezzo: ¼ del costo."),
        ("Da 50 euro, per 10 persone.", "Da 10 euro, per 50 persone."),
        ("A chi dona due ricompense.", "A chi dona quattro ricompense."),
    ],
    ids=["euro", "percent", "date", "weeks", "english", "sign", "swapped", "rewards"],
)
def test_figures_in_words_are_figures(before: str, after: str) -> None:
    assert figures(before) != figures(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Sei dei nostri? Un orto.", "Tu sei dei nostri? Uno orto."),
        ("Il forno costa 500 euro, e c’e un orto.", "Il forno costa 500 euro, e c’è l’orto."),
        ("One of us grows beans.", "Two of us grow beans."),
    ],
    ids=["sei", "accent", "one-of-us"],
)
def test_words_that_count_nothing_are_words(before: str, after: str) -> None:
    assert figures(before) == figures(after)


def test_a_number_in_words_waits_for_a_colleague(
    page: CampaignPage, ada: User, write: Write
) -> None:
    draft = write(page, ada, summary="Un progetto da cinquemila euro.")
    with pytest.raises(CorrectionRefused) as refused:
        correct(draft, ada)
    assert "cinquemila" in refused.value.message


def test_nothing_changed_is_refused(page: CampaignPage, ada: User) -> None:
    with pytest.raises(CorrectionRefused):
        correct(page, ada)


def test_what_was_written_meanwhile_is_not_published(
    page: CampaignPage, ada: User, bea: User, write: Write
) -> None:
    seen = write(page, ada, summary=TEXT).get_latest_revision()
    write(page, bea, summary="Altro")
    with pytest.raises(CorrectionRefused):
        corrections.correct(
            page_id=page.pk, revision_id=seen.pk, reason="x", by=ada, now=timezone.now()
        )


@pytest.mark.parametrize("role", ["Ragioneria", "Segreteria", "Commissione", "RUP"])
def test_other_roles_correct_nothing(
    page: CampaignPage, ada: User, write: Write, role: str
) -> None:
    draft = write(page, ada, summary=TEXT)
    stranger = make_staff(role)
    with pytest.raises(PermissionDenied):
        correct(draft, stranger)
    for name in ("editorial:correct", "editorial:confirm"):
        url = reverse(name, args=[page.pk])
        assert signed_in(stranger).post(url, {"reason": "x"}).status_code in (302, 403)
    assert not UrgentCorrection.objects.exists()


def test_a_second_person_confirms(page: CampaignPage, ada: User, bea: User, write: Write) -> None:
    correction = correct(write(page, ada, summary=TEXT), ada)
    url = reverse("editorial:confirm", args=[correction.pk])
    with pytest.raises(CorrectionRefused):
        corrections.confirm(correction_id=correction.pk, by=ada, now=timezone.now())
    assert TEXT in signed_in(bea).post(url, {}).content.decode()
    assert confirmed(signed_in(bea), url, {}).status_code == 302
    correction.refresh_from_db()
    assert correction.confirmed_by == bea
    with pytest.raises(CorrectionRefused):
        corrections.confirm(correction_id=correction.pk, by=bea, now=timezone.now())
    listed = signed_in(ada).get(reverse("editorial:corrections")).content.decode()
    assert "Ecolab" in listed


def test_the_database_wants_two_people(page: CampaignPage, ada: User, write: Write) -> None:
    correction = correct(write(page, ada, summary=TEXT), ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        UrgentCorrection.objects.filter(pk=correction.pk).update(confirmed_by=ada)


def test_unconfirmed_after_a_day_it_alerts_once(
    page: CampaignPage, ada: User, write: Write, settings: Any
) -> None:
    settings.ALERT_EMAILS = ["staff@example.org"]
    correction = correct(write(page, ada, summary=TEXT), ada)
    alerts = ProcrastinateJob.objects.filter(task_name="payments.send_alert")
    assert corrections.escalate(now=correction.at + timedelta(hours=23, minutes=59)) == 0
    assert corrections.escalate(now=correction.at + timedelta(hours=24)) == 1
    assert corrections.escalate(now=correction.at + timedelta(hours=25)) == 0
    assert alerts.count() == 1


def test_unconfirmed_after_a_day_every_colleague_is_told_once(
    page: CampaignPage, ada: User, bea: User, write: Write
) -> None:
    correction = correct(write(page, ada, summary=TEXT), ada)
    boss, _other = make_staff("Amministrazione"), make_staff("RUP")
    told = SelectionNotice.objects.filter(kind=NoticeKind.UNCONFIRMED)
    story_notices.tell(now=correction.at + timedelta(hours=23, minutes=59))
    assert not told.exists()
    late = correction.at + timedelta(hours=24)
    for _time in range(2):
        story_notices.tell(now=late)
    assert {notice.recipient for notice in told} == {bea, boss}
    mail = compose(notice=told[0], now=late)
    assert mail is not None
    assert reverse("editorial:confirm", args=[correction.pk]) in mail.body
    corrections.confirm(correction_id=correction.pk, by=bea, now=late)
    assert compose(notice=told[0], now=late) is None
