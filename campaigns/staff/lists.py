"""Read-only lists of the admin: seen by who may ``view`` the model, changed by nobody."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.contrib.admin.filters import (
    DateFieldListFilter,
    RelatedFieldListFilter,
    RelatedOnlyFieldListFilter,
)
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, DateTimeField, Field, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView, InspectView

from campaigns.money import EuroField, format_eur
from campaigns.staff.exports import SafeSpreadsheetMixin

NOTHING: Final = "—"
STYLE: Final = "campaigns/admin/read-only-lists.css"


class Column:
    """A column of a field or property, written as its reader writes it.

    ``order``, the name of a field, makes the column sortable.
    """

    def __init__(self, name: str, label: Any, order: str | None = None) -> None:
        self.__name__ = name
        self.short_description = label
        self.admin_order_field = order

    def __call__(self, row: Any) -> str:
        value = getattr(row, self.__name__)
        return NOTHING if value is None else self.written(value)

    def __str__(self) -> str:
        return self.__name__

    def written(self, value: Any) -> str:
        """What stands in the cell."""
        raise NotImplementedError


class EuroColumn(Column):
    """An amount in EUR: ``25,50 €``."""

    def written(self, value: Decimal) -> str:
        return format_eur(value)


class InstantColumn(Column):
    """An instant, in the site's time zone: ``23/11/2026 20:05``."""

    def written(self, value: datetime) -> str:
        return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")


class YesNoColumn(Column):
    """Yes or no, in words."""

    def written(self, value: bool) -> str:
        return str(_("Yes") if value else _("No"))


class PeriodFilter(DateFieldListFilter):
    """Filters by date, in the reader's language: Django's own labels come with its admin only."""

    labels = (_("Any date"), _("Today"), _("Past 7 days"), _("This month"), _("This year"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.links = tuple(
            (label, lookup) for label, (_own, lookup) in zip(self.labels, self.links, strict=False)
        )


class RelatedFilter(RelatedFieldListFilter):
    """Filters by a related row. Django's own asks its admin, which is not installed, for order."""

    def field_admin_ordering(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return ()


class PresentFilter(RelatedFilter, RelatedOnlyFieldListFilter):
    """Filters by a related row, of those that rows of the list have."""


class ViewOnlyPermissions(PermissionHelper):
    """Nobody adds, edits or deletes, superusers included; ``view`` lists and inspects."""

    def get_all_model_permissions(self) -> QuerySet[Permission]:
        """What can be given to a group: ``view`` alone."""
        return super().get_all_model_permissions().filter(codename=self.get_perm_codename("view"))

    def user_can_list(self, user: Any) -> bool:
        return bool(self.user_has_specific_permission(user, self.get_perm_codename("view")))

    def user_can_inspect_obj(self, user: Any, obj: Model) -> bool:
        return self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Model) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        return False


class ReadOnlyIndexView(SafeSpreadsheetMixin, IndexView):
    """The list, its filters, its search and its exports."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            return redirect(self.index_url)

    def get_page_title(self) -> str:
        return str(self.model_admin.get_menu_label())

    def get_buttons_for_obj(self, obj: Model) -> list[Any]:
        """None: the first column leads to the row in full."""
        return []

    def get_heading(self, queryset: QuerySet[Any], field: str) -> str:
        """The column's heading in a spreadsheet."""
        heading = self.model_admin.export_headings.get(field)
        if heading is None:
            heading = label_for_field(field.replace(".", "__"), model=self.model)
        return str(capfirst(heading))


class ReadOnlyInspectView(InspectView):
    """One row in full, written as in the list."""

    http_method_names = ["get", "head", "options"]

    def __init__(self, model_admin: ModelAdmin, instance_pk: str) -> None:
        try:
            super().__init__(model_admin, instance_pk)
        except (ValueError, ValidationError) as error:
            raise Http404 from error

    def get_page_title(self) -> str:
        return str(capfirst(self.verbose_name))

    def get_meta_title(self) -> str:
        return f"{self.get_page_title()} {self.instance}"

    def get_field_label(self, field_name: str, field: Any = None) -> str:
        label = label_for_field(field_name, model=self.model, model_admin=self.model_admin)
        return capfirst(str(label))

    def get_field_display_value(self, field_name: str, field: Any = None) -> Any:
        _field, _attribute, value = lookup_field(field_name, self.instance, self.model_admin)
        if value is None or value == "":
            return NOTHING
        if getattr(field, "choices", None):
            return getattr(self.instance, f"get_{field_name}_display")()
        column = _column_of(field)
        return column(self.instance) if isinstance(column, Column) else value


class ReadOnlyList(ModelAdmin):
    """A list that finance reads. Subclasses name model, columns, filters, exports."""

    permission_helper_class = ViewOnlyPermissions
    index_view_class = ReadOnlyIndexView
    inspect_view_class = ReadOnlyInspectView
    inspect_view_enabled = True
    history_view_enabled = False
    list_per_page = 50
    empty_value_display = NOTHING
    inspect_template_name = "campaigns/admin/inspect_row.html"
    index_view_extra_css = inspect_view_extra_css = [STYLE]
    export_headings: ClassVar[Mapping[str, Any]] = {}
    list_display: tuple[Any, ...] = ()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        fields = {field.name: field for field in self.opts.concrete_fields}
        self.list_display = tuple(
            _column_of(fields[name]) if name in fields else name for name in self.list_display
        )

    def get_menu_label(self) -> str:
        return str(capfirst(self.menu_label or self.opts.verbose_name_plural))

    def get_admin_urls_for_registration(self) -> tuple[Any, ...]:
        """Only the list and the inspect view have an address."""
        kept = {self.url_helper.get_action_url_name(action) for action in ("index", "inspect")}
        return tuple(url for url in super().get_admin_urls_for_registration() if url.name in kept)

    def register_admin_url_finders(self) -> None:
        """There is nowhere to edit these rows."""

    def register_indexing(self) -> None:
        """Keep rows of money out of Wagtail's reference index: it would write at every payment."""


def _column_of(field: "Field[Any, Any] | None") -> Column | str:
    for kind, column in _COLUMNS.items():
        if isinstance(field, kind):
            return column(field.name, field.verbose_name, field.name)
    return field.name if field is not None else ""


_COLUMNS: Final[dict[type[Any], type[Column]]] = {
    EuroField: EuroColumn,
    DateTimeField: InstantColumn,
    BooleanField: YesNoColumn,
}
