"""Ratings and requests as lists with filters, exported as spreadsheets."""

from typing import ClassVar

import django_filters  # type: ignore[import-untyped]
from django.db.models import Avg, QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from campaigns.staff.exports import SafeSpreadsheetMixin
from campaigns.staff.lists import InstantColumn
from home.feedback.models import RatedThing, Rating, RequestKind, SupportRequest, Topic


class RatingFilterSet(WagtailFilterSet):
    """By what was rated, how many stars, when, where."""

    rated_at = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Period"), widget=DateRangePickerWidget
    )
    stars = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Stars"), choices=[(number, str(number)) for number in range(1, 6)]
    )
    thing = django_filters.ChoiceFilter(
        label=gettext_lazy("What is rated"), choices=RatedThing.choices
    )
    address = django_filters.CharFilter(
        label=gettext_lazy("Address contains"), lookup_expr="icontains"
    )
    is_explained = django_filters.BooleanFilter(
        label=gettext_lazy("With words"), method="with_words"
    )

    class Meta:
        model = Rating
        fields: ClassVar = ["rated_at", "thing", "stars", "address"]

    def with_words(self, rows: QuerySet[Rating], name: str, value: bool) -> QuerySet[Rating]:
        """Those that somebody added words to, or those without."""
        return rows.exclude(details="") if value else rows.filter(details="")


class RequestFilterSet(WagtailFilterSet):
    """By whether they wait, why they were written, when."""

    waits = django_filters.BooleanFilter(
        label=gettext_lazy("To be dealt with"), field_name="closed_at", lookup_expr="isnull"
    )
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=RequestKind.choices)
    topic = django_filters.ChoiceFilter(label=gettext_lazy("About"), choices=Topic.choices)
    written_at = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Period"), widget=DateRangePickerWidget
    )
    reference = django_filters.CharFilter(label=gettext_lazy("Reference"), lookup_expr="icontains")

    class Meta:
        model = SupportRequest
        fields: ClassVar = ["written_at", "kind", "topic", "reference"]


class FeedbackReport(SafeSpreadsheetMixin, ReportView):
    """A list that needs the permission to view its rows."""

    any_permission_required: ClassVar = ["view"]

    @property
    def permission_policy(self) -> ModelPermissionPolicy:
        """The model's own permissions: a report is open to every admin user without one."""
        return ModelPermissionPolicy(self.model)


class RatingReport(FeedbackReport):
    """Every rating, the newest first."""

    model = Rating
    page_title = gettext_lazy("Ratings of the pages")
    header_icon = "pick"
    index_url_name = "feedback_admin:ratings"
    index_results_url_name = "feedback_admin:ratings_results"
    filterset_class = RatingFilterSet
    default_ordering = "-rated_at"
    columns: ClassVar = [
        DateColumn("rated_at", label=gettext_lazy("When"), sort_key="rated_at"),
        Column("stars", label=gettext_lazy("Stars"), sort_key="stars"),
        Column("thing", label=gettext_lazy("What is rated"), accessor="get_thing_display"),
        Column("address", label=gettext_lazy("Address"), sort_key="address"),
        Column("aspect", label=gettext_lazy("Why"), accessor="get_aspect_display"),
        Column("details", label=gettext_lazy("Details")),
    ]
    list_export: ClassVar = [
        *("rated_at", "stars", "thing", "address", "language", "aspect", "details"),
    ]

    def get_page_subtitle(self) -> str:
        """The average of what the filters leave."""
        rows = self.get_filtered_queryset()
        average = rows.order_by().aggregate(average=Avg("stars"))["average"]
        if average is None:
            return ""
        return _("average %(stars)s of 5") % {"stars": number_format(round(average, 2), 2)}


class RequestReport(FeedbackReport):
    """Requests to the staff: what waits, and what was dealt with."""

    model = SupportRequest
    page_title = gettext_lazy("Requests to the staff")
    header_icon = "mail"
    index_url_name = "feedback_admin:requests"
    index_results_url_name = "feedback_admin:requests_results"
    filterset_class = RequestFilterSet
    default_ordering = "-written_at"
    columns: ClassVar = [
        TitleColumn(
            "reference",
            label=gettext_lazy("Reference"),
            get_url=lambda row: reverse("feedback_admin:request", args=[row.pk]),
        ),
        Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display"),
        Column("topic", label=gettext_lazy("About"), accessor="get_topic_display"),
        DateColumn("written_at", label=gettext_lazy("Written"), sort_key="written_at"),
        Column(
            "closed_at",
            label=gettext_lazy("Dealt with"),
            accessor=InstantColumn("closed_at", ""),
            sort_key="closed_at",
        ),
    ]
    list_export: ClassVar = [
        *("reference", "kind", "topic", "language", "written_at", "closed_at", "text", "address"),
    ]
