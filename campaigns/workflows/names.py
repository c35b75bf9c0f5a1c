"""Names of the two workflows of a campaign page: before its selection, and after."""

from typing import Final

SELECTION_WORKFLOW: Final = "Selezione Avviso"
EDITORIAL_WORKFLOW: Final = "Redazione"
