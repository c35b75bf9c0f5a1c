"""What is done with the money: milestones, expenses and the final report, with their documents.

Keyed by the campaign, not by a page. An expense, a milestone that was reached and the final report
are read by the staff before anyone else sees them; what is only planned or promised is public.
"""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.files.private import private_storage
from campaigns.freshness.models import Kind, counts_on
from campaigns.money import EuroField


class ItemKind(models.TextChoices):
    """What a proponent tells of."""

    MILESTONE = "milestone", _("Milestone")
    EXPENSE = "expense", _("Expense")
    FINAL = "final", _("Final report")


class ItemState(models.TextChoices):
    """Where it stands between the proponent and the staff."""

    PLANNED = "planned", _("To come")
    WAITING = "waiting", _("Being checked")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")


class RefusalReason(models.TextChoices):
    """Why it is not accepted: ready to pick, and told to the proponent."""

    DOCUMENT = "document", _("The document is missing or cannot be read")
    MISMATCH = "mismatch", _("Document and figures do not agree")
    NOT_OF_PROJECT = "not_of_project", _("It is not an expense of this project")
    OUT_OF_TIME = "out_of_time", _("It is outside the time of the project")
    PERSONAL = "personal", _("The document shows personal data: send it without")
    OTHER = "other", _("Another reason")


class ItemQuerySet(models.QuerySet["ReportItem"]):
    """Questions asked of many items."""

    def waiting(self) -> Self:
        """Those that the staff has to look at, the oldest first."""
        return self.filter(state=ItemState.WAITING).order_by("sent_at", "pk")

    def public(self) -> Self:
        """Those that everybody reads: milestones in any state, all else once accepted."""
        return self.filter(Q(kind=ItemKind.MILESTONE) | Q(state=ItemState.ACCEPTED))


class ReportItem(models.Model):
    """A milestone, an expense or the final report of one campaign. Amounts in EUR."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign_key = models.UUIDField(_("campaign"), db_index=True)
    kind = models.CharField(_("kind"), max_length=9, choices=ItemKind)
    state = models.CharField(_("state"), max_length=8, choices=ItemState)
    title = models.CharField(_("title"), max_length=150)
    day = models.DateField(_("day"), null=True, blank=True)
    """By when a milestone is to be reached; when an expense was paid."""
    amount = EuroField(_("amount"), null=True, blank=True)
    accepted_amount = EuroField(_("accepted amount"), null=True, blank=True)
    text = models.TextField(_("what was done"), max_length=4000, blank=True)
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    reason = models.CharField(_("why not"), max_length=14, choices=RefusalReason, blank=True)
    reason_words = models.CharField(_("why not, in words"), max_length=500, blank=True)
    answer = models.TextField(_("answer to a refusal"), max_length=1000, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a report")
        verbose_name_plural = _("items of reports")
        ordering = ["day", "written_at", "pk"]
        permissions = [("review_items", _("Can accept and refuse what proponents report"))]
        triggers = [counts_on(Kind.CAMPAIGN, "campaign_key")]
        indexes = [
            models.Index(
                fields=["sent_at"], condition=Q(state="waiting"), name="report_item_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="expense", amount__isnull=False, amount__gt=0, day__isnull=False)
                | ~Q(kind="expense") & Q(amount__isnull=True),
                name="report_item_amount_of_an_expense",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="expense",
                    state="accepted",
                    accepted_amount__isnull=False,
                    accepted_amount__gt=0,
                    accepted_amount__lte=F("amount"),
                )
                | ~Q(kind="expense", state="accepted") & Q(accepted_amount__isnull=True),
                name="report_item_accepted_amount",
            ),
            models.CheckConstraint(
                condition=Q(kind="milestone", day__isnull=False) | ~Q(kind="milestone"),
                name="report_item_day_of_a_milestone",
            ),
            models.CheckConstraint(
                condition=Q(kind="milestone", state="planned") | ~Q(state="planned"),
                name="report_item_only_milestones_are_planned",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="report_item_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="report_item_refused_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["campaign_key"], condition=Q(kind="final"), name="report_item_one_final"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_with_the_proponent(self) -> bool:
        """True while the proponent may send it: planned, or sent back."""
        return self.state in (ItemState.PLANNED, ItemState.REFUSED)


def document_path(document: "ReportDocument", filename: str) -> str:
    """A path that tells nothing of the file's name."""
    return f"reports/{document.campaign_key}/{document.pk}"


class DocumentQuerySet(models.QuerySet["ReportDocument"]):
    """Questions asked of many documents."""

    def public(self) -> Self:
        """Marked public by the staff, of an item that stands accepted."""
        return self.filter(is_public=True, item__state=ItemState.ACCEPTED)

    def kept(self) -> Self:
        """Those whose file is here, and is to stay."""
        return self.filter(erase_from=None, erased_at=None)


class ReportDocument(models.Model):
    """A file that proves an item, its kind checked by its content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(
        ReportItem, verbose_name=_("item"), on_delete=models.PROTECT, related_name="documents"
    )
    campaign_key = models.UUIDField(_("campaign"), editable=False)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("kind"), max_length=60)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("digest"), max_length=64)
    file = models.FileField(_("file"), storage=private_storage, upload_to=document_path)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    may_be_public = models.BooleanField(_("the proponent agrees to publish it"), default=False)
    is_public = models.BooleanField(_("public"), default=False)
    erase_from = models.DateTimeField(_("to be erased from"), null=True, blank=True)
    """Set where it was sent back because it shows personal data."""
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    """The file and its name are gone; its kind, size and digest stay."""

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a report")
        verbose_name_plural = _("documents of reports")
        ordering = ["uploaded_at", "pk"]
        triggers = [counts_on(Kind.CAMPAIGN, "campaign_key")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(may_be_public=True),
                name="report_document_public_if_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(file="") | Q(erased_at__isnull=False),
                name="report_document_has_its_file_until_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Impact(models.Model):
    """What a project promised to change, and what it reached. A promise once written stays."""

    campaign_key = models.UUIDField(_("campaign"), db_index=True)
    what = models.CharField(_("what changes"), max_length=150)
    promised = models.CharField(_("promised"), max_length=60)
    reached = models.CharField(_("reached"), max_length=60, blank=True)
    written_at = models.DateTimeField(_("written"))
    reached_at = models.DateTimeField(_("told"), null=True, blank=True)

    class Meta:
        verbose_name = _("impact")
        verbose_name_plural = _("impacts")
        ordering = ["pk"]
        triggers = [counts_on(Kind.CAMPAIGN, "campaign_key")]

    def __str__(self) -> str:
        return self.what
