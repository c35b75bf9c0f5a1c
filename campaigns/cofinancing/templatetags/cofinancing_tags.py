"""The fund, for pages of lower rooms that must show it."""

from django import template

from campaigns.calls.models import Call
from campaigns.cofinancing.models import Fund, fund_of

register = template.Library()


@register.simple_tag
def fund_of_call(call: Call | None) -> Fund | None:
    """The fund of a call: ``{% fund_of_call call as fund %}``."""
    return fund_of(call)
