"""The pages that everyone reads, as a tree, by a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from wagtail.models import Page


@dataclass
class Branch:
    """A page, and the published ones below it."""

    title: str
    url: str
    below: list["Branch"] = field(default_factory=list)


def tree_of(page: Page, request: HttpRequest) -> Sequence[Branch]:
    """The published pages of the language that ``page`` is in, home first.

    What stands below a page that is not published cannot be reached, and is left out.
    """
    homes = page.get_ancestors(inclusive=True).filter(depth=2)
    pages = Page.objects.descendant_of(homes.get(), inclusive=True).live().public()
    branches: dict[str, Branch] = {}
    roots = []
    for each in pages.order_by("path"):
        branch = Branch(each.title, each.get_url(request) or "")
        parent = branches.get(each.path[: -Page.steplen])
        if parent is not None:
            parent.below.append(branch)
        elif each.depth == 2:
            roots.append(branch)
        else:
            continue
        branches[each.path] = branch
    return roots
