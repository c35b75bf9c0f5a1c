"""What pages of lower rooms show of a ranking."""

from fractions import Fraction

from django import template
from django.utils.formats import number_format

from campaigns.calls.models import Call
from campaigns.models import CampaignPage
from campaigns.selection import points
from campaigns.selection.public_path import SelectionPath, path_of
from campaigns.selection.published_ranking import (
    PublicRanking,
    public_ranking,
    version_in_force,
)

register = template.Library()


@register.simple_tag
def ranking_of_call(call: Call | None) -> PublicRanking | None:
    """The last version published of a call's ranking, as everybody reads it; none before."""
    version = None if call is None else version_in_force(call)
    return None if version is None else public_ranking(version)


@register.simple_tag
def selection_path(page: CampaignPage) -> SelectionPath | None:
    """How a campaign was chosen; none for one that no selection led to."""
    return path_of(page)


@register.filter
def in_points(value: Fraction | str | None) -> str:
    """Points with two decimals, half up, in the reader's format; nothing for none."""
    if value is None:
        return ""
    exact = points.from_text(value) if isinstance(value, str) else value
    return number_format(points.shown(exact), 2)
