"""What a reconciliation finds, written down while it goes on."""

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Final, TypeVar

from campaigns.payments.gateways.contract import GatewayRefused, GatewayUnavailable
from campaigns.payments.models import Difference, DifferenceKind, Donation, ReconciliationRun
from campaigns.payments.verification import ReportMismatch

logger = logging.getLogger(__name__)

BATCH: Final = 100
"""How many of the provider's objects are looked up here with one query."""
TROUBLES_BORNE: Final = 3
"""After so many questions without an answer the rest of a list is left for the next run."""

Told = TypeVar("Told")


@dataclass
class Findings:
    """The lines of one run, and how many objects it looked at."""

    run: ReconciliationRun
    examined: int = 0
    troubles: list[str] = field(default_factory=list)
    unrepaired: list[Difference] = field(default_factory=list)
    repaired: int = 0

    def add(
        self,
        kind: DifferenceKind,
        object_type: str,
        object_id: str | None,
        *,
        repaired: bool,
        donation: Donation | uuid.UUID | None = None,
        ours: Decimal | None = None,
        theirs: Decimal | None = None,
        detail: str = "",
    ) -> None:
        """Write one line; amounts are in EUR, and ``detail`` holds no personal data."""
        line = Difference.objects.create(
            run=self.run,
            kind=kind,
            object_type=object_type,
            object_id=object_id or "",
            donation_id=donation.pk if isinstance(donation, Donation) else donation,
            ours=ours,
            theirs=theirs,
            detail=detail[:300],
            repaired=repaired,
        )
        if repaired:
            self.repaired += 1
        else:
            self.unrepaired.append(line)

    def unanswered(self, question: str, error: Exception) -> None:
        """The provider did not answer: the run is not complete."""
        logger.warning("Reconciliation, %s: %s", question, error)
        self.troubles.append(f"{question}: {error}")


def attempt(apply: Callable[[], object]) -> str:
    """Apply what the provider says; the reason, in short, where it cannot be applied.

    One object's trouble holds up no other. Raises ``GatewayUnavailable``.
    """
    try:
        apply()
    except GatewayUnavailable:
        raise
    except (ReportMismatch, GatewayRefused, Donation.DoesNotExist) as error:
        return f"{type(error).__name__}: {error}"
    except Exception as error:
        logger.exception("A difference could not be repaired")
        return type(error).__name__
    return ""


def batches(told: Iterable[Told]) -> Iterator[list[Told]]:
    """The provider's objects, a few at a time."""
    iterator = iter(told)
    while batch := list(islice(iterator, BATCH)):
        yield batch
