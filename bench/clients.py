"""Clients that work at once for a while: processes, for Python's threads share one interpreter.

Two processes on two cores do what two threads of one process cannot; each has its own connection.
"""

import logging
import multiprocessing
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connections

logger = logging.getLogger(__name__)

Step = Callable[[], int]
"""Does some things and says how many; none when there is nothing left to do."""


@dataclass(frozen=True)
class Measured:
    """How much was done, in how long (seconds), and how long each step took (seconds, sorted)."""

    done: int
    seconds: float
    latencies: list[float]

    @property
    def rate(self) -> float:
        """Things done a second."""
        return self.done / self.seconds if self.seconds else 0.0

    def quantile(self, share: float) -> float:
        """The latency, in milliseconds, under which that share of all things stayed."""
        if not self.latencies:
            return float("nan")
        return 1000 * self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]


def work(makers: Iterable[Callable[[], Step]], *, seconds: float) -> list[Measured]:
    """Run one process for each maker of a step, all from the same moment; what each measured."""
    context = multiprocessing.get_context("fork")
    connections.close_all()
    makers = list(makers)
    gate, answers = context.Barrier(len(makers)), context.SimpleQueue()
    processes = [
        context.Process(target=_client, args=(number, make, gate, answers, seconds))
        for number, make in enumerate(makers)
    ]
    for process in processes:
        process.start()
    measured = dict(answers.get() for _ in processes)
    for process in processes:
        process.join()
    return [measured[number] for number in range(len(makers))]


def together(measured: list[Measured]) -> Measured:
    """The work of many clients as one."""
    return Measured(
        done=sum(each.done for each in measured),
        seconds=max(each.seconds for each in measured),
        latencies=sorted(latency for each in measured for latency in each.latencies),
    )


def _client(number: int, make: Callable[[], Step], gate: Any, answers: Any, seconds: float) -> None:
    done, latencies = 0, list[float]()
    started = now = time.perf_counter()
    try:
        step = make()
        gate.wait(timeout=30)
        started = now = time.perf_counter()
        while now - started < seconds and (number_done := step()):
            done += number_done
            before, now = now, time.perf_counter()
            latencies.append(now - before)
    except Exception:
        logger.exception("Client %s ended early", number)
    finally:
        answers.put((number, Measured(done, now - started, sorted(latencies))))
        connections.close_all()
