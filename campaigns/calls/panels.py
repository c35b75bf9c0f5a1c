"""Panels of the form of a call."""

from typing import Any

from wagtail.admin.panels import HelpPanel

from campaigns.calls.forms import FROZEN_PHASES
from campaigns.calls.presets import editions


class EditionsPanel(HelpPanel):
    """On a new call: start from the rules of a published edition."""

    class BoundPanel(HelpPanel.BoundPanel):
        """The published editions, the chosen one marked."""

        def is_shown(self) -> bool:
            return self.instance.pk is None and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"editions": editions(), "chosen": self.instance.edition}


class FrozenRulesPanel(HelpPanel):
    """Says why the rules cannot be changed any more."""

    class BoundPanel(HelpPanel.BoundPanel):
        """Shown once campaigns are under way."""

        def is_shown(self) -> bool:
            return self.instance.phase in FROZEN_PHASES and super().is_shown()
