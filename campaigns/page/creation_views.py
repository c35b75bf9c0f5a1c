"""Making the money of a campaign whose page has none: an explicit act of finance."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale

from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.payments import campaign_acts
from campaigns.payments.admin import act_consequences
from campaigns.payments.admin.act_forms import CreationForm, last_day_before
from campaigns.payments.admin.act_views import document_of
from campaigns.payments.campaign_acts import NewCampaign
from campaigns.staff.acts import ActRefused, ActView
from campaigns.staff.permitted import PermittedPage

PERMISSION = "funding.act_on_funding"
SHOWN_AT_MOST = 200


class CampaignsToCreateView(PermittedPage):
    """The pages of campaigns that have no money yet."""

    permission = PERMISSION
    template_name = "campaigns/admin/campaigns_to_create.html"
    title = gettext_lazy("Campaigns to create")
    icon = "plus"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"pages": _without_money()[:SHOWN_AT_MOST]}


class CreateCampaignView(ActView):
    """Freeze the terms of one campaign."""

    permission = PERMISSION
    form_class = CreationForm
    title = gettext_lazy("Create the campaign")
    introduction = gettext_lazy("Its terms are frozen with the rules that the call has today.")
    confirm_label = gettext_lazy("Create the campaign")
    icon = "plus"
    created: Funding | None = None

    def prepare(self) -> None:
        self.page = get_object_or_404(_without_money(), pk=self.kwargs["page_id"])
        if self.page.call is None:
            raise ActRefused(_("The page belongs to no call: the editors choose one first."))

    def subtitle(self) -> str:
        return str(self.page.title)

    def get_success_url(self) -> str:
        if self.created is not None:
            return reverse("finance:campaign", args=[self.created.slug])
        return reverse("campaigns_to_create")

    def get_initial(self) -> dict[str, Any]:
        page = self.page
        initial = {"title": page.title, "slug": page.slug}
        if page.total_cost is not None:
            initial["cost"] = page.total_cost
        if page.round is not None:
            initial["opens_at"] = timezone.localtime(page.round.opens_at)
            initial["last_day"] = last_day_before(page.round.closes_at)
        return initial

    def consequences(self, form: Any) -> Sequence[str]:
        draft = campaign_acts.drafted(campaign=self._campaign(form), now=self.now)
        return act_consequences.of_creating(draft)

    def perform(self, form: Any) -> str:
        act = campaign_acts.create_campaign(
            campaign=self._campaign(form),
            document=document_of(form, self.request),
            now=self.now,
        )
        self.created = act.funding
        return _("The campaign is created: it opens by itself at its time.")

    def _campaign(self, form: Any) -> NewCampaign:
        assert self.page.call is not None
        return NewCampaign(
            call=self.page.call,
            translation_key=self.page.translation_key,
            slug=form.cleaned_data["slug"],
            terms=form.terms,
            organization=self.page.organization,
        )


def _without_money() -> QuerySet[CampaignPage]:
    """The campaigns' pages of the default language that no funding belongs to, newest first."""
    pages: QuerySet[CampaignPage] = (
        CampaignPage.objects.filter(locale=Locale.get_default())
        .exclude(translation_key__in=Funding.objects.values("translation_key"))
        .select_related("call", "organization", "round")
        .order_by("-pk")
    )
    return pages
