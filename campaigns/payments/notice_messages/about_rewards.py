"""Messages about the reward of one gift: where to send it, that it left, what went wrong."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.house.letters import Letter, Link
from campaigns.payments.deliveries import Stage, stage_of
from campaigns.payments.links import step_url
from campaigns.payments.models import (
    DeliveryProblem,
    DeliveryState,
    Donation,
    Notice,
    RewardDelivery,
)
from campaigns.payments.notice_messages.letters import gift_facts, page_link


def address_asked(notice: Notice, now: datetime) -> Letter | None:
    """The campaign succeeded: where shall the reward go? ``None`` once that is known."""
    donation = notice.donation
    if stage_of(donation) != Stage.NO_ADDRESS:
        return None
    said = _said(donation)
    return Letter(
        subject=_("Where shall we send “%(reward)s”?") % said,
        happened=[
            _("“%(campaign)s” made it, and your reward “%(reward)s” is sent to you by post.") % said
        ],
        next=[
            _("Tell us where. Only %(body)s gets the address, for this delivery alone.") % said,
            _days(
                ngettext(
                    "We erase it %(days)s day after the reward was sent, or at once if your gift "
                    "comes back to you.",
                    "We erase it %(days)s days after the reward was sent, or at once if your gift "
                    "comes back to you.",
                    settings.REWARD_ADDRESS_DAYS,
                )
            ),
        ],
        facts=_facts(donation),
        link=_address_link(donation),
    )


def sent(notice: Notice, now: datetime) -> Letter | None:
    """The proponent has sent it, or handed it over."""
    donation, delivery = notice.donation, _delivery(notice.donation)
    if delivery is None or delivery.state != DeliveryState.SENT:
        return None
    said = _said(donation)
    if delivery.by_hand:
        return Letter(
            subject=_("Your reward “%(reward)s” has been delivered") % said,
            happened=[
                _("%(body)s tells us that your reward “%(reward)s” has been delivered.") % said
            ],
            next=[_("If you have not had it, answer this letter: we ask what happened.")],
            facts=_facts(donation),
            link=page_link(donation),
        )
    return Letter(
        subject=_("Your reward “%(reward)s” is on its way") % said,
        happened=[_("%(body)s has sent you your reward “%(reward)s”.") % said],
        next=[
            _("If it does not come within two weeks, answer this letter: we ask what happened."),
            _days(
                ngettext(
                    "We erase your address in %(days)s day.",
                    "We erase your address in %(days)s days.",
                    settings.REWARD_ADDRESS_DAYS,
                )
            ),
        ],
        facts=_facts(donation),
        link=page_link(donation),
    )


def problem(notice: Notice, now: datetime) -> Letter | None:
    """It could not be delivered; ``None`` once another way is found, or nothing is owed."""
    delivery = _delivery(notice.donation)
    if stage_of(notice.donation) is None:
        return None
    if delivery is None or delivery.problem != notice.object_id.partition(":")[0]:
        return None
    if delivery.problem == DeliveryProblem.MISTAKE:
        return _not_yet(notice.donation) if delivery.state == DeliveryState.TO_SEND else None
    if delivery.state != DeliveryState.PROBLEM:
        return None
    if delivery.problem == DeliveryProblem.NOT_COLLECTED:
        return _to_collect(notice.donation)
    return _address_again(notice.donation, DeliveryProblem(delivery.problem))


def _not_yet(donation: Donation) -> Letter:
    said = _said(donation)
    needs_address = stage_of(donation) == Stage.NO_ADDRESS
    return Letter(
        subject=_("Your reward “%(reward)s” has yet to be delivered") % said,
        happened=[
            _("we wrote to you that “%(reward)s” had been delivered: that was a mistake.") % said
        ],
        next=[
            _("Write the address again: we have erased the one you gave.")
            if needs_address
            else _("We write to you as soon as it really is.")
        ],
        facts=_facts(donation),
        link=_address_link(donation) if needs_address else page_link(donation),
    )


def _to_collect(donation: Donation) -> Letter:
    said = _said(donation)
    return Letter(
        subject=_("Your reward “%(reward)s” is waiting for you") % said,
        happened=[
            _("%(body)s still has your reward “%(reward)s”: nobody has collected it.") % said
        ],
        next=[_("On the page of your gift you read where and how you get it.")],
        facts=_facts(donation),
        link=page_link(donation),
    )


def _address_again(donation: Donation, why: DeliveryProblem) -> Letter:
    said = _said(donation)
    happened = {
        DeliveryProblem.RETURNED: _("your reward “%(reward)s” came back to %(body)s."),
        DeliveryProblem.ADDRESS: _(
            "the address for your reward “%(reward)s” is wrong or incomplete."
        ),
    }
    return Letter(
        subject=_("We could not deliver “%(reward)s”: check the address") % said,
        happened=[happened[why] % said],
        next=[_("Write the address again: we have erased the one you gave.")],
        facts=_facts(donation),
        link=_address_link(donation),
    )


def _delivery(donation: Donation) -> RewardDelivery | None:
    return RewardDelivery.objects.filter(donation=donation).first()


def _address_link(donation: Donation) -> Link:
    return Link(
        label=_("Write the address"),
        url=settings.SITE_URL + step_url(donation, "delivery_address"),
    )


def _days(text: str) -> str:
    return text % {"days": settings.REWARD_ADDRESS_DAYS}


def _facts(donation: Donation) -> list[tuple[str, str]]:
    assert donation.reward is not None
    return [(_("Reward"), donation.reward.title), *gift_facts(donation)]


def _said(donation: Donation) -> dict[str, str]:
    assert donation.reward is not None
    body = donation.funding.organization
    return {
        "reward": donation.reward.title,
        "campaign": donation.funding.title,
        "body": body.name if body else donation.funding.title,
    }
