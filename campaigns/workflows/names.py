"""Names of the two workflows of a campaign page (DESIGN, section 5)."""

from typing import Final

SELECTION_WORKFLOW: Final = "Selezione Avviso"
EDITORIAL_WORKFLOW: Final = "Redazione"
