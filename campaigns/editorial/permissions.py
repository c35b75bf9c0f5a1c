"""The permission of those who write about campaigns."""

from typing import Final

WRITE_STORIES: Final = "campaigns.change_update"
"""Redazione’s. Where an act is on a page, the rights on that page are asked for as well."""
