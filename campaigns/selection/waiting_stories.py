"""What waits for Redazione, counted for the home of the admin and the mail of the morning."""

from datetime import datetime

from django.urls import reverse

from campaigns.accounts.models import User
from campaigns.editorial import home as editorial_home

Told = tuple[str, int, str, bool]
"""Label, how many, where, and whether it is late."""


def stories(user: User, now: datetime) -> list[Told]:
    """What waits for one of Redazione."""
    home = reverse("editorial:home")
    return [
        (kind.title, kind.count, f"{home}#{kind.key}", kind.is_late)
        for kind in editorial_home.waiting(user, now)
    ]
