"""Wagtail's scheduled publishing: it leaves campaigns that take money online, and drafts drafts."""

from typing import Any

from django.utils import timezone
from wagtail.management.commands import publish_scheduled

from campaigns.editorial.schedule import take_back_unready
from campaigns.page.guards import put_off_expiry


class Command(publish_scheduled.Command):
    """Publishes and expires what is due.

    The expiry of a campaign waits until it has ended; what is not ready stays a draft.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dryrun"]:
            now = timezone.now()
            for title in put_off_expiry(now):
                self.stderr.write(f"Expiry put off by a day, donations are being taken: {title}")
            for told in take_back_unready(now):
                self.stderr.write(f"Not ready for readers, taken off the schedule: {told}")
        super().handle(*args, **options)
