"""The private dossier of a proposed project, and what belongs to it."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.accounts.models import LegalForm, Organization
from campaigns.calls.models import Area, Call
from campaigns.funding.models import Handover
from campaigns.models import MUNICIPI, CampaignPage
from campaigns.money import EuroField


class ProposalState(models.TextChoices):
    """Life cycle of a proposal."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Sent, sealed until the deadline")
    ELIGIBILITY = "eligibility", _("Eligibility being checked")
    INTEGRATION = "integration", _("Integrations asked for")
    EVALUATION = "evaluation", _("Being evaluated")
    RANKED = "ranked", _("Evaluated, waiting for the ranking")
    SELECTED = "selected", _("Selected")
    NOT_SELECTED = "not_selected", _("Not selected")
    EXCLUDED = "excluded", _("Excluded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


IN_SELECTION = (
    ProposalState.SUBMITTED,
    ProposalState.ELIGIBILITY,
    ProposalState.INTEGRATION,
    ProposalState.EVALUATION,
    ProposalState.RANKED,
)
"""States of a proposal that was sent and is not decided yet."""


class Proposal(models.Model):
    """A project proposed to a call by an organization: a draft, then the dossier of its selection.

    While it is a draft its people write it, step by step, and every text may still be missing.
    What was sent is a ``Submission``, which nobody changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="proposals"
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("lead organization"),
        on_delete=models.PROTECT,
        related_name="proposals",
    )
    page = models.OneToOneField(
        CampaignPage,
        verbose_name=_("campaign page"),
        on_delete=models.SET_NULL,
        related_name="proposal",
        null=True,
        blank=True,
    )
    """The draft campaign page, made when the proposal is sent; empty of text while sealed."""
    state = models.CharField(
        _("state"), max_length=12, choices=ProposalState, default=ProposalState.DRAFT
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("begun by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("begun"))
    saved_at = models.DateTimeField(_("last saved"))
    version = models.PositiveIntegerField(_("version"), default=0)
    """Rises with every save: two devices that write at once meet here."""

    title = models.CharField(_("title"), max_length=150, blank=True)
    summary = models.CharField(_("summary"), max_length=200, blank=True)
    area = models.ForeignKey(
        Area,
        verbose_name=_("area of intervention"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    municipio = models.PositiveSmallIntegerField(
        _("Municipio"), choices=MUNICIPI, null=True, blank=True
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    beneficiaries = models.TextField(_("who benefits"), max_length=1500, blank=True)
    description = models.TextField(_("the project"), max_length=6000, blank=True)
    impact = models.TextField(_("expected impact"), max_length=3000, blank=True)
    innovation = models.TextField(_("what is new"), max_length=3000, blank=True)
    continuation = models.TextField(_("how it lives on"), max_length=3000, blank=True)
    """How the project goes on after the funding."""
    campaign_plan = models.TextField(_("campaign plan"), max_length=4000, blank=True)
    total_cost = EuroField(
        _("total cost (EUR)"), validators=[MinValueValidator(1)], null=True, blank=True
    )
    contact_name = models.CharField(_("contact person"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail of the contact person"), blank=True)
    contact_phone = models.CharField(
        _("telephone of the contact person"), max_length=30, blank=True
    )
    declarations = models.JSONField(_("declarations"), default=dict, blank=True)
    """For each declaration made, by its key, the instant (ISO 8601) and the person's id."""

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-saved_at"]
        permissions = [
            ("check_eligibility", _("Can admit, exclude and ask for integrations")),
            ("score_proposal", _("Can score the proposals of a call as a commissioner")),
            ("act_on_ranking", _("Can appoint the commission and publish rankings")),
            ("open_sealed", _("Can open a sealed proposal, on record")),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Project without a title"))


class ProposalBudgetLine(models.Model):
    """One cost of a proposed project."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="budget_lines")
    position = models.PositiveSmallIntegerField(_("position"))
    description = models.CharField(_("what for"), max_length=200)
    amount = EuroField(_("amount (EUR)"), validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = _("budget line of a proposal")
        verbose_name_plural = _("budget lines of proposals")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="proposal_budget_line_amount")
        ]

    def __str__(self) -> str:
        return self.description


class ProposedReward(models.Model):
    """What a proposed campaign would give back for a donation."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="rewards")
    position = models.PositiveSmallIntegerField(_("position"))
    amount = EuroField(_("from (EUR)"))
    title = models.CharField(_("title"), max_length=100)
    description = models.TextField(_("description"), max_length=500, blank=True)
    limit = models.PositiveIntegerField(_("how many there are"), null=True, blank=True)
    handover = models.CharField(
        _("how it is delivered"), max_length=11, choices=Handover, blank=True
    )
    """Empty: not said yet."""
    handover_words = models.CharField(_("where and how"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("proposed reward")
        verbose_name_plural = _("proposed rewards")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="proposed_reward_amount")
        ]

    def __str__(self) -> str:
        return self.title


class Partner(models.Model):
    """Another body that carries the project together with the lead organization."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="partners")
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=200)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm)
    tax_code = models.CharField(_("tax code (codice fiscale)"), max_length=16)
    representative = models.CharField(_("legal representative"), max_length=150)
    quota = EuroField(_("quota of the cost (EUR)"))
    declares = models.BooleanField(
        _("its legal representative makes the declarations of the notice"), default=False
    )

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quota__gte=0), name="partner_quota"),
            models.UniqueConstraint(fields=["proposal", "tax_code"], name="partner_once"),
        ]

    def __str__(self) -> str:
        return self.name
