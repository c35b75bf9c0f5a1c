"""Rankings: versions that nobody changes, each row with the arithmetic behind it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call
from campaigns.selection.models.proposals import Proposal


class RankingKind(models.TextChoices):
    """What a version of the ranking is."""

    PROVISIONAL = "provisional", _("Provisional")
    FINAL = "final", _("Final")


class Outcome(models.TextChoices):
    """What a version of the ranking says of a proposal."""

    SELECTED = "selected", _("Selected")
    RESERVE = "reserve", _("Admitted, beyond the number selected")
    BELOW_MINIMUM = "below_minimum", _("Below the minimum score")
    EXCLUDED = "excluded", _("Excluded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Ranking(models.Model):
    """One version of a call's ranking, published by an act of the RUP and signed into the log."""

    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="rankings"
    )
    number = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=12, choices=RankingKind)
    act_number = models.CharField(_("number of the act"), max_length=60)
    act_date = models.DateField(_("date of the act"))
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    rules = models.JSONField(_("rules applied"))
    """Criteria with weights and scales, minimum score, capacity and tie rule, as applied."""
    digest = models.CharField(_("digest"), max_length=64)
    """SHA-256 of rules and rows in canonical JSON."""
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("ranking")
        verbose_name_plural = _("rankings")
        ordering = ["call", "number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="ranking_number")]
        triggers = [
            pgtrigger.Protect(name="ranking_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.call}: {self.get_kind_display()} {self.number}"


class RankingRow(models.Model):
    """What a version says of one proposal. The total is an exact fraction of points."""

    ranking = models.ForeignKey(
        Ranking, verbose_name=_("ranking"), on_delete=models.PROTECT, related_name="rows"
    )
    proposal = models.ForeignKey(
        Proposal, verbose_name=_("proposal"), on_delete=models.PROTECT, related_name="ranking_rows"
    )
    position = models.PositiveIntegerField(_("position"), null=True, blank=True)
    """From 1; empty for who is excluded or has withdrawn."""
    numerator = models.BigIntegerField(_("points, numerator"), null=True, blank=True)
    denominator = models.BigIntegerField(_("points, denominator"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome)
    arithmetic = models.JSONField(_("arithmetic"), default=dict, blank=True)
    """For each criterion: weight, scale, scores counted, mean and points, as exact fractions."""
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("row of a ranking")
        verbose_name_plural = _("rows of rankings")
        ordering = ["ranking", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ranking", "proposal"], name="ranking_row_once"),
            models.UniqueConstraint(fields=["ranking", "position"], name="ranking_row_position"),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__gte=0, denominator__gt=0),
                name="ranking_row_fraction",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="ranking_row_stays", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.proposal}"
