"""What every part of the demo's selection is told with: days around today, people, texts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from campaigns.accounts.models import Organization, User
from home.demo import content
from home.demo.windows import DAY, ROME, rome_date
from home.site_tree import SiteTree


@dataclass(frozen=True)
class Stage:
    """The demo as of ``now``; organizations are known by their key in the data."""

    now: datetime
    trees: dict[str, SiteTree]
    organizations: dict[str, Organization]
    _people: dict[str, User] = field(default_factory=dict)

    def at(self, days: int, hour: int = 10) -> datetime:
        """The instant, in UTC, of an hour of Rome so many days after today; before it if < 0."""
        day = rome_date(self.now) + days * DAY
        return datetime.combine(day, time(hour), tzinfo=ROME).astimezone(UTC)

    def person(self, username: str) -> User:
        """An account of the demo."""
        if username not in self._people:
            self._people[username] = User.objects.get(username=username)
        return self._people[username]


def words() -> dict[str, Any]:
    """Invented sentences: questions, comments, reasons."""
    told: dict[str, Any] = content.read("selection_words")
    return told


def project(key: str) -> dict[str, Any]:
    """What an invented project says of itself."""
    told: dict[str, Any] = content.read("selection_projects")["projects"][key]
    return told


def told_of(key: str) -> dict[str, Any]:
    """What a campaign's people and the staff say of it, and all of it in English."""
    told: dict[str, Any] = content.read("selection_stages")[key]
    return told
