"""The scenario file, checked as a whole before anything is changed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from campaigns.calls.models import Overfunding
from campaigns.money import MAX_AMOUNT, ZERO, format_eur, share_rounded_up
from campaigns.slugs import RESERVED_SLUGS
from home.scenario.members import Member, ScenarioError


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Matching rules. Amounts in EUR, shares in percent."""

    threshold_percent: Decimal
    match_percent: Decimal
    cap: Decimal
    overfunding: str
    settlement_days: int
    donation_min: Decimal
    donation_max: Decimal


@dataclass(frozen=True, kw_only=True)
class ScenarioDonation:
    """A donation to replay: EUR, and the instant at which it was paid."""

    amount: Decimal
    at: datetime
    name: str
    email: str
    anonymous: bool


@dataclass(frozen=True, kw_only=True)
class ScenarioCampaign:
    """A campaign and what it received."""

    slug: str
    title: str
    cost: Decimal
    opens_at: datetime
    closes_at: datetime
    donations: tuple[ScenarioDonation, ...]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A call, its rules and fund, and its campaigns; ``digest`` tells one content from another."""

    slug: str
    title: str
    rules: Rules
    fund: Decimal
    campaigns: tuple[ScenarioCampaign, ...]
    digest: str


def read_scenario(document: Any) -> Scenario:
    """Check a parsed file whole. Raises ``ScenarioError`` naming the first member that is wrong."""
    root = Member(document, "").object("call", "campaigns")
    call = root.get("call").object("slug", "title", "rules", "fund")
    rules = _rules(call)
    campaigns = tuple(_campaign(item, rules) for item in root.get("campaigns").items())
    _check_slugs(campaigns)
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return Scenario(
        slug=call.get("slug").slug(),
        title=call.get("title").title(),
        rules=rules,
        fund=call.get("fund").object("total").get("total").amount_or_zero(),
        campaigns=campaigns,
        digest=hashlib.sha256(canonical.encode()).hexdigest(),
    )


def check_dates(scenario: Scenario, now: datetime) -> None:
    """Raise ``ScenarioError`` for a donation after ``now``: it cannot have been made yet."""
    for number, campaign in enumerate(scenario.campaigns):
        for place, donation in enumerate(campaign.donations):
            if donation.at > now:
                path = f"campaigns[{number}].donations[{place}].at"
                raise ScenarioError(path, f"comes after {now.isoformat()}")


def _rules(call: Member) -> Rules:
    member = call.get("rules") if "rules" in call.value else Member({}, "call.rules")
    member.object(*Rules.__dataclass_fields__)
    rules = Rules(
        threshold_percent=member.optional("threshold_percent", Member.percent, Decimal(50)),
        match_percent=member.optional("match_percent", Member.percent, Decimal(50)),
        cap=member.optional("cap", Member.amount_or_zero, Decimal("50000.00")),
        overfunding=member.optional(
            "overfunding",
            lambda value: value.choice(*Overfunding.values),
            Overfunding.FILL_GAP.value,
        ),
        settlement_days=member.optional("settlement_days", Member.days, 14),
        donation_min=member.optional("donation_min", Member.amount, Decimal("1.00")),
        donation_max=member.optional("donation_max", Member.amount, Decimal("10000.00")),
    )
    if not rules.threshold_percent:
        raise ScenarioError("call.rules.threshold_percent", "must be greater than zero")
    if rules.donation_max < rules.donation_min:
        raise ScenarioError("call.rules.donation_max", "must not be below donation_min")
    return rules


def _campaign(member: Member, rules: Rules) -> ScenarioCampaign:
    member.object("slug", "title", "cost", "opens_at", "closes_at", "donations")
    campaign = ScenarioCampaign(
        slug=member.get("slug").slug(),
        title=member.get("title").title(),
        cost=member.get("cost").amount(),
        opens_at=member.get("opens_at").instant(),
        closes_at=member.get("closes_at").instant(),
        donations=member.optional(
            "donations",
            lambda value: tuple(_donation(item, rules) for item in value.items()),
            (),
        ),
    )
    if campaign.slug in RESERVED_SLUGS:
        raise member.get("slug").error("is reserved")
    if campaign.closes_at <= campaign.opens_at:
        raise member.get("closes_at").error("must come after opens_at")
    if sum((gift.amount for gift in campaign.donations), ZERO) > MAX_AMOUNT:
        raise member.get("donations").error("add up to more than can be stored")
    if share_rounded_up(campaign.cost, rules.threshold_percent) <= 0:
        raise member.get("cost").error("gives a threshold of zero")
    return campaign


def _donation(member: Member, rules: Rules) -> ScenarioDonation:
    member.object("amount", "at", "name", "email", "anonymous")
    donation = ScenarioDonation(
        amount=member.get("amount").amount(),
        at=member.get("at").instant(),
        name=member.optional("name", lambda value: value.text(120), ""),
        email=member.optional("email", Member.email, ""),
        anonymous=member.optional("anonymous", Member.flag, False),
    )
    if not rules.donation_min <= donation.amount <= rules.donation_max:
        raise member.get("amount").error(
            f"must be from {format_eur(rules.donation_min)} to {format_eur(rules.donation_max)}"
        )
    return donation


def _check_slugs(campaigns: tuple[ScenarioCampaign, ...]) -> None:
    seen: set[str] = set()
    for position, campaign in enumerate(campaigns):
        if campaign.slug in seen:
            raise ScenarioError(f"campaigns[{position}].slug", "is used twice")
        seen.add(campaign.slug)
