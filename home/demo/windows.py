"""When the four rounds of the 2015 edition take money: as published, or moved to the present."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from home.demo import content

ROME = ZoneInfo("Europe/Rome")
DAY = timedelta(days=1)
PRESENT_OF_THE_EDITION = date(2016, 10, 24)
"""The day of 2016 the demo is set on: rounds 1 and 2 are closed, 3 is live, 4 opens in a week."""


@dataclass(frozen=True)
class Window:
    """The Rome days on which a round takes money, both included."""

    first_day: date
    last_day: date

    @property
    def opens_at(self) -> datetime:
        """The first instant at which money is taken, in Rome's time."""
        return midnight(self.first_day)

    @property
    def closes_at(self) -> datetime:
        """The end of the last Rome day, exclusive: the midnight that follows it."""
        return midnight(self.last_day + DAY)


def midnight(day: date) -> datetime:
    """The instant a Rome day begins."""
    return datetime.combine(day, time(), tzinfo=ROME)


def rome_date(now: datetime) -> date:
    """The calendar day in Rome at an aware instant."""
    return now.astimezone(ROME).date()


def rounds_as_held() -> dict[int, Window]:
    """The rounds on their published days of 2016, by number."""
    return {
        entry["round"]: Window(
            date.fromisoformat(entry["opens"]), date.fromisoformat(entry["closes"])
        )
        for entry in content.edition()["rounds"]
    }


def rounds_moved_to(today: date) -> dict[int, Window]:
    """The rounds moved as a block so that `today` stands on the edition's present."""
    shift = today - PRESENT_OF_THE_EDITION
    return {
        number: Window(window.first_day + shift, window.last_day + shift)
        for number, window in rounds_as_held().items()
    }
