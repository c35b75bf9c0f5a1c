"""The forms of the steps: a draft may be saved incomplete, so no field is required."""

from typing import Final

from campaigns.selection.area.forms.budget import BudgetForm
from campaigns.selection.area.forms.campaign import CampaignForm
from campaigns.selection.area.forms.declarations import DeclarationsForm
from campaigns.selection.area.forms.organization import OrganizationForm
from campaigns.selection.area.forms.partners import PartnersForm
from campaigns.selection.area.forms.pictures import PicturesForm
from campaigns.selection.area.forms.project import ProjectForm
from campaigns.selection.area.forms.step_form import StepForm
from campaigns.selection.steps import Step

FORMS: Final[dict[Step, type[StepForm]]] = {
    Step.ORGANIZATION: OrganizationForm,
    Step.PROJECT: ProjectForm,
    Step.BUDGET: BudgetForm,
    Step.PARTNERS: PartnersForm,
    Step.CAMPAIGN: CampaignForm,
    Step.PICTURES: PicturesForm,
    Step.DECLARATIONS: DeclarationsForm,
}

__all__ = ["FORMS", "StepForm"]
