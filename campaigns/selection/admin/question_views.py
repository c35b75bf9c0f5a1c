"""Segreteria and RUP answer what was asked about a notice."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts.acting import acting_person
from campaigns.calls.models import Call, CallQuestion
from campaigns.calls.questions import PERMISSION
from campaigns.selection import answer_mail
from campaigns.staff.acts import ActView
from campaigns.staff.permitted import PermittedPage


class AnswerForm(forms.Form):
    """The public wording of a question, and its answer."""

    question_it = forms.CharField(
        label=gettext_lazy("Question that readers see, in Italian"),
        max_length=2000,
        help_text=gettext_lazy("Take out names, addresses and what tells who asked."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    answer_it = forms.CharField(
        label=gettext_lazy("Answer in Italian"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    question_en = forms.CharField(
        label=gettext_lazy("Question that readers see, in English"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    answer_en = forms.CharField(
        label=gettext_lazy("Answer in English"),
        max_length=4000,
        required=False,
        help_text=gettext_lazy("Empty: English readers see the Italian one."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class QuestionsView(PermittedPage):
    """The questions about a notice: those that wait first."""

    permission = PERMISSION
    template_name = "selection/admin/questions.html"
    title = gettext_lazy("Questions")
    icon = "help"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        call = get_object_or_404(Call, slug=self.kwargs["slug"])
        asked = list(call.questions.select_related("answered_by").order_by("asked_at"))
        return super().get_context_data(**kwargs) | {
            "page_subtitle": call.title,
            "call": call,
            "waiting": [question for question in asked if question.answered_at is None],
            "answered": [question for question in asked if question.answered_at],
        }


class AnswerView(ActView):
    """Answer one question, or correct its answer."""

    permission = PERMISSION
    form_class = AnswerForm
    title = gettext_lazy("Answer a question")
    confirm_label = gettext_lazy("Publish the answer")
    icon = "help"

    def prepare(self) -> None:
        self.question = get_object_or_404(
            CallQuestion.objects.select_related("call"),
            pk=self.kwargs["pk"],
            call__slug=self.kwargs["slug"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = _("As it was asked: “%(text)s”") % {"text": self.question.asked_text}
        email = f" ({self.question.email})" if self.question.email else ""
        return super().get_context_data(**kwargs) | {"introduction": asked + email}

    def subtitle(self) -> str:
        return self.question.call.title

    def get_initial(self) -> dict[str, Any]:
        names = ("question_it", "question_en", "answer_it", "answer_en")
        return super().get_initial() | {name: getattr(self.question, name) for name in names}

    def get_success_url(self) -> str:
        return reverse("selection:questions", args=[self.kwargs["slug"]])

    def consequences(self, form: Any) -> Sequence[str]:
        sentences = [
            _("Readers see: “%(text)s”") % {"text": form.cleaned_data["question_it"]},
            _("The answer stands on the notice with today's date, without who asked."),
        ]
        if self.question.email:
            sentences.append(_("Who asked gets the answer by e-mail; then we delete the address."))
        return sentences

    def perform(self, form: Any) -> str:
        answer_mail.answer_and_tell(
            question=self.question,
            **form.cleaned_data,
            by=acting_person(self.request),
            now=self.now,
        )
        return _("The answer is published.")
