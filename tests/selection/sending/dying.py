"""A process killed within an act of the selection, before every third of its writes in turn.

``python -m tests.selection.sending.dying send|publish PK`` prints how many times it was killed.
"""

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any, Final

import django

AT_THE_COMMIT: Final = 7
"""How a process ends that has written everything and committed nothing."""
_WRITES: Final = ("INSERT", "UPDATE", "DELETE")


def kill_within(act: Callable[[], object]) -> int:
    """Do the act in a process three writes later each time; how many were killed within it.

    One more does it whole, and is killed as soon as it is committed.
    """
    for kills in count():
        end = _end_of(act, 3 * kills)
        if end == AT_THE_COMMIT:
            break
        if end != -signal.SIGKILL:
            raise RuntimeError(f"died otherwise: {end}")
    if _end_of(act, None) != -signal.SIGKILL:
        raise RuntimeError("not done")
    return kills + 1


def _end_of(act: Callable[[], object], writes: int | None) -> int:
    """How a process ended that was killed after so many writes; ``None``: after the commit."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        _live(act, writes)
    finally:
        os._exit(1)


def _live(act: Callable[[], object], writes: int | None) -> None:
    from django.db import connection

    left = writes

    def die_before(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        if left is not None and str(sql).startswith(_WRITES):
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
        return execute(sql, params, many, context)

    if writes is not None:
        connection._commit = lambda: os._exit(AT_THE_COMMIT)  # type: ignore[attr-defined]
    with connection.execute_wrapper(die_before):
        act()
    os.kill(os.getpid(), signal.SIGKILL)


def _act(name: str, key: str) -> Callable[[], object]:
    from campaigns.accounts.models import User
    from campaigns.calls.models import Call
    from campaigns.selection.models import Proposal, RankingKind
    from tests.selection.ranking.factories import publish
    from tests.selection.sending.sending import send

    def publishing() -> None:
        rup = User.objects.get(groups__name="RUP")
        publish(Call.objects.get(pk=key), RankingKind.FINAL, by=rup)

    acts: dict[str, Callable[[], object]] = {
        "send": lambda: send(Proposal.objects.get(pk=key)),
        "publish": publishing,
    }
    return acts[name]


def _load_what_acts_need() -> None:
    """Once, so that no child spends its short life on it."""
    from django.urls import get_resolver
    from django.utils.translation import gettext

    assert get_resolver().url_patterns
    gettext("Proposal received")


if __name__ == "__main__":
    django.setup()
    _load_what_acts_need()
    sys.stdout.write(f"{kill_within(_act(*sys.argv[1:]))}\n")
