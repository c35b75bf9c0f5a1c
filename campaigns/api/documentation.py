"""How views tell the OpenAPI document about themselves."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from campaigns.api import schemas
from campaigns.api.parameters import PLAIN, Query, described
from campaigns.funding.models import State

Handler = TypeVar("Handler", bound=Callable[..., Any])

GIVING: Final = "giving"
CAMPAIGNS: Final = "campaigns"
CALLS: Final = "calls"
STATS: Final = "statistics"
SEARCH: Final = "search"
SITE: Final = "site"
CHANGES: Final = "changes"
TAGS: Final = {
    GIVING: _("Giving"),
    CAMPAIGNS: _("Campaigns"),
    CALLS: _("Public notices and funds"),
    STATS: _("Statistics"),
    SEARCH: _("Search"),
    SITE: _("Site and words"),
    CHANGES: _("Following changes"),
}
"""The parts of the documentation, in order."""
PROBLEM: Final = "application/problem+json"
LANGUAGE: Final = OpenApiParameter(
    "Accept-Language",
    {"type": "string", "examples": ["it", "en"]},
    OpenApiParameter.HEADER,
    description=_("Language of texts and errors: it or en; Italian unless told."),
)
KNOWN: Final = OpenApiParameter(
    "If-None-Match",
    {"type": "string", "examples": ['"4f2a"']},
    OpenApiParameter.HEADER,
    description=_("The ETag of the answer that you have: if nothing changed the answer is 304."),
)
CAMPAIGN_SLUG: Final = OpenApiParameter(
    "slug",
    {"type": "string", "pattern": PLAIN, "examples": ["ecolab"]},
    OpenApiParameter.PATH,
    description=_("The permanent slug of the campaign."),
)
SUCCEEDED_SLUG: Final = OpenApiParameter(
    "slug",
    {"type": "string", "pattern": PLAIN, "examples": [schemas.SUCCEEDED_SLUG]},
    OpenApiParameter.PATH,
    description=_("The permanent slug of the campaign."),
)
CALL_SLUG: Final = OpenApiParameter(
    "slug",
    {"type": "string", "pattern": PLAIN, "examples": ["secondo-avviso"]},
    OpenApiParameter.PATH,
    description=_("The permanent slug of the public notice."),
)
VERSION: Final = OpenApiParameter(
    "number",
    {"type": "integer", "minimum": 1, "examples": [1]},
    OpenApiParameter.PATH,
    description=_("Number of the version."),
)
DONATION_ID: Final = OpenApiParameter(
    "donation_id",
    {"type": "string", "format": "uuid", "examples": [schemas.DONATION_ID]},
    OpenApiParameter.PATH,
    description=_("As it was answered when the donation was begun."),
)
WHAT_WENT_WRONG: Final[dict[int, tuple[str | Promise, str, str]]] = {
    400: (_("Something sent is wrong; errors says what."), "invalid", "state"),
    404: (_("There is nothing here."), "not_found", ""),
    409: (_("Not now: the code says why."), "closed", ""),
    413: (_("The request is too large."), "too_large", ""),
    415: (_("Only JSON is taken."), "unsupported_media_type", ""),
    422: (_("The key came with another body."), "idempotency_key_reused", ""),
    429: (_("Too many requests: Retry-After says when to go on."), "throttled", ""),
    503: (_("Ask again in a moment, as Retry-After says."), "provider_unavailable", ""),
}
"""What each status means, an example of its code, and of a member that is wrong."""


_KNOWN_STATES: Final = lazy(
    lambda: gettext("Choose among these: %(known)s.") % {"known": ", ".join(State.values)}, str
)()


def reads(
    tag: str,
    operation: str,
    answer: type[serializers.Serializer[Any]],
    *,
    summary: str | Promise,
    description: str | Promise,
    query: type[Query] = Query,
    about: Sequence[OpenApiParameter] = (),
) -> Callable[[Handler], Handler]:
    """Describe a reading view; ``about`` is what its path names, which may not be there."""
    statuses = [400, *([404] if about or "cursor" in query().fields else []), 429]
    return extend_schema(
        tags=[tag],
        operation_id=operation,
        summary=summary,
        description=description,
        parameters=[*about, *described(query), LANGUAGE, KNOWN],
        responses={
            200: OpenApiResponse(answer, description=summary),
            304: OpenApiResponse(description=_("Nothing has changed: use what you have.")),
            **problems(*statuses),
        },
    )


def problems(*statuses: int) -> dict[Any, Any]:
    """Error answers for the OpenAPI document, each with an example."""
    return {(status, PROBLEM): _problem(status) for status in statuses}


def _problem(status: int) -> OpenApiResponse:
    description, code, member = WHAT_WENT_WRONG[status]
    value: dict[str, Any] = {
        "type": "about:blank",
        "title": schemas.phrase(status),
        "status": status,
        "code": code,
        "detail": description,
    }
    if member:
        value["errors"] = {member: [_KNOWN_STATES]}
    example = OpenApiExample(code, value=value, media_type=PROBLEM)
    return OpenApiResponse(schemas.Problem, description=description, examples=[example])
