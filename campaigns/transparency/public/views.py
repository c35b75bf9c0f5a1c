"""Where the money is, why a project gets what it gets, and how anybody can check it."""

import csv
import io
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.freshness.services import depends_on
from campaigns.funding.models import Funding
from campaigns.page.reading import page_of
from campaigns.rate_limits import HOUR_SECONDS, client_of
from campaigns.transparency.models import LedgerDigest
from campaigns.transparency.public import receipts
from campaigns.transparency.public.figures import FIGURES, chosen, figures_of
from campaigns.transparency.public.files import offered
from campaigns.transparency.public.why import account_of

DIGESTS_A_PAGE: Final = 31
CODE: Final = "codice"


@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """The fund over time, the money by area and by Municipio; of one notice, or of all."""
    depends_on(request)
    scope = chosen(request, timezone.now())
    context = {
        "page": {"title": _("Where the money is")},
        "scope": scope,
        "figures": figures_of(scope),
    }
    return render(request, "transparency/money.html", context)


@require_safe
def figure_file(request: HttpRequest, name: str, extension: str) -> HttpResponse:
    """One of the figures by itself: the drawing, or its table."""
    depends_on(request)
    make = FIGURES.get(name)
    if make is None:
        raise Http404
    figure = make(chosen(request, timezone.now()))
    if extension == "svg":
        response = render(
            request,
            f"transparency/charts/{figure.template}.html",
            {"figure": figure, "alone": True},
            content_type="image/svg+xml",
        )
    else:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows([figure.columns, *figure.rows])
        response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.{extension}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def why(request: HttpRequest, slug: str) -> HttpResponse:
    """Why a project gets what it gets of the Comune."""
    key = Funding.objects.filter(slug=slug).values_list("translation_key", flat=True).first()
    if key is None:
        raise Http404
    depends_on(request, str(key))
    account = account_of(slug, timezone.now())
    assert account is not None
    page = page_of(account.funding)
    context = {
        "account": account,
        "progress": account.progress,
        "funding": account.funding,
        "page_url": page.url if page else "",
    }
    return render(request, "transparency/why.html", context)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """How anybody checks the ledger by himself; with a code, the receipt that it is on."""
    code = request.GET.get(CODE)
    context: dict[str, Any] = {
        "page": {"title": _("Verify it yourself")},
        "last": LedgerDigest.objects.defer("heads").first(),
        "files": (files := offered()),
        "commands": {
            "take": "\n".join(f"curl -O {settings.SITE_URL}{file.url}" for file in files),
            "reckon": "python3 verify_export.py ledger.jsonl",
            "compare": "python3 verify_digests.py digests.jsonl ledger.jsonl",
        },
    }
    if code is None:
        depends_on(request)
        return render(request, "transparency/verify.html", context)
    response = _checked(request, code, context)
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _checked(request: HttpRequest, code: str, context: dict[str, Any]) -> HttpResponse:
    status = 200
    context["code"] = code[:40].replace("\x00", "")
    if not receipts.may_check(client_of(request)):
        context["error"] = _("Too many codes were checked from here. Try again in an hour.")
        status = 429
    elif (receipt := receipts.check(code)) is not None:
        context["receipt"] = receipt
    else:
        context["error"] = _(
            "No confirmed gift has this code. Look at your receipt again: it has eighteen letters "
            "and figures."
        )
        status = 400
    response = render(request, "transparency/verify.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(HOUR_SECONDS)
    return response


@require_safe
def digests(request: HttpRequest) -> HttpResponse:
    """The digests of the days, newest first."""
    depends_on(request)
    rows = LedgerDigest.objects.defer("heads")
    page = Paginator(rows, DIGESTS_A_PAGE).get_page(request.GET.get("pagina"))
    context = {"page": {"title": _("Digests of the ledger")}, "paginator_page": page}
    return render(request, "transparency/digests.html", context)


@require_safe
def digest(request: HttpRequest, day: date) -> HttpResponse:
    """One digest: every chain with its last row."""
    depends_on(request)
    found = get_object_or_404(LedgerDigest, day=day)
    heads = [{"chain": chain, **head} for chain, head in sorted(found.heads.items())]
    return render(request, "transparency/digest.html", {"digest": found, "heads": heads})
