"""Wagtail's scheduled publishing, which leaves campaigns that take money online."""

from typing import Any

from django.utils import timezone
from wagtail.management.commands import publish_scheduled

from campaigns.page_guards import put_off_expiry


class Command(publish_scheduled.Command):
    """Publishes and expires what is due; the expiry of a campaign waits until it has ended."""

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dryrun"]:
            for title in put_off_expiry(timezone.now()):
                self.stderr.write(f"Expiry put off by a day, donations are being taken: {title}")
        super().handle(*args, **options)
