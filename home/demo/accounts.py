"""Accounts of the demo, one for each role. They exist only where the demo was loaded."""

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "milano-2015"  # noqa: S105


@dataclass(frozen=True)
class Account:
    """A person of the demo; ``group`` is empty for the administrator of everything."""

    username: str
    first_name: str
    last_name: str
    role: str
    group: str


ACCOUNTS: Final = (
    Account("redazione", "Giulia", "Redaelli", "Redazione: stories and pages", "Redazione"),
    Account(
        "ragioneria", "Marco", "Ferrario", "Ragioneria: donations, fund, refunds", "Ragioneria"
    ),
    Account(
        "amministrazione",
        "Elena",
        "Sala",
        "Amministrazione: users, calls, settings",
        "Amministrazione",
    ),
    Account("admin", "Ada", "Brambilla", "everything (superuser)", ""),
)
