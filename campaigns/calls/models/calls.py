"""The rules of a public notice (Avviso), as data."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel

from campaigns.accounts.models import LegalForm
from campaigns.calls.freezing import CALL_IS_FROZEN
from campaigns.calls.models.areas import Area
from campaigns.money import EuroField

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class Phase(models.TextChoices):
    """Life cycle of a call."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    EVALUATION = "evaluation", _("Evaluation")
    RANKED = "ranked", _("Ranked")
    CAMPAIGNS = "campaigns", _("Campaigns under way")
    CLOSED = "closed", _("Closed")


class TieRule(models.TextChoices):
    """How a tie in the ranking is broken; what is still equal goes by the earlier receipt."""

    CRITERIA = "criteria", _("The higher points in the criteria, in the order of the notice")
    COST = "cost", _("The lower cost")
    RECEIPT = "receipt", _("The earlier receipt of the proposal")


class Overfunding(models.TextChoices):
    """What the Comune owes when citizens give more than the threshold (R9)."""

    FILL_GAP = "fill_gap", _("The Comune fills what is missing to the cost")
    FIXED_SHARE = "fixed_share", _("The Comune always adds its whole share")


class Call(ClusterableModel):
    """The rules of one Avviso, shared by the translations of its page; never copied with them."""

    slug = models.SlugField(
        _("slug"),
        max_length=100,
        unique=True,
        help_text=_("Permanent: it stands in every public address and export."),
    )
    title = models.CharField(_("title"), max_length=200)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, default=Phase.DRAFT)
    edition = models.CharField(_("preset used"), max_length=40, blank=True)

    threshold_percent = models.DecimalField(
        _("threshold (%)"),
        max_digits=5,
        decimal_places=2,
        validators=PERCENT,
        default=50,
        help_text=_("Share of the cost that donations must cover before the Comune commits."),
    )
    match_percent = models.DecimalField(
        _("share of the Comune (%)"),
        max_digits=5,
        decimal_places=2,
        validators=PERCENT,
        default=50,
    )
    cap = EuroField(
        _("most for one project (EUR)"), validators=[MinValueValidator(0)], default=50_000
    )
    overfunding = models.CharField(
        _("beyond the threshold"),
        max_length=12,
        choices=Overfunding,
        default=Overfunding.FILL_GAP,
    )
    settlement_days = models.PositiveSmallIntegerField(
        _("settlement window (days)"),
        default=14,
        help_text=_("How long a slow payment begun in time may take after the closing."),
    )
    payer_limit = EuroField(
        _("most of one payer that counts toward the threshold (EUR)"),
        validators=[MinValueValidator(1)],
        null=True,
        blank=True,
        help_text=_("Empty: all of it counts. Frozen with the other terms at the selection."),
    )
    min_payers = models.PositiveIntegerField(
        _("least number of distinct payers"),
        default=0,
        help_text=_("Zero: any number. The threshold is reached only with as many."),
    )
    donation_min = EuroField(_("smallest donation (EUR)"), default=1)
    donation_max = EuroField(_("largest donation (EUR)"), default=10_000)
    cost_min = EuroField(_("lowest admitted cost (EUR)"), null=True, blank=True)
    cost_max = EuroField(_("highest admitted cost (EUR)"), null=True, blank=True)

    submissions_open_at = models.DateTimeField(_("proposals from"), null=True, blank=True)
    submissions_close_at = models.DateTimeField(_("proposals until"), null=True, blank=True)
    published_at = models.DateTimeField(_("notice published"), null=True, blank=True)
    """When the RUP's act made the notice public (UTC); from then on dates decide when it opens."""
    experiment_ends_on = models.DateField(_("end of the experiment"), null=True, blank=True)
    areas = ParentalManyToManyField(Area, verbose_name=_("areas of intervention"), blank=True)
    legal_forms = models.JSONField(_("admitted legal forms"), default=list, blank=True)

    minimum_score = models.DecimalField(
        _("minimum score"),
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        null=True,
        blank=True,
        help_text=_("Points below which no project is selected. Empty: none."),
    )
    max_selected = models.PositiveSmallIntegerField(
        _("most projects selected"),
        null=True,
        blank=True,
        help_text=_("Empty: every project that reaches the minimum score."),
    )
    tie_rule = models.CharField(
        _("ties are broken by"), max_length=10, choices=TieRule, default=TieRule.CRITERIA
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum of the commission"),
        validators=[MinValueValidator(1)],
        default=2,
        help_text=_("How many commissioners must score a proposal for its evaluation to stand."),
    )
    integration_days = models.PositiveSmallIntegerField(
        _("days to answer a request for integrations"),
        validators=[MinValueValidator(1)],
        default=10,
    )

    class Meta:
        verbose_name = _("call and its rules")
        verbose_name_plural = _("calls and their rules")
        ordering = ["-pk"]
        permissions = [
            ("act_on_call", _("Can publish, amend and close a call, and start its campaigns")),
            ("answer_questions", _("Can answer questions about a call")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(threshold_percent__gt=0, threshold_percent__lte=100),
                name="call_threshold_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(match_percent__gte=0, match_percent__lte=100),
                name="call_match_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(donation_min__gt=0, donation_max__gte=models.F("donation_min")),
                name="call_donation_limits",
            ),
        ]
        triggers = [CALL_IS_FROZEN]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        unknown = set(self.legal_forms) - set(LegalForm.values)
        if unknown:
            errors["legal_forms"] = _("Not a legal form: %s") % ", ".join(sorted(unknown))
        if self.donation_max < self.donation_min:
            errors["donation_max"] = _("The largest donation is below the smallest.")
        opens, closes = self.submissions_open_at, self.submissions_close_at
        if opens and closes and closes <= opens:
            errors["submissions_close_at"] = _("Proposals must close after they open.")
        if errors:
            raise ValidationError(errors)

    def phase_at(self, now: datetime) -> Phase:
        """The phase readers should see: dates open the notice and end it, not the next job."""
        phase = Phase(self.phase)
        opens, closes = self.submissions_open_at, self.submissions_close_at
        if self.published_at is None or opens is None or closes is None:
            return phase
        if phase == Phase.DRAFT and opens <= now:
            phase = Phase.OPEN
        if phase == Phase.OPEN and closes <= now:
            phase = Phase.EVALUATION
        return phase

    def accepts_proposals_at(self, now: datetime) -> bool:
        """True from the opening (inclusive) to the closing (exclusive) of the submissions."""
        return self.phase_at(now) == Phase.OPEN

    @property
    def is_published(self) -> bool:
        """True once the notice is public: what applicants rely on is frozen from then on."""
        return self.published_at is not None or self.phase != Phase.DRAFT

    @property
    def legal_form_labels(self) -> list[str]:
        """The admitted legal forms, in the reader's language."""
        return [str(LegalForm(value).label) for value in self.legal_forms]
