"""Doing things at once, in threads with database connections of their own."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all acts at the same moment and return their results, in order; an error is raised.

    Only in a database of the test's own (``committed_db``): the threads commit.
    """
    gate = threading.Barrier(len(acts), timeout=30)

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        futures = [pool.submit(run, act) for act in acts]
    return [future.result() for future in futures]


def run_async(act: Callable[[], Awaitable[Any]]) -> None:
    """Run an asynchronous act to its end, and leave no connection in the thread it worked in.

    That thread outlives the test, and the test's database does not outlive it.
    """

    async def run() -> None:
        try:
            await act()
        finally:
            await sync_to_async(connections.close_all)()

    asyncio.run(run())
