"""What anyone may ask about a notice. None of these pages sets a cookie or keeps who asks."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Locale

from campaigns.calls import may_apply, questions
from campaigns.calls.models import Call
from campaigns.calls.public_forms import MayApplyForm, QuestionForm
from campaigns.languages import READ_IN, readers_language
from campaigns.rate_limits import client_of


class OfCall(View):
    """A page about one published notice."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.call = get_object_or_404(Call, slug=kwargs["slug"])
        if not self.call.is_published:
            raise Http404("not published")

    def show(self, template: str, status: int = 200, **facts: Any) -> HttpResponse:
        """Render a page with the notice and the way back to it."""
        pages = self.call.pages.live().filter(locale=Locale.get_active())
        context = {"call": self.call, "page": pages.first(), **facts}
        return render(self.request, f"calls/{template}.html", context, status=status)


class MayApply(OfCall):
    """The short test: its answers stand in the address, so that it can be shared."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not any(name in request.GET for name in MayApplyForm.base_fields):
            return self._show(MayApplyForm())
        form = MayApplyForm(request.GET)
        if form.is_valid():
            return self._show(
                form,
                is_answered=True,
                obstacles=may_apply.obstacles(call=self.call, answers=form.answers()),
                when=may_apply.when_to_apply(call=self.call, now=self.now),
                takes_proposals=self.call.accepts_proposals_at(self.now),
            )
        if READ_IN in request.GET:
            form = MayApplyForm(initial=request.GET.dict())
        return self._show(form)

    def _show(self, form: MayApplyForm, **facts: Any) -> HttpResponse:
        return self.show("may_apply", form=form, language_form="writing", **facts)


class Questions(OfCall):
    """What was asked and answered."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show(
            "questions",
            questions=questions.answered(self.call),
            takes_questions=questions.takes_questions(self.call, self.now),
        )


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class AskQuestion(OfCall):
    """Asks. No session stands behind it, so there is nothing that a token would protect."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show(QuestionForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        if READ_IN in request.POST:
            return self._show(QuestionForm(initial=request.POST.dict()))
        form = QuestionForm(request.POST)
        done = HttpResponseRedirect(reverse("call:asked", args=[slug]), status=303)
        if form.is_from_a_machine:
            return done
        if not form.is_valid():
            return self._show(form, status=400)
        if not questions.may_ask(client_of(request)):
            return self._show(form, status=429, too_often=True)
        try:
            questions.ask(
                call=self.call,
                text=form.cleaned_data["text"],
                email=form.cleaned_data["email"],
                language=readers_language(),
                now=self.now,
            )
        except questions.QuestionRefused as refusal:
            return self._show(form, status=409, refusal=refusal.message)
        return done

    def _show(self, form: QuestionForm, status: int = 200, **facts: Any) -> HttpResponse:
        taken = questions.takes_questions(self.call, self.now)
        facts |= {"form": form, "takes_questions": taken, "language_form": "writing"}
        return self.show("ask_question", status, **facts)


class QuestionAsked(OfCall):
    """Says that the question is here, and what comes next."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show("question_asked")
