"""Forms of what is keyed by a campaign: rewards, updates, questions."""

import uuid
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Locale

from campaigns.models import CampaignPage


def campaign_choices() -> list[tuple[str, str]]:
    """Key and title of every campaign, drafts included, by title in the default language."""
    pages = CampaignPage.objects.filter(locale=Locale.get_default()).order_by("title")
    return [(str(key), title) for key, title in pages.values_list("translation_key", "title")]


class CampaignKeyedForm(WagtailAdminModelForm):
    """The campaign is chosen by its title; instants named in ``starts_now`` start as now."""

    starts_now: ClassVar[tuple[str, ...]] = ()

    campaign_key = forms.TypedChoiceField(
        label=_("Campaign"),
        coerce=lambda key: uuid.UUID(str(key)),
        choices=lambda: [("", "—"), *campaign_choices()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            for name in self.starts_now:
                self.initial[name] = timezone.now()


class RewardForm(CampaignKeyedForm):
    """A reward: whoever chose it was promised it by that campaign."""

    def clean_campaign_key(self) -> uuid.UUID:
        """The same for good, once somebody has chosen it."""
        key: uuid.UUID = self.cleaned_data["campaign_key"]
        before = self.instance.campaign_key
        is_chosen = not self.instance._state.adding and (
            self.instance.donations.exists() or self.instance.missed_by.exists()
        )
        if is_chosen and key != before:
            raise forms.ValidationError(
                _("Donors of another campaign have chosen it: make a new one for this campaign.")
            )
        return key


class UpdateForm(CampaignKeyedForm):
    """News of a campaign."""

    starts_now = ("published_at",)


class QuestionForm(CampaignKeyedForm):
    """A question and its answer; the instant of the answer is that of its first saving."""

    starts_now = ("written_at",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True

    def save(self, commit: bool = True) -> Any:
        question = self.instance
        if question.answer and question.answered_at is None:
            question.answered_at = timezone.now()
        elif not question.answer:
            question.answered_at = None
        return super().save(commit=commit)
