"""The RUP acts on a notice: each act is shown with what it will do, then done."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.accounts.acting import acting_person
from campaigns.calls import amendment_words, amendments, extensions, services
from campaigns.calls.completeness import missing
from campaigns.calls.models import Area, Call, CallActKind
from campaigns.selection import call_acts, round_plan
from campaigns.selection.admin.call_forms import PARTS, AmendmentForm, ExtensionForm
from campaigns.selection.models import Proposal, ProposalState
from campaigns.staff.acts import ActRefused, ActView


class ActOnCallView(ActView):
    """An act on a notice: it leads back to the notice's page."""

    permission = services.PERMISSION
    icon = "clipboard-list"

    def prepare(self) -> None:
        self.call = get_object_or_404(Call, slug=self.kwargs["slug"])

    def subtitle(self) -> str:
        return self.call.title

    def get_success_url(self) -> str:
        return reverse("selection:call", args=[self.kwargs["slug"]])


class PhaseActView(ActOnCallView):
    """An act that moves the phase: subclasses name it."""

    kind: ClassVar[CallActKind]
    act: ClassVar[Callable[..., Any]]
    done: ClassVar[Any]

    def prepare(self) -> None:
        super().prepare()
        if self.kind not in services.possible_acts(self.call, self.now):
            raise ActRefused(_("The phase of the notice does not allow this act now."))

    def perform(self, form: Any) -> str:
        type(self).act(
            call=self.call, **form.cleaned_data, by=acting_person(self.request), now=self.now
        )
        return str(self.done)


class PublishCallView(PhaseActView):
    """Make the notice public."""

    kind = CallActKind.PUBLICATION
    act = staticmethod(call_acts.publish)
    title = gettext_lazy("Publish the notice")
    confirm_label = gettext_lazy("Publish")
    done = gettext_lazy("The notice is published.")
    is_grave = True

    def consequences(self, form: Any) -> Sequence[str]:
        lacking = missing(self.call, self.now)
        if lacking:
            raise ActRefused(" ".join(lacking))
        window = _("Proposals are taken from %(opens)s to %(closes)s (Rome time).")
        opens, closes = self.call.submissions_open_at, self.call.submissions_close_at
        return [
            window % {"opens": _instant(opens), "closes": _instant(closes)},
            _("What applicants rely on is frozen: it changes only by a published amendment."),
            _("The page of the notice is published by itself, in Wagtail: check that it is."),
        ]


class StartCampaignsView(PhaseActView):
    """From the final ranking to the campaigns, where nobody is selected.

    Selected projects get their rounds with the same act: that page is the only way then.
    """

    kind = CallActKind.CAMPAIGNS
    act = staticmethod(call_acts.start_campaigns)
    title = gettext_lazy("Start the campaigns")
    confirm_label = gettext_lazy("Start the campaigns")
    done = gettext_lazy("The notice is in its campaigns.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        call = get_object_or_404(Call, slug=kwargs["slug"])
        if request.user.has_perm(self.permission) and round_plan.waiting(call):
            return redirect("selection:assign_rounds", call.slug)
        return super().dispatch(request, *args, **kwargs)

    def consequences(self, form: Any) -> Sequence[str]:
        return [
            _("No project is selected: the notice goes on without campaigns, and can be closed."),
            _("The rules of co-financing can no longer be amended."),
        ]


class CloseCallView(PhaseActView):
    """The end of a notice."""

    kind = CallActKind.CLOSING
    act = staticmethod(call_acts.close)
    title = gettext_lazy("Close the notice")
    confirm_label = gettext_lazy("Close the notice")
    done = gettext_lazy("The notice is closed.")
    is_grave = True

    def consequences(self, form: Any) -> Sequence[str]:
        return [
            _("The fund of this notice takes no more money, and tops up no campaign any more."),
            _("Nothing of the notice can be amended afterwards."),
            *self._of_the_list(),
        ]

    def _of_the_list(self) -> list[str]:
        """What becomes of those who have no campaign."""
        waiting = Proposal.objects.filter(call=self.call, state=ProposalState.RANKED).count()
        unstarted = len(round_plan.waiting(self.call))
        told = []
        if waiting:
            told.append(
                ngettext(
                    "%(number)s proposal that waits on the list is not selected, and told so.",
                    "%(number)s proposals that wait on the list are not selected, and told so.",
                    waiting,
                )
                % {"number": waiting}
            )
        if unstarted:
            told.append(
                ngettext(
                    "%(number)s selected project has no campaign, and gets none any more.",
                    "%(number)s selected projects have no campaign, and get none any more.",
                    unstarted,
                )
                % {"number": unstarted}
            )
        return told


class ExtendCallView(ActOnCallView):
    """Move the deadline later."""

    form_class = ExtensionForm
    title = gettext_lazy("Extend the deadline")
    confirm_label = gettext_lazy("Extend and publish")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"closes_at": self.call.submissions_close_at}

    def consequences(self, form: Any) -> Sequence[str]:
        closes_at = form.cleaned_data["closes_at"]
        extensions.check_extension(
            self.call, closes_at, call_acts.nothing_is_unsealed(self.call), self.now
        )
        told = {"before": _instant(self.call.submissions_close_at), "after": _instant(closes_at)}
        return [
            _("The deadline was %(before)s: it becomes %(after)s (Rome time).") % told,
            _("Sent proposals stay sealed until then, and can be taken back and sent again."),
            _("The extension stands on the notice, and everyone who applies gets an e-mail."),
        ]

    def perform(self, form: Any) -> str:
        call_acts.extend(
            call=self.call, **form.cleaned_data, by=acting_person(self.request), now=self.now
        )
        return _("The deadline is extended.")


class AmendCallView(ActOnCallView):
    """Amend one part of the notice."""

    form_class = AmendmentForm
    title = gettext_lazy("Amend the notice")
    confirm_label = gettext_lazy("Amend and publish")
    introduction = gettext_lazy(
        "Change only what must change. The amendment is dated and public, and cannot be undone."
    )
    is_grave = True

    def prepare(self) -> None:
        super().prepare()
        if self.kwargs["part"] not in PARTS:
            raise Http404
        if not self.call.is_published:
            raise ActRefused(_("This notice is not published yet: change it in its form."))
        self.phase = self.call.phase_at(self.now)
        names = PARTS[self.kwargs["part"]][1]
        if not any(amendments.may_be_amended(name, self.phase) for name in names):
            raise ActRefused(_("This part of the notice can no longer be amended."))

    def subtitle(self) -> str:
        return f"{self.call.title} · {PARTS[self.kwargs['part']][0]}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "call": self.call,
            "names": PARTS[self.kwargs["part"]][1],
            "phase": self.phase,
        }

    def consequences(self, form: Any) -> Sequence[str]:
        changed = amendments.preview(call=self.call, changes=form.changes(), now=self.now)
        areas = {area.slug: area.short_name for area in Area.objects.all()}
        words = (amendment_words.in_words(key, value, areas) for key, value in changed.items())
        return [
            *map(str, words),
            _("The amendment stands on the notice, and everyone who applies gets an e-mail."),
        ]

    def perform(self, form: Any) -> str:
        told = {name: form.cleaned_data[name] for name in ("number", "date", "text_it", "text_en")}
        call_acts.amend(
            call=self.call,
            changes=form.changes(),
            **told,
            by=acting_person(self.request),
            now=self.now,
        )
        return _("The amendment is published.")


def _instant(value: Any) -> str:
    return date_format(timezone.localtime(value), "DATETIME_FORMAT")
