"""What who wrote is told, by mail. None of these letters repeats what was written.

The first goes to an address that may be somebody else's: it must carry nobody's message.
"""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from procrastinate.contrib.django import app

from campaigns.dialogue.links import own_url
from campaigns.dialogue.models import Voice, VoiceMessage, VoiceMessageKind, VoiceState
from campaigns.funding.models import Funding
from campaigns.house.letters import Letter, Link, mail_of, message_id
from campaigns.house.message_queue import MessageQueue
from campaigns.page.reading import campaign_url
from campaigns.payments.alerts import alert
from campaigns.payments.links import step_url

QUEUE: Final = "dialogue"
SEND_TASK: Final = "dialogue.send_message"


def queue(*, kind: VoiceMessageKind, voice: Voice, now: datetime) -> None:
    """Queue one message in the caller's transaction; asked for again, it is the same one."""
    message, is_new = VoiceMessage.objects.get_or_create(
        key=f"voice:{kind}:{voice.pk}",
        defaults={"kind": kind, "voice": voice, "created_at": now},
    )
    if is_new:
        app.configure_task(SEND_TASK, queue=QUEUE).defer(message_id=message.pk)


def _compose(message: VoiceMessage, now: datetime) -> EmailMultiAlternatives | None:
    voice = message.voice
    gift = voice.donation
    address, language = (gift.email, gift.locale) if gift else (voice.email, voice.language)
    funding = Funding.objects.filter(translation_key=voice.campaign_key).first()
    if not address or funding is None:
        return None
    writers = {
        VoiceMessageKind.CONFIRM: _confirm,
        VoiceMessageKind.REFUSED: _refused,
        VoiceMessageKind.ANSWERED: _answered,
    }
    with override(language):
        letter = writers[VoiceMessageKind(message.kind)](voice, funding)
        if letter is None:
            return None
        return mail_of(
            letter=letter, to=address, language=language, message_id=message_id(message.key)
        )


def _confirm(voice: Voice, funding: Funding) -> Letter | None:
    if voice.state != VoiceState.UNCONFIRMED:
        return None
    said = {"campaign": funding.title}
    return Letter(
        subject=_("Confirm what you wrote about “%(campaign)s”") % said,
        happened=[
            _("somebody, we hope you, wrote about “%(campaign)s” and gave this address.") % said
        ],
        next=[
            _("Confirm within 48 hours that it was you. Until then nobody reads it."),
            _("If it was not you, there is nothing to do: it will be deleted."),
        ],
        link=Link(label=_("Confirm"), url=own_url(voice)),
    )


def _refused(voice: Voice, funding: Funding) -> Letter | None:
    if voice.state != VoiceState.REFUSED:
        return None
    said = {"campaign": funding.title}
    happened = _("what you wrote about “%(campaign)s” has not been published.") % said
    gift = [_("Your gift stands as it is: this is about the words alone.")]
    return Letter(
        subject=_("What you wrote about “%(campaign)s”") % said,
        happened=[happened, f"{voice.get_reason_display()}."],
        reason=voice.reason_words,
        next=[
            *(gift if voice.donation else []),
            _("If you think we are wrong, answer this letter."),
        ],
        link=_way_on(voice, funding),
    )


def _way_on(voice: Voice, funding: Funding) -> Link:
    """A donor can put other words in place of those refused."""
    if voice.donation is None:
        return Link(label=_("To the project"), url=campaign_url(funding))
    own = step_url(voice.donation, "change_words")
    return Link(label=_("Change or take back your words"), url=settings.SITE_URL + own)


def _answered(voice: Voice, funding: Funding) -> Letter | None:
    if not voice.answer or voice.state != VoiceState.PUBLISHED:
        return None
    said = {"campaign": funding.title}
    return Letter(
        subject=_("There is an answer for you from “%(campaign)s”") % said,
        happened=[_("what you wrote about “%(campaign)s” has been answered.") % said],
        next=[_("From your own page you can also take back what you wrote.")],
        link=Link(label=_("Read the answer"), url=own_url(voice)),
    )


def _given_up(message: VoiceMessage, trouble: str) -> None:
    alert(
        key="dialogue.messages.dead",
        subject=gettext_lazy("A message about a question or comment could not be sent"),
        text=f"{message.pk} {message.kind}: {trouble}",
    )


MESSAGES: Final = MessageQueue(
    messages=lambda: VoiceMessage.objects.select_related("voice__donation__funding"),
    compose=_compose,
    given_up=_given_up,
)
