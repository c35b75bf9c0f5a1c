"""Public questions about a notice and their answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models.calls import Call
from campaigns.languages import for_reader


class CallQuestion(models.Model):
    """A question about a notice. Readers see question and answer, never who asked (R16)."""

    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="questions"
    )
    asked_text = models.TextField(_("question as it was asked"), max_length=2000)
    question_it = models.TextField(_("question that readers see, in Italian"), max_length=2000)
    question_en = models.TextField(
        _("question that readers see, in English"), max_length=2000, blank=True
    )
    answer_it = models.TextField(_("answer in Italian"), max_length=4000, blank=True)
    answer_en = models.TextField(_("answer in English"), max_length=4000, blank=True)
    email = models.EmailField(_("e-mail of who asked"), blank=True)
    """Kept until the answer has been sent, then blanked."""
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="it"
    )
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("question about a call")
        verbose_name_plural = _("questions about calls")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer_it=""),
                name="call_question_answered_in_words",
            )
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def question(self) -> str:
        """The question, in the reader's language."""
        return for_reader(italian=self.question_it, english=self.question_en)

    @property
    def answer(self) -> str:
        """The answer, in the reader's language."""
        return for_reader(italian=self.answer_it, english=self.answer_en)
