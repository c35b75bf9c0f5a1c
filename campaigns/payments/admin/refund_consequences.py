"""What a refund will do to the bar, to the commitment and to the operator's account."""

from copy import copy
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.cofinancing.models import Commitment, CommitmentState
from campaigns.funding.models import ENDED, Funding, PayerTotal
from campaigns.money import ZERO, format_eur
from campaigns.payments.fees import fee_at_operators_charge
from campaigns.payments.models import DisputeState, Donation, Provider
from campaigns.payments.refund_requests import needs_second_person


def consequences_of_asking(*, donation: Donation, amount: Decimal) -> list[str]:
    """What happens if finance asks for the refund, a sentence each."""
    if needs_second_person(donation=donation, amount=amount):
        first = _("A colleague must approve it: until then nothing moves. Once approved:")
        return [first, *consequences_of_refund(donation=donation, amount=amount)]
    return consequences_of_refund(donation=donation, amount=amount)


def consequences_of_refund(*, donation: Donation, amount: Decimal) -> list[str]:
    """What happens when the refund is decided, a sentence each."""
    funding = donation.funding
    after = funding_after_refund(donation=donation, amount=amount)
    sentences = [_of_the_donor(donation, amount), *_of_the_bar(funding, after)]
    commitment = Commitment.objects.filter(funding=funding).first()
    sentences += _of_the_commitment(commitment, after)
    sentences.append(_of_the_fee(donation, amount))
    if donation.disputes.filter(state=DisputeState.OPEN).exists():
        sentences.append(_("A dispute is open: the money leaves once it is closed."))
    return sentences


def funding_after_refund(*, donation: Donation, amount: Decimal) -> Funding:
    """The donation's campaign as the refund would leave it; nothing is saved."""
    funding = donation.funding
    after = copy(funding)
    if donation.late:
        return after
    after.refunded += amount
    if not funding.counts_payers:
        return after
    total = PayerTotal.objects.filter(funding=funding, payer=donation.payer_key).first()
    before = total.net if total is not None else ZERO
    after.payers -= before > 0 and before <= amount
    if funding.payer_limit is not None:
        limit = funding.payer_limit
        after.over_limit += max(ZERO, before - amount - limit) - max(ZERO, before - limit)
    return after


def _of_the_donor(donation: Donation, amount: Decimal) -> str:
    if donation.provider == Provider.REPLAY:
        return _("%(amount)s are recorded as given back: this money came without a provider.") % {
            "amount": format_eur(amount)
        }
    return _("%(amount)s go back to the donor, by the means of payment. A message says so.") % {
        "amount": format_eur(amount)
    }


def _of_the_bar(funding: Funding, after: Funding) -> list[str]:
    if after.net == funding.net:
        return [_("The bar does not move: this money is not in it.")]
    told = {
        "before": format_eur(funding.net),
        "after": format_eur(after.net),
        "threshold": format_eur(funding.threshold),
    }
    moved = _("The bar goes from %(before)s to %(after)s; the threshold is %(threshold)s.") % told
    return [moved, _of_the_threshold(funding, after)]


def _of_the_threshold(funding: Funding, after: Funding) -> str:
    if funding.state in ENDED:
        return _("The campaign has ended: its outcome does not change.")
    if after.reaches_threshold:
        return _("The threshold stays covered.")
    if funding.threshold_reached_at is None:
        return _("The threshold was not covered yet.")
    if not funding.reaches_threshold:
        return _("The threshold is not covered now either: the campaign stays at risk.")
    return _("The threshold is no longer covered: the campaign is at risk, and its page says so.")


def _of_the_commitment(commitment: Commitment | None, after: Funding) -> list[str]:
    if commitment is None or commitment.state == CommitmentState.RELEASED:
        return []
    held = {"amount": format_eur(commitment.committed)}
    if commitment.state == CommitmentState.GRANTED:
        return [_("What the Comune has granted stays: %(amount)s.") % held]
    sentences = [
        _("What the Comune has reserved stays, %(amount)s, while the campaign runs.") % held
    ]
    if not after.reaches_threshold:
        sentences.append(
            _(
                "If the campaign closed like this it would fail: the reserve would be released "
                "and everybody refunded."
            )
        )
    return sentences


def _of_the_fee(donation: Donation, amount: Decimal) -> str:
    if donation.provider == Provider.REPLAY:
        return _("No provider's fee is involved.")
    if not donation.fee:
        return _("The provider keeps its fee; the operator bears the share of what goes back.")
    borne = fee_at_operators_charge(donation=donation, refunded=amount) - donation.fee_covered
    return _("The provider keeps its fee: the operator bears %(fee)s of it.") % {
        "fee": format_eur(max(ZERO, borne))
    }
