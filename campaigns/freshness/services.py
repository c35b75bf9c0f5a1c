"""What generation it is now, as this process knows it: never older than ``TRUSTED_SECONDS``."""

import threading
import time
import uuid
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Case, F, Max, QuerySet, Sum, When
from django.http import HttpRequest

from campaigns.freshness.models import ANY, Generation, Kind

TRUSTED_SECONDS: Final = 1.0
SITE: Final = ""
"""What depends on everything: lists, the home page, totals."""
_EPOCH: Final = "freshness-epoch"
_LOCAL_CACHES: Final = ("locmem", "dummy")

Number = tuple[int, int]
"""What a page was made of: the generation of the site and the funds, that of the campaigns."""


class Generations:
    """What was read last, for the threads of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: dict[str, Number] = {}
        self._read_at = float("-inf")
        self._epoch: Any = None

    def of(self, campaign: str) -> Number:
        """The generation of a campaign's page, by the key of its pages, or of ``SITE``.

        One query a second, and one more a second for each campaign that is asked for.
        """
        epoch = shared_epoch()
        with self._lock:
            if time.monotonic() - self._read_at >= TRUSTED_SECONDS or epoch != self._epoch:
                self._read = {}
                self._read_at, self._epoch = time.monotonic(), epoch
            known, read = self._read.get(campaign), self._read
        if known is None:
            known = _from_database(campaign)
            read[campaign] = known
        return known

    def forget(self) -> None:
        """Read again at the next question."""
        with self._lock:
            self._read_at = float("-inf")


generations = Generations()


def count_site_on() -> None:
    """Once the present transaction is committed, what depends on the site is made anew."""
    transaction.on_commit(_count_site_on)


def notice() -> None:
    """Once the present transaction is committed, read the generations again at once.

    Here, and in every process that shares our cache; the others see it within a second.
    """
    transaction.on_commit(_read_again)


def depends_on(request: HttpRequest, campaign: str = SITE) -> None:
    """Declare that the answer to a request is the same for every reader until this changes.

    Only for answers without anything of one reader, and before the facts are read: what changes
    meanwhile makes the answer an old one. ``campaign`` is the key of its pages.
    """
    request.freshness = campaign, generations.of(campaign)  # type: ignore[attr-defined]


def dependency_of(request: HttpRequest) -> tuple[str, Number] | None:
    """What an answer depends on, and its generation; ``None``: not declared, never kept."""
    return getattr(request, "freshness", None)


def last_change(campaign: str = SITE) -> datetime | None:
    """When what an answer depends on was changed last, to be read after ``depends_on``."""
    at: datetime | None = _rows_about(campaign).aggregate(at=Max("changed_at"))["at"]
    return at


def shared_epoch() -> Any:
    """Changes whenever a process that shares our cache has changed something."""
    return cache.get(_EPOCH) if _cache_is_shared() else None


def _cache_is_shared() -> bool:
    backend = str(settings.CACHES["default"]["BACKEND"])
    return not any(name in backend for name in _LOCAL_CACHES)


def _read_again() -> None:
    if _cache_is_shared():
        cache.set(_EPOCH, uuid.uuid4().hex, timeout=None)
    generations.forget()


def _count_site_on() -> None:
    changed = Generation.objects.filter(kind=Kind.SITE, about=ANY)
    if not changed.update(number=F("number") + 1):
        Generation.objects.get_or_create(kind=Kind.SITE, about=ANY)
    _read_again()


def _rows_about(campaign: str) -> QuerySet[Generation]:
    rows = Generation.objects.all()
    if campaign == SITE:
        return rows
    return rows.exclude(kind=Kind.CAMPAIGN) | rows.filter(kind=Kind.CAMPAIGN, about=campaign)


def _from_database(campaign: str) -> Number:
    of_all = When(kind__in=[Kind.SITE, Kind.FUND], then=F("number"))
    of_campaigns = When(kind=Kind.CAMPAIGN, then=F("number"))
    sums = _rows_about(campaign).aggregate(
        site=Sum(Case(of_all, default=0)), campaigns=Sum(Case(of_campaigns, default=0))
    )
    return sums["site"] or 0, sums["campaigns"] or 0
