"""What was wrong in published data, and since when it is right."""

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
