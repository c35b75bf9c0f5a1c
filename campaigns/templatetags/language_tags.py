"""Says in which language a text is, where it is not that of the page."""

from django import template
from django.utils.html import format_html

from campaigns.languages import readers_language

register = template.Library()


@register.simple_tag
def lang_of(language: str) -> str:
    """`` lang="it"`` for a text of another language than the reader's; else nothing."""
    if not language or language == readers_language():
        return ""
    return format_html(' lang="{}"', language)
