"""What anyone reads and asks about a notice: its page, “posso partecipare?”, public questions."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale

from campaigns.accounts.models import LegalForm
from campaigns.calls import may_apply, questions
from campaigns.calls.models import (
    Call,
    CallPage,
    CallQuestion,
    Criterion,
    EligibilityItem,
    Phase,
    RequiredDocument,
)
from campaigns.calls.reading import duration_in_words, phase_label, window_in_words
from campaigns.selection import answer_mail, call_acts
from home.models import HomePage
from home.site_tree import ensure_site_tree
from tests.calls.calls import ACT, TEXT, make_published, make_whole_draft
from tests.selection.factories import NOW, make_staff

pytestmark = pytest.mark.django_db
FINE = {"legal_form": "aps", "in_milan": "si", "cost": "25000", "has_begun": "no"}


def make_page(call: Call) -> CallPage:
    """The published page of a call."""
    ensure_site_tree("it")
    root = Locale.get_default()

    home = HomePage.objects.get(locale=root)
    page: CallPage = home.add_child(instance=CallPage(title=call.title, slug=call.slug, call=call))
    page.save_revision().publish()
    return page


def answer(question: CallQuestion, **words: str) -> CallQuestion:
    told = {"question_it": "Serve lo statuto?", "answer_it": "Sì, sempre."} | words
    return answer_mail.answer_and_tell(
        question=question, **told, by=make_staff("Segreteria"), now=NOW
    )


def test_the_page_tells_what_applicants_rely_on(client: Client) -> None:
    call = make_published(now=timezone.now(), max_selected=22)
    page = make_page(call)
    question = questions.ask(
        call=call, text="Sono Ada, serve?", email="", language="it", now=timezone.now()
    )
    answer(question)
    call_acts.amend(
        call=call,
        changes={"minimum_score": Decimal(55)},
        **ACT,
        **TEXT,
        by=make_staff("RUP"),
        now=timezone.now(),
    )
    response = client.get(page.url)
    html = response.content.decode()
    for told in ("Qualità", "Statuto", "55", "Il sito era irraggiungibile.", "Sì, sempre."):
        assert told in html
    assert f"/avviso/{call.slug}/posso-partecipare/" in html
    assert f"/i-miei-progetti/nuovo/{call.slug}/" in html
    assert "Ada" not in html
    assert not response.cookies


def test_the_page_takes_as_many_queries_however_much_it_tells(
    client: Client,
) -> None:

    now = timezone.now()
    few, many = make_published(now=now), make_whole_draft(now=now)
    for number in range(7):
        Criterion.objects.create(call=many, name_it=f"C{number}", weight=1, sort_order=9)
        EligibilityItem.objects.create(call=many, text_it=f"E{number}", sort_order=9)
        RequiredDocument.objects.create(call=many, name_it=f"D{number}", sort_order=9)
    rup = make_staff("RUP")
    call_acts.publish(call=many, **ACT, by=rup, now=now)
    many.refresh_from_db()
    for call, repeats in ((few, 1), (many, 4)):
        for number in range(repeats):
            changes = {"minimum_score": Decimal(50 - number)}
            call_acts.amend(call=call, changes=changes, **ACT, **TEXT, by=rup, now=now)
            asked = questions.ask(call=call, text="?", email="", language="it", now=now)
            answer(asked)
    counts = []
    for call in (few, many):
        page = make_page(call)
        client.get(page.url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(page.url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_published_notice_that_has_not_opened_is_no_draft_to_readers() -> None:
    call = make_published(submissions_open_at=NOW + timedelta(days=2, hours=3))
    with override("en"):
        assert phase_label(call, NOW) == "Opens soon"
        assert "2 days and 3 hours to go" in window_in_words(call, NOW)
        assert "until" in window_in_words(call, NOW + timedelta(days=3))
        assert "were taken" in window_in_words(call, NOW + timedelta(days=30))


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(seconds=3), "1 minute"),
        (timedelta(minutes=61), "1 hour and 1 minute"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(days=1, minutes=59), "1 day"),
    ],
    ids=["seconds", "hour", "hours", "day"],
)
def test_what_is_left_is_said_in_words(left: timedelta, words: str) -> None:
    with override("en"):
        assert duration_in_words(left) == words


@pytest.mark.parametrize(
    ("changed", "obstacles"),
    [
        ({}, 0),
        ({"legal_form": "company"}, 1),
        ({"legal_form": "none"}, 1),
        ({"in_milan": "no"}, 1),
        ({"cost": "19999,99"}, 1),
        ({"cost": "100000.01"}, 1),
        ({"has_begun": "si", "in_milan": "no"}, 2),
    ],
    ids=["fine", "form", "nobody", "elsewhere", "cheap", "dear", "two"],
)
def test_one_reads_whether_one_may_apply_and_why_not(
    client: Client, changed: dict[str, str], obstacles: int
) -> None:
    limits: dict[str, Any] = {"cost_min": Decimal(20_000), "cost_max": Decimal(100_000)}
    call = make_published(now=timezone.now(), legal_forms=[LegalForm.APS], **limits)
    response = client.get(f"/avviso/{call.slug}/posso-partecipare/", FINE | changed)
    assert len(response.context["obstacles"]) == obstacles
    assert all(found.why and found.remedy for found in response.context["obstacles"])
    assert not response.cookies


@pytest.mark.parametrize(
    "forged",
    [{"legal_form": "x\0"}, {"cost": "1e5"}, {"cost": "9" * 19}, {"in_milan": ""}, {"cost": "\0"}],
    ids=["nul", "exponent", "huge", "missing", "nul cost"],
)
def test_odd_answers_are_told_and_kept(client: Client, forged: dict[str, str]) -> None:
    call = make_published(now=timezone.now())
    response = client.get(f"/avviso/{call.slug}/posso-partecipare/", FINE | forged)
    assert response.status_code == 200
    assert response.context["form"].errors or response.context["obstacles"] == []


def test_the_test_says_when_proposals_are_taken() -> None:
    call = make_published(submissions_open_at=NOW + timedelta(days=1))
    with override("en"):
        told = [
            may_apply.when_to_apply(call=call, now=NOW + timedelta(days=days))
            for days in (0, 2, 99)
        ]
    assert [("from" in told[0]), ("until" in told[1]), ("no more" in told[2])] == [True] * 3


@pytest.mark.parametrize("path", ["posso-partecipare", "domande", "domande/nuova"])
def test_a_draft_has_no_public_pages(client: Client, path: str) -> None:
    call = make_whole_draft(now=timezone.now())
    assert client.get(f"/avviso/{call.slug}/{path}/").status_code == 404
    assert client.get(f"/avviso/nessuno/{path}/").status_code == 404


def test_a_question_waits_for_its_answer_and_is_public_without_who_asked(client: Client) -> None:
    cache.clear()
    call = make_published(now=timezone.now())
    url = f"/avviso/{call.slug}/domande/"
    sent = {"text": "Sono Ada Neri: serve lo statuto?", "email": "ada@example.org"}
    response = client.post(f"{url}nuova/", sent, follow=True)
    assert response.status_code == 200
    assert not client.cookies
    assert "Ada Neri" not in client.get(url).content.decode()
    question = CallQuestion.objects.get(call=call)
    answer(question)
    assert answer_mail.send(question_id=question.pk)
    html = client.get(url).content.decode()
    assert "Serve lo statuto?" in html
    assert "Ada Neri" not in html
    assert "ada@example.org" not in html
    (message,) = mail.outbox
    assert message.to == ["ada@example.org"]
    assert "Sì, sempre." in message.body
    question.refresh_from_db()
    assert question.email == ""
    assert not answer_mail.send(question_id=question.pk)
    assert len(mail.outbox) == 1


def test_who_asked_in_english_is_answered_in_english(client: Client) -> None:
    cache.clear()
    call = make_published(now=timezone.now())
    url = f"/en/avviso/{call.slug}/domande/nuova/"
    client.post(url, {"text": "Do you need the statute?", "email": "ada@example.org"})
    question = answer(CallQuestion.objects.get(call=call), answer_en="Yes, always.")
    answer_mail.send(question_id=question.pk)
    assert "Yes, always." in mail.outbox[0].body
    assert mail.outbox[0].subject.startswith("The answer")


def test_an_answer_that_cannot_be_mailed_keeps_the_address(monkeypatch: Any) -> None:
    call = make_published()
    question = questions.ask(call=call, text="?", email="a@example.org", language="it", now=NOW)
    answer(question)
    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", _fails)
    with pytest.raises(answer_mail.AnswerNotSent):
        answer_mail.send(question_id=question.pk)
    question.refresh_from_db()
    assert question.email == "a@example.org"


def test_a_machine_that_fills_the_trap_is_told_thanks_and_not_kept(client: Client) -> None:
    call = make_published(now=timezone.now())
    sent = {"text": "Buy", "website": "https://example.org"}
    assert client.post(f"/avviso/{call.slug}/domande/nuova/", sent).status_code == 303
    assert not CallQuestion.objects.exists()


def test_one_client_asks_so_many_times_an_hour_and_loses_nothing_typed(
    client: Client, settings: Any
) -> None:
    cache.clear()
    settings.CALL_QUESTIONS_PER_CLIENT = 2
    url = f"/avviso/{make_published(now=timezone.now()).slug}/domande/nuova/"
    codes = [client.post(url, {"text": "Quando?"}).status_code for _turn in range(3)]
    assert codes == [303, 303, 429]
    assert "Quando?" in client.post(url, {"text": "Quando?"}).content.decode()


@pytest.mark.parametrize(
    "sent",
    [{}, {"text": "a\0b"}, {"text": "x" * 2001}, {"text": "?", "email": "no"}],
    ids=["nothing", "nul", "huge", "address"],
)
def test_odd_questions_are_refused_kindly(client: Client, sent: dict[str, str]) -> None:
    url = f"/avviso/{make_published(now=timezone.now()).slug}/domande/nuova/"
    assert client.post(url, sent).status_code == 400
    assert not CallQuestion.objects.exists()


def test_no_question_is_taken_after_the_deadline(client: Client) -> None:
    cache.clear()
    call = make_published(now=timezone.now() - timedelta(days=60))
    assert call.phase_at(timezone.now()) == Phase.EVALUATION
    url = f"/avviso/{call.slug}/domande/nuova/"
    assert client.post(url, {"text": "Ancora?"}).status_code == 409
    assert not CallQuestion.objects.exists()


@pytest.mark.parametrize("role", ["Commissione", "Redazione", "Ragioneria"])
def test_who_asked_is_known_only_to_those_who_answer(role: str) -> None:
    call = make_published(now=timezone.now())
    question = questions.ask(call=call, text="?", email="a@b.org", language="it", now=NOW)
    client = Client()
    client.force_login(make_staff(role))
    base = f"/admin/selezione/avvisi/{call.slug}/domande/"
    words = {"question_it": "?", "answer_it": "!", "confirmed": "x"}
    for response in (client.get(base), client.post(f"{base}{question.pk}/", words)):
        assert response.status_code in (302, 403)
        assert b"a@b.org" not in response.content
    with pytest.raises(questions.QuestionRefused):
        questions.answer(
            question=question, question_it="?", answer_it="!", by=make_staff(role), now=NOW
        )
    question.refresh_from_db()
    assert question.answered_at is None


@pytest.mark.parametrize("role", ["Segreteria", "RUP"])
def test_the_segreteria_and_the_rup_answer_in_the_admin(role: str) -> None:
    call = make_published(now=timezone.now())
    question = questions.ask(call=call, text="Chi?", email="a@b.org", language="it", now=NOW)
    client = Client()
    client.force_login(make_staff(role))
    base = f"/admin/selezione/avvisi/{call.slug}/domande/"
    assert "a@b.org" in client.get(base).content.decode()
    words = {"question_it": "Chi partecipa?", "answer_it": "Gli enti."}
    shown = client.post(f"{base}{question.pk}/", words)
    assert len(shown.context["consequences"]) == 3
    client.post(f"{base}{question.pk}/", words | {"confirmed": shown.context["digest"]})
    question.refresh_from_db()
    assert (question.question_it, question.answer_it) == ("Chi partecipa?", "Gli enti.")
    assert question.answered_at is not None


def test_the_api_tells_the_phase_by_the_clock(client: Client) -> None:
    now = timezone.now()
    past = make_published(now=now - timedelta(days=60))
    coming = make_published(now=now, submissions_open_at=now + timedelta(days=1))
    draft = make_whole_draft(now=now)
    assert past.phase == Phase.OPEN
    results = client.get("/api/v1/calls/").json()["results"]
    told = {entry["slug"]: entry["phase"] for entry in results}
    assert told[past.slug] == "evaluation"
    assert not {coming.slug, draft.slug} & set(told)


def _fails(*args: Any, **kwargs: Any) -> None:
    raise OSError("mail server away")
