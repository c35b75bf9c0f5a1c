"""Messages about the call itself, one to each person who takes part or prepares to."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.calls.models import Amendment, AmendmentKind
from campaigns.house.letters import Letter
from campaigns.selection.models import SelectionNotice
from campaigns.selection.notice_messages.matters import call_link, last_minute


def extension(notice: SelectionNotice, now: datetime) -> Letter | None:
    """There is more time."""
    call, amendment = notice.call, _amendment(notice, AmendmentKind.EXTENSION)
    if call is None or call.submissions_close_at is None:
        return None
    said = {"call": call.title, "deadline": last_minute(call.submissions_close_at)}
    return Letter(
        subject=_("More time for “%(call)s”: until %(deadline)s") % said,
        happened=[_("the call “%(call)s” takes projects for longer: until %(deadline)s.") % said],
        reason=amendment.text if amendment else "",
        next=[
            _("What you sent stays sent. Until then you can take it back and correct it."),
            _("What is still a draft can be sent until then."),
        ],
        facts=_facts(amendment, call.title),
        link=call_link(call),
    )


def amended(notice: SelectionNotice, now: datetime) -> Letter | None:
    """The notice was corrected."""
    call, amendment = notice.call, _amendment(notice, AmendmentKind.CORRECTION)
    if call is None or amendment is None:
        return None
    said = {"call": call.title}
    return Letter(
        subject=_("The call “%(call)s” was amended") % said,
        happened=[_("the call “%(call)s” was amended. What changes:") % said],
        reason=amendment.text,
        next=[_("Please check whether this concerns your project.")],
        facts=_facts(amendment, call.title),
        link=call_link(call),
    )


def _amendment(notice: SelectionNotice, kind: AmendmentKind) -> Amendment | None:
    """The amendment told of; the latest of its kind where the message names none."""
    amendments = Amendment.objects.filter(call=notice.call_id)
    if notice.about.isdigit():
        return amendments.filter(pk=notice.about).first()
    return amendments.filter(kind=kind).order_by("-published_at", "-pk").first()


def _facts(amendment: Amendment | None, call: str) -> list[tuple[str, str]]:
    facts = [(_("Call"), call)]
    return [*facts, (_("Act"), amendment.number)] if amendment else facts
