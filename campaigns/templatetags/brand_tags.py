"""The name of the platform, for the admin: public pages have it from their context."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def brand_name() -> str:
    """As in the site's header."""
    return str(settings.SITE_BRAND["name"])
