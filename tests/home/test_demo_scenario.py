"""The demo and the 2015 edition as `load_scenario` documents: shape, dates, sums, fund."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from home.demo import content
from home.demo.edition_2015 import build_edition
from home.demo.scenario import build_scenario
from home.demo.windows import ROME, rounds_moved_to

SUMMER = datetime(2026, 7, 14, 9, 30, tzinfo=UTC)
WINTER = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
CLOCKS_BACK = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
CLOCKS_FORWARD = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
JUST_AFTER_MIDNIGHT_IN_ROME = datetime(2026, 11, 22, 23, 0, 1, tzinfo=UTC)
MOMENTS = (SUMMER, WINTER, CLOCKS_BACK, CLOCKS_FORWARD, JUST_AFTER_MIDNIGHT_IN_ROME)

DEMOS = [build_scenario(now) for now in MOMENTS]
DEMOS_BY_MOMENT = list(zip(MOMENTS, DEMOS, strict=True))
EDITION = build_edition()
EVERY = [*DEMOS, EDITION]
FUNDED_IN_2015 = [campaign for campaign in content.campaigns() if campaign["outcome"] == "funded"]
CAP = Decimal("50000.00")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def gifts_of(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for campaign in document["campaigns"]:
        yield from campaign["donations"]


def by_slug(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {campaign["slug"]: campaign for campaign in document["campaigns"]}


def collected(campaign: dict[str, Any]) -> Decimal:
    return sum((Decimal(gift["amount"]) for gift in campaign["donations"]), Decimal())


def threshold(campaign: dict[str, Any]) -> Decimal:
    return Decimal(campaign["cost"]) / 2


def crossed(campaign: dict[str, Any]) -> bool:
    return collected(campaign) >= threshold(campaign)


def in_round(document: dict[str, Any], number: int) -> list[dict[str, Any]]:
    slugs = {each["slug"] for each in content.campaigns() if each["round"] == number}
    return [campaign for campaign in document["campaigns"] if campaign["slug"] in slugs]


@pytest.mark.parametrize("document", EVERY)
def test_a_document_has_exactly_the_members_load_scenario_reads(document: dict[str, Any]) -> None:
    assert set(document) == {"call", "campaigns"}
    assert set(document["call"]) == {"slug", "title", "rules", "fund"}
    assert document["call"]["fund"] == {"total": "400000.00"}
    assert document["call"]["rules"] == {
        "threshold_percent": "50",
        "match_percent": "50",
        "cap": "50000.00",
        "overfunding": "fill_gap",
        "settlement_days": 14,
        "donation_min": "1.00",
        "donation_max": "10000.00",
    }
    assert len(document["campaigns"]) == 18
    for campaign in document["campaigns"]:
        assert set(campaign) == {"slug", "title", "cost", "opens_at", "closes_at", "donations"}
    for gift in gifts_of(document):
        assert set(gift) == {"amount", "at", "name", "email", "anonymous"}


@pytest.mark.parametrize("document", EVERY)
def test_every_gift_is_within_the_limits_and_its_campaign(document: dict[str, Any]) -> None:
    for campaign in document["campaigns"]:
        opens_at, closes_at = instant(campaign["opens_at"]), instant(campaign["closes_at"])
        instants = [instant(gift["at"]) for gift in campaign["donations"]]
        assert instants == sorted(instants)
        assert all(opens_at <= at < closes_at for at in instants)
    for gift in gifts_of(document):
        amount = Decimal(gift["amount"])
        assert gift["amount"] == f"{amount:.2f}"
        assert Decimal("1.00") <= amount <= Decimal("10000.00")


@pytest.mark.parametrize("document", EVERY)
def test_donors_are_invented_people_at_example_org(document: dict[str, Any]) -> None:
    gifts = list(gifts_of(document))
    emails = [gift["email"] for gift in gifts]
    assert all(email.endswith("@example.org") and email.isascii() for email in emails)
    assert len(set(emails)) == len(emails)
    assert all(gift["name"] == gift["name"].strip() != "" for gift in gifts)
    anonymous = sum(gift["anonymous"] for gift in gifts) / len(gifts)
    assert 0.20 < anonymous < 0.30


@pytest.mark.parametrize("document", EVERY)
def test_campaigns_open_and_close_at_midnight_in_rome(document: dict[str, Any]) -> None:
    for campaign in document["campaigns"]:
        for edge in ("opens_at", "closes_at"):
            moment = instant(campaign[edge])
            assert moment.utcoffset() == moment.astimezone(ROME).utcoffset()
            assert (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def test_the_demo_is_the_same_all_day_long() -> None:
    first = datetime(2026, 11, 23, 0, 0, tzinfo=ROME)
    last = datetime(2026, 11, 23, 23, 59, 59, tzinfo=ROME)
    assert build_scenario(first) == build_scenario(last)
    assert build_scenario(first) != build_scenario(last + timedelta(seconds=1))
    assert build_edition() == build_edition()


@pytest.mark.parametrize(("now", "document"), DEMOS_BY_MOMENT)
def test_the_rounds_stand_around_today_as_on_the_24th_of_october_2016(
    now: datetime, document: dict[str, Any]
) -> None:
    today = now.astimezone(ROME).date()
    windows = rounds_moved_to(today)
    assert windows[3].last_day - today == timedelta(days=11)
    assert windows[4].first_day - today == timedelta(days=7)
    for number in (1, 2):
        assert all(instant(campaign["closes_at"]) <= now for campaign in in_round(document, number))
    for campaign in in_round(document, 3):
        assert instant(campaign["opens_at"]) <= now < instant(campaign["closes_at"])
    for campaign in in_round(document, 4):
        assert instant(campaign["opens_at"]) > now
        assert campaign["donations"] == []


@pytest.mark.parametrize(("now", "document"), DEMOS_BY_MOMENT)
def test_no_gift_is_later_than_now(now: datetime, document: dict[str, Any]) -> None:
    assert all(instant(gift["at"]) < now for gift in gifts_of(document))


@pytest.mark.parametrize("document", DEMOS)
def test_the_closed_campaigns_succeed_but_one(document: dict[str, Any]) -> None:
    closed = in_round(document, 1) + in_round(document, 2)
    assert [campaign["slug"] for campaign in closed if not crossed(campaign)] == ["attiviamoci"]
    assert collected(by_slug(document)["attiviamoci"]) == Decimal("110.00")


@pytest.mark.parametrize(("now", "document"), DEMOS_BY_MOMENT)
def test_one_live_campaign_is_18_euros_short_and_quiet(
    now: datetime, document: dict[str, Any]
) -> None:
    short = by_slug(document)["ecolab"]
    assert threshold(short) - collected(short) == Decimal("18.00")
    assert now - instant(short["donations"][-1]["at"]) > timedelta(hours=24)


@pytest.mark.parametrize("document", DEMOS)
def test_the_live_round_shows_every_state(document: dict[str, Any]) -> None:
    live = by_slug(document)
    assert collected(live["so-lunch"]) > Decimal(live["so-lunch"]["cost"])
    assert crossed(live["medicinema"])
    assert crossed(live["cn-smart-l-hub"])
    cinewall = collected(live["iwant-cinewall"])
    assert Decimal("0.9") * CAP < cinewall < CAP
    assert len(live["ruote-in-comune"]["donations"]) < 20
    for slug, campaign in live.items():
        if campaign["donations"] and slug not in {"ruote-in-comune", "attiviamoci"}:
            assert 40 <= len(campaign["donations"]) <= 220


def test_most_gifts_are_small_and_a_few_are_large() -> None:
    amounts = sorted(Decimal(gift["amount"]) for gift in gifts_of(DEMOS[0]))
    assert amounts[len(amounts) // 2] <= 50
    assert amounts[-1] >= 1000
    assert sum(amount >= 1000 for amount in amounts) < len(amounts) / 25


@pytest.mark.parametrize("document", EVERY)
def test_the_fund_is_never_exceeded(document: dict[str, Any]) -> None:
    assert max(reservations(document)) <= Decimal("400000.00")


def test_tens_of_thousands_are_left_even_if_every_campaign_of_the_demo_crosses() -> None:
    due = sum(min(threshold(campaign), CAP) for campaign in DEMOS[0]["campaigns"])
    assert Decimal("20000") < Decimal("400000.00") - due < Decimal("100000")


def reservations(document: dict[str, Any]) -> Iterator[Decimal]:
    """What is reserved or granted after each crossing and closing, in order of time."""
    moments: list[tuple[datetime, int, Decimal]] = [
        (datetime.min.replace(tzinfo=UTC), 0, Decimal())
    ]
    for campaign in document["campaigns"]:
        if not crossed(campaign):
            continue
        due = min(threshold(campaign), CAP)
        net = Decimal()
        for gift in campaign["donations"]:
            net += Decimal(gift["amount"])
            if net >= threshold(campaign):
                moments.append((instant(gift["at"]), 1, due))
                break
        gap = max(Decimal(), Decimal(campaign["cost"]) - collected(campaign))
        moments.append((instant(campaign["closes_at"]), 0, min(due, gap) - due))
    held = Decimal()
    for _, _, change in sorted(moments):
        held += change
        yield held


def test_the_edition_has_its_real_days() -> None:
    campaign = by_slug(EDITION)["le-isole-di-wendy"]
    assert instant(campaign["opens_at"]) == datetime(2016, 4, 29, tzinfo=ROME)
    assert instant(campaign["closes_at"]) == datetime(2016, 6, 19, tzinfo=ROME)
    assert campaign["opens_at"] == "2016-04-29T00:00:00+02:00"
    last = by_slug(EDITION)["child-explorer"]
    assert instant(last["closes_at"]).date() == date(2016, 12, 21)


def test_the_edition_has_its_real_totals() -> None:
    succeeded = [campaign for campaign in EDITION["campaigns"] if crossed(campaign)]
    assert {campaign["slug"] for campaign in succeeded} == {each["slug"] for each in FUNDED_IN_2015}
    assert len(succeeded) == 16
    online = sum(collected(campaign) for campaign in succeeded)
    grants = [Decimal(campaign["cost"]) - collected(campaign) for campaign in succeeded]
    assert online == Decimal("333136.00")
    assert sum(grants) == Decimal("323882.00")
    assert all(0 < grant <= CAP for grant in grants)
    assert sum(Decimal(campaign["cost"]) for campaign in succeeded) == Decimal("657018.00")


def test_the_edition_has_its_real_donors() -> None:
    slugs = {each["slug"] for each in FUNDED_IN_2015}
    gifts = [
        gift for each in EDITION["campaigns"] if each["slug"] in slugs for gift in each["donations"]
    ]
    companies = [gift for gift in gifts if gift["email"].startswith("info.")]
    amounts = [Decimal(gift["amount"]) for gift in gifts]
    assert (len(gifts), len(companies)) == (1646, 154)
    assert max(amounts) == Decimal("6000.00")
    assert amounts.count(Decimal("6000.00")) == 1


def test_the_demo_and_the_edition_agree_on_titles_and_costs() -> None:
    terms = [
        [(each["slug"], each["title"], each["cost"]) for each in d["campaigns"]] for d in EVERY
    ]
    published = [(each["slug"], each["title"], each["cost"]) for each in content.campaigns()]
    assert all(each == published for each in terms)
