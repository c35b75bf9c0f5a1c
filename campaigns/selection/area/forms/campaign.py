"""The campaign: how it is made known, and what it gives back."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.funding.models import Handover
from campaigns.selection.area.forms.fields import Amount, LongText, ShortText, WholeNumber
from campaigns.selection.area.forms.rows import RowsForm
from campaigns.selection.steps import Step


class CampaignForm(RowsForm):
    """The plan and the rewards."""

    step: ClassVar = Step.CAMPAIGN
    row_name: ClassVar = _("Reward %(number)d")
    campaign_plan = LongText(
        label=_("How you will make the campaign known"),
        max_length=4000,
        rows=10,
        help_text=_("Who will you reach, how, and who of you takes care of it?"),
    )

    def row_fields(self) -> dict[str, forms.Field]:
        return {
            "amount": Amount(label=_("For a donation from, in euro")),
            "title": ShortText(label=_("What it is"), max_length=100),
            "description": LongText(label=_("In more words (optional)"), max_length=500, rows=3),
            "limit": WholeNumber(label=_("How many there are (empty: as many as needed)")),
            "handover": forms.ChoiceField(
                label=_("How it is delivered"),
                choices=[("", _("Not decided yet")), *Handover.choices],
                required=False,
                widget=forms.RadioSelect,
            ),
            "handover_words": ShortText(
                label=_("Where and how (optional)"),
                max_length=150,
                help_text=_("In a few words, such as “in via Verro 3, il sabato mattina”."),
            ),
        }

    def required_columns(self) -> dict[str, Any]:
        return {
            "amount": _("Write from which donation on."),
            "title": _("Write what the reward is."),
        }
