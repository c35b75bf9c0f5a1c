"""The budget of a campaign must add up to its cost, to the cent, before readers see it."""

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.money import ZERO, format_eur


class BudgetMismatch(ValidationError):
    """The budget lines do not add up to the cost."""


def check_budget(cost: Decimal, lines: Iterable[Decimal]) -> None:
    """Raise ``BudgetMismatch`` unless ``lines`` add up to ``cost``. Amounts in EUR."""
    total = sum(lines, ZERO)
    if total != cost:
        raise BudgetMismatch(
            _("The budget lines add up to %(total)s, the cost is %(cost)s: make them equal.")
            % {"total": format_eur(total), "cost": format_eur(cost)}
        )
