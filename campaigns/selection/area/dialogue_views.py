"""What the public says of a selected project, and its people's answers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.accounts import kept
from campaigns.dialogue import moderation
from campaigns.dialogue.forms import AnswerForm
from campaigns.dialogue.models import Voice, VoiceKind, VoiceQuerySet
from campaigns.selection.area.access import ProposalView
from campaigns.selection.models import ProposalState

SHOWN_AT_MOST = 200


class OfCampaign(ProposalView):
    """About the campaign of a selected project; not found for any other."""

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        if self.proposal.state != ProposalState.SELECTED or self.proposal.page is None:
            raise Http404

    def voices(self) -> VoiceQuerySet:
        """What is public: its people read no more than everybody does."""
        assert self.proposal.page is not None
        return Voice.objects.public().filter(campaign_key=self.proposal.page.translation_key)


class Dialogue(OfCampaign):
    """Questions to answer first, then all the others."""

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        waiting = self.voices().filter(kind=VoiceKind.QUESTION, answer="")
        others = self.voices().exclude(kind=VoiceKind.QUESTION, answer="")
        context = {
            "proposal": self.proposal,
            "groups": [
                (_("Questions without an answer"), waiting.order_by("written_at", "pk")),
                (_("All the others"), others.order_by("-written_at", "-pk")[:SHOWN_AT_MOST]),
            ],
        }
        return render(request, "selection/area/dialogue.html", context)


class Answer(kept.KeepsTyping, OfCampaign):
    """Answers one of them."""

    voice: Voice

    def open(self, **kwargs: Any) -> None:
        super().open(**kwargs)
        self.voice = get_object_or_404(self.voices(), pk=kwargs["voice"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        typed = kept.take(request)
        initial = self.voice.answer if typed is None else typed.get("answer", "")
        form = AnswerForm(initial={"answer": initial})
        return self._show(form, is_kept=typed is not None)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=400)
        text = form.cleaned_data["answer"]
        try:
            moderation.answer(voice_id=self.voice.pk, text=text, by=self.user, now=self.now)
        except moderation.ModerationRefused as refusal:
            form.add_error(None, refusal.message)
            return self._show(form, status=409)
        messages.success(
            request, _("Your answer is public.") if text else _("Your answer is taken away.")
        )
        return HttpResponseRedirect(reverse("area:dialogue", args=(self.proposal.pk,)))

    def _show(self, form: AnswerForm, status: int = 200, **facts: Any) -> HttpResponse:
        context = {"proposal": self.proposal, "voice": self.voice, "form": form, **facts}
        return render(self.request, "selection/area/answer.html", context, status=status)
