"""The forms of acts on campaigns: what the document says, and what donors read of it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from campaigns.funding.models import Funding
from campaigns.funding.terms import Terms
from campaigns.staff.acts import ActForm
from campaigns.typed_amounts import TypedAmountField


class StopForm(ActForm):
    """Stopping a campaign: donors are told why."""

    public_reason_it = forms.CharField(
        label=gettext_lazy("Reason that donors read, in Italian"),
        max_length=300,
        help_text=gettext_lazy("One or two plain sentences: page and e-mails carry them."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    public_reason_en = forms.CharField(
        label=gettext_lazy("Reason that donors read, in English"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Empty: English readers see the Italian one."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ResumptionForm(StopForm):
    """Taking a campaign up again: telling donors why is a choice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public_reason_it"].required = False


class TermsForm(ActForm):
    """The terms of a campaign; of ``funding``, where it has them already."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=255)
    cost = TypedAmountField(label=gettext_lazy("Cost (EUR)"))
    opens_at = forms.DateTimeField(
        label=gettext_lazy("Opens"),
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Rome time."),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=AdminDateInput,
        help_text=gettext_lazy("Donations close at the midnight after it, Rome time."),
    )
    field_order = ("title", "slug", "cost", "opens_at", "last_day", "number", "date", "reason")

    def __init__(self, *args: Any, funding: Funding | None = None, **kwargs: Any) -> None:
        self.funding = funding
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """The closing must come after the opening."""
        cleaned: dict[str, Any] = super().clean() or {}
        opens_at, last_day = cleaned.get("opens_at"), cleaned.get("last_day")
        if opens_at and last_day and closing_after(last_day, self.funding) <= opens_at:
            self.add_error("last_day", _("The campaign must close after it opens."))
        return cleaned

    @property
    def terms(self) -> Terms:
        """The terms that were typed, of a form that is valid."""
        typed = self.cleaned_data
        return Terms(
            title=typed["title"],
            cost=typed["cost"],
            opens_at=typed["opens_at"],
            closes_at=closing_after(typed["last_day"], self.funding),
        )


class CreationForm(TermsForm):
    """The terms of a campaign that has none, and its permanent address."""

    slug = forms.SlugField(
        label=gettext_lazy("Permanent address"),
        max_length=100,
        help_text=gettext_lazy("It stands in every public address and export, and never changes."),
    )


def last_day_before(closes_at: datetime) -> date:
    """The last day on which a campaign that closes then takes money, in Rome."""
    return timezone.localdate(closes_at - timedelta(microseconds=1))


def closing_after(last_day: date, funding: Funding | None = None) -> datetime:
    """The midnight after a day in Rome; the campaign's own closing where that is its last day."""
    if funding is not None and last_day == last_day_before(funding.closes_at):
        return funding.closes_at
    return timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time()))
