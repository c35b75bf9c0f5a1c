from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from campaigns.pictures.library import PREPARE_TASKS, LibraryImage


class Command(BaseCommand):
    help = "Ask the worker for the crops of every picture: after a new size, or a restored library."

    def handle(self, *args: Any, **options: Any) -> None:
        keys = list(LibraryImage.objects.values_list("pk", flat=True))
        for task in PREPARE_TASKS:
            deferrer = app.configure_task(task)
            for key in keys:
                deferrer.defer(image_id=key)
        self.stdout.write(f"{len(keys)} pictures queued")
