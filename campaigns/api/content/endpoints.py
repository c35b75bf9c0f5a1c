"""Wagtail's endpoints, with our fields, our filters, and errors as problems."""

from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import CharField, IntegerField, QuerySet
from django.db.models.functions import Cast
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api import APIField
from wagtail.api.v2.filters import (
    AncestorOfFilter,
    ChildOfFilter,
    DescendantOfFilter,
    FieldsFilter,
    LocaleFilter,
    TranslationOfFilter,
)
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page, ReferenceIndex

from campaigns.api.conditional import conditional
from campaigns.api.content.filters import (
    FILTERS,
    ChangedFilter,
    MoneyFilter,
    MoneyOrdering,
    WordsFilter,
)
from campaigns.api.content.page_fields import along, fields_of
from campaigns.api.content.shelf import Shelf
from campaigns.api.picture_representation import renditions_of
from campaigns.api.views import NegotiatedView
from campaigns.freshness.services import SITE, depends_on
from campaigns.pictures.library import hidden

LARGEST_NUMBER: Final = 9
"""Digits of a number that PostgreSQL takes as an id or an offset."""


class Endpoint(NegotiatedView, BaseAPIViewSet):
    """What the endpoints share: kept answers, problems, and odd input that never fails."""

    renderer_classes = [JSONRenderer]

    def perform_authentication(self, request: Request) -> None:
        """Nobody signs in here; Wagtail asks the user all the same."""
        request.user = AnonymousUser()

    def check_query_parameters(self, queryset: Any) -> None:
        """Raise ``BadRequestError`` for what Wagtail does not know or PostgreSQL cannot take."""
        for name, values in self.request.GET.lists():
            if any("\x00" in value for value in (name, *values)):
                raise BadRequestError("query parameters must not contain NUL")
            if name != "search" and any(
                value.isdigit() and len(value) > LARGEST_NUMBER for value in values
            ):
                raise BadRequestError(f"{name} is too large")
        super().check_query_parameters(queryset)

    def filter_queryset(self, queryset: Any) -> Any:
        """Raise ``BadRequestError`` for values that are none of their field's."""
        try:
            return super().filter_queryset(queryset)
        except (ValueError, TypeError, ValidationError) as error:
            raise BadRequestError("a filter has a value that its field cannot have") from error

    def listing_view(self, request: Request) -> Response:
        depends_on(request._request, SITE)
        answer = super().listing_view(request)
        return conditional(request, answer.data)

    def detail_view(self, request: Request, pk: int) -> Response:
        depends_on(request._request, SITE)
        self.check_query_parameters(self.get_queryset())
        return conditional(request, super().detail_view(request, pk).data)

    def find_object(self, queryset: Any, request: Any) -> Any:
        """What ``find`` looks for. Raises ``BadRequestError``."""
        self.check_find(request)
        return super().find_object(queryset, request)

    def check_find(self, request: Any) -> None:
        """Raise ``BadRequestError`` for an id that is none."""
        pk = request.GET.get("id", "1")
        if not pk.isdecimal() or len(pk) > LARGEST_NUMBER:
            raise BadRequestError("id must be a positive integer")
        if "\x00" in request.GET.get("html_path", ""):
            raise BadRequestError("html_path must not contain NUL")

    def get_renderer_context(self) -> dict[str, Any]:
        """Without Wagtail's indents: half of what is sent would be spaces."""
        context: dict[str, Any] = super().get_renderer_context()
        return context | {"indent": None}

    def handle_exception(self, exc: Exception) -> Response:
        """Problems instead of Wagtail's own bodies."""
        if isinstance(exc, BadRequestError):
            exc = serializers.ValidationError(
                {"query": [_("This cannot be asked here: %(why)s.") % {"why": str(exc)}]}
            )
        elif isinstance(exc, Http404):
            exc = Http404()
        return NegotiatedView.handle_exception(self, exc)


class PagesEndpoint(Endpoint, PagesAPIViewSet):
    """Published pages."""

    meta_fields = [*PagesAPIViewSet.meta_fields, "last_published_at"]
    listing_default_fields = [*PagesAPIViewSet.listing_default_fields, "last_published_at"]
    detail_only_fields = [*PagesAPIViewSet.detail_only_fields, "related"]
    known_query_parameters = PagesAPIViewSet.known_query_parameters | FILTERS
    filter_backends = [
        ChangedFilter,
        MoneyFilter,
        FieldsFilter,
        ChildOfFilter,
        AncestorOfFilter,
        DescendantOfFilter,
        TranslationOfFilter,
        LocaleFilter,
        MoneyOrdering,
        WordsFilter,
    ]
    shelf: Shelf

    @classmethod
    def get_body_fields(cls, model: type[Page]) -> list[APIField]:
        """Wagtail's and those of the kind of page."""
        body: list[APIField] = super().get_body_fields(model)
        return body + fields_of(model)

    @classmethod
    def get_available_fields(cls, model: type[Page], db_fields_only: bool = False) -> list[str]:
        """As Wagtail's; what ``MoneyFilter`` looks at is no filter by column."""
        fields: list[str] = super().get_available_fields(model, db_fields_only)
        return [name for name in fields if not (db_fields_only and name in FILTERS)]

    def paginate_queryset(self, queryset: Any) -> Any:
        pages = list(super().paginate_queryset(queryset))
        self.shelf = Shelf(pages)
        return pages

    def get_base_queryset(self) -> QuerySet[Page]:
        """Live pages without any restriction, whoever asks: the answer is everybody's."""
        pages: QuerySet[Page] = super().get_base_queryset().public()
        return pages

    def get_queryset(self) -> QuerySet[Page]:
        pages: QuerySet[Page] = along(super().get_queryset())
        return pages

    def get_object(self) -> Page:
        page: Page = super().get_object()
        self.shelf = Shelf([page])
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        context: dict[str, Any] = super().get_serializer_context()
        return context | {"shelf": self.shelf}


class Renditions(serializers.Field[Any, Any, Any, Any]):
    """The crops of a picture that are there."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, value: Any) -> Any:
        return renditions_of(value)


class ImagesEndpoint(Endpoint, ImagesAPIViewSet):
    """Pictures that a published page shows, while they may be shown."""

    body_fields = [
        *ImagesAPIViewSet.body_fields,
        "credit",
        APIField("renditions", serializer=Renditions()),
    ]

    def get_queryset(self) -> QuerySet[Any]:
        held = super().get_queryset().exclude(hidden(timezone.localdate()))
        return shown_on_pages(held).prefetch_related("renditions")


class DocumentsEndpoint(Endpoint, DocumentsAPIViewSet):
    """Documents that a published page offers."""

    def get_queryset(self) -> QuerySet[Any]:
        return shown_on_pages(super().get_queryset())


def shown_on_pages(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of the library, what published pages refer to: the rest is nobody's business yet."""
    types = ContentType.objects.get_for_models(rows.model, Page)
    live = Page.objects.live().public().annotate(key=Cast("pk", CharField()))
    shown = ReferenceIndex.objects.filter(
        to_content_type=types[rows.model],
        base_content_type=types[Page],
        object_id__in=live.values("key"),
    )
    keys = shown.annotate(key=Cast("to_object_id", IntegerField())).values("key")
    return rows.filter(pk__in=keys)
