"""What became of a campaign's money: what was done and spent, what the Comune paid."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api import schemas
from campaigns.api.campaign_views import OfCampaign
from campaigns.api.documentation import CAMPAIGNS, SUCCEEDED_SLUG, reads
from campaigns.api.parameters import ChoiceParameter, PageQuery, Query, with_fields
from campaigns.api.representations import instant, optional_instant
from campaigns.api.rich_text import absolute
from campaigns.cofinancing.models import GrantChange, Payout, Recovery
from campaigns.funding.models import Funding
from campaigns.money import wire_format
from campaigns.reporting.models import ItemKind, ItemState, ReportDocument, ReportItem
from campaigns.reporting.reading import Afterwards, afterwards_of, public_items
from campaigns.reporting.silence import with_last_sign


class ReportsQuery(PageQuery):
    """The parameters of a campaign's reports."""

    kind = ChoiceParameter(ItemKind.values, help_text=_("Of this kind alone."))


class ReportsView(OfCampaign):
    """Milestones, expenses and the final report."""

    query_form = with_fields(ReportsQuery, schemas.Report)

    @reads(
        CAMPAIGNS,
        "campaign_reports",
        schemas.ReportList,
        query=query_form,
        about=[SUCCEEDED_SLUG],
        summary=_("Reports of a campaign"),
        description=_(
            "Milestones, accepted expenses and the final report, the latest written first; none "
            "until the campaign has succeeded. What the staff has not accepted is not here."
        ),
    )
    def get(self, request: Request, slug: str) -> Response:
        rows = public_items().filter(campaign_key=self.key)
        if "kind" in self.query:
            rows = rows.filter(kind=self.query["kind"])
        return self.paginated(
            request, rows, lambda page: [_report(row) for row in page], "-written_at", "pk"
        )


class OutcomeView(OfCampaign):
    """The grant, what was paid and spent, and what changed by it."""

    query_form = with_fields(Query, schemas.Outcome)

    @reads(
        CAMPAIGNS,
        "campaign_outcome",
        schemas.Outcome,
        query=query_form,
        about=[SUCCEEDED_SLUG],
        summary=_("What became of the money"),
        description=_(
            "Instalments of the grant, acts that set it anew, what was spent, impact promised and "
            "reached. There is none (404) until the campaign has succeeded."
        ),
    )
    def get(self, request: Request, slug: str) -> Response:
        now = timezone.now()
        funding = self.funding()
        found = afterwards_of(funding, now)
        if found is None:
            raise Http404
        return self.told(request, _outcome(funding, found, now))


def _report(item: ReportItem) -> dict[str, Any]:
    accepted = item.state == ItemState.ACCEPTED
    documents: Iterable[ReportDocument] = getattr(item, "public_documents", ())
    return {
        "id": str(item.pk),
        "kind": item.kind,
        "title": item.title,
        "text": item.text if accepted else "",
        "day": item.day.isoformat() if item.day else None,
        "accepted": accepted,
        "accepted_at": optional_instant(item.decided_at if accepted else None),
        "amount": None if item.accepted_amount is None else wire_format(item.accepted_amount),
        "documents": [
            {
                "url": None
                if document.erased_at
                else absolute(reverse("reporting:document", args=[document.pk])),
                "type": document.content_type,
                "size": document.size,
                "sha256": document.sha256,
                "erased_at": optional_instant(document.erased_at),
            }
            for document in documents
        ],
    }


def _outcome(funding: Funding, found: Afterwards, now: datetime) -> dict[str, Any]:
    told = with_last_sign(Funding.objects.filter(pk=funding.pk), now)
    return {
        "campaign": funding.slug,
        "granted": wire_format(found.granted),
        "paid": wire_format(found.paid),
        "receivable": wire_format(found.receivable),
        "spent": wire_format(found.spent),
        "milestones": len(found.milestones),
        "milestones_reached": found.reached,
        "final_report": found.final is not None,
        "last_told_at": instant(told.values_list("last_sign", flat=True).get()),
        "instalments": [_instalment(row) for row in found.payouts],
        "grant_changes": [_change(row) for row in found.changes],
        "paid_back": [_instalment(row) for row in found.recoveries],
        "impacts": [
            {
                "what": row.what,
                "promised": row.promised,
                "reached": row.reached,
                "reached_at": optional_instant(row.reached_at),
            }
            for row in found.impacts
        ],
        "currency": "EUR",
    }


def _instalment(row: Payout | Recovery) -> dict[str, str]:
    return {
        "act": row.number,
        "act_date": row.date.isoformat(),
        "amount": wire_format(row.amount),
    }


def _change(row: GrantChange) -> dict[str, str]:
    return {
        "act": row.number,
        "act_date": row.date.isoformat(),
        "in_force_from": instant(row.at),
        "kind": row.kind,
        "reason": row.public_reason,
        "due_before": wire_format(row.due_before),
        "due_after": wire_format(row.due_after),
        "granted_before": wire_format(row.granted_before),
        "granted_after": wire_format(row.granted_after),
        "released": wire_format(row.released),
        "owed": wire_format(row.owed),
    }
