"""The commissioner's own pages: what waits, declaring, scoring, reading side by side."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView
from wagtail.admin import messages

from campaigns.accounts.acting import acting_person
from campaigns.calls.models import Call
from campaigns.selection import commission, score_values, scoring
from campaigns.selection.admin import score_form
from campaigns.selection.admin.dossier import Dossier, dossier_of, requests_of
from campaigns.selection.admin.evaluation_reading import (
    WAITING,
    Standing,
    Work,
    before_commission,
    counts_of,
    work_of,
)
from campaigns.selection.admin.parties import parties_of
from campaigns.selection.admin.seated import (
    SeatedPage,
    SeatedView,
    back_to,
    dossier_or_404,
    standing_or_404,
)
from campaigns.selection.models import Proposal, ProposalState, Submission


class CommissionsView(TemplateView):
    """The calls in whose commission one sits; where there is one, its page at once."""

    template_name = "selection/admin/evaluation/commissions.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(commission.SCORE):
            raise PermissionDenied
        self.calls = list(
            Call.objects.filter(
                commissioners__user=acting_person(request), commissioners__ended_at__isnull=True
            )
        )
        if len(self.calls) == 1:
            return redirect("selection:evaluations", slug=self.calls[0].slug)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "page_title": pgettext("work", "Evaluation"),
            "header_icon": "clipboard-list",
            "calls": self.calls,
        }


class EvaluationsView(SeatedPage):
    """A commissioner's proposals, with where each stands."""

    template_name = "selection/admin/evaluation/evaluations.html"
    title = gettext_lazy("Proposals to evaluate")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        work = work_of(self.seat)
        wanted = self.request.GET.get("stato", "")
        shown = [item for item in work if item.standing == wanted] if wanted else work
        done = sum(not item.is_waiting for item in work)
        return super().get_context_data(**kwargs) | {
            "page_subtitle": self.call.title,
            "work": shown,
            "wanted": wanted,
            "counts": counts_of(work),
            "all": len(work),
            "done": done,
            "next": _next(work, None),
        }


class ScoringView(SeatedPage):
    """One proposal beside its score sheet."""

    template_name = "selection/admin/evaluation/scoring.html"
    title = gettext_lazy("Evaluate")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal = self.proposal()
        declaration = self.declaration(proposal)
        work = work_of(self.seat)
        mine = next((item for item in work if item.proposal == proposal), None)
        if mine is None:
            raise Http404
        context = super().get_context_data(**kwargs) | _around(work, proposal)
        context |= {"proposal": proposal, "declaration": declaration, "work": mine}
        context["page_subtitle"] = mine.protocol
        context["is_open"] = proposal.state == ProposalState.EVALUATION
        if declaration is None:
            return context | {"parties": parties_of(standing_or_404(proposal))}
        if declaration.abstains:
            return context
        context["dossier"] = dossier_or_404(proposal)
        context["requests"] = requests_of(proposal)
        if context["is_open"]:
            return context | self._sheet(proposal, kwargs)
        context["sheets"] = list(scoring.counted_sheets(proposal=proposal))
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        proposal = self.proposal()
        criteria = list(self.call.criteria.all())
        scores = score_form.typed(criteria, request.POST)
        hand_in = "hand_in" in request.POST
        try:
            sheet = scoring.save_sheet(
                commissioner=self.seat,
                proposal=proposal,
                scores=scores,
                hand_in=hand_in,
                by=acting_person(request),
                now=self.now,
            )
        except score_values.BadScores as refusal:
            lines = score_form.lines_again(criteria, scores, refusal.errors)
            context = self.get_context_data(lines=lines, error=refusal.errors.get(None, ""))
            return self.render_to_response(context, status=400)
        except scoring.ScoringRefused as refusal:
            messages.error(request, refusal.message)
            return back_to(_address(proposal))
        messages.success(request, _told(hand_in, is_final=sheet.final_at is not None))
        following = _next(work_of(self.seat), proposal) if hand_in else None
        return back_to(_address(following.proposal if following else proposal))

    def _sheet(self, proposal: Proposal, kwargs: dict[str, Any]) -> dict[str, Any]:
        sheet = self.seat.sheets.filter(proposal=proposal).prefetch_related("scores").first()
        criteria = list(self.call.criteria.all())
        lines = kwargs.get("lines") or score_form.lines_of(criteria, sheet)
        return {
            "sheet": sheet,
            "lines": lines,
            "points": score_form.points_so_far(lines),
            "most_points": sum(criterion.weight for criterion in criteria),
            "comment_length": score_values.COMMENT_LENGTH,
        }


class DeclareView(SeatedView):
    """The declaration about conflicts of interest, or an abstention."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        proposal = self.proposal()
        said = request.POST.get("declares")
        if said not in ("no_conflict", "abstains"):
            messages.error(request, _("Choose whether you can judge this proposal."))
            return back_to(_address(proposal))
        reason = request.POST.get("reason", "").replace("\x00", "")[:1000]
        try:
            scoring.declare(
                commissioner=self.seat,
                proposal=proposal,
                abstains=said == "abstains",
                reason=reason,
                now=self.now,
            )
        except scoring.ScoringRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Your declaration is on record."))
        return back_to(_address(proposal))


class SideBySideView(SeatedPage):
    """Two proposals, part by part."""

    template_name = "selection/admin/evaluation/side_by_side.html"
    title = gettext_lazy("Read side by side")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cleared = set(
            self.seat.declarations.filter(abstains=False).values_list("proposal", flat=True)
        )
        rows = [row for row in before_commission(self.call) if row[0].pk in cleared]
        by_id = {proposal.pk: submission for proposal, submission in rows}
        chosen = [self._chosen(by_id, name) for name in ("a", "b")]
        return super().get_context_data(**kwargs) | {
            "page_subtitle": self.call.title,
            "options": rows,
            "chosen": chosen,
            "panes": [(one, _beside(rows, chosen, side)) for side, one in enumerate(chosen)],
        }

    def _chosen(self, by_id: dict[uuid.UUID, Submission], name: str) -> Dossier | None:
        try:
            wanted = uuid.UUID(self.request.GET.get(name, ""))
        except ValueError:
            return None
        submission = by_id.get(wanted)
        return None if submission is None else dossier_of(submission)


def _beside(
    rows: list[tuple[Proposal, Submission]], chosen: list[Dossier | None], side: int
) -> dict[str, dict[str, str]]:
    """The addresses that put the proposal before, or after, on one side; the other side stays."""
    keys = [proposal.pk for proposal, _sent in rows]
    shown = [one.submission.proposal_id if one else "" for one in chosen]
    here = chosen[side]
    if here is None:
        return {}
    place, found = keys.index(here.submission.proposal_id), {}
    for name, step in (("previous", place - 1), ("following", place + 1)):
        if 0 <= step < len(keys):
            pair = [keys[step] if at == side else key for at, key in enumerate(shown)]
            query = urlencode(dict(zip("ab", pair, strict=True)))
            found[name] = {"query": query, "protocol": rows[step][1].protocol_number}
    return found


def _address(proposal: Proposal) -> str:
    return reverse("selection:score", args=(proposal.call.slug, proposal.pk))


def _told(hand_in: bool, *, is_final: bool) -> str:
    if is_final:
        return _("Your scores are in. They were the last: all scores are final.")
    if hand_in:
        return _("Your scores are in. You can change them until everybody's are.")
    return _("Draft saved. Nobody else sees it.")


def _next(work: list[Work], after: Proposal | None) -> Work | None:
    """The next proposal that waits, after this one and then from the start."""
    start = next((i + 1 for i, item in enumerate(work) if item.proposal == after), 0)
    around = work[start:] + work[:start]
    return next((item for item in around if item.is_waiting and item.proposal != after), None)


def _around(work: list[Work], proposal: Proposal) -> dict[str, Any]:
    """The proposals before and after this one, and how far one is."""
    place = next((i for i, item in enumerate(work) if item.proposal == proposal), 0)
    return {
        "previous": work[place - 1] if place > 0 else None,
        "following": work[place + 1] if place + 1 < len(work) else None,
        "place": place + 1,
        "all": len(work),
        "done": sum(item.standing not in WAITING for item in work),
        "abstained": Standing.ABSTAINED,
    }
