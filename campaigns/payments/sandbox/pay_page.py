"""The hosted page where a donor pays, or tries what can go wrong. It needs no JavaScript."""

from dataclasses import dataclass
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from . import checkouts, outcomes, rendering
from .intents import AUTHENTICATION_FAILURE
from .outcomes import Attempt, NotPossible
from .settings import Settings
from .states import state_of
from .store import Json, Store, Transaction

TEST_CARDS = {
    "visa": ("Visa •••• 4242", "4242424242424242"),
    "mastercard": ("Mastercard •••• 4444", "5555555555554444"),
    "amex": ("American Express •••• 0005", "378282246310005"),
}
SEE_OTHER = 303


@dataclass
class PayPage:
    settings: Settings
    store: Store
    pay_root: str = ""

    def show(self, request: Request, session_id: str) -> Response:
        with self.store.transaction() as tx:
            outcomes.run_due(tx)
            session = tx.find("checkout.session", session_id)
            if session is None:
                return missing(request)
            return self._show(tx, request, session)

    def show_verify(self, request: Request, session_id: str) -> Response:
        """The bank's page; the pay page instead when the bank has nothing to ask."""
        with self.store.transaction() as tx:
            outcomes.run_due(tx)
            session = tx.find("checkout.session", session_id)
            if session is None:
                return missing(request)
            intent = _intent(tx, session)
            if session["status"] != "open" or not intent or intent["status"] != "requires_action":
                return redirect(self._address(request, session), SEE_OTHER)
            return _page("verify.html", request, session)

    def submit(self, request: Request, session_id: str) -> Response:
        """Make the chosen outcome happen, then lead to where the donor goes next.

        A second tap finds the session complete and leads to the same place.
        """
        outcome = request.form.get("outcome", "")
        if outcome not in outcomes.OUTCOMES:
            return self.show(request, session_id)
        with self.store.transaction() as tx:
            outcomes.run_due(tx)
            session = tx.find("checkout.session", session_id)
            if session is None:
                return missing(request)
            try:
                outcomes.apply(tx, session, outcome, self._attempt(request, session))
            except NotPossible:
                if session["status"] != "complete":
                    return self._show(tx, request, session)
        return redirect(self._destination(request, session, outcome), SEE_OTHER)

    def _show(self, tx: Transaction, request: Request, session: Json) -> Response:
        state = state_of(tx, session)
        if state != "open":
            return _page("closed.html", request, session, state=state)
        error = (_intent(tx, session) or {}).get("last_payment_error")
        return _page(
            "pay.html",
            request,
            session,
            checkout=checkouts.find(tx, session["id"]),
            cards=TEST_CARDS,
            chosen_card=request.args.get("card", ""),
            problem=_problem(error),
        )

    def _attempt(self, request: Request, session: Json) -> Attempt:
        _, number = TEST_CARDS.get(request.form.get("card", ""), TEST_CARDS["visa"])
        return Attempt(
            card=number,
            slow_seconds=self.settings.slow_seconds,
            page=f"{self.pay_root}{session['id']}",
        )

    def _destination(self, request: Request, session: Json, outcome: str) -> str:
        if session["status"] == "complete":
            return success_address(session)
        if outcome == "abandon" and session["cancel_url"]:
            return str(session["cancel_url"])
        if outcome == "three_d_secure":
            return self._address(request, session, "/verify")
        return self._address(request, session)

    def _address(self, request: Request, session: Json, step: str = "") -> str:
        language = rendering.choose_language(request, session)
        return f"{self.pay_root}{session['id']}{step}?lang={language}"


def success_address(session: Json) -> str:
    """The platform's success_url with the session's id in its place."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def missing(request: Request) -> Response:
    return rendering.page("missing.html", rendering.choose_language(request), status=404)


def _page(template: str, request: Request, session: Json, **data: Any) -> Response:
    addresses = [session["success_url"], session["cancel_url"]]
    return rendering.page(
        template,
        rendering.choose_language(request, session),
        leads_to=[address for address in addresses if address],
        session=session,
        **data,
    )


def _intent(tx: Transaction, session: Json) -> Json | None:
    identifier = session["payment_intent"]
    return tx.get("payment_intent", identifier) if identifier else None


def _problem(error: Json | None) -> str | None:
    """Which message the last attempt calls for."""
    if error is None:
        return None
    return "unverified" if error["code"] == AUTHENTICATION_FAILURE else "declined"
