"""Rating a page, and writing to the staff. None of these pages sets a cookie.

No session stands behind the forms, so there is nothing that a token would protect.
"""

from typing import Any, ClassVar, Final

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns.languages import READ_IN, readers_language
from campaigns.rate_limits import client_of
from home.feedback import ratings, support
from home.feedback.forms import StarsForm, SupportForm, WhyForm
from home.feedback.models import RatedThing, RequestKind, SupportRequest
from home.feedback.rated_pages import RatedPage, rated_page

GIVING: Final = "dona"
_RECEIPTS: Final = Signer(salt="home.feedback.receipt")


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class Rate(View):
    """Stars, then why. The address says what is rated and how many stars; only POST keeps it."""

    subject: RatedPage | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_giving = request.GET.get("servizio") == GIVING
        if not self.is_giving:
            self.subject = rated_page(request, request.GET.get("pagina", ""))
            if self.subject is None:
                raise Http404("nothing that can be rated")

    def get(self, request: HttpRequest) -> HttpResponse:
        stars = StarsForm(request.GET if "voto" in request.GET else None)
        if not stars.is_valid():
            return self._show("stars", stars, status=400 if stars.is_bound else 200)
        given = stars.cleaned_data["voto"]
        return self._show("why", WhyForm(stars=given), stars=given)

    def post(self, request: HttpRequest) -> HttpResponse:
        stars = StarsForm(request.GET)
        if not stars.is_valid():
            return self._show("stars", stars, status=400)
        given = stars.cleaned_data["voto"]
        if READ_IN in request.POST:
            return self._show("why", WhyForm(initial=request.POST.dict(), stars=given), stars=given)
        form = WhyForm(request.POST, stars=given)
        if form.is_from_a_machine:
            return HttpResponseRedirect(self._thanks_url(), status=303)
        if not form.is_valid():
            return self._show("why", form, stars=given, status=400)
        if not ratings.may_rate(client_of(request)):
            return self._show("why", form, stars=given, too_often=True, status=429)
        ratings.rate(
            thing=RatedThing.DONATION if self.is_giving else RatedThing.PAGE,
            page=self.subject.page if self.subject else None,
            address=self.subject.address if self.subject else "",
            stars=given,
            aspect=form.cleaned_data["aspect"],
            details=form.cleaned_data["details"],
            language=readers_language(),
            now=timezone.now(),
        )
        return HttpResponseRedirect(self._thanks_url(), status=303)

    def _thanks_url(self) -> str:
        query = urlencode({"pagina": self.subject.address}) if self.subject else ""
        return f"{reverse('feedback:rated')}{'?' if query else ''}{query}"

    def _show(self, step: str, form: Any, *, status: int = 200, **facts: Any) -> HttpResponse:
        context = {"form": form, "subject": self.subject, "is_giving": self.is_giving, **facts}
        if step == "why":
            context["language_form"] = "writing"
        return render(self.request, f"feedback/rate_{step}.html", context, status=status)


class Rated(View):
    """Says thank you, and leads back."""

    def get(self, request: HttpRequest) -> HttpResponse:
        subject = rated_page(request, request.GET.get("pagina", ""))
        return render(request, "feedback/rated.html", {"subject": subject})


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class Write(View):
    """A request to the staff; ``kind`` says whether it asks for help or reports a problem."""

    kind: ClassVar[RequestKind]

    def get(self, request: HttpRequest) -> HttpResponse:
        subject = rated_page(request, request.GET.get("pagina", ""))
        topic = request.GET.get("argomento", "")
        initial = {"address": subject.address if subject else "", "topic": topic}
        return self._show(SupportForm(initial=initial), status=200)

    def post(self, request: HttpRequest) -> HttpResponse:
        if READ_IN in request.POST:
            return self._show(SupportForm(initial=request.POST.dict()), status=200)
        form = SupportForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=400)
        if form.is_from_a_machine:
            return HttpResponseRedirect(reverse("feedback:rated"), status=303)
        if not support.may_write(client_of(request)):
            return self._show(form, too_often=True, status=429)
        data = form.cleaned_data
        written = support.write(
            kind=self.kind,
            topic=data["topic"],
            text=data["text"],
            address=data["address"],
            email=data["email"],
            language=readers_language(),
            now=timezone.now(),
        )
        token = _RECEIPTS.sign(str(written.pk))
        return HttpResponseRedirect(reverse("feedback:written", args=[token]), status=303)

    def _show(self, form: SupportForm, *, status: int, **facts: Any) -> HttpResponse:
        context = {"form": form, "kind": self.kind, "kinds": RequestKind, **facts}
        context["language_form"] = "writing"
        return render(self.request, "feedback/write.html", context, status=status)


class Help(Write):
    """Richiesta d'assistenza."""

    kind = RequestKind.HELP


class Problem(Write):
    """Segnalazione disservizio."""

    kind = RequestKind.PROBLEM


@method_decorator(never_cache, name="dispatch")
class Written(View):
    """The receipt: the reference, and what comes next. Nothing of what was written."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            pk = _RECEIPTS.unsign(token)
        except BadSignature as error:
            raise Http404("not signed here") from error
        written = get_object_or_404(SupportRequest, pk=pk)
        has_receipt = written.messages.filter(kind="receipt").exists()
        context = {"written": written, "has_receipt": has_receipt}
        return render(request, "feedback/written.html", context)
