"""A campaign about to open whose page is still a draft.

Its people are told two days before (``selection.story_notices``), the team a day before, once.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.funding.models import Funding, State
from campaigns.payments.alerts import alert

AHEAD: Final = timedelta(hours=48)
TEAM_AHEAD: Final = timedelta(hours=24)


class UnpublishedAlert(models.Model):
    """That the team was told of a campaign's unpublished page. One a campaign."""

    campaign_key = models.UUIDField(gettext_lazy("campaign"), unique=True)
    at = models.DateTimeField(gettext_lazy("alerted"))

    class Meta:
        app_label = "campaigns"
        verbose_name = gettext_lazy("alert of an unpublished page")
        verbose_name_plural = gettext_lazy("alerts of unpublished pages")

    def __str__(self) -> str:
        return str(self.campaign_key)


def unpublished(*, now: datetime) -> QuerySet[Funding]:
    """Scheduled campaigns that open within 48 hours, or should have, without a live page."""
    from campaigns.models import CampaignPage

    live = CampaignPage.objects.filter(live=True).values("translation_key")
    return (
        Funding.objects.filter(state=State.SCHEDULED, opens_at__lte=now + AHEAD)
        .exclude(translation_key__in=live)
        .order_by("opens_at", "pk")
    )


def alert_unpublished(*, now: datetime) -> int:
    """Alert the team about each campaign that opens within a day so, once; how many."""
    told = UnpublishedAlert.objects.values("campaign_key")
    soon = unpublished(now=now).filter(opens_at__lte=now + TEAM_AHEAD)
    new = list(soon.exclude(translation_key__in=told))
    for funding in new:
        _tell(funding, now)
    return len(new)


@transaction.atomic
def _tell(funding: Funding, now: datetime) -> None:
    _row, is_new = UnpublishedAlert.objects.get_or_create(
        campaign_key=funding.translation_key, defaults={"at": now}
    )
    if is_new:
        alert(
            key=f"unpublished:{funding.slug}",
            subject=_("The page of a campaign about to open is not published"),
            text=_("Campaign “%(slug)s” opens at %(opens)s and no page of it is live.")
            % {"slug": funding.slug, "opens": funding.opens_at.isoformat()},
        )
