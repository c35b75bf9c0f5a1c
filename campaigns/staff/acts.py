"""Acts of the staff on money: a form, then what it will do, then the deed.

The consequences are shown before anything happens; if they have changed when the button is
pressed, they are shown again instead. Permission is checked where the act happens.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from campaigns.refusals import Refused

CONFIRMED = "confirmed"


def coming_back(url: str, page: str) -> str:
    """The address of an act that leads back to ``page``, one of ours, when it is done."""
    return f"{url}?{urlencode({REDIRECT_FIELD_NAME: page})}" if page else url


class ActRefused(Refused):
    """The act cannot be done, as its page finds."""


class ActForm(forms.Form):
    """The document that an act rests on."""

    number = forms.CharField(label=gettext_lazy("Number of the act"), max_length=60)
    date = forms.DateField(
        label=gettext_lazy("Date of the act"), widget=AdminDateInput, initial=timezone.localdate
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_date(self) -> Any:
        """An act is of today or before."""
        date = self.cleaned_data["date"]
        if date > timezone.localdate():
            raise forms.ValidationError(_("The act cannot be dated in the future."))
        return date


class ActView(FormView[Any]):
    """One act: subclasses name the permission, the form, its consequences and the deed."""

    permission: ClassVar[str]
    template_name = "campaigns/admin/act.html"
    form_class: type[forms.BaseForm] = ActForm
    title: ClassVar[Any]
    introduction: ClassVar[Any] = ""
    submit_label: ClassVar[Any] = gettext_lazy("Continue")
    confirm_label: ClassVar[Any] = gettext_lazy("Confirm")
    icon: ClassVar[str] = "form"
    is_grave: ClassVar[bool] = False
    """True for an act that cannot be undone: the button says so by its colour."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        self.now = timezone.now()
        try:
            self.prepare()
        except Refused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(self.back_url())
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        """The page that the act was begun from (``coming_back``), or its own."""
        page = self.request.GET.get(REDIRECT_FIELD_NAME, "")
        is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
        return page if is_ours else self.get_success_url()

    def prepare(self) -> None:
        """Fetch what the act is about. Raises ``Http404`` and ``Refused``."""

    def subtitle(self) -> str:
        """What the act is about."""
        return ""

    def consequences(self, form: Any) -> Sequence[str]:
        """What will happen, a sentence each. Raises ``Refused``."""
        raise NotImplementedError

    def perform(self, form: Any) -> str:
        """Do it, and return what to tell. Raises ``Refused``."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        if "edit" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        try:
            consequences = [str(sentence) for sentence in self.consequences(form)]
            digest = hashlib.sha256("\n".join(consequences).encode()).hexdigest()
            shown = self.request.POST.get(CONFIRMED, "")
            if shown != digest:
                return self.render_to_response(
                    self.get_context_data(
                        form=form, consequences=consequences, digest=digest, changed=bool(shown)
                    )
                )
            told = self.perform(form)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, told)
        return HttpResponseRedirect(self.back_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "page_title": self.title,
            "page_subtitle": self.subtitle(),
            "header_icon": self.icon,
            "introduction": self.introduction,
            "submit_label": self.submit_label,
            "confirm_label": self.confirm_label,
            "is_grave": self.is_grave,
            "back_url": self.back_url(),
            "confirmed_name": CONFIRMED,
        }
