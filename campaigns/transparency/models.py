"""What is kept for the public: corrections of data, and each day's digest of the ledger."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from campaigns.languages import for_reader


class DataCorrection(models.Model):
    """A correction of published data, as its re-users read it."""

    data_set = models.CharField(_("data set"), max_length=40)
    day = models.DateField(_("corrected on"))
    text_it = models.CharField(_("what changed, in Italian"), max_length=500)
    text_en = models.CharField(_("what changed, in English"), max_length=500, blank=True)

    panels = [
        FieldPanel("data_set"),
        FieldPanel("day"),
        FieldPanel("text_it"),
        FieldPanel("text_en"),
    ]

    class Meta:
        verbose_name = _("correction of open data")
        verbose_name_plural = _("corrections of open data")
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.data_set}, {self.day:%d/%m/%Y}"

    @property
    def text(self) -> str:
        """What changed, in the reader's language."""
        return for_reader(italian=self.text_it, english=self.text_en)


class LedgerDigest(models.Model):
    """Where every chain of the ledger stood on a day, and a hash over all of it.

    Each is chained to the one before. Who kept the hash of a day proves with it that nothing
    before that day was changed. Rows cannot be changed, deleted or truncated: a trigger refuses.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    day = models.DateField(_("day"), unique=True)
    made_at = models.DateTimeField(_("made"))
    heads = models.JSONField(_("heads of the chains"))
    """By chain: ``seq`` and ``hash`` of its last entry."""
    prev_hash = models.CharField(_("previous hash"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    hash_version = models.PositiveSmallIntegerField(_("hash version"))

    class Meta:
        verbose_name = _("digest of the ledger")
        verbose_name_plural = _("digests of the ledger")
        ordering = ["-number"]
        triggers = [
            pgtrigger.Trigger(
                name="append_only",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
                func="RAISE EXCEPTION 'Digests are append-only: % refused', TG_OP;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.hash[:12]}"

    @property
    def entries(self) -> int:
        """How many entries of the ledger it covers."""
        return sum(head["seq"] for head in self.heads.values())
