"""The documentation as people read it: the OpenAPI document, drawn by our own template."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from campaigns.api.documentation import TAGS
from campaigns.api.openapi import document
from campaigns.freshness.services import SITE, depends_on

_EVERYWHERE: Final = ("Accept-Language", "If-None-Match", "cursor", "page_size", "fields")
"""Parameters that are explained once for all."""


@dataclass(frozen=True)
class Member:
    """A parameter, or a member of a shape. ``shape`` names the shape that it has, if any."""

    name: str
    kind: str
    shape: str
    text: str
    required: bool = False


@dataclass(frozen=True)
class Operation:
    """Something that can be asked."""

    name: str
    method: str
    path: str
    summary: str
    text: str
    parameters: list[Member]
    sent: str
    answered: str
    is_list: bool
    status: str
    problems: list[str]


@dataclass(frozen=True)
class Part:
    """A part of the documentation."""

    name: str
    title: str
    operations: list[Operation] = field(default_factory=list)


@dataclass(frozen=True)
class Shape:
    """The members of something sent or answered, with an example where there is one."""

    name: str
    members: list[Member]
    example: str


class DevelopersView(TemplateView):
    """What the API can be asked, in the reader's language."""

    template_name = "api/developers.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        depends_on(self.request, SITE)
        made = document()
        return super().get_context_data(**kwargs) | {
            "page": {"title": _("For developers")},
            "above": {"title": _("Open data"), "url": reverse("open_data")},
            "parts": parts_of(made),
            "shapes": shapes_of(made),
        }


def parts_of(made: dict[str, Any]) -> list[Part]:
    """The operations of a document by their part."""
    parts = {name: Part(name, str(title)) for name, title in TAGS.items()}
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            parts[operation["tags"][0]].operations.append(_operation(path, method, operation, made))
    return [part for part in parts.values() if part.operations]


def shapes_of(made: dict[str, Any]) -> list[Shape]:
    """The shapes of a document that have members; lists of a shape are told with it."""
    examples = _examples(made)
    return [
        Shape(
            name,
            [
                _member(each, schema, made, required=each in shape.get("required", ()))
                for each, schema in shape["properties"].items()
            ],
            examples.get(name, ""),
        )
        for name, shape in made["components"]["schemas"].items()
        if "properties" in shape and not name.endswith("List")
    ]


def _operation(
    path: str, method: str, operation: dict[str, Any], made: dict[str, Any]
) -> Operation:
    answers = operation["responses"]
    status = next(status for status in answers if status.startswith("2"))
    answered = _shape_of(answers[status])
    return Operation(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        text=operation["description"],
        parameters=[
            _member(
                each["name"],
                each["schema"] | {"description": each.get("description", "")},
                made,
                required=each.get("required", False),
            )
            for each in operation.get("parameters", [])
            if each["name"] not in _EVERYWHERE
        ],
        sent=_shape_of(operation.get("requestBody", {})),
        answered=answered.removesuffix("List"),
        is_list=answered.endswith("List"),
        status=status,
        problems=[status for status in answers if status.startswith(("4", "5"))],
    )


def _member(name: str, schema: dict[str, Any], made: dict[str, Any], *, required: bool) -> Member:
    text = schema.get("description", "").partition("\n")[0]
    shape = _reference(schema)
    values = made["components"]["schemas"].get(shape, {}).get("enum")
    if values:
        return Member(name, ", ".join(values), "", text, required)
    return Member(name, _kind(schema), shape, text, required)


def _kind(schema: dict[str, Any]) -> str:
    """What it is, in the words of JSON Schema; its values where there are few."""
    kind = schema.get("type", "")
    names = [kind] if isinstance(kind, str) else [each for each in kind if each != "null"]
    if schema.get("format"):
        names = [schema["format"]]
    if values := schema.get("enum") or schema.get("items", {}).get("enum"):
        return ", ".join(str(value) for value in values)
    return " ".join(names) if not _reference(schema) else "[ ]" if kind == "array" else ""


def _reference(schema: dict[str, Any]) -> str:
    """The shape that a schema names, by itself, in a list, or among others."""
    found = schema.get("$ref") or schema.get("items", {}).get("$ref")
    for each in (*schema.get("oneOf", ()), *schema.get("allOf", ())):
        found = found or each.get("$ref")
    return str(found or "").rpartition("/")[2]


def _shape_of(body: dict[str, Any]) -> str:
    for content in body.get("content", {}).values():
        return _reference(content["schema"])
    return ""


def _examples(made: dict[str, Any]) -> dict[str, str]:
    """The first example of each shape, as JSON."""
    found: dict[str, str] = {}
    for methods in made["paths"].values():
        for operation in methods.values():
            for body in (operation.get("requestBody", {}), *operation["responses"].values()):
                for content in body.get("content", {}).values():
                    for example in content.get("examples", {}).values():
                        text = json.dumps(example["value"], indent=2, ensure_ascii=False)
                        found.setdefault(_shape_of(body), text)
    return found
