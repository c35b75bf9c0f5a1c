"""What was decided, and why, on the page of who proposed it."""

from django.test import Client
from django.urls import reverse

from campaigns.calls.models import Phase
from campaigns.selection import eligibility
from campaigns.selection.models import Proposal, RankingKind
from tests.selection import factories
from tests.selection.eligibility.stories import NOW as CHECKED
from tests.selection.ranking.factories import make_judged, publish


def page_of(proposal: Proposal) -> str:
    client = Client()
    client.force_login(proposal.created_by)
    return client.get(reverse("area:proposal", args=[proposal.pk])).content.decode()


def test_who_is_excluded_reads_why_and_by_which_act(db: None) -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    proposal = factories.make_in_eligibility(call)
    assert "Lo statuto non è firmato." not in page_of(proposal)
    eligibility.exclude(
        proposal=proposal,
        reasons="Lo statuto non è firmato.",
        number="77/2026",
        date=CHECKED.date(),
        by=factories.make_staff("Segreteria"),
        now=CHECKED,
    )
    page = page_of(proposal)
    assert "Lo statuto non è firmato." in page
    assert "77/2026" in page


def test_the_commission_s_words_are_read_once_the_ranking_is_published_and_unsigned(
    db: None,
) -> None:
    call = factories.make_selection_call(phase=Phase.EVALUATION)
    proposal = make_judged(call, 8)
    judge = proposal.sheets.get_queryset()[0].commissioner.user
    type(judge).objects.filter(pk=judge.pk).update(last_name="Quintavalle")
    assert "Perché sì." not in page_of(proposal)
    publish(call, RankingKind.PROVISIONAL)
    page = page_of(proposal)
    assert "Perché sì." in page
    assert "80,00" in page
    assert "Quintavalle" not in page
