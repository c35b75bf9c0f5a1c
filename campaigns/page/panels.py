"""Panels of the form of a campaign page."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel

from campaigns.checks.checklist import Check, Level, checklist, obstacles
from campaigns.cofinancing.models import Commitment
from campaigns.funding.models import Funding, Reward


class MoneyPanel(Panel):
    """Where the campaign's money stands, to read only: no field of the page holds it."""

    class BoundPanel(Panel.BoundPanel):
        """Shown once there is a funding."""

        template_name = "campaigns/admin/money_panel.html"

        def is_shown(self) -> bool:
            return self.funding is not None and super().is_shown()

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            key = self.instance.translation_key
            self.funding = Funding.objects.filter(translation_key=key).first()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            if self.funding is not None:
                context["funding"] = self.funding
                context["state"] = self.funding.state_at(timezone.now()).label
                context["commitment"] = Commitment.objects.filter(funding=self.funding).first()
                context["finance_url"] = self._finance_url(self.funding)
            return context

        def _finance_url(self, funding: Funding) -> str:
            """The campaign's page for finance, for who may read it."""
            if self.request is None or not self.request.user.has_perm("funding.view_funding"):
                return ""
            return reverse("finance:campaign", args=[funding.slug])


class SurroundingsPanel(Panel):
    """The way to the campaign's updates, questions and rewards, which are not of its page."""

    class BoundPanel(Panel.BoundPanel):
        """Shown once the page is saved."""

        template_name = "campaigns/admin/surroundings_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from campaigns.models import Question, Update

            context: dict[str, Any] = super().get_context_data(parent_context)
            kinds = ((Update, _("Updates")), (Question, _("Questions")), (Reward, _("Rewards")))
            return context | {"kinds": [self._kind(model, label) for model, label in kinds]}

        def _kind(self, model: Any, label: str) -> dict[str, Any]:
            key = self.instance.translation_key
            query = urlencode({"campaign_key": key})
            namespace = f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}"
            return {
                "label": label,
                "count": model.objects.filter(campaign_key=key).count(),
                "list_url": f"{reverse(f'{namespace}:list')}?{query}",
                "add_url": f"{reverse(f'{namespace}:add')}?{query}",
            }


class ChecklistPanel(Panel):
    """What is looked at before the page is published, with the way to each field."""

    class BoundPanel(Panel.BoundPanel):
        """Of a page that is being written for the first time, too."""

        template_name = "campaigns/admin/checklist_panel.html"

        class Media:
            css = {"all": ["campaigns/admin/editor.css"]}
            js = ["campaigns/admin/editor.js"]

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            page = self.instance
            saved = reverse("page_checklist", args=[page.pk]) if page.pk else ""
            return context | {"refresh_url": saved} | checklist_context(page)


def checklist_context(page: Any) -> dict[str, Any]:
    """The checks of a draft, those to mend first; how many keep it from readers."""
    found = checklist(page)
    order = list(Level)
    missing = sum(check.level is Level.ERROR for check in found)
    advice = sum(check.level is Level.WARNING for check in found)
    rows: list[Check] = sorted(found, key=lambda check: order.index(check.level))
    return {"checks": rows, "missing": missing, "advice": advice}


class EditorialPanel(Panel):
    """Why the person may not approve, what the proponent suggests, urgent corrections."""

    class BoundPanel(Panel.BoundPanel):
        """Shown once the page is saved."""

        template_name = "campaigns/admin/editorial_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from campaigns.editorial.task import wrote_since_live
            from campaigns.models import StorySuggestion

            context: dict[str, Any] = super().get_context_data(parent_context)
            page = self.instance
            suggestions = StorySuggestion.objects.filter(
                campaign_key=page.translation_key, taken_back_at=None
            )
            return context | {
                "page": page,
                "review": _review_of(page),
                "suggestions": suggestions.select_related("answered_by"),
                "wrote": self.request is not None and wrote_since_live(page, self.request.user),
                "is_ready": not obstacles(page),
                "may_correct": page.live and page.has_unpublished_changes,
            }


def _review_of(page: Any) -> Any:
    """The review under way in *Redazione*."""
    from campaigns.editorial.task import EditorialTask

    state = page.current_workflow_task_state
    return state if state and isinstance(state.task.specific, EditorialTask) else None
