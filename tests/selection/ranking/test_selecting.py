"""The end of the selection: terms frozen, a funding in its round, the draft page made ready."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from PIL import Image as Pillow
from wagtail.images import get_image_model

from campaigns.calls.models import Call, CallActKind, Phase
from campaigns.funding.models import Act, ActKind, Funding, Reward, State
from campaigns.selection import history, round_plan, selecting, snapshot
from campaigns.selection.admin.dossier import dossier_of
from campaigns.selection.models import (
    EventKind,
    NoticeKind,
    Picture,
    Proposal,
    ProposedReward,
    RankingKind,
    SelectionNotice,
)
from campaigns.selection.round_plan import SelectionRefused
from campaigns.selection.withdrawal import HasCampaign, withdraw
from campaigns.transparency.audit import audit
from campaigns.workflows.names import EDITORIAL_WORKFLOW
from tests.selection import factories
from tests.selection.ranking.factories import (
    DAY,
    NOW,
    make_judged,
    make_rounds,
    publish,
    start,
)

pytestmark = pytest.mark.django_db


def make_call(**fields: Any) -> Call:
    return factories.make_selection_call(phase=Phase.EVALUATION, **fields)


def make_selected(call: Call, *titles: str, **fields: Any) -> list[Proposal]:
    """Proposals of these titles, selected by a final version."""
    made = [make_judged(call, 8, title=title, **fields) for title in titles]
    publish(call, RankingKind.FINAL)
    return list(Proposal.objects.filter(pk__in=[one.pk for one in made]).order_by("title"))


def picture_bytes(colour: str) -> bytes:
    written = io.BytesIO()
    Pillow.new("RGB", (40, 30), colour).save(written, "PNG")
    return written.getvalue()


def add_picture(proposal: Proposal, colour: str, position: int) -> Picture:
    content = picture_bytes(colour)
    picture = Picture(
        proposal=proposal,
        position=position,
        alt=f"Un prato {colour}",
        name=f"{colour}.png",
        content_type="image/png",
        size=len(content),
        sha256="0" * 64,
        width=40,
        height=30,
        uploaded_at=NOW,
    )
    picture.file.save("x", ContentFile(content), save=False)
    picture.save()
    return picture


def make_selected_with_surroundings(call: Call, *, is_old: bool = False) -> Proposal:
    """A selected proposal with two pictures and a reward, as it was sent.

    An old one was not asked how the reward is delivered.
    """
    draft = factories.make_draft(call)
    for position, colour in enumerate(("green", "red")):
        add_picture(draft, colour, position)
    ProposedReward.objects.create(
        proposal=draft,
        position=0,
        amount=Decimal("25.00"),
        title="Semi",
        description="",
        limit=50,
        handover="shipped",
        handover_words="in una busta",
    )
    content = snapshot.content_of(draft)
    if is_old:
        del content["rewards"][0]["handover"], content["rewards"][0]["handover_words"]
    proposal = make_judged(call, 8)
    # The sent content cannot be changed afterwards: this one is sent in the draft's stead.
    draft_submission = proposal.submissions.get()
    draft_submission.withdrawn_at = NOW
    draft_submission.save(update_fields=["withdrawn_at"])
    Picture.objects.filter(proposal=draft).update(proposal=proposal)
    personal = snapshot.personal_of(proposal)
    proposal.submissions.create(
        call=call,
        number=call.submissions.count() + 1,
        received_at=NOW,
        sent_by=proposal.created_by,
        content=content,
        personal=personal,
        **snapshot.digests_of(content, personal),
    )
    publish(call, RankingKind.FINAL)
    proposal.refresh_from_db()
    return proposal


def test_r2_terms_are_frozen_at_the_selection() -> None:
    call = make_call()
    (proposal,) = make_selected(call, "Un orto")
    (of_round,) = make_rounds(call, 1)
    (funding,) = start(call, {proposal: of_round}).made
    assert proposal.page is not None
    assert funding.translation_key == proposal.page.translation_key
    assert (funding.cost, funding.threshold) == (Decimal("20000.00"), Decimal("10000.00"))
    assert (funding.opens_at, funding.closes_at) == (of_round.opens_at, of_round.closes_at)
    assert (funding.slug, funding.title) == ("un-orto", "Un orto")
    assert funding.organization == proposal.organization
    assert funding.state == State.SCHEDULED
    act = Act.objects.get(funding=funding)
    assert (act.kind, act.number) == (ActKind.CREATION, "120/2026")
    assert audit()["ok"]


def test_the_cost_is_the_one_that_was_judged() -> None:
    call = make_call()
    (proposal,) = make_selected(call, "Un orto")
    Proposal.objects.filter(pk=proposal.pk).update(total_cost=Decimal("99999.00"))
    (funding,) = start(call, {proposal: make_rounds(call, 1)[0]}).made
    assert funding.cost == Decimal("20000.00")


def test_the_page_is_made_ready_and_stays_a_draft_of_redazione() -> None:
    call = make_call()
    proposal = make_selected_with_surroundings(call)
    (of_round,) = make_rounds(call, 1)
    start(call, {proposal: of_round})
    page = Proposal.objects.get(pk=proposal.pk).page
    assert page is not None
    draft = page.get_latest_revision_as_object()
    assert not page.live
    assert (draft.title, draft.slug, draft.round) == (
        "Un orto per il quartiere",
        "un-orto-per-il-quartiere",
        of_round,
    )
    assert (draft.call, draft.organization) == (call, proposal.organization)
    assert draft.main_image_alt == "Un prato green"
    assert draft.main_image.title == "Un prato green"
    gallery = draft.story[-1]
    assert gallery.block_type == "gallery"
    assert [image.contextual_alt_text for image in gallery.value] == ["Un prato red"]
    flow = page.get_workflow()
    assert flow is not None
    assert flow.name == EDITORIAL_WORKFLOW
    draft.check_budget()
    page.get_latest_revision().publish()


def test_rewards_and_pictures_come_along_once() -> None:
    call = make_call()
    proposal = make_selected_with_surroundings(call)
    (of_round,) = make_rounds(call, 1)
    start(call, {proposal: of_round})
    again = start(call, {proposal: of_round})
    assert not again.made
    assert [funding.slug for funding in again.already] == ["un-orto-per-il-quartiere"]
    reward = Reward.objects.get()
    assert (reward.title_it, reward.amount, reward.limit) == ("Semi", Decimal("25.00"), 50)
    assert get_image_model().objects.count() == 2
    assert SelectionNotice.objects.filter(kind=NoticeKind.CAMPAIGN).count() == 1
    assert call.history.filter(kind=EventKind.SELECTED).count() == 1
    assert history.broken_at(call) is None


@pytest.mark.parametrize("is_old", [False, True])
def test_how_a_reward_is_delivered_comes_along_if_it_was_said(is_old: bool) -> None:
    call = make_call()
    proposal = make_selected_with_surroundings(call, is_old=is_old)
    (of_round,) = make_rounds(call, 1)
    start(call, {proposal: of_round})
    reward = Reward.objects.get()
    said = ("handed_over", "") if is_old else ("shipped", "in una busta")
    assert (reward.handover, reward.handover_it) == said
    page = render_to_string(
        "selection/admin/proposal_dossier.html",
        {"dossier": dossier_of(proposal.submissions.get(withdrawn_at=None)), "proposal": proposal},
    )
    if is_old:
        assert "Come si consegna non è ancora detto" in page
    else:
        assert "Spedita per posta: in una busta" in page


def test_the_first_campaign_moves_the_call() -> None:
    call = make_call()
    first, second = make_selected(call, "Alfa", "Beta")
    rounds = make_rounds(call, 2)
    start(call, {first: rounds[0]})
    call.refresh_from_db()
    assert call.phase == Phase.CAMPAIGNS
    assert call.acts.filter(kind=CallActKind.CAMPAIGNS).count() == 1
    start(call, {second: rounds[1]})
    assert call.acts.filter(kind=CallActKind.CAMPAIGNS).count() == 1


def test_two_projects_of_one_title_get_two_addresses() -> None:
    call = make_call()
    selected = make_selected(call, "Dona", "Dona")
    (of_round,) = make_rounds(call, 1)
    made = start(call, dict.fromkeys(selected, of_round)).made
    assert sorted(funding.slug for funding in made) == ["progetto-dona", "progetto-dona-2"]


def test_only_who_acts_on_calls_starts_campaigns() -> None:
    call = make_call()
    (proposal,) = make_selected(call, "Un orto")
    (of_round,) = make_rounds(call, 1)
    for role in ("Segreteria", "Commissione", "Redazione", "Ragioneria"):
        with pytest.raises(PermissionDenied):
            start(call, {proposal: of_round}, by=factories.make_staff(role))
    assert not Funding.objects.exists()


def test_a_round_that_has_opened_takes_nobody() -> None:
    call = make_call()
    (proposal,) = make_selected(call, "Un orto")
    (of_round,) = make_rounds(call, 1)
    with pytest.raises(SelectionRefused):
        selecting.select(
            call=call,
            assignments={proposal: of_round},
            number="1",
            date=DAY,
            by=factories.make_staff("RUP"),
            now=of_round.opens_at,
        )
    assert round_plan.plan_rounds(call=call, now=of_round.opens_at) == {}


def test_a_round_past_the_end_of_the_experiment_takes_nobody() -> None:
    call = make_call(experiment_ends_on=date(2026, 4, 18))
    (proposal,) = make_selected(call, "Un orto")
    (of_round,) = make_rounds(call, 1)
    with pytest.raises(SelectionRefused):
        start(call, {proposal: of_round})
    factories.rewrite_rules(call, experiment_ends_on=date(2026, 4, 19))
    assert len(start(call, {proposal: of_round}).made) == 1


def test_the_round_of_another_call_takes_nobody() -> None:
    call = make_call()
    (proposal,) = make_selected(call, "Un orto")
    (of_round,) = make_rounds(make_call(), 1)
    with pytest.raises(SelectionRefused):
        start(call, {proposal: of_round})


def test_who_is_not_selected_gets_no_campaign() -> None:
    call = make_call(max_selected=1)
    make_selected(call, "Prima")
    reserve = make_judged(call, 7, title="Riserva")
    with pytest.raises(SelectionRefused, match="Riserva"):
        start(call, {reserve: make_rounds(call, 1)[0]})
    assert not Funding.objects.exists()


def test_frozen_terms_do_not_move_to_another_round() -> None:
    call = make_call()
    (proposal,) = make_selected(call, "Un orto")
    first, second = make_rounds(call, 2)
    start(call, {proposal: first})
    with pytest.raises(SelectionRefused):
        start(call, {proposal: second})


def test_one_that_cannot_be_made_holds_up_no_other() -> None:
    call = make_call()
    lost = make_selected_with_surroundings(call)
    picture = lost.pictures.first()
    assert picture is not None
    picture.file.delete(save=False)
    whole = make_judged(call, 9, title="Intero")
    publish(call, RankingKind.FINAL, number="101/2026")
    whole.refresh_from_db()
    (of_round,) = make_rounds(call, 1)
    outcome = start(call, {lost: of_round, whole: of_round})
    assert [funding.title for funding in outcome.made] == ["Intero"]
    assert list(outcome.undone) == [lost]
    assert "Un prato green" in outcome.undone[lost]


def test_the_rounds_are_planned_in_the_order_of_the_ranking() -> None:
    call = make_call()
    for score, title in ((7, "C"), (9, "A"), (8, "B")):
        make_judged(call, score, title=title)
    publish(call, RankingKind.FINAL)
    rounds = make_rounds(call, 2)
    plan = round_plan.plan_rounds(call=call, now=NOW)
    assert [(proposal.title, one) for proposal, one in plan.items()] == [
        ("A", rounds[0]),
        ("B", rounds[0]),
        ("C", rounds[1]),
    ]
    later = rounds[0].opens_at + timedelta(minutes=1)
    assert set(round_plan.plan_rounds(call=call, now=later).values()) == {rounds[1]}


def test_who_has_a_campaign_does_not_withdraw_any_more() -> None:
    call = make_call()
    (proposal,) = make_selected(call, "Un orto")
    start(call, {proposal: make_rounds(call, 1)[0]})
    with pytest.raises(HasCampaign):
        withdraw(proposal=proposal, by=proposal.created_by, reason="No.", now=NOW)
