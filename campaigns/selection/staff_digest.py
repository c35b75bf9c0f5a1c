"""The mail of the morning: what waits for each person of the staff, once a day, if anything."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.house.letters import Letter, Link
from campaigns.selection import notices
from campaigns.selection.models import NoticeKind, SelectionNotice
from campaigns.selection.waiting import waiting_for

HOUR: Final = 7
"""On Rome's clock, in summer as in winter."""
ROME: Final = ZoneInfo("Europe/Rome")


def queue_digests(*, now: datetime) -> int:
    """Queue the day's mail for everybody for whom something waits; how many.

    ``now`` is the instant for which the job was due: outside the hour of seven in Rome nothing is
    queued, nor twice to a person on one of Rome's days.
    """
    local = now.astimezone(ROME)
    if local.hour != HOUR:
        return 0
    about = local.date().isoformat()
    told = SelectionNotice.objects.filter(kind=NoticeKind.STAFF_DIGEST, about=about)
    people = staff().exclude(pk__in=told.values("recipient"))
    waited_for = [person for person in people if waiting_for(person, now=now, own_roles=True)]
    with transaction.atomic():
        return notices.queue_for_staff(
            kind=NoticeKind.STAFF_DIGEST, people=waited_for, about=about, now=now
        )


def digest_letter(notice: SelectionNotice, now: datetime) -> Letter | None:
    """What the mail says, as things stand when it leaves; ``None`` if nothing waits any more."""
    sections = waiting_for(notice.recipient, now=now, own_roles=True)
    if not sections or date.fromisoformat(notice.about) < now.astimezone(ROME).date():
        return None
    total = sum(line.count for section in sections for line in section.lines)
    return Letter(
        subject=_("What waits for you today: %(count)s") % {"count": total},
        happened=[_("this is what waits for you on the platform this morning:")],
        facts=[(line.label, str(line.count)) for section in sections for line in section.lines],
        next=[_("Each line leads from the first page of the admin to what it counts.")],
        link=Link(
            label=_("To the first page of the admin"),
            url=settings.SITE_URL + reverse("wagtailadmin_home"),
        ),
    )


def staff() -> QuerySet[User]:
    """Active people whom the admin lets in."""
    return (
        User.objects.filter(
            Q(is_superuser=True) | Q(groups__permissions__codename="access_admin"), is_active=True
        )
        .exclude(email="")
        .distinct()
        .order_by("pk")
    )
