"""Whether a row can be deleted at all, asked before the database refuses."""

from django.db.models import Model, ProtectedError
from django.db.models.deletion import Collector


def is_in_use(row: Model) -> bool:
    """True if another row, of whatever room, protects ``row`` from being deleted."""
    if row.pk is None:
        return False
    try:
        Collector(using="default", origin=row).collect([row])
    except ProtectedError:
        return True
    return False
