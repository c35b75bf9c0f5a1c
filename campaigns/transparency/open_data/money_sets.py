"""Data sets of the money: campaigns, gifts, commitments, movements of the fund."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from campaigns.cofinancing.models import Commitment
from campaigns.funding.models import Funding
from campaigns.ledger.models import Entry
from campaigns.models import CampaignPage
from campaigns.money import ZERO
from campaigns.payments.models import Donation, Status
from campaigns.transparency.open_data.tables import (
    DataSet,
    amount,
    day,
    flag,
    instant,
    number,
    of_query,
    text,
)


def _campaigns() -> QuerySet[Any]:
    pages = CampaignPage.objects.filter(translation_key=OuterRef("translation_key"))
    first = pages.order_by("locale_id", "pk")
    return Funding.objects.annotate(
        counted=F("confirmed") - F("refunded") - F("disputed"),
        area=Subquery(first.values("area__slug")[:1]),
        municipio=Subquery(first.values("municipio")[:1]),
        round=Subquery(first.values("round__number")[:1]),
        committed=Coalesce(F("commitment__reserved") + F("commitment__granted"), Value(ZERO)),
        shortfall=Coalesce(
            F("commitment__due") - F("commitment__reserved") - F("commitment__granted"),
            Value(ZERO),
        ),
        given=Coalesce(F("commitment__granted"), Value(ZERO)),
    ).order_by("pk")


CAMPAIGNS = DataSet(
    name="campaigns",
    title=_("Campaigns"),
    about=_("Every selected project: its frozen terms and how its money stands."),
    key=("campaign",),
    read=of_query(_campaigns),
    columns=(
        text("campaign", _("Permanent name of the campaign"), "slug"),
        text("title", _("Title")),
        text("call", _("Public notice that selected it"), "call__slug"),
        number("round", _("Round in which it collects"), "round"),
        text("organization", _("Who proposes it and receives the money"), "organization__name"),
        text("legal_form", _("Legal form of the organization"), "organization__legal_form"),
        text("area", _("Area of intervention")),
        number("municipio", _("Municipio, from 1 to 9; none for the whole city")),
        text("state", _("State of the campaign")),
        amount("cost", _("Cost of the project")),
        amount("threshold", _("What donations must cover before the Comune commits")),
        amount("cap", _("The most that the Comune adds")),
        instant("opens_at", _("When donations begin")),
        instant("closes_at", _("When donations end; this instant no longer counts")),
        amount("confirmed", _("Donations confirmed in time")),
        amount("refunded", _("Of these, refunded from the decision on")),
        amount("disputed", _("Of these, disputed by the donors’ banks")),
        amount("net", _("What counts: confirmed less refunded and disputed"), "counted"),
        number("donations", _("How many donations were confirmed in time")),
        instant("threshold_reached_at", _("When the threshold was first reached")),
        amount("committed", _("What the Comune reserves or has granted")),
        amount("shortfall", _("What is due from the Comune and not there yet")),
        amount("granted", _("What the Comune has granted"), "given"),
        instant("settled_at", _("When the campaign ended, all counted")),
    ),
)


def _donations() -> QuerySet[Any]:
    return Donation.objects.filter(status=Status.CONFIRMED).order_by("confirmed_at", "pk")


DONATIONS = DataSet(
    name="donations",
    title=_("Donations"),
    about=_("Every confirmed donation: amount and day. Nothing of who gave."),
    key=("donation",),
    read=of_query(_donations),
    columns=(
        text("donation", _("Number of the donation, as on the donor’s receipt"), "id"),
        text("campaign", _("Campaign it was given to"), "funding__slug"),
        day("day", _("Day of the payment"), "paid_at"),
        amount("amount", _("Amount given")),
        amount("refunded", _("Refunded so far"), "refunded_amount"),
        amount("disputed", _("Disputed by the donor’s bank"), "disputed_amount"),
        flag("late", _("True if it came too late to count, and is given back")),
    ),
)


def _commitments() -> QuerySet[Any]:
    return Commitment.objects.annotate(missing=F("due") - F("reserved") - F("granted")).order_by(
        "fund_id", "serial"
    )


COMMITMENTS = DataSet(
    name="commitments",
    title=_("Commitments of the Comune"),
    about=_("What the fund holds or gave for each campaign that reached its threshold."),
    key=("call", "serial"),
    read=of_query(_commitments),
    columns=(
        text("call", _("Public notice whose fund commits"), "fund__call__slug"),
        number("serial", _("Order in which thresholds were reached")),
        text("campaign", _("Campaign"), "funding__slug"),
        instant("crossed_at", _("When the threshold was reached")),
        amount("due", _("What the rules give, or the last act that set the grant anew")),
        amount("reserved", _("Held for the campaign while it runs")),
        amount("granted", _("What is granted, as it is now")),
        amount("shortfall", _("Due and not there yet"), "missing"),
        amount("paid", _("Paid of what is granted")),
        amount("receivable", _("To be paid back: paid beyond the grant as it is now")),
        text("state", _("State of the commitment")),
        text("act", _("Number of the determina"), "act__number"),
        day("act_date", _("Date of the determina"), "act__date"),
        text("budget_chapter", _("Budget chapter"), "act__budget_chapter"),
        number("budget_year", _("Budget year"), "act__budget_year"),
        text("cup", _("CUP, where due"), "act__cup"),
    ),
)


def _fund_movements() -> QuerySet[Any]:
    return Entry.objects.filter(chain__startswith="fund:").order_by("chain", "seq")


FUND_MOVEMENTS = DataSet(
    name="fund_movements",
    title=_("Movements of the fund"),
    about=_("Each row of the ledger that moves the fund, with its link in the chain."),
    key=("chain", "seq"),
    read=of_query(_fund_movements),
    columns=(
        text("chain", _("Chain of the fund")),
        number("seq", _("Number in the chain")),
        text("kind", _("What moved")),
        text("source", _("Account it was taken from")),
        text("destination", _("Account it went to")),
        amount("amount", _("Amount")),
        text("campaign", _("Campaign it concerns")),
        instant("occurred_at", _("Instant that counts by the rules")),
        text("prev_hash", _("Digest of the row before")),
        text("hash", _("Digest of this row")),
    ),
)
