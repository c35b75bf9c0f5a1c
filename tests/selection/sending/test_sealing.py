"""The seal: nobody of the staff finds a word before the deadline; then it is lifted, once."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Final

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import formats, timezone
from wagtail.models import Page

from campaigns.accounts.models import User
from campaigns.calls.models import Call
from campaigns.calls.services import CallActRefused
from campaigns.selection import (
    access,
    call_acts,
    history,
    sealing,
    submitting,
    unsealed_page,
    withdrawal,
    workflow,
)
from campaigns.selection.models import EventKind, Proposal, ProposalState
from tests.selection import factories
from tests.selection.ranking.factories import make_rounds

from .sending import NOW, SECRET, after_closing, closes, opening, sent

pytestmark = pytest.mark.django_db
ROLES = ("Segreteria", "Commissione", "RUP", "Redazione", "Ragioneria", "Amministrazione")
FOUND_BY = "Orto"
"""Another word of the same title: a search for it would show the secret one."""


@pytest.fixture
def call() -> Call:
    return factories.make_selection_call()


@pytest.fixture
def proposal(call: Call) -> Proposal:
    membership = factories.make_proponent(name=f"Cooperativa {SECRET}")
    return sent(call, membership)


def test_the_seal_holds_until_the_deadline(call: Call, proposal: Proposal) -> None:
    assert sealing.unseal_due(now=closes(call) - timedelta(microseconds=1)) == 0
    proposal.refresh_from_db()
    assert sealing.is_sealed(proposal=proposal, now=closes(call))


def test_for_an_hour_after_the_deadline_the_seal_is_kept_and_an_outage_answered(
    call: Call, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rounds(call, first=closes(call) + timedelta(days=60))
    gone = sent(call)
    late = closes(call) + timedelta(minutes=59)
    withdrawal.withdraw(proposal=gone, by=gone.created_by, reason="", now=late)
    gone.refresh_from_db()
    call_acts.move_by_clock(now=late)
    assert sealing.unseal_due(now=late) == 0
    officer = factories.make_staff("RUP")
    for one in (proposal, gone):
        one.call.refresh_from_db()
        assert not access.may_read(user=officer, proposal=one, now=late)
    with pytest.raises(submitting.TooLate):
        submitting.take_back(proposal=proposal, by=proposal.created_by, now=late)
    monkeypatch.setattr(
        "campaigns.selection.admin.permitted.timezone", SimpleNamespace(now=lambda: late)
    )
    client = Client()
    client.force_login(factories.make_staff("Segreteria"))
    queue = client.get(reverse("selection:proposals", args=[call.slug])).content.decode()
    opens = formats.date_format(timezone.localtime(opening(call)), "SHORT_DATETIME_FORMAT")
    assert opens in queue
    assert SECRET not in queue
    call_acts.extend(
        call=call,
        closes_at=late + timedelta(days=1),
        number="7/2026",
        date=late.date(),
        text_it="Il sito è stato fermo.",
        by=officer,
        now=late,
    )
    proposal.refresh_from_db()
    assert submitting.take_back(proposal=proposal, by=proposal.created_by, now=late).withdrawn_at


def test_once_the_seals_are_lifted_no_extension(call: Call, proposal: Proposal) -> None:
    now = opening(call)
    call_acts.move_by_clock(now=now)
    assert sealing.unseal_due(now=now) == 1
    with pytest.raises(CallActRefused):
        call_acts.extend(
            call=call,
            closes_at=now + timedelta(days=1),
            number="7/2026",
            date=now.date(),
            text_it="Il sito è stato fermo.",
            by=factories.make_staff("RUP"),
            now=now,
        )


def test_how_long_seals_are_kept_is_a_setting(
    call: Call, proposal: Proposal, settings: Any
) -> None:
    settings.SEAL_KEPT_MINUTES = 0
    assert sealing.unseal_due(now=closes(call)) == 1


def test_when_it_is_lifted_the_page_has_the_sent_words(call: Call, proposal: Proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(impact="changed behind the snapshot")
    assert sealing.unseal_due(now=opening(call) - timedelta(microseconds=1)) == 0
    assert sealing.unseal_due(now=opening(call)) == 1
    proposal.refresh_from_db()
    page = proposal.page
    assert page is not None
    assert proposal.state == ProposalState.ELIGIBILITY
    assert not sealing.is_sealed(proposal=proposal, now=opening(call))
    written = page.get_latest_revision().as_object()
    assert (written.title, written.slug) == (f"Orto {SECRET}", "orto-zibibbo")
    assert (written.organization, written.total_cost) == (
        proposal.organization,
        proposal.total_cost,
    )
    written.check_budget()
    story = str(written.story)
    assert "Cinquanta famiglie" in story
    assert "changed behind" not in story
    assert "pagina sociale" not in story, "the plan of the campaign is for the commission alone"
    state = workflow.current_task(proposal)
    assert state is not None
    assert state.revision == page.latest_revision, "the text judged is the one unsealed"
    assert not page.live
    assert call.history.filter(kind=EventKind.UNSEALED, actor=None).count() == 1


def test_lifting_it_again_does_nothing(call: Call, proposal: Proposal) -> None:
    now = after_closing(call)
    assert [sealing.unseal_due(now=now) for _turn in range(3)] == [1, 0, 0]
    assert call.history.filter(kind=EventKind.UNSEALED).count() == 1
    assert history.broken_at(call) is None


def test_one_bad_proposal_stops_no_other(
    call: Call, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = [sent(call) for _n in range(2)]
    fill = unsealed_page.fill_page

    def crash(page: Any, submission: Any) -> Any:
        if submission.proposal_id == proposal.pk:
            raise ValueError("bad")
        return fill(page, submission)

    monkeypatch.setattr(sealing, "fill_page", crash)
    assert sealing.unseal_due(now=after_closing(call)) == len(good)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED
    monkeypatch.undo()
    assert sealing.unseal_due(now=after_closing(call)) == 1


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Admin", "progetto-admin"),
        ("???", "progetto"),
        ("Orto", "orto"),
        ("a" * 150, "a" * 80),
    ],
)
def test_the_slug_is_free_and_never_reserved(call: Call, title: str, slug: str) -> None:
    pages = [sent(call, title=title).page for _n in range(2)]
    sealing.unseal_due(now=after_closing(call))
    slugs = {Page.objects.get(pk=page.pk).slug for page in pages if page}
    assert slugs == {slug, f"{slug}-2"}


def test_a_citizens_text_is_never_html(call: Call) -> None:
    proposal = sent(call, description="<script>alert(1)</script>\n\nSecondo <b>capoverso</b>")
    sealing.unseal_due(now=after_closing(call))
    proposal.refresh_from_db()
    assert proposal.page is not None
    [paragraph] = [block for block in proposal.page.story if block.block_type == "paragraph"][:1]
    source = paragraph.value.source
    assert "<script" not in source
    assert "&lt;script&gt;" in source
    assert source.count("<p>") == 2


def test_opening_a_sealed_one_is_on_record_and_lasts_an_hour(
    call: Call, proposal: Proposal
) -> None:
    rup, other = factories.make_staff("RUP"), factories.make_staff("RUP")
    sealing.open_sealed(proposal=proposal, by=rup, reason="Ordine del giudice", now=NOW)
    entry = call.history.get(kind=EventKind.OPENED_SEALED)
    assert (entry.actor, entry.reason, entry.proposal) == (rup, "Ordine del giudice", proposal)
    readers = {
        (person.pk, minutes): access.may_read(
            user=person, proposal=proposal, now=NOW + timedelta(minutes=minutes)
        )
        for person in (rup, other)
        for minutes in (0, 59, 60)
    }
    assert {key for key, may in readers.items() if may} == {(rup.pk, 0), (rup.pk, 59)}


def test_only_the_rup_opens_and_only_with_a_reason(call: Call, proposal: Proposal) -> None:
    for role in ROLES:
        if role != "RUP":
            with pytest.raises(PermissionDenied):
                sealing.open_sealed(
                    proposal=proposal, by=factories.make_staff(role), reason="x", now=NOW
                )
    rup = factories.make_staff("RUP")
    with pytest.raises(sealing.ReasonMissing):
        sealing.open_sealed(proposal=proposal, by=rup, reason="  ", now=NOW)
    sealing.unseal_due(now=after_closing(call))
    with pytest.raises(sealing.NotSealed):
        sealing.open_sealed(proposal=proposal, by=rup, reason="x", now=NOW)
    assert not call.history.filter(kind=EventKind.OPENED_SEALED).exists()


def staff_of(role: str) -> User:
    if role == "superuser":
        return User.objects.create_superuser("root", "root@example.org", "password")
    return factories.make_staff(role)


SURNAME: Final = "Quintavalle"
"""Of who sent it: nobody learns before the deadline who applies."""


def addresses(proposal: Proposal) -> Iterator[str]:
    """Every door of Wagtail through which a page, a picture or a file is met."""
    page = proposal.page
    assert page is not None
    parent = page.get_parent()
    revision = page.latest_revision
    yield reverse("wagtailadmin_home")
    yield reverse("wagtailadmin_explore", args=[parent.pk])
    yield reverse("wagtailadmin_explore", args=[page.pk])
    yield reverse("wagtailadmin_pages:edit", args=[page.pk])
    yield reverse("wagtailadmin_pages:history", args=[page.pk])
    yield reverse("wagtailadmin_pages:workflow_history", args=[page.pk])
    yield reverse("wagtailadmin_pages:usage", args=[page.pk])
    yield reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    yield reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revision.pk])
    yield reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revision.pk])
    yield reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"])
    yield reverse("wagtailadmin_pages:search") + f"?q={FOUND_BY}"
    yield reverse("wagtailadmin_pages:search") + f"?q={page.title}"
    yield reverse("wagtailadmin_choose_page_search") + f"?q={FOUND_BY}"
    yield reverse("wagtailadmin_reports:site_history")
    yield reverse("wagtailadmin_reports:workflow")
    yield reverse("wagtailadmin_reports:workflow_tasks")
    yield reverse("wagtailimages:index") + f"?q={FOUND_BY}"
    yield reverse("wagtailimages:index")
    yield reverse("wagtaildocs:index") + f"?q={FOUND_BY}"
    yield reverse("wagtaildocs:index")
    yield "/api/v2/pages/?search=" + FOUND_BY
    yield f"/api/v2/pages/{page.pk}/"
    yield "/cerca/?q=" + FOUND_BY
    yield page.url or "/"
    yield reverse("area:proposal", args=[proposal.pk])
    yield reverse("area:sent", args=[proposal.pk])
    yield reverse("area:receipt", args=[proposal.pk])
    yield reverse("area:sent_content", args=[proposal.pk])
    for attachment in proposal.attachments.all():
        yield reverse("area:file", args=[proposal.pk, attachment.pk])
        yield f"/media/{attachment.file.name}"
    for picture in proposal.pictures.all():
        yield reverse("area:file", args=[proposal.pk, picture.pk])


@pytest.mark.parametrize("role", [*ROLES, "superuser"])
def test_no_staff_finds_a_word_or_a_name_of_a_sealed_proposal(
    call: Call,
    proposal: Proposal,
    role: str,
    client: Client,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    client.force_login(staff_of(role), backend="django.contrib.auth.backends.ModelBackend")
    sender = proposal.created_by
    User.objects.filter(pk=sender.pk).update(last_name=SURNAME)
    seen = 0
    for address in addresses(proposal):
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        text = body.decode(errors="replace")
        for word in (SECRET, SURNAME, sender.username):
            assert word not in text, f"{role}: {address}: {word}"
        assert not body.startswith((b"%PDF", b"jpeg")), address
        seen += response.status_code == 200
    assert seen >= (1 if role != "superuser" else 15), "the doors were really tried"
