"""Messages about one gift and its payment."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns.cofinancing.letter_bar import bar_of
from campaigns.cofinancing.progress import progress_of
from campaigns.house.letters import Letter, Link, contact
from campaigns.money import format_eur
from campaigns.payments.deliveries import Stage, stage_of
from campaigns.payments.links import step_url
from campaigns.payments.models import Donation, Notice, Status
from campaigns.payments.notice_messages.letters import (
    gift_facts,
    nothing_to_do,
    on_its_way,
    page_link,
)


def confirmed(notice: Notice, now: datetime) -> Letter | None:
    """The money has come."""
    donation, said = notice.donation, _said(notice.donation)
    funding = donation.funding
    is_open = funding.settled_at is None
    if not is_open:
        hope = []
    elif funding.threshold_reached_at:
        hope = [_("The threshold is reached: we will write to you when the campaign ends.")]
    else:
        hope = [
            _("We will write to you when it reaches its threshold, and when it ends."),
            _("If the campaign misses its threshold, you get it all back, without asking."),
        ]
    beneficiary = funding.organization
    return Letter(
        subject=_("Thank you: your donation to “%(campaign)s” has arrived") % said,
        happened=[
            _("your donation of %(amount)s to “%(campaign)s” has arrived. Thank you.") % said,
            *_missed_reward(donation),
        ],
        bar=bar_of(progress_of(funding, now)) if is_open else None,
        next=hope + _reward_by_post(donation),
        facts=gift_facts(donation)
        + ([(_("Beneficiary"), beneficiary.name)] if beneficiary else []),
        link=page_link(donation),
    )


def late(notice: Notice, now: datetime) -> Letter | None:
    """The money came when the campaign took none, and goes back (R10)."""
    donation, said = notice.donation, _said(notice.donation)
    return Letter(
        subject=_("Your donation arrived too late for “%(campaign)s”: it is on its way back")
        % said,
        happened=[
            _(
                "your donation of %(amount)s to “%(campaign)s” reached us when the campaign was "
                "not taking donations. We are sending it back in full."
            )
            % said
        ],
        next=[on_its_way(), nothing_to_do()],
        facts=gift_facts(donation),
        link=page_link(donation),
    )


def duplicate(notice: Notice, now: datetime) -> Letter | None:
    """Two payments of one gift came; the second goes back."""
    donation, said = notice.donation, _said(notice.donation)
    return Letter(
        subject=_("You paid twice for “%(campaign)s”: one payment is on its way back") % said,
        happened=[
            _(
                "two payments of %(amount)s reached us for the same donation to “%(campaign)s”. "
                "One is your donation. We are sending the other back in full."
            )
            % said
        ],
        next=[on_its_way(), nothing_to_do()],
        facts=gift_facts(donation),
        link=page_link(donation),
    )


def processing(notice: Notice, now: datetime) -> Letter | None:
    """A slow payment has begun."""
    donation, said = notice.donation, _said(notice.donation)
    if donation.status != Status.PROCESSING:
        return None
    return Letter(
        subject=_("Your payment for “%(campaign)s” is under way") % said,
        happened=[
            _(
                "your donation of %(amount)s to “%(campaign)s” is under way: the bank is working "
                "on the payment."
            )
            % said
        ],
        next=[
            _(
                "It may take a few days. We will write to you as soon as it arrives: there is no "
                "need to pay again."
            )
        ],
        facts=gift_facts(donation),
        link=page_link(donation),
    )


def failed(notice: Notice, now: datetime) -> Letter | None:
    """A payment did not go through."""
    donation, said = notice.donation, _said(notice.donation)
    if donation.status != Status.FAILED:
        return None
    if donation.funding.takes_money_at(now):
        then = _("If you still want to give, you can try again, with another card too.")
        link = Link(label=_("Try again"), url=settings.SITE_URL + step_url(donation, "review"))
    else:
        then = _("The campaign takes no donations any more. Thank you for having tried.")
        link = page_link(donation)
    return Letter(
        subject=_("The payment for “%(campaign)s” did not go through") % said,
        happened=[
            _(
                "the payment of your %(amount)s to “%(campaign)s” did not go through. "
                "Nothing was charged."
            )
            % said
        ],
        next=[then],
        facts=gift_facts(donation),
        link=link,
    )


def email_changed(notice: Notice, now: datetime) -> Letter | None:
    """The donor corrected the address: this goes to the new one."""
    donation, said = notice.donation, _said(notice.donation)
    return Letter(
        subject=_("Your donation to “%(campaign)s”: we write to you here from now on") % said,
        happened=[
            _(
                "this is now the e-mail address of the donation of %(amount)s to “%(campaign)s”: "
                "what concerns it comes here."
            )
            % said
        ],
        next=[
            _("If it is not yours, somebody mistyped: write to %(email)s, and we will correct it.")
            % {"email": contact()}
        ],
        facts=gift_facts(donation),
        link=page_link(donation),
    )


def _reward_by_post(donation: Donation) -> list[str]:
    """What a donor is told whose reward needs an address."""
    if donation.reward is None or stage_of(donation) != Stage.NO_ADDRESS:
        return []
    text = _(
        "Your reward “%(reward)s” is sent by post, once the campaign has succeeded: write where to "
        "on the page of your gift."
    )
    return [text % {"reward": donation.reward.title}]


def _missed_reward(donation: Donation) -> list[str]:
    """What a donor is told whose reward went to others before an expired payment came."""
    if donation.missed_reward is None:
        return []
    text = _(
        "The reward “%(reward)s” had gone to others when your payment came: your gift stands "
        "without it. If you would rather have it back, ask for it on its page."
    )
    return [text % {"reward": donation.missed_reward.title}]


def _said(donation: Donation) -> dict[str, str]:
    return {"amount": format_eur(donation.amount), "campaign": donation.funding.title}
