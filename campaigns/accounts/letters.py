"""Mail about an account or an organization, in the person's language."""

import logging
from functools import partial

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from campaigns.house.letters import Letter, mail_of

logger = logging.getLogger(__name__)


def post(*, letter: Letter, to: str, language: str) -> None:
    """Send a letter once the running transaction has committed.

    A mail server that cannot be reached stops nobody: it is logged, without the address, and each
    of these letters can be asked for again.
    """
    message = mail_of(letter=letter, to=to, language=language)
    transaction.on_commit(partial(_hand_over, message))


def _hand_over(message: EmailMultiAlternatives) -> None:
    try:
        message.send()
    except Exception as error:
        logger.warning("A letter could not be handed over: %s", type(error).__name__)
