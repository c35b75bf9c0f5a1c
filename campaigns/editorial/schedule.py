"""Pages whose hour to be published has come, and that are not ready for readers.

Wagtail publishes what is due one after the other: a refusal would stop those behind it.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, log
from wagtail.models import Revision

from campaigns.checks.checked_pages import is_checked
from campaigns.checks.checklist import NotReady, check_ready
from campaigns.payments.alerts import alert

REFUSED_ACTION = "campaigns.editorial.schedule.refused"
"""In the history of the page: that its schedule was taken back, and why."""


class ScheduleRefused(LogFormatter):
    """How the page's history tells it."""

    label = _("Not published at its hour")

    def format_message(self, log_entry: Any) -> str:
        """What was missing, in the language in which it was looked at."""
        missing = " ".join(log_entry.data.get("missing", []))
        return f"{self.label}. {missing}"


def take_back_unready(now: datetime) -> list[str]:
    """Take the due pages that are not ready off the schedule, and tell; return what they are.

    The page stays as readers see it; its draft keeps what was written. The editors find the reason
    in the page's history, the team that watches the platform is alerted.
    """
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    return [told for revision in due if (told := _taken_back(revision))]


def _taken_back(revision: Revision) -> str:
    draft = revision.as_object()
    if not is_checked(draft):
        return ""
    try:
        check_ready(draft)
    except NotReady as refusal:
        _take_back(revision, draft, refusal)
        codes = ", ".join(sorted({check.code for check in refusal.refused}))
        return f"page {revision.object_id} ({codes})"
    return ""


@transaction.atomic
def _take_back(revision: Revision, draft: object, refusal: ValidationError) -> None:
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    log(
        instance=draft,
        action=REFUSED_ACTION,
        revision=revision,
        data={"missing": list(refusal.messages)},
    )
    alert(
        key=f"schedule-refused:{revision.pk}",
        subject=_("A page was not published at its hour"),
        text=_("Page %(page)s was to be published and is not ready: its editor says why.")
        % {"page": revision.object_id},
    )
