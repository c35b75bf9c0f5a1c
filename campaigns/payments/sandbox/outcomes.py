"""What a donor can make happen to an open session: one function an outcome."""

from collections.abc import Callable
from dataclasses import dataclass

from . import charges, checkouts, intents, refunds, sessions, settlements
from .charges import Method
from .store import Json, Transaction


class NotPossible(Exception):
    """The session, as it is, does not allow this outcome."""


@dataclass(frozen=True)
class Attempt:
    """How a donor pays: with which method, and what becomes of it.

    `slow_seconds` is the time after which a slow method settles, `page` the address of the
    session's pay page.
    """

    card: str = charges.DEFAULT_CARD
    decline_code: str = "generic_decline"
    slow_seconds: int = 20
    page: str = ""


def pay(tx: Transaction, session: Json, attempt: Attempt) -> None:
    intents.confirm(tx, _intent(tx, session), _card(session, attempt))
    sessions.complete(tx, session, paid=True)


def decline(tx: Transaction, session: Json, attempt: Attempt) -> None:
    card = _card(session, attempt)
    intents.decline(tx, _intent(tx, session), card, attempt.decline_code)


def three_d_secure(tx: Transaction, session: Json, attempt: Attempt) -> None:
    """The bank asks for proof; the second page passes or fails it."""
    intents.require_authentication(tx, _intent(tx, session), f"{attempt.page}/verify")


def three_d_secure_pass(tx: Transaction, session: Json, attempt: Attempt) -> None:
    _check_authentication(tx, session)
    pay(tx, session, attempt)


def three_d_secure_fail(tx: Transaction, session: Json, attempt: Attempt) -> None:
    _check_authentication(tx, session)
    intents.fail_authentication(tx, _intent(tx, session))


def slow_success(tx: Transaction, session: Json, attempt: Attempt) -> None:
    _start_slow(tx, session, attempt, succeeds=True)


def slow_failure(tx: Transaction, session: Json, attempt: Attempt) -> None:
    _start_slow(tx, session, attempt, succeeds=False)


def abandon(tx: Transaction, session: Json, attempt: Attempt) -> None:
    """The donor goes back. Nothing changes: the session stays open."""


Outcome = Callable[[Transaction, Json, Attempt], None]

OUTCOMES: dict[str, Outcome] = {
    outcome.__name__: outcome
    for outcome in (
        pay,
        decline,
        three_d_secure,
        three_d_secure_pass,
        three_d_secure_fail,
        slow_success,
        slow_failure,
        abandon,
    )
}
CARD_OUTCOMES = ("pay", "decline", "three_d_secure", "three_d_secure_pass", "three_d_secure_fail")
SLOW_OUTCOMES = ("slow_success", "slow_failure")


def apply(tx: Transaction, session: Json, outcome: str, attempt: Attempt) -> Json:
    """The session after `outcome`. NotPossible when it is not open or does not offer it."""
    if session["status"] != "open":
        raise NotPossible(f"The session is {session['status']}.")
    offered = session["payment_method_types"]
    if outcome in CARD_OUTCOMES and "card" not in offered:
        raise NotPossible("The session does not offer cards.")
    if outcome in SLOW_OUTCOMES and "sepa_debit" not in offered:
        raise NotPossible("The session does not offer a slow method (sepa_debit).")
    OUTCOMES[outcome](tx, session, attempt)
    return session


def settle(tx: Transaction, charge: Json, *, succeeds: bool) -> None:
    """End a slow payment: its charge, intent and session. NotPossible when it is not pending."""
    if charge["status"] != "pending":
        raise NotPossible("The payment is not pending.")
    settlements.cancel(tx, charge["id"])
    intent = tx.get("payment_intent", charge["payment_intent"])
    intents.settle(tx, intent, charge, succeeds=succeeds)
    session = tx.select("checkout.session", "payment_intent = ?", [intent["id"]])[0]
    sessions.settle(tx, session, succeeds=succeeds)


def run_due(tx: Transaction) -> None:
    """Everything whose time has come: sessions expire, slow payments and refunds settle."""
    sessions.expire_due(tx)
    for target, succeeds in settlements.due(tx):
        charge = tx.find("charge", target)
        if charge is not None:
            settle(tx, charge, succeeds=succeeds)
        else:
            refunds.settle(tx, tx.get("refund", target))
    refunds.settle_waiting(tx)


def _intent(tx: Transaction, session: Json) -> Json:
    """The session's intent, made at its first attempt."""
    if session["payment_intent"]:
        return tx.get("payment_intent", session["payment_intent"])
    intent = intents.create(
        tx,
        amount=session["amount_total"],
        currency=session["currency"],
        data=checkouts.find(tx, session["id"]).intent,
    )
    session["payment_intent"] = intent["id"]
    tx.save(session)
    return intent


def _card(session: Json, attempt: Attempt) -> Method:
    return Method.card(attempt.card, session["customer_email"])


def _check_authentication(tx: Transaction, session: Json) -> None:
    identifier = session["payment_intent"]
    if not identifier or tx.get("payment_intent", identifier)["status"] != "requires_action":
        raise NotPossible("The bank has not asked for a confirmation.")


def _start_slow(tx: Transaction, session: Json, attempt: Attempt, *, succeeds: bool) -> None:
    method = Method.sepa_debit(charges.DEFAULT_IBAN, session["customer_email"])
    charge = intents.process(tx, _intent(tx, session), method)
    settlements.schedule(tx, charge["id"], due_at=tx.now + attempt.slow_seconds, succeeds=succeeds)
    sessions.complete(tx, session, paid=False)
