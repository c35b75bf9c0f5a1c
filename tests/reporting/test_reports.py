"""What a proponent reports, what the staff decides, and what everybody reads of it."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.files.checked import UploadRefused
from campaigns.freshness.models import Generation
from campaigns.freshness.services import generations
from campaigns.reporting import reviewing, writing
from campaigns.reporting.forms import ImpactForm, MilestoneForm
from campaigns.reporting.models import (
    Impact,
    ItemKind,
    ItemState,
    RefusalReason,
    ReportDocument,
    ReportItem,
)
from campaigns.selection.area.suggestion_forms import UpdateForm
from tests.cofinancing.grants import pay, pay_back, set_anew, with_act
from tests.reporting.conftest import Scene, make_scene
from tests.selection import factories
from tests.selection.area.files import pdf, phone_photo, program


def refuse(scene: Scene, item: ReportItem, words: str = "Manca la data.") -> ReportItem:
    return reviewing.refuse(
        item_id=item.pk,
        reason=RefusalReason.DOCUMENT,
        words=words,
        by=scene.checker,
        now=timezone.now(),
    )


def public_page(scene: Scene, language: str = "") -> str:
    return Client().get(f"{language}/progetti/{scene.page.slug}/").content.decode()


def queries_of(scene: Scene) -> int:
    """What the page asks of the database; the generation, read again each second, apart."""
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        public_page(scene)
    return sum("freshness_generation" not in query["sql"] for query in captured)


def answer_to(scene: Scene, item: ReportItem, **fields: Any) -> ReportItem:
    values: dict[str, Any] = {"words": "Ecco la copia con la data.", "upload": None}
    return writing.send(item_id=item.pk, **(values | fields), by=scene.member, now=timezone.now())


class TestWhoReadsWhat:
    def test_nobody_but_the_staff_reads_an_expense_until_it_is_accepted(self, scene: Scene) -> None:
        item = scene.report(title="Terra e concime")
        document = item.documents.get()
        url = reverse("reporting:document", args=[document.pk])
        assert "Terra e concime" not in public_page(scene)
        assert Client().get(url).status_code == 404
        assert scene.desk.get(reverse("reports:document", args=[document.pk])).status_code == 200

        scene.accept(item, public=[document.pk])
        page = public_page(scene)
        assert "Terra e concime" in page and url in page
        answer = Client().get(url)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == pdf().read()  # type: ignore[attr-defined]
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_a_document_not_marked_public_stays_private(self, scene: Scene) -> None:
        document = scene.accept(scene.report()).documents.get()
        assert Client().get(reverse("reporting:document", args=[document.pk])).status_code == 404

    def test_what_the_proponent_keeps_private_is_not_made_public(self, scene: Scene) -> None:
        item = scene.report(may_be_public=False)
        document = item.documents.get()
        scene.accept(item, public=[document.pk])
        assert not ReportDocument.objects.public().exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportDocument.objects.update(is_public=True)

    def test_what_is_taken_back_is_not_public_any_more(self, scene: Scene) -> None:
        item = scene.report()
        document = item.documents.get()
        scene.accept(item, public=[document.pk])
        refuse(scene, item)
        assert "Semi e vasi" not in public_page(scene)
        assert Client().get(reverse("reporting:document", args=[document.pk])).status_code == 404

    def test_a_milestone_is_public_at_once_and_reached_once_it_is_checked(
        self, scene: Scene
    ) -> None:
        item = scene.report(ItemKind.MILESTONE, title="La prima semina")
        assert "Tappe raggiunte: 0 su 1." in public_page(scene)
        answer_to(scene, item, words="Fatta con la scuola.")
        assert "Fatta con la scuola." not in public_page(scene)
        scene.accept(item)
        assert "Fatta con la scuola." in public_page(scene)
        assert "Tappe raggiunte: 1 su 1." in public_page(scene)

    def test_members_of_others_read_and_write_nothing(self, scene: Scene) -> None:
        item = scene.report()
        stranger = Client()
        stranger.force_login(factories.make_proponent(now=timezone.now()).user)
        document = item.documents.get()
        for name, args in (
            ("area:report", [scene.proposal.pk]),
            ("area:report-item", [scene.proposal.pk, item.pk]),
            ("area:report-document", [scene.proposal.pk, document.pk]),
        ):
            assert stranger.get(reverse(name, args=args)).status_code == 404
            assert scene.client.get(reverse(name, args=args)).status_code == 200
        with pytest.raises(PermissionDenied):
            writing.add(
                campaign_key=scene.funding.translation_key,
                draft=writing.Draft(kind=ItemKind.FINAL, title="Nostro"),
                upload=None,
                by=scene.checker,
                now=timezone.now(),
            )

    def test_only_who_may_review_decides(self, scene: Scene) -> None:
        item = scene.report()
        with pytest.raises(PermissionDenied):
            reviewing.accept(item_id=item.pk, by=scene.member, now=timezone.now())


class TestGoingThroughTheStaff:
    def test_a_refusal_is_read_and_answered(self, scene: Scene) -> None:
        item = refuse(scene, scene.report())
        url = reverse("area:report-item", args=[scene.proposal.pk, item.pk])
        assert "Manca la data." in scene.client.get(url).content.decode()
        answer = scene.client.post(
            url, {"words": "Ora c’è.", "file": pdf("copia.pdf"), "may_be_public": "on"}
        )
        assert answer.status_code == 302
        item.refresh_from_db()
        assert (item.state, item.answer) == (ItemState.WAITING, "Ora c’è.")
        assert item.documents.count() == 2
        assert scene.accept(item).reason == ""

    def test_an_expense_is_accepted_in_part_and_never_beyond(self, scene: Scene) -> None:
        item = scene.report()
        with pytest.raises(reviewing.ReviewRefused):
            scene.accept(item, amount=Decimal("120.01"))
        assert scene.accept(item, amount=Decimal("100.00")).accepted_amount == 100
        assert reviewing.accepted_expenses(scene.funding.translation_key) == 100

    def test_what_was_decided_is_not_decided_again(self, scene: Scene) -> None:
        item = scene.report()
        scene.accept(item)
        with pytest.raises(reviewing.ReviewRefused):
            scene.accept(item)
        with pytest.raises(writing.ReportRefused):
            answer_to(scene, item)

    def test_the_desk_accepts_and_sends_back(self, scene: Scene) -> None:
        first, second = scene.report(title="Uno"), scene.report(title="Due")
        document = first.documents.get()
        listed = scene.desk.get(reverse("reports:items")).content.decode()
        assert "Uno" in listed and "Due" in listed
        scene.desk.post(
            reverse("reports:item", args=[first.pk]),
            {"accept": "1", "amount": "99,50", "public": [str(document.pk)]},
        )
        url = reverse("reports:item", args=[second.pk])
        assert scene.desk.post(url, {"refuse": "1", "reason": "other"}).status_code == 400
        scene.desk.post(url, {"refuse": "1", "reason": "mismatch", "words": "Non torna."})
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, first.accepted_amount) == (ItemState.ACCEPTED, Decimal("99.50"))
        assert (second.state, second.reason_words) == (ItemState.REFUSED, "Non torna.")
        assert ReportDocument.objects.public().get() == document

    @pytest.mark.parametrize("amount", ["1e3", "-1", "ventimila", "0", "121", "1" * 5000])
    def test_nonsense_at_the_desk_is_said_and_changes_nothing(
        self, scene: Scene, amount: str
    ) -> None:
        item = scene.report()
        url = reverse("reports:item", args=[item.pk])
        typed = {"accept": "1", "amount": amount, "public": ["x", str(item.pk)]}
        assert scene.desk.post(url, typed).status_code == 400
        item.refresh_from_db()
        assert item.state == ItemState.WAITING

    def test_there_is_one_final_report(self, scene: Scene) -> None:
        scene.report(ItemKind.FINAL, day=None, text="Abbiamo fatto tutto.")
        with pytest.raises(writing.ReportRefused):
            scene.report(ItemKind.FINAL, day=None, text="Anche di più.")


class TestFormsOfTheProponent:
    def post(self, scene: Scene, kind: str = "expense", **fields: Any) -> Any:
        typed: dict[str, Any] = {
            "title": "Semi",
            "day": f"{timezone.localdate():%Y-%m-%d}",
            "amount": "12,50",
            "file": pdf(),
        }
        url = reverse("area:report-add", args=[scene.proposal.pk, kind])
        return scene.client.post(url, typed | fields)

    def test_an_expense_is_sent_to_be_checked(self, scene: Scene) -> None:
        assert self.post(scene).status_code == 302
        item = ReportItem.objects.get()
        assert (item.state, item.amount) == (ItemState.WAITING, Decimal("12.50"))

    @pytest.mark.parametrize(
        "fields",
        [
            {"title": ""},
            {"title": "x\x00y"},
            {"title": "x" * 10_000},
            {"day": "domani"},
            {"day": "2999-01-01"},
            {"amount": "1e3"},
            {"amount": "0"},
            {"amount": ""},
            {"file": ""},
        ],
        ids=str,
    )
    def test_mistakes_are_said_and_nothing_typed_is_lost(
        self, scene: Scene, fields: dict[str, str]
    ) -> None:
        answer = self.post(scene, **fields)
        assert answer.status_code == 400
        told = answer.content.decode()
        assert "error-summary" in told
        assert "Questo campo è obbligatorio" not in told
        assert ("i file no" in told) is ("file" not in fields)
        if "title" not in fields:
            assert b'value="Semi"' in answer.content
        assert not ReportItem.objects.exists()

    def test_a_program_that_calls_itself_a_pdf_is_refused(self, scene: Scene) -> None:
        assert self.post(scene, file=program()).status_code == 409
        assert not ReportItem.objects.exists()
        with pytest.raises(UploadRefused):
            scene.report(file=program())

    def test_a_photo_keeps_nothing_of_where_it_was_taken(self, scene: Scene) -> None:
        document = scene.report(file=phone_photo("scontrino.jpg")).documents.get()
        kept = document.file.open("rb").read()
        assert b"Rosa Bianchi" not in kept and b"GPS" not in kept
        assert document.content_type == "image/jpeg"

    def test_before_the_success_one_plans_and_promises(self, db: None) -> None:
        scene = make_scene(succeeded=False)
        assert self.post(scene, "milestone").status_code == 302
        assert self.post(scene).status_code == 409
        assert self.post(scene, "altro").status_code == 404

    def test_a_promise_stays_as_it_is_written(self, scene: Scene) -> None:
        url = reverse("area:report-impact", args=[scene.proposal.pk])
        scene.client.post(url, {"what": "Bambini che seminano", "promised": "60"})
        impact = Impact.objects.get()
        scene.client.post(url, {"impact": str(impact.pk), "reached": "72", "promised": "10"})
        impact.refresh_from_db()
        assert (impact.promised, impact.reached) == ("60", "72")
        assert scene.client.post(url, {"impact": "x"}).status_code == 404
        for language in ("", "/en"):
            page = public_page(scene, language)
            assert "Bambini che seminano" in page and "72" in page


class TestThePublicPage:
    def test_it_tells_what_was_spent_and_what_the_comune_has_paid(self, scene: Scene) -> None:
        with_act(scene.funding)
        pay(scene.funding, "300.00")
        scene.accept(scene.report(), amount=Decimal("110.00"))
        set_anew(scene.funding, "410.00")
        page = public_page(scene)
        for told in ("110\xa0€", "300\xa0€", "410\xa0€", "DD 1", "costato meno del previsto"):
            assert told in page, told

    def test_its_queries_are_as_many_whatever_there_is(self, scene: Scene) -> None:
        scene.accept(scene.report())
        scene.report(ItemKind.MILESTONE)
        public_page(scene)
        few = queries_of(scene)
        for number in range(5):
            item = scene.report(title=f"Spesa {number}")
            scene.accept(item, public=[item.documents.get().pk])
            scene.report(ItemKind.MILESTONE, title=f"Tappa {number}")
        page = public_page(scene)
        assert "Spesa 4" in page and "Tappa 4" in page
        assert queries_of(scene) == few

    def test_each_change_counts_on_the_generation_of_the_campaign(self, scene: Scene) -> None:
        def number() -> int:
            about = str(scene.funding.translation_key)
            return Generation.objects.get(kind="campaign", about=about).number

        seen = [number()]
        item = scene.report()
        seen.append(number())
        scene.accept(item)
        seen.append(number())
        ReportDocument.objects.update(may_be_public=False)
        seen.append(number())
        Impact.objects.create(
            campaign_key=scene.funding.translation_key,
            what="x",
            promised="1",
            written_at=timezone.now(),
        )
        seen.append(number())
        assert seen == sorted(set(seen))

    def test_a_campaign_that_still_collects_has_no_such_section(self, db: None) -> None:
        scene = make_scene(succeeded=False, days_ago=-20)
        assert 'id="afterwards"' not in public_page(scene)


def test_the_database_refuses_what_cannot_be(scene: Scene) -> None:
    item = scene.accept(scene.report())
    for fields in (
        {"accepted_amount": 121},
        {"accepted_amount": None},
        {"amount": None},
        {"state": "planned", "accepted_amount": None},
        {"state": "refused", "accepted_amount": None},
        {"decided_by": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportItem.objects.filter(pk=item.pk).update(**fields)


def test_what_was_paid_back_stands_beside_the_instalments(scene: Scene) -> None:
    with_act(scene.funding)
    pay(scene.funding, "400.00")
    set_anew(scene.funding, "0.00")
    own = reverse("area:report", args=[scene.proposal.pk])
    for number, back, is_owing in ((1, "150.00", True), (2, "250.00", False)):
        pay_back(scene.funding, back, number=f"R {number}")
        generations.forget()
        page = public_page(scene)
        assert "400\xa0€" in page and "−150\xa0€" in page
        assert ("Da restituire" in page) == is_owing
        assert scene.client.get(own).content.decode().count("<dd>−") == number


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        (MilestoneForm, {"title": "La \u202eserra\u200b", "day": "2026-03-10"}),
        (ImpactForm, {"what": "La \u202eserra\u200b", "promised": "60"}),
        (UpdateForm, {"title": "La \u202eserra\u200b", "text": "Ecco\u2066."}),
    ],
)
def test_signs_that_nobody_sees_are_left_out_of_what_proponents_tell(
    form: Any, fields: dict[str, str]
) -> None:
    typed = form(fields)
    assert typed.is_valid()
    assert "La serra" in typed.cleaned_data.values()
    assert not form(fields | {next(iter(fields)): "\u202e\u200b"}).is_valid()
