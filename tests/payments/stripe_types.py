"""The SDK's own request types, closed: a name, type or value that Stripe does not take is refused.

``stripe.params`` describes requests as TypedDicts that pydantic would read as open ones, with
enumerations that take any other text as well. Here each, however deeply nested, is copied without
that freedom, and without the options that the SDK lets travel beside the parameters.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import UnionType
from typing import (
    Any,
    Final,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import stripe
from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict, is_typeddict

_OPTIONS: Final = frozenset(stripe.RequestOptions.__annotations__)
_LAZY: Final = {"StripeContext": stripe.StripeContext, "Mapping": Mapping}
"""Names that the SDK imports for type checkers only."""


def check(params: Any, typed_dict: Any) -> None:
    """Raise pydantic's ``ValidationError`` unless Stripe's type takes the parameters."""
    _adapter(typed_dict).validate_python(params, strict=True)


@cache
def _adapter(typed_dict: Any) -> TypeAdapter[Any]:
    return TypeAdapter(_closed(typed_dict))


@cache
def _closed(kind: Any) -> Any:
    if is_typeddict(kind):
        return _closed_typed_dict(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is None or origin is Literal:
        return kind
    if origin in (Union, UnionType):
        return Union[tuple(map(_closed, _narrowed(arguments)))]  # noqa: UP007
    closed = tuple(map(_closed, arguments))
    return list[closed] if origin is Sequence else origin[closed]  # type: ignore[valid-type]


def _narrowed(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """An enumeration without the text it also takes (a text that may be emptied, ``""``, keeps
    it); plain values without the SDK's own objects.
    """
    enumerates = any(get_origin(each) is Literal and any(get_args(each)) for each in arguments)
    return tuple(
        each
        for each in arguments
        if not (enumerates and each is str) and not _is_object_of_the_sdk(each)
    )


def _is_object_of_the_sdk(kind: Any) -> bool:
    origin = get_origin(kind) or kind
    return isinstance(origin, type) and issubclass(origin, stripe.StripeObject)


def _closed_typed_dict(kind: Any) -> Any:
    members = {}
    for name, hint in get_type_hints(kind, localns=_LAZY).items():
        if name not in _OPTIONS:
            wrapper = Required if name in kind.__required_keys__ else NotRequired
            members[name] = wrapper[_closed(hint)]
    closed = TypedDict(kind.__name__, members)  # type: ignore[misc]
    return with_config(ConfigDict(extra="forbid"))(closed)
