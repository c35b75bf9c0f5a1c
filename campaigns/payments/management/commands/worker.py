import asyncio
import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run the jobs and their schedule until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(self._work(options["concurrency"]))

    async def _work(self, concurrency: int) -> None:
        worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
        async with worker_app.open_async():
            self.stdout.write("worker ready")
            self.stdout.flush()
            await worker_app.run_worker_async(
                concurrency=concurrency, delete_jobs="successful", install_signal_handlers=True
            )
