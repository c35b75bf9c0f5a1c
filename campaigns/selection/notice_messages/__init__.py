"""What each message about a selection says, in its reader's language, as text and HTML."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from campaigns.accounts.proponents import is_member
from campaigns.house.letters import Letter, mail_of, message_id
from campaigns.selection.models import NoticeKind, SelectionNotice
from campaigns.selection.notice_messages import (
    about_calls,
    about_checks,
    about_rankings,
    about_reports,
    about_sendings,
    about_stories,
    about_withdrawals,
)
from campaigns.selection.staff_digest import digest_letter

_WRITERS: Final[dict[str, Callable[[SelectionNotice, datetime], Letter | None]]] = {
    NoticeKind.RECEIVED: about_sendings.received,
    NoticeKind.SUBMISSION_WITHDRAWN: about_sendings.taken_back,
    NoticeKind.DEADLINE: about_sendings.deadline,
    NoticeKind.INTEGRATION_ASKED: about_checks.integration_asked,
    NoticeKind.INTEGRATION_DUE: about_checks.integration_due,
    NoticeKind.ADMITTED: about_checks.admitted,
    NoticeKind.EXCLUDED: about_checks.excluded,
    NoticeKind.PROVISIONAL: about_rankings.provisional,
    NoticeKind.FINAL: about_rankings.final,
    NoticeKind.CAMPAIGN: about_rankings.campaign,
    NoticeKind.NOT_SELECTED: about_rankings.list_ended,
    NoticeKind.UNPUBLISHED: about_stories.unpublished,
    NoticeKind.UNCONFIRMED: about_stories.unconfirmed,
    NoticeKind.SUGGESTION_ANSWERED: about_stories.answered,
    NoticeKind.SUGGESTION_PUBLISHED: about_stories.published,
    NoticeKind.EXTENSION: about_calls.extension,
    NoticeKind.AMENDED: about_calls.amended,
    NoticeKind.WITHDRAWN: about_withdrawals.withdrawn,
    NoticeKind.SILENT: about_reports.silent,
    NoticeKind.REPORT_REFUSED: about_reports.refused,
    NoticeKind.GRANT_CHANGED: about_reports.grant_changed,
    NoticeKind.STAFF_DIGEST: digest_letter,
}


def compose(*, notice: SelectionNotice, now: datetime) -> EmailMultiAlternatives | None:
    """The mail of a notice, fetched with recipient, call and proposal, as things stand.

    ``None`` where there is nobody to write to, where they have left the proposal's organization
    meanwhile, or where what it told of is no longer so. The same notice always has the same
    ``Message-ID``: a mailbox that gets it twice shows it once.
    """
    person = notice.recipient
    if not person.email or not person.is_active or _has_left(notice):
        return None
    with override(person.language):
        letter = _WRITERS[notice.kind](notice, now)
        if letter is None:
            return None
        return mail_of(
            letter=letter,
            to=person.email,
            language=person.language,
            name=person.get_full_name(),
            message_id=message_id(f"selection:{notice.key}"),
        )


def _has_left(notice: SelectionNotice) -> bool:
    """Whether a matter of the proposal's people is none of this person's any more."""
    if notice.proposal is None:
        return False
    return not is_member(user=notice.recipient, organization=notice.proposal.organization)
