"""The page under which all campaigns stand: their list."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from campaigns.accounts.models import User
from campaigns.editorial.publishing import CampaignIndexPermissions
from campaigns.headless import HeadlessPreviewMixin
from campaigns.page.guards import check_may_delete
from campaigns.page.reading import ReadAsWrittenMixin
from campaigns.slugs import ReservedSlugsMixin


class CampaignIndexPage(HeadlessPreviewMixin, ReadAsWrittenMixin, ReservedSlugsMixin, Page):
    """The list of campaigns."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["campaigns.CampaignPage"]
    private_page_options: list[str] = []
    template = "campaigns/campaign_index_page.html"

    class Meta:
        verbose_name = _("campaign index")
        verbose_name_plural = _("campaign indexes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from campaigns.lists.listing import listing_context

        return super().get_context(request, *args, **kwargs) | listing_context(self, request)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list; at the address without what a form left empty, which is the one to share."""
        from campaigns.lists.filters import without_empty_choices

        query = without_empty_choices(request.GET)
        if query is None:
            return super().serve(request, *args, **kwargs)
        return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)

    def permissions_for_user(self, user: User) -> CampaignIndexPermissions:
        """Nobody but a superuser makes and publishes a campaign's page in one go."""
        return CampaignIndexPermissions(user, self)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the page and those below. Raises ``PageGuarded`` if a funding lost its last."""
        check_may_delete([self])
        return super().delete(*args, **kwargs)
