"""What becomes of the money of the demo's campaigns: instalments, steps, expenses, a last word."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from campaigns.accounts.models import User
from campaigns.cofinancing import acts, grant_acts
from campaigns.cofinancing.grant_acts import GrantPaper
from campaigns.cofinancing.models import Commitment
from campaigns.funding.models import Funding
from campaigns.reporting import reviewing, writing
from campaigns.reporting.models import ItemKind, RefusalReason
from home.demo.papers import paper
from home.demo.selection_people import owner_of
from home.demo.selection_stage import Stage
from home.demo.windows import DAY, rome_date


def record_act(stage: Stage, funding: Funding, number: int, at: datetime) -> None:
    """The act by which the Comune commits."""
    acts.record_act(
        commitment=Commitment.objects.get(funding=funding),
        number=f"{number}/{localdate(at):%Y}",
        date=localdate(at),
        budget_chapter="4512.01",
        budget_year=localdate(at).year,
        cup="",
        by=stage.person("ragioneria"),
        now=at,
    )


def pay(stage: Stage, funding: Funding, amount: str, number: int, at: datetime) -> None:
    """An instalment of so many EUR."""
    grant_acts.pay_out(
        commitment_id=Commitment.objects.get(funding=funding).pk,
        amount=Decimal(amount),
        paper=grant_paper(stage, number, at),
        now=at,
    )


def grant_paper(stage: Stage, number: int, at: datetime) -> GrantPaper:
    """A document of finance, of that day."""
    return GrantPaper(
        number=f"{number}/{localdate(at):%Y}", date=localdate(at), by=stage.person("ragioneria")
    )


def report(stage: Stage, funding: Funding, told: dict[str, Any]) -> None:
    """All that is told of what was done: days are counted from today."""
    assert funding.organization is not None
    owner = owner_of(funding.organization)
    for milestone in told.get("milestones", ()):
        _milestone(stage, funding, owner, milestone)
    for expense in told.get("expenses", ()):
        _expense(stage, funding, owner, expense, told.get("refusal", ""))
    for what, promised, reached in told.get("impacts", ()):
        impact = writing.promise(
            campaign_key=funding.translation_key,
            what=what,
            promised=promised,
            by=owner,
            now=stage.at(-125),
        )
        writing.tell_reached(impact=impact, reached=reached, by=owner, now=stage.at(-30))
    if "final" in told:
        _final(stage, funding, owner, told["final"])


def _milestone(stage: Stage, funding: Funding, owner: User, told: dict[str, Any]) -> None:
    draft = writing.Draft(
        kind=ItemKind.MILESTONE,
        title=told["title"],
        day=rome_date(stage.now) + told["day"] * DAY,
    )
    item = writing.add(
        campaign_key=funding.translation_key,
        draft=draft,
        upload=None,
        by=owner,
        now=stage.at(-160),
    )
    if "reached" in told:
        writing.send(
            item_id=item.pk,
            words=told["text"],
            upload=None,
            by=owner,
            now=stage.at(told["reached"] - 3),
        )
        reviewing.accept(
            item_id=item.pk, by=stage.person("segreteria"), now=stage.at(told["reached"])
        )


def _expense(
    stage: Stage, funding: Funding, owner: User, told: dict[str, Any], refusal: str
) -> None:
    draft = writing.Draft(
        kind=ItemKind.EXPENSE,
        title=told["title"],
        day=rome_date(stage.now) + told["day"] * DAY,
        amount=Decimal(told["amount"]),
    )
    item = writing.add(
        campaign_key=funding.translation_key,
        draft=draft,
        upload=writing.Upload(file=paper(told["paper"]), may_be_public=True),
        by=owner,
        now=stage.at(told["day"] + 1),
    )
    staff = stage.person("segreteria")
    if "accepted" in told:
        public = [document.pk for document in item.documents.all()]
        at = stage.at(told["accepted"])
        reviewing.accept(item_id=item.pk, public=public, by=staff, now=at)
    if "refused" in told:
        reviewing.refuse(
            item_id=item.pk,
            reason=RefusalReason.MISMATCH,
            words=refusal,
            by=staff,
            now=stage.at(told["refused"]),
        )


def _final(stage: Stage, funding: Funding, owner: User, told: dict[str, Any]) -> None:
    draft = writing.Draft(kind=ItemKind.FINAL, title=told["title"], text=told["text"])
    item = writing.add(
        campaign_key=funding.translation_key,
        draft=draft,
        upload=writing.Upload(file=paper(told["paper"]), may_be_public=True),
        by=owner,
        now=stage.at(told["sent"]),
    )
    reviewing.accept(
        item_id=item.pk,
        public=[document.pk for document in item.documents.all()],
        by=stage.person("segreteria"),
        now=stage.at(told["accepted"]),
    )
