"""Invented people and firms that give in the demo; every e-mail is at example.org."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from home.demo import content

FOREIGN_SHARE = 0.07


@dataclass(frozen=True)
class Donor:
    name: str
    email: str


class DonorPool:
    """Hands out donors that never repeat; the same seed gives the same people in the same order.

    None bears the name of somebody who stands on a page of the demo: that would look like a leak.
    """

    def __init__(self, seed: str) -> None:
        self._rng = Random(f"donors:{seed}")
        self._names = content.read("donors")
        self._met = {_local_part(name) for name in content.team_names()}

    def person(self) -> Donor:
        """A natural person not met before."""
        name = self._new(self._person_name)
        return Donor(name, f"{_local_part(name)}@example.org")

    def company(self) -> Donor:
        """A legal entity not met before; its mailbox begins with `info.`."""
        name = self._new(self._company_name)
        return Donor(name, f"info.{_local_part(name)}@example.org")

    def _new(self, draw: Callable[[], str]) -> str:
        while _local_part(name := draw()) in self._met:
            continue
        self._met.add(_local_part(name))
        return name

    def _person_name(self) -> str:
        pool = self._names
        if self._rng.random() < FOREIGN_SHARE:
            return str(self._rng.choice(pool["foreign_names"]))
        return f"{self._rng.choice(pool['first_names'])} {self._rng.choice(pool['surnames'])}"

    def _company_name(self) -> str:
        parts = ("trades", "surnames", "company_forms")
        return " ".join(self._rng.choice(self._names[part]) for part in parts)


def _local_part(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore")
    words = letters.decode().lower().replace("'", "").replace(".", "").replace("&", " ").split()
    return ".".join(words)
