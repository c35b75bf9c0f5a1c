"""Shapes of requests and answers, for validation and for the OpenAPI document."""

from campaigns.api.schemas.calls import (
    Call,
    CallDetails,
    CallList,
    Fund,
    FundList,
    RankingDetails,
    RankingList,
)
from campaigns.api.schemas.campaigns import (
    Campaign,
    CampaignDetails,
    CampaignList,
    Comment,
    CommentList,
    Progress,
    ProgressList,
    Question,
    QuestionList,
    Update,
    UpdateList,
)
from campaigns.api.schemas.donations import DONATION_ID, Checkout, Donation, DonationRequest
from campaigns.api.schemas.found import Found, SuggestionList
from campaigns.api.schemas.outcome import SUCCEEDED_SLUG, Outcome, Report, ReportList
from campaigns.api.schemas.problems import Problem, phrase
from campaigns.api.schemas.site import Labels, Navigation, RedirectList, RemovalList, Site
from campaigns.api.schemas.stats import (
    AreaStatsList,
    DayStatsList,
    MunicipioStatsList,
    RoundStatsList,
    Stats,
)

__all__ = [
    "DONATION_ID",
    "SUCCEEDED_SLUG",
    "AreaStatsList",
    "Call",
    "CallDetails",
    "CallList",
    "Campaign",
    "CampaignDetails",
    "CampaignList",
    "Checkout",
    "Comment",
    "CommentList",
    "DayStatsList",
    "Donation",
    "DonationRequest",
    "Found",
    "Fund",
    "FundList",
    "Labels",
    "MunicipioStatsList",
    "Navigation",
    "Outcome",
    "Problem",
    "Progress",
    "ProgressList",
    "Question",
    "QuestionList",
    "RankingDetails",
    "RankingList",
    "RedirectList",
    "RemovalList",
    "Report",
    "ReportList",
    "RoundStatsList",
    "Site",
    "Stats",
    "SuggestionList",
    "Update",
    "UpdateList",
    "phrase",
]
