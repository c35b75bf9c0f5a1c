"""Two versions of a ranking, side by side: who moved, and whose outcome changed."""

from dataclasses import dataclass
from typing import Any

from campaigns.selection.models import Ranking
from campaigns.selection.published_ranking import Place, places_of


@dataclass(frozen=True, kw_only=True)
class Move:
    """What two versions say of one proposal; ``None`` where a version does not name it."""

    protocol_number: str
    title: str
    before: Place | None
    after: Place | None

    @property
    def has_new_outcome(self) -> bool:
        """True if the outcome is another one."""
        return _outcome(self.before) != _outcome(self.after)

    @property
    def has_changed(self) -> bool:
        """True if place, points or outcome are others."""
        return self.has_new_outcome or _standing(self.before) != _standing(self.after)

    @property
    def steps_up(self) -> int:
        """How many places it went up; negative for down, zero where one of them is missing."""
        if self.before is None or self.after is None:
            return 0
        if self.before.position is None or self.after.position is None:
            return 0
        return self.before.position - self.after.position


def compare(before: Ranking, after: Ranking) -> list[Move]:
    """Each proposal of either version, in the order of the later one."""
    earlier = {place.protocol_number: place for place in places_of(before)}
    later = {place.protocol_number: place for place in places_of(after)}
    moves = []
    for protocol_number in dict.fromkeys([*later, *earlier]):
        old, new = earlier.get(protocol_number), later.get(protocol_number)
        named = new or old
        assert named is not None
        moves.append(
            Move(
                protocol_number=protocol_number,
                title=named.title,
                before=old,
                after=new,
            )
        )
    return moves


def _outcome(place: Place | None) -> str | None:
    return None if place is None else place.outcome


def _standing(place: Place | None) -> Any:
    return None if place is None else (place.position, place.points)
