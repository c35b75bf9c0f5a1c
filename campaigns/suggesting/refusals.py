"""What is raised where a suggestion cannot be made, taken back or answered."""

from campaigns.refusals import Refused


class SuggestionRefused(Refused):
    """A suggestion cannot be made, taken back or answered."""
