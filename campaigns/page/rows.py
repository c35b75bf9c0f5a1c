"""What the page of a campaign lists: its costs and its people."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable
from wagtail_localize.fields import SynchronizedField

from campaigns.money import EuroField


class BudgetLine(Orderable):
    """One cost of the project."""

    page = ParentalKey(
        "campaigns.CampaignPage", on_delete=models.CASCADE, related_name="budget_lines"
    )
    description = models.CharField(_("what for"), max_length=200)
    amount = EuroField(_("amount (EUR)"), validators=[MinValueValidator(0)])

    panels = [FieldPanel("description"), FieldPanel("amount")]
    override_translatable_fields = [SynchronizedField("amount", overridable=False)]

    class Meta(Orderable.Meta):
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")


class TeamMember(Orderable):
    """A person behind the project."""

    page = ParentalKey("campaigns.CampaignPage", on_delete=models.CASCADE, related_name="team")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120, blank=True)

    panels = [FieldPanel("name"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("team")
