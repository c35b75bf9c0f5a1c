"""Rewards of a proposal, and how each comes to its donor."""

from decimal import Decimal

from campaigns.selection import snapshot
from campaigns.selection.area.summary import sections_of
from campaigns.selection.models import ProposedReward
from campaigns.selection.steps import Step
from tests.selection.area.conftest import Desk

SEEDS = {"row-0-amount": "25", "row-0-title": "Semi"}
POSTED = {"row-0-handover": "shipped", "row-0-handover_words": "in una busta"}


def written(desk: Desk) -> str:
    """What its summary says of the rewards."""
    (campaign,) = [told for told in sections_of(desk.fresh()) if told.step == Step.CAMPAIGN]
    return campaign.entries[-1].text


def test_how_a_reward_is_delivered_is_asked_kept_and_sent(desk: Desk) -> None:
    page = desk.client.get(desk.url(Step.CAMPAIGN)).content.decode()
    for words in ("Come si consegna", "Ancora da decidere", "A mano:", "Spedita per posta"):
        assert words in page
    assert desk.save(Step.CAMPAIGN, SEEDS | POSTED).status_code == 302
    reward = desk.proposal.rewards.get()
    assert (reward.handover, reward.handover_words) == ("shipped", "in una busta")
    assert "Spedita per posta: in una busta" in written(desk)
    (sent,) = snapshot.content_of(desk.fresh())["rewards"]
    assert (sent["handover"], sent["handover_words"]) == ("shipped", "in una busta")


def test_it_may_be_left_for_later_and_an_empty_row_is_none(desk: Desk) -> None:
    nothing = {"row-1-title": "", "row-1-handover": "", "row-1-handover_words": ""}
    later = {"row-0-handover": "", "row-0-handover_words": ""}
    assert desk.save(Step.CAMPAIGN, SEEDS | later | nothing).status_code == 302
    assert desk.proposal.rewards.get().handover == ""


def test_a_reward_from_before_stays_and_an_older_page_can_still_save_it(desk: Desk) -> None:
    ProposedReward.objects.create(
        proposal=desk.proposal, position=0, amount=Decimal(10), title="Pane"
    )
    assert "Pane" in desk.client.get(desk.url(Step.CAMPAIGN)).content.decode()
    assert desk.save(Step.CAMPAIGN, SEEDS).status_code == 302
    reward = desk.proposal.rewards.get()
    assert (reward.title, reward.handover) == ("Semi", "")


def test_another_way_is_refused_and_nothing_is_lost(desk: Desk) -> None:
    response = desk.save(Step.CAMPAIGN, SEEDS | {"row-0-handover": "pigeon"})
    assert response.status_code == 400
    assert 'value="Semi"' in response.content.decode()
    assert not desk.proposal.rewards.exists()
