"""What proponents report, and what the staff decides."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.plain_words import PlainField
from campaigns.reporting.models import RefusalReason, ReportItem
from campaigns.reporting.writing import Upload
from campaigns.typed_amounts import TypedAmountField


def _day(**options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    missing = {"required": gettext_lazy("Choose the day.")}
    return forms.DateField(widget=widget, error_messages=missing, **options)


class DocumentForm(forms.Form):
    """A document, and whether it may be public."""

    file = forms.FileField(
        label=gettext_lazy("Document (optional)"),
        required=False,
        help_text=gettext_lazy("PDF, JPEG or PNG. Only the staff reads it, until it is accepted."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )
    may_be_public = forms.BooleanField(
        label=gettext_lazy("It may be public: nobody’s private data are in it"), required=False
    )

    @property
    def upload(self) -> Upload | None:
        """The file that was sent, of a form that is valid."""
        file = self.cleaned_data["file"]
        agrees = self.cleaned_data["may_be_public"]
        return Upload(file=file, may_be_public=agrees) if file else None


class MilestoneForm(forms.Form):
    """A milestone to come."""

    title = PlainField(
        label=gettext_lazy("What will be done"),
        max_length=150,
        error_messages={"required": gettext_lazy("Say what will be done.")},
    )
    day = _day(label=gettext_lazy("By when"))


class ExpenseForm(DocumentForm):
    """An expense that was paid."""

    title = PlainField(
        label=gettext_lazy("What was bought or paid"),
        max_length=150,
        error_messages={"required": gettext_lazy("Say what was bought or paid.")},
    )
    day = _day(label=gettext_lazy("When it was paid"))
    amount = TypedAmountField(
        label=gettext_lazy("Amount (EUR)"),
        error_messages={"required": gettext_lazy("Write the amount.")},
    )
    field_order = ("title", "day", "amount", "file", "may_be_public")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = True
        self.fields["file"].label = gettext_lazy("Invoice or receipt")
        self.fields["file"].error_messages["required"] = gettext_lazy("Choose a file first.")

    def clean_day(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("An expense is reported once it is paid."))
        return day


class FinalForm(DocumentForm):
    """The final report."""

    title = PlainField(
        label=gettext_lazy("In one sentence: what is there now"),
        max_length=150,
        error_messages={"required": gettext_lazy("Say in one sentence what is there now.")},
    )
    text = PlainField(
        error_messages={"required": gettext_lazy("Tell how it went.")},
        label=gettext_lazy("What was done, what worked, what did not"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    field_order = ("title", "text", "file", "may_be_public")


class SendForm(DocumentForm):
    """A milestone that is reached, or the answer to a refusal."""

    words = PlainField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write a few words.")},
    )
    field_order = ("words", "file", "may_be_public")

    def __init__(self, *args: Any, item: ReportItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = (
            gettext_lazy("Your answer") if item.reason else gettext_lazy("What was done")
        )


class ImpactForm(forms.Form):
    """What the project promises to change."""

    what = PlainField(
        error_messages={"required": gettext_lazy("Say what changes.")},
        label=gettext_lazy("What changes"),
        max_length=150,
        help_text=gettext_lazy("For example: children who have a place to do their homework"),
    )
    promised = PlainField(
        error_messages={"required": gettext_lazy("Say how much you promise.")},
        label=gettext_lazy("How much you promise"),
        max_length=60,
        help_text=gettext_lazy("For example: 60. Once written it stays as it is."),
    )


class ReachedForm(forms.Form):
    """What was reached of a promise."""

    reached = PlainField(label=gettext_lazy("Reached"), max_length=60, required=False)


class AcceptForm(forms.Form):
    """How much of an expense, and which documents everybody may read."""

    amount = TypedAmountField(
        label=gettext_lazy("Accepted amount (EUR)"),
        help_text=gettext_lazy("All of it, or the part that belongs to the project."),
    )
    public = forms.MultipleChoiceField(
        label=gettext_lazy("Documents to make public"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Only those that the proponent agrees to publish. Open each: no private data."
        ),
    )

    def __init__(self, *args: Any, item: ReportItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item.amount is None:
            del self.fields["amount"]
        else:
            self.initial["amount"] = item.amount
        offered = [
            doc for doc in item.documents.all() if doc.may_be_public and doc.erased_at is None
        ]
        if offered:
            choices = [(str(document.pk), document.name) for document in offered]
            self.fields["public"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["public"]


class RefusalForm(forms.Form):
    """Why an item is sent back."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why not"),
        choices=RefusalReason,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Files that show personal data are erased after 30 days."),
    )
    words = PlainField(
        label=gettext_lazy("To the proponent"),
        help_text=gettext_lazy("What is missing, and what to do: they read it and answer."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
