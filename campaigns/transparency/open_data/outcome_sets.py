"""Data sets of what became of the money: reports, impacts, instalments, grants set anew."""

from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from campaigns.cofinancing.models import GrantChange, Payout, Recovery
from campaigns.reporting.models import ItemState
from campaigns.reporting.reading import public_impacts, public_items
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

_ACCEPTED = Q(state=ItemState.ACCEPTED)


def _reports() -> QuerySet[Any]:
    return (
        public_items()
        .prefetch_related(None)
        .annotate(
            is_accepted=Case(When(_ACCEPTED, then=True), default=False),
            accepted_at=Case(When(_ACCEPTED, then=F("decided_at")), default=Value(None)),
            shown=Count(
                "documents",
                filter=_ACCEPTED & Q(documents__is_public=True, documents__erased_at=None),
            ),
        )
        .order_by("campaign_key", "day", "written_at", "pk")
    )


REPORTS = DataSet(
    name="reports",
    title=_("Reports of campaigns"),
    about=_(
        "Milestones, expenses and final reports of campaigns that succeeded: expenses and final "
        "reports once the staff has accepted them. Nothing of who sold or was paid."
    ),
    key=("report",),
    read=of_query(_reports),
    columns=(
        text("report", _("Number of the entry"), "id"),
        text("campaign", _("Campaign")),
        text("kind", _("Milestone, expense or final report")),
        text("title", _("What it is, in the proponent’s words")),
        day("day", _("By when a milestone is to be reached; when an expense was paid")),
        flag(
            "accepted",
            _("True once the staff has checked it: a milestone is reached"),
            "is_accepted",
        ),
        instant("accepted_at", _("When it was accepted")),
        amount("amount", _("Of an expense: what was accepted of it"), "accepted_amount"),
        number("documents", _("How many documents can be read on the campaign’s page"), "shown"),
    ),
)

IMPACTS = DataSet(
    name="impacts",
    title=_("Impact promised and reached"),
    about=_("What each campaign that succeeded promised to change, and what it reached."),
    key=("impact",),
    read=of_query(lambda: public_impacts().order_by("pk")),
    columns=(
        number("impact", _("Number of the promise"), "pk"),
        text("campaign", _("Campaign")),
        text("what", _("What changes, in the proponent’s words")),
        text("promised", _("What was promised")),
        text("reached", _("What was reached; empty while nothing is told")),
        instant("reached_at", _("When it was told last what was reached")),
    ),
)

PAYOUTS = DataSet(
    name="payouts",
    title=_("Instalments paid"),
    about=_("What the Comune has paid of its grants, payment by payment."),
    key=("payout",),
    read=of_query(lambda: Payout.objects.order_by("pk")),
    columns=(
        number("payout", _("Number of the instalment"), "pk"),
        text("call", _("Public notice whose fund pays"), "commitment__fund__call__slug"),
        text("campaign", _("Campaign"), "commitment__funding__slug"),
        text("act", _("Number of the act"), "number"),
        day("act_date", _("Date of the act"), "date"),
        amount("amount", _("Amount paid")),
    ),
)

GRANT_CHANGES = DataSet(
    name="grant_changes",
    title=_("Grants set anew"),
    about=_("Acts by which a grant became lower than it was, with what it was and what it is."),
    key=("change",),
    read=of_query(lambda: GrantChange.objects.order_by("pk")),
    columns=(
        number("change", _("Number of the change"), "pk"),
        text("call", _("Public notice whose fund grants"), "commitment__fund__call__slug"),
        text("campaign", _("Campaign"), "commitment__funding__slug"),
        text("act", _("Number of the act"), "number"),
        day("act_date", _("Date of the act"), "date"),
        instant("in_force_from", _("Instant that counts by the rules"), "at"),
        text("kind", _("Expenses below the cost, or the grant is revoked")),
        text("reason", _("Reason that donors read, in Italian"), "public_reason_it"),
        amount("due_before", _("What the rules gave")),
        amount("due_after", _("What they give now")),
        amount("granted_before", _("What was granted")),
        amount("granted_after", _("What is granted now")),
        amount("released", _("What went back to the fund")),
        amount("owed", _("What the project has to pay back")),
    ),
)

RECOVERIES = DataSet(
    name="recoveries",
    title=_("Amounts paid back"),
    about=_("What projects have paid back to the fund, of grants that became lower."),
    key=("recovery",),
    read=of_query(lambda: Recovery.objects.order_by("pk")),
    columns=(
        number("recovery", _("Number of the payment"), "pk"),
        text("call", _("Public notice whose fund is paid"), "commitment__fund__call__slug"),
        text("campaign", _("Campaign"), "commitment__funding__slug"),
        text("act", _("Number of the document"), "number"),
        day("act_date", _("Date of the document"), "date"),
        amount("amount", _("Amount paid back")),
    ),
)
