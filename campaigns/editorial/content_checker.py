"""What Wagtail's checker looks at in a preview, beside the checks before publishing."""

from typing import Final

from wagtail.admin.userbar import ContentCheckerItem

RULES_OF_OURS: Final = (
    "color-contrast",
    "definition-list",
    "image-alt",
    "image-redundant-alt",
    "label",
    "list",
    "page-has-heading-one",
    "table-duplicate-name",
    "target-size",
)


class SiteContentChecker(ContentCheckerItem):
    """The page's own content: header and footer are the site's, and tested with it."""

    axe_include = ["main"]
    axe_run_only = [*ContentCheckerItem.axe_run_only, *RULES_OF_OURS]
