"""What whoever sends a proposal declares. A key is permanent: it stands in what was sent."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

DECLARATIONS: Final[dict[str, Any]] = {
    "entitled": _("I may act for the organization, or its legal representative asked me to."),
    "true": _(
        "What is written here is true. I know that false declarations are punished by law"
        " (Presidential Decree 445/2000, art. 76)."
    ),
    "requirements": _(
        "The organization and its partners may deal with a public administration: none of the"
        " grounds for exclusion of articles 94 and 95 of Legislative Decree 36/2023 applies."
    ),
    "notice": _("I have read the notice and accept all its rules."),
    "rights": _("We may use the texts and pictures, and whoever can be recognised in them agrees."),
    "no_double": _("The same costs are not already paid by other public money."),
    "privacy": _("I have read how personal data is used."),
}
"""The text of each declaration, by its key; all are needed."""
