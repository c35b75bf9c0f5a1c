"""The RUP publishes a version of the ranking, and starts the campaigns of who was selected."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts.acting import acting_person
from campaigns.calls.models import Call, Round
from campaigns.selection import ranking, ranking_versions, round_plan, selecting
from campaigns.selection.models import Outcome, Proposal, RankingKind, Submission
from campaigns.selection.ranking import Row
from campaigns.staff.acts import ActForm, ActRefused, ActView

PREFIX = "round_"


class PublicationForm(ActForm):
    """The act, and what kind of version it publishes."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of version"), choices=RankingKind.choices)
    field_order = ("kind",)


class OfCallAct(ActView):
    """An act about one call's ranking: it leads back to it."""

    icon = "list-ol"
    is_grave = True

    def prepare(self) -> None:
        self.call = get_object_or_404(Call, slug=self.kwargs["slug"])

    def subtitle(self) -> str:
        return self.call.title

    def get_success_url(self) -> str:
        return reverse("selection:ranking", args=[self.kwargs["slug"]])


class PublishRankingView(OfCallAct):
    """Publish the ranking as it stands as the next version."""

    permission = ranking_versions.PERMISSION
    form_class = PublicationForm
    title = gettext_lazy("Publish the ranking")
    introduction = gettext_lazy("A published version is never changed: another one follows it.")
    confirm_label = gettext_lazy("Publish")

    def prepare(self) -> None:
        super().prepare()
        self.rows = ranking.compute(call=self.call, now=self.now)

    def consequences(self, form: Any) -> Sequence[str]:
        kind = RankingKind(form.cleaned_data["kind"])
        ranking_versions.check_publishable(call=self.call, kind=kind, rows=self.rows)
        return [*_counts(self.rows), *_effects(kind)]

    def perform(self, form: Any) -> str:
        version = ranking_versions.publish(
            call=self.call,
            kind=RankingKind(form.cleaned_data["kind"]),
            number=form.cleaned_data["number"],
            date=form.cleaned_data["date"],
            reason=form.cleaned_data["reason"],
            by=acting_person(self.request),
            now=self.now,
        )
        return _("Version %(number)s of the ranking is published.") % {"number": version.number}


class RoundsForm(ActForm):
    """The act, and a round for each selected project."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        projects: list[Proposal] = kwargs.pop("projects")
        rounds: list[Round] = kwargs.pop("rounds")
        plan: dict[Proposal, Round] = kwargs.pop("plan")
        sent = Submission.objects.filter(proposal__in=projects, withdrawn_at=None)
        titles = dict(sent.values_list("proposal_id", "content__title"))
        super().__init__(*args, **kwargs)
        choices = [("", _("Not now")), *((str(one.pk), _round_label(one)) for one in rounds)]
        for project in projects:
            planned = plan.get(project)
            self.fields[f"{PREFIX}{project.pk}"] = forms.ChoiceField(
                label=f"{titles.get(project.pk, project.title)} ({project.organization})",
                choices=choices,
                required=False,
                initial=str(planned.pk) if planned else "",
            )


class AssignRoundsView(OfCallAct):
    """Give selected projects their rounds: their campaigns are made, to open by themselves."""

    permission = selecting.PERMISSION
    form_class = RoundsForm
    title = gettext_lazy("Start the campaigns of the selected projects")
    introduction = gettext_lazy(
        "Each project gets its campaign in the round you choose. The terms are frozen with the "
        "rules of the notice."
    )
    confirm_label = gettext_lazy("Freeze the terms and make the campaigns")

    def prepare(self) -> None:
        super().prepare()
        if not self.projects:
            raise ActRefused(_("No selected project waits for its campaign."))
        if not self.rounds:
            raise ActRefused(
                _("There is no round still to come: add one to the notice by an amendment.")
            )

    @cached_property
    def projects(self) -> list[Proposal]:
        """The selected projects without a campaign."""
        return round_plan.waiting(self.call)

    @cached_property
    def rounds(self) -> list[Round]:
        """The rounds that can be chosen."""
        return round_plan.open_to_assignment(self.call, self.now)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "projects": self.projects,
            "rounds": self.rounds,
            "plan": round_plan.plan_rounds(call=self.call, now=self.now),
        }

    def consequences(self, form: Any) -> Sequence[str]:
        chosen = self._chosen(form)
        round_plan.check(call=self.call, assignments=chosen, now=self.now)
        counts = Counter(chosen.values())
        sentence = _("%(round)s: %(count)s campaigns.")
        return [
            *(sentence % {"round": _round_label(one), "count": counts[one]} for one in counts),
            _("Cost, threshold and dates are frozen; each campaign opens and closes by itself."),
            _("The pages stay drafts: Redazione publishes them. The organizations are told."),
        ]

    def perform(self, form: Any) -> str:
        outcome = selecting.select(
            call=self.call,
            assignments=self._chosen(form),
            number=form.cleaned_data["number"],
            date=form.cleaned_data["date"],
            reason=form.cleaned_data["reason"],
            by=acting_person(self.request),
            now=self.now,
        )
        told = [_("Campaigns made: %(count)s.") % {"count": len(outcome.made)}]
        told += [f"“{proposal}”: {why}" for proposal, why in outcome.undone.items()]
        return " ".join(told)

    def _chosen(self, form: Any) -> dict[Proposal, Round]:
        rounds = {str(one.pk): one for one in self.rounds}
        chosen = {
            project: rounds.get(form.cleaned_data.get(f"{PREFIX}{project.pk}") or "")
            for project in self.projects
        }
        return {project: one for project, one in chosen.items() if one is not None}


def _counts(rows: list[Row]) -> list[str]:
    counts = Counter(row.outcome for row in rows)
    return [
        f"{Outcome(outcome).label}: {counts[outcome]}" for outcome in Outcome if counts[outcome]
    ]


def _effects(kind: RankingKind) -> list[str]:
    told = _("Everybody can read it, and every organization that applied is told.")
    if kind == RankingKind.PROVISIONAL:
        return [told, _("It is provisional: no proposal changes state.")]
    return [
        told,
        _("It is final: the selected leave the selection, those below the minimum too."),
        _("Reserves wait: they slide in if a selected project withdraws."),
    ]


def _round_label(one: Round) -> str:
    return _("%(round)s, from %(opens)s") % {
        "round": one,
        "opens": date_format(localtime(one.opens_at), "SHORT_DATE_FORMAT"),
    }
