"""The ledger: every movement of money, once, for ever (rule R14)."""

from typing import Final

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.money import EuroField


class Account(models.TextChoices):
    """Where money is. A movement takes an amount from one account to another."""

    DONORS = "donors", _("Donors")
    ESCROW = "escrow", _("Campaign escrow")
    REFUND_OWED = "refund_owed", _("Refunds owed")
    PROVIDER_FEES = "provider_fees", _("Provider fees")
    OPERATOR = "operator", _("Operator")
    MUNICIPALITY = "municipality", _("Budget of the Comune")
    FUND_AVAILABLE = "fund_available", _("Fund: available")
    FUND_RESERVED = "fund_reserved", _("Fund: reserved")
    GRANTED = "granted", _("Granted")
    BENEFICIARY = "beneficiary", _("Beneficiary")
    RECEIVABLE = "receivable", _("Receivable")


OF_GRANTS: Final = (Account.GRANTED, Account.BENEFICIARY, Account.RECEIVABLE)
"""Where what a fund has granted is, until it is the fund's again: to pay, paid, to be paid back."""


class Kind(models.TextChoices):
    """What a movement is."""

    DONATION = "donation", _("Donation")
    LATE_DONATION = "late_donation", _("Late donation")
    REFUND = "refund", _("Refund decided")
    LATE_REFUND = "late_refund", _("Refund of late money decided")
    REFUND_PAID = "refund_paid", _("Refund paid")
    REFUND_RETURNED = "refund_returned", _("Refund came back")
    REFUND_COVERED = "refund_covered", _("Refund owed taken by the donor's bank")
    DISPUTE = "dispute", _("Dispute")
    DISPUTE_WON = "dispute_won", _("Dispute won")
    DISPUTE_LOST = "dispute_lost", _("Dispute lost")
    DISPUTE_EXCESS = "dispute_excess", _("Dispute of refunded money")
    DISPUTE_EXCESS_WON = "dispute_excess_won", _("Dispute of refunded money won")
    DISPUTE_FEE = "dispute_fee", _("Fee of a dispute")
    FEE = "fee", _("Fee of a payment")
    FEE_COVERED = "fee_covered", _("Fee of refunded money borne by the operator")
    ENDOWMENT = "endowment", _("Fund endowed")
    ENDOWMENT_CUT = "endowment_cut", _("Fund reduced")
    RESERVE = "reserve", _("Reservation")
    TOP_UP = "top_up", _("Top-up")
    RELEASE = "release", _("Release")
    GRANT = "grant", _("Grant")
    PAYOUT = "payout", _("Instalment of a grant paid")
    GRANT_CUT = "grant_cut", _("Grant set anew: the rest given back to the fund")
    GRANT_OWED = "grant_owed", _("Grant set anew: to be paid back")
    GRANT_RETURNED = "grant_returned", _("Part of a grant paid back")


class Entry(models.Model):
    """One movement of an amount between two accounts, in the hash chain of a campaign or a fund.

    Rows carry ids and no personal data. They cannot be changed, deleted or truncated: a trigger
    refuses, whoever asks.
    """

    chain = models.CharField(_("chain"), max_length=120)
    """``campaign:<slug>`` or ``fund:<call slug>``."""
    seq = models.PositiveBigIntegerField(_("number in the chain"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    reference = models.CharField(_("reference"), max_length=200)
    """What caused the movement, unique for its kind: a provider's id, or one of ours."""
    source = models.CharField(_("from"), max_length=20, choices=Account)
    destination = models.CharField(_("to"), max_length=20, choices=Account)
    amount = EuroField(_("amount"))
    campaign = models.CharField(_("campaign"), max_length=100, blank=True)
    """Slug of the funding the movement concerns; empty for a fund's own."""
    donation = models.UUIDField(_("donation"), null=True)
    occurred_at = models.DateTimeField(_("occurred"))
    """The instant that counts by the rules (UTC)."""
    recorded_at = models.DateTimeField(_("recorded"))
    """When the row was written (UTC)."""
    prev_hash = models.CharField(_("previous hash"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    hash_version = models.PositiveSmallIntegerField(_("hash version"))

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="ledger_entry_chain_seq"),
            models.UniqueConstraint(fields=["kind", "reference"], name="ledger_entry_reference"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="ledger_entry_amount"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("destination")),
                name="ledger_entry_two_accounts",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="append_only",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
                func="RAISE EXCEPTION 'The ledger is append-only: % refused', TG_OP;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain} #{self.seq} {self.kind} {self.amount}"
