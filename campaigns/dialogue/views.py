"""What readers do with words: read them all, write, confirm, take back, report.

No session stands behind the forms, so there is nothing that a token would protect; nobody's
address stands in a URL.
"""

from http import HTTPStatus
from typing import Any, ClassVar, Final

from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns.dialogue import writing
from campaigns.dialogue.forms import ReportForm, WordsForm
from campaigns.dialogue.links import voice_of
from campaigns.dialogue.models import ReportReason, Voice, VoiceKind, VoiceState
from campaigns.dialogue.reading import public_voices
from campaigns.freshness.services import depends_on
from campaigns.funding.models import Funding
from campaigns.languages import READ_IN, readers_language
from campaigns.page.reading import open_campaigns_url, page_of
from campaigns.rate_limits import client_of

A_PAGE: Final = 20
PAGE: Final = "pagina"


class OfCampaign(View):
    """A page about the words of one campaign that readers can see."""

    kind: ClassVar[VoiceKind]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.funding = get_object_or_404(Funding, slug=kwargs["slug"])
        if request.method in ("GET", "HEAD"):
            self.declare(request)
        page = page_of(self.funding)
        if page is None:
            raise Http404("not published")
        self.page = page

    def declare(self, request: HttpRequest) -> None:
        """Say what the answer depends on, where it is the same for every reader."""

    def show(self, template: str, status: int = 200, **facts: Any) -> HttpResponse:
        """Render a page with the campaign's page and the way back to it."""
        context = {
            "page": self.page,
            "campaign": self.funding,
            "kind": self.kind,
            "takes_words": writing.takes_words(self.funding),
            "write_url": reverse(f"dialogue:write_{self.kind}", args=[self.funding.slug]),
            **facts,
        }
        return render(self.request, f"dialogue/{template}.html", context, status=status)


class AllVoices(OfCampaign):
    """All questions, or all comments, some at a time."""

    def declare(self, request: HttpRequest) -> None:
        depends_on(request, str(self.funding.translation_key))

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        voices = public_voices(
            campaign_key=self.funding.translation_key,
            kind=self.kind,
            language=readers_language(),
        )
        pages = Paginator(voices, A_PAGE)
        return self.show("voices", paginator_page=pages.get_page(request.GET.get(PAGE)))


class AllQuestions(AllVoices):
    """All questions."""

    kind = VoiceKind.QUESTION


class AllComments(AllVoices):
    """All comments."""

    kind = VoiceKind.COMMENT


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class Write(OfCampaign):
    """Writes, as a guest."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show(self._form(None))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        if READ_IN in request.POST:
            return self._show(self._form(None, initial=request.POST.dict()))
        form = self._form(request.POST)
        done = HttpResponseRedirect(reverse("dialogue:written", args=[slug]), status=303)
        if form.is_from_a_machine:
            return done
        if not form.is_valid():
            return self._show(form, status=400)
        if not writing.takes_words(self.funding):
            return self._show(form, status=409)
        data = form.cleaned_data
        if not writing.may_write(client_of(request), data["email"]):
            return self._show(form, status=429, too_often=True)
        writing.write(
            campaign_key=self.funding.translation_key,
            kind=self.kind,
            text=data["text"],
            name=data["name"],
            email=data["email"],
            language=readers_language(),
            now=self.now,
        )
        return done

    def _form(self, data: Any, **options: Any) -> WordsForm:
        form = WordsForm(data, **options)
        is_question = self.kind == VoiceKind.QUESTION
        form.fields["text"].label = _("Your question") if is_question else _("Your comment")
        return form

    def _show(self, form: WordsForm, status: int = 200, **facts: Any) -> HttpResponse:
        facts |= {"is_read_before": writing.all_is_read_first(), "language_form": "writing"}
        return self.show("write", status, form=form, **facts)


class WriteQuestion(Write):
    """Asks the project."""

    kind = VoiceKind.QUESTION


class WriteComment(Write):
    """Says something about the project."""

    kind = VoiceKind.COMMENT


class Written(OfCampaign):
    """Says where the link went, whoever wrote and whatever."""

    kind = VoiceKind.QUESTION

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show("written")


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class OwnWords(View):
    """A guest's own words: confirmed here by pressing, not by the mail program that looks at links;
    taken back here, too."""

    voice: Voice

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        try:
            voice = voice_of(kwargs["token"])
        except BadSignature as error:
            raise Http404("not signed here") from error
        self.is_gone = voice is None or writing.is_expired(voice, self.now)
        if voice is not None:
            self.voice = voice
            self.funding = get_object_or_404(Funding, translation_key=voice.campaign_key)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_gone:
            context = {"open_campaigns": open_campaigns_url()}
            return render(request, "dialogue/gone.html", context, status=HTTPStatus.GONE)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._show("own")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if "remove" in request.POST:
            writing.remove(voice=self.voice)
            return self._show("removed")
        writing.confirm(voice=self.voice, now=self.now)
        return HttpResponseRedirect(reverse("dialogue:own", args=[token]), status=303)

    def _show(self, template: str) -> HttpResponse:
        context = {
            "voice": self.voice,
            "campaign": self.funding,
            "campaign_page": page_of(self.funding),
            "states": VoiceState,
            "is_read_before": writing.is_read_first(self.voice.words),
        }
        return render(self.request, f"dialogue/{template}.html", context)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ReportVoice(View):
    """Asks the staff to look at public words."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.voice = get_object_or_404(Voice.objects.public(), pk=kwargs["pk"])
        self.funding = get_object_or_404(Funding, translation_key=self.voice.campaign_key)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(ReportForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if READ_IN in request.POST:
            return self._show(ReportForm(initial=request.POST.dict()))
        form = ReportForm(request.POST)
        done = HttpResponseRedirect(
            reverse("dialogue:reported", args=[self.funding.slug]), status=303
        )
        if form.is_from_a_machine:
            return done
        if not form.is_valid():
            return self._show(form, status=400)
        if not writing.may_report(client_of(request), self.voice):
            return self._show(form, status=429, too_often=True)
        writing.report(
            voice=self.voice,
            reason=ReportReason(form.cleaned_data["reason"]),
            details=form.cleaned_data["details"],
            now=timezone.now(),
        )
        return done

    def _show(self, form: ReportForm, status: int = 200, **facts: Any) -> HttpResponse:
        context = {
            "form": form,
            "voice": self.voice,
            "campaign": self.funding,
            "language_form": "writing",
            **facts,
        }
        return render(self.request, "dialogue/report.html", context, status=status)


class Reported(OfCampaign):
    """Says that somebody looks at it."""

    kind = VoiceKind.COMMENT

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show("reported")
