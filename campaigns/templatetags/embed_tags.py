"""How to embed a campaign, for its page."""

from django import template

from campaigns.models import CampaignPage
from campaigns.sharing.embedding import oembed_url

register = template.Library()


@register.simple_tag
def oembed_urls(page: CampaignPage) -> dict[str, str]:
    """The addresses that describe a page's embed to programs, by format."""
    address = page.full_url or ""
    return {format: oembed_url(address, format) for format in ("json", "xml")}
