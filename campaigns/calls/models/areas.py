"""Areas of intervention of the notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.languages import for_reader


class Area(models.Model):
    """An area of intervention, such as accessibility or digital inclusion."""

    slug = models.SlugField(_("slug"), unique=True)
    name_it = models.CharField(_("name in Italian"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    short_name_it = models.CharField(_("short name in Italian"), max_length=40)
    short_name_en = models.CharField(_("short name in English"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("area of intervention")
        verbose_name_plural = _("areas of intervention")
        ordering = ["name_it"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The whole name, in the reader's language."""
        return for_reader(italian=self.name_it, english=self.name_en)

    @property
    def short_name(self) -> str:
        """The name for cards and filters, in the reader's language."""
        return for_reader(italian=self.short_name_it, english=self.short_name_en)
