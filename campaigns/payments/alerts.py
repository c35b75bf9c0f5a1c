"""Alerts to the staff: logged, and mailed at most once a day about each matter."""

import hashlib
import logging
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from campaigns.house.letters import Letter, Link, mail_of

logger = logging.getLogger(__name__)

QUEUE: Final = "payments"
TASK: Final = "payments.send_alert"
SILENCE: Final = timedelta(days=1)
"""How long one matter is not written about again."""


class AlertNotSent(Exception):
    """The mail could not be handed over; its text is the kind of trouble, without addresses."""


def alert(*, key: str, subject: Any, text: Any) -> None:
    """Log an error, and queue a mail to ``ALERT_EMAILS`` in the caller's transaction.

    ``key`` names the matter. ``subject`` and ``text`` carry ids alone, never personal data; where
    they are lazy they are written in the team's language, whoever's act led here.
    """
    with override(settings.LANGUAGE_CODE):
        subject, text = str(subject), str(text)
    logger.error("%s: %s", subject, text)
    if settings.ALERT_EMAILS:
        app.configure_task(TASK, queue=QUEUE, lock=f"alert:{key}").defer(
            key=key, subject=subject, text=text
        )


def send_alert(*, key: str, subject: str, text: str) -> bool:
    """Mail one alert; return false if the matter was written about within a day.

    Jobs of one matter run one after another. Raises ``AlertNotSent``.
    """
    mark = f"alert:{hashlib.sha256(key.encode()).hexdigest()}"
    if not settings.ALERT_EMAILS or cache.get(mark):
        return False
    language = settings.LANGUAGE_CODE
    with override(language):
        letter = Letter(
            subject=f"[{settings.SITE_BRAND['name']}] {subject}",
            happened=[text],
            link=Link(
                label=_("To the first page of the admin"),
                url=settings.SITE_URL + reverse("wagtailadmin_home"),
            ),
        )
    message = mail_of(letter=letter, to=settings.ALERT_EMAILS, language=language)
    try:
        message.send()
    except Exception as error:
        raise AlertNotSent(type(error).__name__) from None
    cache.set(mark, True, SILENCE.total_seconds())
    return True
