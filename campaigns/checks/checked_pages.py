"""Pages that are looked at before readers see them, by whatever way they are published."""

import logging
from typing import Any

from wagtail.models import Revision

from campaigns.checks.checked_forms import CheckedPageForm
from campaigns.checks.checklist import Check, NotReady, check_ready
from campaigns.checks.pages import body_checks, language_checks, title_check

logger = logging.getLogger(__name__)


class CheckedPage:
    """Beside ``Page`` in the bases of a model: what is missing keeps it a draft.

    Pages that code makes (loaders, the demo) are their author's business: no person wrote them.
    """

    base_form_class = CheckedPageForm
    body_field = "body"

    def checks(self) -> list[Check]:
        """What was looked at, in the order of the page's form."""
        page: Any = self
        body = getattr(page, self.body_field, None)
        found = [] if body is None else body_checks(self.body_field, body)
        return [title_check(page.title), *found, *language_checks(page)]

    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> None:
        """Publish or schedule a revision, by whatever way.

        Raises ``NotReady``. In nobody's name it stays a draft instead: wagtail-localize publishes
        so after its transaction, where a refusal would reach nobody.
        """
        if not may_be_shown(revision, user):
            return
        page: Any = super()
        page.publish(revision, user=user, **kwargs)


def is_checked(page: Any) -> bool:
    """True for a page that knows what to look at."""
    return isinstance(page, CheckedPage)


def may_be_shown(revision: Revision, user: Any) -> bool:
    """True if what a person wrote is ready for readers.

    Where it is not: raises ``NotReady`` for a person who publishes, false in nobody's name.
    """
    if revision.user_id is None and user is None:
        return True
    try:
        check_ready(revision.as_object())
    except NotReady as refusal:
        if user is not None:
            raise
        codes = ", ".join(check.code for check in refusal.refused)
        logger.warning("Not ready (%s), stays a draft: revision %s", codes, revision.pk)
        return False
    return True
