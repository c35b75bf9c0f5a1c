"""A page for people who try the demo: the latest payments, and slow ones settled by hand."""

from dataclasses import dataclass

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from . import checkouts, outcomes, rendering
from .checkouts import Checkout
from .outcomes import NotPossible
from .pay_page import SEE_OTHER
from .states import charge_of, state_of
from .store import Json, Store, Transaction

SHOWN = 50


@dataclass(frozen=True)
class Row:
    session: Json
    checkout: Checkout
    state: str
    pending_charge: str | None


@dataclass
class Dashboard:
    store: Store

    def show(self, request: Request) -> Response:
        with self.store.transaction() as tx:
            outcomes.run_due(tx)
            rows = [_row(tx, session) for session in tx.select("checkout.session", limit=SHOWN)]
            waiting = tx.connection.execute(
                "SELECT COUNT(*) FROM deliveries WHERE state = 'pending'"
            ).fetchone()[0]
        language = rendering.choose_language(request)
        return rendering.page("dashboard.html", language, rows=rows, waiting=waiting)

    def settle(self, request: Request, charge_id: str) -> Response:
        """Settle a slow payment now. One that settled by itself meanwhile is left as it is."""
        with self.store.transaction() as tx:
            charge = tx.find("charge", charge_id)
            try:
                if charge is not None:
                    succeeds = request.form.get("outcome") == "succeed"
                    outcomes.settle(tx, charge, succeeds=succeeds)
            except NotPossible:
                pass
        return redirect(f"/?lang={rendering.choose_language(request)}", SEE_OTHER)


def _row(tx: Transaction, session: Json) -> Row:
    state = state_of(tx, session)
    pending = charge_of(tx, session)["id"] if state == "processing" else None
    return Row(session, checkouts.find(tx, session["id"]), state, pending)
