"""Retrieving, listing and expanding objects, the same way for every kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .params import Object
from .schemas import (
    LIST_BALANCE_TRANSACTIONS,
    LIST_CHARGES,
    LIST_DISPUTES,
    LIST_EVENTS,
    LIST_PAYMENT_INTENTS,
    LIST_REFUNDS,
    LIST_SESSIONS,
)
from .store import Json, Transaction
from .wire import ParameterError, missing_resource

DEFAULT_LIMIT = 10
COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
EQUALITIES = ("charge", "payment_intent", "payout", "source", "status")
REFERENCES = ("charge", "payment_intent")
KIND_BY_PREFIX = {
    "ch": "charge",
    "py": "charge",
    "re": "refund",
    "pyr": "refund",
    "du": "dispute",
    "pi": "payment_intent",
    "txn": "balance_transaction",
}
EXPANDABLE: Mapping[str, tuple[str, ...]] = {
    "checkout.session": ("payment_intent",),
    "payment_intent": ("latest_charge",),
    "charge": ("balance_transaction", "failure_balance_transaction", "payment_intent"),
    "refund": ("balance_transaction", "failure_balance_transaction", "charge", "payment_intent"),
    "dispute": ("charge", "payment_intent"),
    "balance_transaction": ("source",),
    "event": (),
    "balance": (),
}


@dataclass(frozen=True)
class Resource:
    """A kind of object, the path of its collection and the parameters of its list."""

    kind: str
    path: str
    list_params: Object


RESOURCES = (
    Resource("checkout.session", "/v1/checkout/sessions", LIST_SESSIONS),
    Resource("payment_intent", "/v1/payment_intents", LIST_PAYMENT_INTENTS),
    Resource("charge", "/v1/charges", LIST_CHARGES),
    Resource("refund", "/v1/refunds", LIST_REFUNDS),
    Resource("dispute", "/v1/disputes", LIST_DISPUTES),
    Resource("balance_transaction", "/v1/balance_transactions", LIST_BALANCE_TRANSACTIONS),
    Resource("event", "/v1/events", LIST_EVENTS),
)


def retrieve(tx: Transaction, kind: str, identifier: str) -> Json:
    """The object, or ApiError 404."""
    document = tx.find(kind, identifier)
    if document is None:
        raise missing_resource(kind, identifier)
    return document


def list_page(tx: Transaction, resource: Resource, params: dict[str, Any]) -> Json:
    """One page of the list, newest first, with `has_more` in the direction asked."""
    conditions, values = _conditions(tx, params)
    backwards = "ending_before" in params
    cursor = _cursor(tx, resource.kind, params)
    if cursor is not None:
        conditions.append("seq > ?" if backwards else "seq < ?")
        values.append(cursor)
    limit = params.get("limit", DEFAULT_LIMIT)
    found = tx.select(
        resource.kind,
        " AND ".join(["1", *conditions]),
        values,
        order="seq ASC" if backwards else "seq DESC",
        limit=limit + 1,
    )
    page = found[:limit]
    return {
        "object": "list",
        "data": page[::-1] if backwards else page,
        "has_more": len(found) > limit,
        "url": resource.path,
    }


def expand(tx: Transaction, document: Json, paths: list[str]) -> Json:
    """`document` with the objects named by `paths` in place of their ids."""
    for path in paths:
        _expand(tx, document, path.split("."), path)
    return document


def _expand(tx: Transaction, document: Json, steps: list[str], path: str) -> None:
    name, *rest = steps
    if document["object"] == "list":
        if name != "data" or not rest:
            raise _not_expandable(path)
        for item in document["data"]:
            _expand(tx, item, rest, path)
        return
    if name not in EXPANDABLE[document["object"]]:
        raise _not_expandable(path)
    value = document.get(name)
    if isinstance(value, str):
        kind = KIND_BY_PREFIX.get(value.split("_")[0])
        value = document[name] = tx.find(kind, value) if kind else value
    if rest and isinstance(value, dict):
        _expand(tx, value, rest, path)


def _not_expandable(path: str) -> ParameterError:
    return ParameterError(f"This property cannot be expanded ({path}).", param="expand")


def _conditions(tx: Transaction, params: dict[str, Any]) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    for name in EQUALITIES:
        if name in params:
            _check_reference(tx, name, params[name])
            conditions.append(f"{name} = ?")
            values.append(params[name])
    for comparison, instant in params.get("created", {}).items():
        conditions.append(f"created {COMPARISONS[comparison]} ?")
        values.append(instant)
    if "delivery_success" in params:
        conditions.append("(pending_webhooks = 0) = ?")
        values.append(int(params["delivery_success"]))
    _add_types(params, conditions, values)
    return conditions, values


def _add_types(params: dict[str, Any], conditions: list[str], values: list[Any]) -> None:
    if "type" in params and "types" in params:
        raise ParameterError("You may pass either type or types, but not both.", param="types")
    if "type" in params:
        conditions.append("type GLOB ?")
        values.append(params["type"])
    if "types" in params:
        conditions.append(f"type IN ({', '.join('?' * len(params['types']))})")
        values.extend(params["types"])


def _check_reference(tx: Transaction, name: str, identifier: str) -> None:
    if name in REFERENCES and tx.find(name, identifier) is None:
        raise missing_resource(name, identifier, param=name)


def _cursor(tx: Transaction, kind: str, params: dict[str, Any]) -> int | None:
    if "starting_after" in params and "ending_before" in params:
        raise ParameterError("You cannot use both starting_after and ending_before.")
    for name in ("starting_after", "ending_before"):
        if name in params:
            row = tx.connection.execute(
                "SELECT seq FROM objects WHERE kind = ? AND id = ?", (kind, params[name])
            ).fetchone()
            if row is None:
                raise missing_resource(kind, params[name], param=name)
            return int(row[0])
    return None
