"""Panels of the form of a call."""

from typing import Any

from wagtail.admin.panels import HelpPanel

from campaigns.calls.completeness import most_points
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
        """Shown once the notice is published; it leads whoever may act to the acts."""

        def is_shown(self) -> bool:
            return self.instance.is_published and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            may_act = self.request.user.has_perm("calls.act_on_call")
            return context | {"acts_on": self.instance.slug if may_act else ""}


class WeightsPanel(HelpPanel):
    """Says what the weights of the criteria come to."""

    class BoundPanel(HelpPanel.BoundPanel):
        """The sum, as it was saved last."""

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"most_points": most_points(self.instance)}
