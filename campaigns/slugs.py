"""Slugs that no page may have: the platform's own addresses begin with them."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

RESERVED_SLUGS: Final = frozenset(
    {
        *("dona", "api", "payments", "embed", "oembed", "admin", "en", "cerca", "le-mie-donazioni"),
        *("documents", "media", "static", "feed", "social", "qr"),
        *("accesso", "i-miei-progetti", "avviso", "valuta", "assistenza"),
        *("sviluppatori", "dialogo", "le-mie-parole", "segnala", "segui"),
    }
)


class ReservedSlugsMixin:
    """A page whose slug must leave the platform's own addresses alone."""

    slug: Any

    def clean(self) -> None:
        """Raise ``ValidationError`` for a reserved slug."""
        super().clean()  # type: ignore[misc]
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This address is reserved: choose another.")})
