"""What a proposal is checked for and judged by."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from campaigns.calls.freezing import row_is_frozen
from campaigns.calls.models.calls import Call
from campaigns.languages import for_reader


class EligibilityItem(Orderable):
    """One line of the checklist by which a proposal is admitted."""

    call = ParentalKey(Call, on_delete=models.CASCADE, related_name="eligibility_items")
    text_it = models.CharField(_("what is checked, in Italian"), max_length=300)
    text_en = models.CharField(_("what is checked, in English"), max_length=300, blank=True)

    panels = [FieldPanel("text_it"), FieldPanel("text_en")]

    class Meta(Orderable.Meta):
        verbose_name = _("eligibility check")
        verbose_name_plural = _("eligibility checks")
        triggers = [row_is_frozen("eligibility_item_is_frozen")]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """What is checked, in the reader's language."""
        return for_reader(italian=self.text_it, english=self.text_en)


class Criterion(Orderable):
    """One criterion of the evaluation: every commissioner gives it a whole number of the scale.

    ``weight`` is the most points it brings: points = weight × mean of the scores / ``scale_max``.
    The order of the criteria is the order in which they break ties.
    """

    call = ParentalKey(Call, on_delete=models.CASCADE, related_name="criteria")
    name_it = models.CharField(_("name in Italian"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    guidance_it = models.TextField(_("guidance in Italian"), max_length=1000, blank=True)
    guidance_en = models.TextField(_("guidance in English"), max_length=1000, blank=True)
    weight = models.DecimalField(
        _("weight (most points)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )
    scale_min = models.PositiveSmallIntegerField(_("lowest score"), default=1)
    scale_max = models.PositiveSmallIntegerField(_("highest score"), default=10)

    panels = [
        FieldPanel("name_it"),
        FieldPanel("name_en"),
        FieldRowPanel([FieldPanel("weight"), FieldPanel("scale_min"), FieldPanel("scale_max")]),
        FieldPanel("guidance_it"),
        FieldPanel("guidance_en"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="criterion_weight",
                violation_error_message=_("The weight of a criterion must be more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(scale_max__gt=F("scale_min")),
                name="criterion_scale",
                violation_error_message=_("The highest score must be above the lowest."),
            ),
        ]
        triggers = [row_is_frozen("criterion_is_frozen")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name, in the reader's language."""
        return for_reader(italian=self.name_it, english=self.name_en)

    @property
    def guidance(self) -> str:
        """How to score it, in the reader's language."""
        return for_reader(italian=self.guidance_it, english=self.guidance_en)


class RequiredDocument(Orderable):
    """A document that a proposal brings along."""

    call = ParentalKey(Call, on_delete=models.CASCADE, related_name="required_documents")
    name_it = models.CharField(_("name in Italian"), max_length=150)
    name_en = models.CharField(_("name in English"), max_length=150, blank=True)
    is_required = models.BooleanField(_("no proposal without it"), default=True)

    panels = [FieldPanel("name_it"), FieldPanel("name_en"), FieldPanel("is_required")]

    class Meta(Orderable.Meta):
        verbose_name = _("document of a proposal")
        verbose_name_plural = _("documents of a proposal")
        triggers = [row_is_frozen("required_document_is_frozen")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name, in the reader's language."""
        return for_reader(italian=self.name_it, english=self.name_en)
