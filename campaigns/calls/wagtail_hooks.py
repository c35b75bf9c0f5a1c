"""What calls add to the admin."""

from wagtail.snippets.models import register_snippet

from campaigns.calls.viewsets import CallsGroup

register_snippet(CallsGroup)
