"""What became of a campaign's money: reports, impacts, instalments, the grant set anew."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from campaigns.api.schemas.parts import Amount, Currency, Shape, Sparse, list_of
from campaigns.cofinancing.models import GrantChangeKind
from campaigns.reporting.models import ItemKind

SUCCEEDED_SLUG = "la-campana-di-lidia"
"""The example of the documentation."""


class ReportDocument(Shape):
    """A document that the staff made public, with the proponent’s consent."""

    url = serializers.URLField(allow_null=True, help_text=_("Null once it is erased."))
    type = serializers.CharField(help_text=_("Media type."))
    size = serializers.IntegerField(help_text=_("Bytes."))
    sha256 = serializers.CharField(help_text=_("SHA-256 of the file."))
    erased_at = serializers.DateTimeField(
        allow_null=True, help_text=_("When its file was erased, the time to keep it being over.")
    )


class Report(Sparse):
    """A milestone, an accepted expense or the final report, in the proponent’s words."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ItemKind.choices)
    title = serializers.CharField()
    text = serializers.CharField(
        allow_blank=True, help_text=_("What was done; plain text, empty until it is accepted.")
    )
    day = serializers.DateField(
        allow_null=True,
        help_text=_("By when a milestone is to be reached; when an expense was paid."),
    )
    accepted = serializers.BooleanField(
        help_text=_("True once the staff has checked it: a milestone is reached.")
    )
    accepted_at = serializers.DateTimeField(allow_null=True)
    amount = Amount(allow_null=True, help_text=_("Of an expense: what was accepted (EUR)."))
    documents = ReportDocument(many=True)


class Instalment(Shape):
    """What the Comune paid at once."""

    act = serializers.CharField(help_text=_("Number of the act."))
    act_date = serializers.DateField()
    amount = Amount()


class GrantSetAnew(Shape):
    """An act by which the grant became lower."""

    act = serializers.CharField(help_text=_("Number of the act."))
    act_date = serializers.DateField()
    in_force_from = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=GrantChangeKind.choices)
    reason = serializers.CharField(help_text=_("As donors read it."))
    due_before = Amount()
    due_after = Amount()
    granted_before = Amount()
    granted_after = Amount()
    released = Amount(help_text=_("What went back to the fund."))
    owed = Amount(help_text=_("What the project has to pay back."))


class Impact(Shape):
    """What the project promised to change, and what it reached."""

    what = serializers.CharField()
    promised = serializers.CharField()
    reached = serializers.CharField(allow_blank=True)
    reached_at = serializers.DateTimeField(allow_null=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "outcome",
            value={
                "campaign": SUCCEEDED_SLUG,
                "granted": "5000.00",
                "paid": "2500.00",
                "receivable": "0.00",
                "spent": "3120.40",
                "milestones": 3,
                "milestones_reached": 1,
                "final_report": False,
                "last_told_at": "2026-10-02T11:20:00+02:00",
                "instalments": [
                    {"act": "M 12/2026", "act_date": "2026-09-14", "amount": "2500.00"}
                ],
                "grant_changes": [],
                "paid_back": [],
                "impacts": [
                    {
                        "what": "Bambini che cantano nel coro",
                        "promised": "40",
                        "reached": "",
                        "reached_at": None,
                    }
                ],
                "currency": "EUR",
            },
            response_only=True,
        )
    ]
)
class Outcome(Sparse):
    """What became of the money of a campaign that succeeded."""

    campaign = serializers.CharField(help_text=_("The permanent slug."))
    granted = Amount(help_text=_("What the Comune has granted, as it is now."))
    paid = Amount(help_text=_("Paid of what is granted."))
    receivable = Amount(help_text=_("What the project still has to pay back."))
    spent = Amount(help_text=_("All accepted expenses."))
    milestones = serializers.IntegerField()
    milestones_reached = serializers.IntegerField()
    final_report = serializers.BooleanField(help_text=_("True once it is accepted."))
    last_told_at = serializers.DateTimeField(
        help_text=_(
            "When donors were last told something: news, or an accepted entry of a report; before "
            "any, when the campaign succeeded. Its page tells of silence after 90 days, until the "
            "final report is accepted."
        )
    )
    instalments = Instalment(many=True)
    grant_changes = GrantSetAnew(many=True)
    paid_back = Instalment(many=True, help_text=_("What the project has paid back to the fund."))
    impacts = Impact(many=True)
    currency = Currency()


ReportList = list_of(Report)
