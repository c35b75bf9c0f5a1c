"""Endpoints for tests, under /_sandbox: act as the donor, the bank or the network."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from . import balance, clock, disputes, outcomes, reading, refunds, wire
from .authentication import check_key
from .charges import DECLINES, DEFAULT_CARD
from .faults import KINDS, Fault, Faults
from .outcomes import Attempt, NotPossible
from .pay_page import success_address
from .settings import Settings
from .store import Json, Store, Transaction
from .webhooks import MODES, Deliverer
from .wire import ApiError, ParameterError

Answer = Callable[[], Json]


@dataclass
class Control:
    settings: Settings
    store: Store
    faults: Faults
    deliverer: Deliverer
    pay_root: str = ""

    def answer(self, request: Request, endpoint: str, identifier: str = "") -> Response:
        """Run the endpoint's method of this class for a request that carries the key."""
        try:
            check_key(request, self.settings.api_key)
            return wire.json_response(getattr(self, endpoint)(request, identifier))
        except NotPossible as error:
            refusal = ApiError(400, str(error))
            return wire.json_response(refusal.body, refusal.status)
        except ApiError as error:
            return wire.json_response(error.body, error.status)

    def session_outcome(self, request: Request, identifier: str) -> Json:
        """Pay (or fail to) without the browser."""
        body = _body(request, outcome=str, card=str, decline_code=str, slow_seconds=int)
        outcome = _one_of(body, "outcome", tuple(outcomes.OUTCOMES))
        code = body.get("decline_code", "generic_decline")
        _one_of({"decline_code": code}, "decline_code", tuple(DECLINES))
        attempt = Attempt(
            card=body.get("card", DEFAULT_CARD),
            decline_code=code,
            slow_seconds=body.get("slow_seconds", self.settings.slow_seconds),
            page=f"{self.pay_root}{identifier}",
        )
        with self.store.transaction() as tx:
            outcomes.run_due(tx)
            session = reading.retrieve(tx, "checkout.session", identifier)
            outcomes.apply(tx, session, outcome, attempt)
        return {"session": session, "redirect_url": _redirect(session, outcome)}

    def session_settle(self, request: Request, identifier: str) -> Json:
        """End a slow payment now."""
        succeeds = _one_of(_body(request, result=str), "result", ("succeed", "fail")) == "succeed"
        with self.store.transaction() as tx:
            session = reading.retrieve(tx, "checkout.session", identifier)
            charges = tx.select("charge", "payment_intent = ?", [session["payment_intent"]])
            if not charges:
                raise NotPossible("The session has no payment to settle.")
            outcomes.settle(tx, charges[0], succeeds=succeeds)
            return reading.retrieve(tx, "checkout.session", identifier)

    def charge_dispute(self, request: Request, identifier: str) -> Json:
        """Dispute a charge; with `kind` "inquiry" the bank only asks."""
        body = _body(request, amount=int, reason=str, kind=str)
        reason, kind = body.get("reason", "fraudulent"), body.get("kind", "dispute")
        _one_of({"reason": reason}, "reason", disputes.REASONS)
        _one_of({"kind": kind}, "kind", ("dispute", "inquiry"))
        with self.store.transaction() as tx:
            charge = reading.retrieve(tx, "charge", identifier)
            return disputes.create(
                tx, charge, amount=body.get("amount"), reason=reason, inquiry=kind == "inquiry"
            )

    def dispute_review(self, request: Request, identifier: str) -> Json:
        with self.store.transaction() as tx:
            return disputes.review(tx, reading.retrieve(tx, "dispute", identifier))

    def dispute_escalate(self, request: Request, identifier: str) -> Json:
        with self.store.transaction() as tx:
            return disputes.escalate(tx, reading.retrieve(tx, "dispute", identifier))

    def dispute_close(self, request: Request, identifier: str) -> Json:
        ends = ("won", "lost", disputes.INQUIRY_CLOSED)
        status = _one_of(_body(request, status=str), "status", ends)
        with self.store.transaction() as tx:
            return disputes.close(tx, reading.retrieve(tx, "dispute", identifier), status)

    def refund_fail(self, request: Request, identifier: str) -> Json:
        reason = _body(request, failure_reason=str).get("failure_reason", "unknown")
        _one_of({"failure_reason": reason}, "failure_reason", refunds.FAILURE_REASONS)
        with self.store.transaction() as tx:
            refund = reading.retrieve(tx, "refund", identifier)
            refunds.fail(tx, refund, reason)
            return refund

    def set_balance(self, request: Request, identifier: str) -> Json:
        """Top up, pay out, or set how far refunds may overdraw (null: as far as they need).

        `when_short` says what becomes of a refund beyond that: "pending" or "refuse".
        """
        body = _body(request, top_up=int, pay_out=int, overdraft=(int, type(None)), when_short=str)
        with self.store.transaction() as tx:
            if "when_short" in body:
                way = _one_of(body, "when_short", (balance.PENDING, balance.REFUSE))
                balance.set_when_short(tx, way)
            if "overdraft" in body:
                balance.set_overdraft(tx, body["overdraft"])
            if "top_up" in body:
                balance.top_up(tx, body["top_up"])
            if "pay_out" in body:
                balance.pay_out(tx, body["pay_out"])
            outcomes.run_due(tx)
            return balance.current(tx)

    def set_clock(self, request: Request, identifier: str) -> Json:
        """Set or advance the clock; what falls due has happened when the answer comes."""
        number = (int, float)
        body = _body(request, now=(*number, type(None)), advance=number)
        with self.store.transaction() as tx:
            if "now" in body:
                clock.set_now(tx, body["now"])
            clock.advance(tx, body.get("advance", 0))
        with self.store.transaction() as tx:
            outcomes.run_due(tx)
            return {"now": tx.now}

    def order_fault(self, request: Request, identifier: str) -> Json:
        body = _body(
            request, path_prefix=str, method=str, fault=str, times=int, seconds=(int, float)
        )
        kind = _one_of(body, "fault", tuple(KINDS))
        del body["fault"]
        self.faults.order(Fault(kind, **body))
        return {"pending": [asdict(fault) for fault in self.faults.pending()]}

    def clear_faults(self, request: Request, identifier: str) -> Json:
        self.faults.clear()
        return {"pending": []}

    def webhook_mode(self, request: Request, identifier: str) -> Json:
        self.deliverer.set_mode(_one_of(_body(request, mode=str), "mode", MODES))
        return {"mode": self.deliverer.mode}

    def webhook_flush(self, request: Request, identifier: str) -> Json:
        return {"deliveries": [asdict(delivery) for delivery in self.deliverer.flush()]}

    def state(self, request: Request, identifier: str) -> Json:
        with self.store.transaction() as tx:
            return {
                "now": tx.now,
                "objects": _counts(tx, "kind", "objects"),
                "deliveries": _counts(tx, "state", "deliveries"),
                "webhooks": self.deliverer.mode,
                "faults": [asdict(fault) for fault in self.faults.pending()],
            }

    def reset(self, request: Request, identifier: str) -> Json:
        """Forget everything: objects, keys, clock, faults, webhook mode."""
        with self.store.transaction() as tx:
            tx.clear()
        self.faults.clear()
        self.deliverer.set_mode("normal")
        return self.state(request, identifier)


def _redirect(session: Json, outcome: str) -> str | None:
    """Where the pay page would lead."""
    if session["status"] == "complete":
        return success_address(session)
    address: str | None = session["cancel_url" if outcome == "abandon" else "url"]
    return address


def _counts(tx: Transaction, column: str, table: str) -> dict[str, int]:
    """Rows of `table` by `column`; both are names of the schema."""
    query = f"SELECT {column}, COUNT(*) FROM {table} GROUP BY 1"  # noqa: S608
    rows = tx.connection.execute(query)
    return dict(rows.fetchall())


def _body(request: Request, **fields: Any) -> Json:
    """The request's JSON object; ParameterError for a name or a type that it does not take."""
    body = request.get_json(force=True, silent=True) if request.get_data() else {}
    if not isinstance(body, dict):
        raise ParameterError("The body must be a JSON object.")
    for name, value in body.items():
        if name not in fields:
            raise ParameterError(f"Received unknown parameter: {name}", param=name)
        if not isinstance(value, fields[name]) or isinstance(value, bool):
            raise ParameterError(f"Invalid {name}: {value!r}", param=name)
    return body


def _one_of(body: Json, name: str, options: tuple[str, ...]) -> str:
    value = body.get(name)
    if value not in options:
        raise ParameterError(f"Invalid {name}: must be one of {', '.join(options)}", param=name)
    return str(value)
