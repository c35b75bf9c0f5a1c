"""Which data sets there are."""

from typing import Final

from campaigns.transparency.open_data import money_sets, outcome_sets, selection_sets
from campaigns.transparency.open_data.tables import DataSet

LICENCE: Final = "CC-BY-4.0"
LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"
DATA_SETS: Final[dict[str, DataSet]] = {
    each.name: each
    for each in (
        money_sets.CAMPAIGNS,
        money_sets.DONATIONS,
        money_sets.COMMITMENTS,
        money_sets.FUND_MOVEMENTS,
        outcome_sets.PAYOUTS,
        outcome_sets.GRANT_CHANGES,
        outcome_sets.RECOVERIES,
        outcome_sets.REPORTS,
        outcome_sets.IMPACTS,
        selection_sets.CALLS,
        selection_sets.PROPOSALS,
        selection_sets.SCORES,
    )
}
