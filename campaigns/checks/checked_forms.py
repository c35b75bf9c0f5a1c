"""The editor's form of a page that is looked at before it is published."""

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue
from wagtail.blocks.stream_block import StreamBlockValidationError

from campaigns.checks.checklist import BUDGET, Check, obstacles


class CheckedPageForm(WagtailAdminPageForm):
    """Says beside each field what keeps the page from being published, or sent to review.

    A draft may still be incomplete: nothing typed is refused, or lost, before that.
    """

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation or self.errors:
            return
        for check in obstacles(self.instance):
            if check.code != BUDGET:
                self.add_error(*self._placed(check))

    def _placed(self, check: Check) -> tuple[str | None, ValidationError]:
        """The field where it is mended, and its error as the widget there shows it."""
        if check.field not in self.fields:
            return None, ValidationError(str(check))
        if isinstance(getattr(self.instance, check.field), StreamValue):
            return check.field, StreamBlockValidationError(non_block_errors=[str(check)])
        return check.field, ValidationError(check.text)
