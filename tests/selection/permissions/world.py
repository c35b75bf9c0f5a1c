"""A world with a project at every moment of its life, and somebody of every role."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from campaigns.accounts.invitations import invite, link_of
from campaigns.accounts.models import Membership, User
from campaigns.calls.models import Call, CallQuestion, Phase
from campaigns.dialogue.links import token_of
from campaigns.dialogue.models import Origin
from campaigns.following.links import token_of as follow_token
from campaigns.following.models import Follow
from campaigns.funding.models import Reward
from campaigns.models import StorySuggestion, UrgentCorrection, Voice
from campaigns.payments.models import Donation
from campaigns.reporting.models import ItemKind, ItemState, ReportDocument, ReportItem
from campaigns.selection.models import (
    Attachment,
    Commissioner,
    ConflictDeclaration,
    IntegrationRequest,
    Picture,
    Proposal,
    ProposalState,
    RankingKind,
    Sitting,
)
from campaigns.suggesting.models import People, SuggestionKind
from campaigns.suggesting.pictures import Upload, keep
from tests.cofinancing.grants import with_act
from tests.cofinancing.stories import crossed, end, make_call
from tests.factories import make_campaign_page, make_open_funding
from tests.reporting.conftest import make_scene
from tests.selection import factories
from tests.selection.area.files import pdf, picture
from tests.selection.ranking.factories import give_scores, make_rounds, publish, start

SECRET: Final = "Parole che pochi leggono"
MOMENTS: Final = (
    "notice",
    "writing",
    "sealed",
    "checking",
    "judging",
    "ranked",
    "campaign",
    "closed",
)
STAFF: Final = ("Redazione", "Segreteria", "RUP", "Ragioneria", "Amministrazione")
ROLES: Final = (
    "anonymous",
    "citizen",
    "member",
    "stranger",
    *STAFF,
    "judge",
    "outsider",
    "superuser",
)
"""``judge`` has declared no conflict; ``outsider`` is in the role, and in no commission."""


@dataclass(kw_only=True)
class Moment:
    """A notice, its project, and what the addresses of both may name."""

    call: Call
    proposal: Proposal | None
    names: dict[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class World:
    """Moments by name and a signed-in client for each role."""

    now: datetime
    moments: dict[str, Moment]
    clients: dict[str, Client]
    users: dict[str, User]
    names: dict[str, Any]

    def names_at(self, moment: str) -> dict[str, Any]:
        """What addresses may name at that moment."""
        return self.names | self.moments[moment].names


def make_world() -> World:
    """By the real clock: views read it themselves."""
    now = timezone.now()
    member = factories.make_proponent(now=now)
    judge = factories.make_staff("Commissione")
    rup = factories.make_staff("RUP")
    moments = {name: make_moment(name, member, judge, rup, now) for name in MOMENTS}
    users = {
        "citizen": User.objects.create_user("p-citizen", "citizen@example.org", "password"),
        "member": member.user,
        "stranger": factories.make_proponent(now=now).user,
        **{role: factories.make_staff(role) for role in STAFF},
        "judge": judge,
        "outsider": factories.make_staff("Commissione"),
        "superuser": User.objects.create_superuser("capo", "capo@example.org", "password"),
    }
    clients = {"anonymous": Client()} | {role: _signed_in(user) for role, user in users.items()}
    return World(
        now=now,
        moments=moments,
        clients=clients,
        users=users,
        names=_names_of(member, users, now),
    )


def make_moment(name: str, member: Membership, judge: User, rup: User, now: datetime) -> Moment:
    is_open = name in ("notice", "writing", "sealed")
    phase = Phase.DRAFT if name == "notice" else Phase.OPEN if is_open else Phase.EVALUATION
    call = factories.make_selection_call(now=now, phase=phase, quorum=1)
    make_rounds(call, 1, first=now + timedelta(days=10))
    moment = Moment(call=call, proposal=None, names={"call": call.slug})
    question = CallQuestion.objects.create(
        call=call, asked_text="Quando?", question_it="Quando?", asked_at=now
    )
    moment.names["question"] = question.pk
    if name != "notice":
        seat = Commissioner.objects.create(
            call=call, user=judge, act_number="1", act_date=date(2026, 1, 1), appointed_at=now
        )
        moment.names["seat"] = seat.pk
        moment.proposal = _proposal(name, call, member, seat, rup, now)
        moment.names |= _names_of_proposal(moment.proposal, seat, now)
        if name == "checking":
            moment.names["request"] = _closed_request(moment.proposal, seat, now).pk
    return moment


def _proposal(
    name: str, call: Call, member: Membership, seat: Commissioner, rup: User, now: datetime
) -> Proposal:
    made = {
        "writing": factories.make_draft,
        "sealed": factories.make_submitted,
        "checking": factories.make_in_eligibility,
        "judging": factories.make_in_evaluation,
    }.get(name, factories.make_evaluated)
    fields = {"description": SECRET, "title": f"Progetto {name}"}
    proposal = made(call, membership=member, now=now, **fields)
    if name in ("judging", "ranked", "campaign", "closed"):
        ConflictDeclaration.objects.create(
            commissioner=seat, proposal=proposal, abstains=False, at=now
        )
    if name in ("ranked", "campaign", "closed"):
        give_scores(proposal, 8)
        is_over = name != "ranked"
        kind = RankingKind.FINAL if is_over else RankingKind.PROVISIONAL
        publish(call, kind, by=rup, now=now)
        if is_over:
            proposal.refresh_from_db()
            start(call, {proposal: call.rounds.get()}, by=rup, now=now)
            call.phase = Phase.CAMPAIGNS if name == "campaign" else Phase.CLOSED
            call.save(update_fields=["phase"])
    proposal.refresh_from_db()
    return proposal


def _names_of_proposal(proposal: Proposal, seat: Commissioner, now: datetime) -> dict[str, Any]:
    file = Attachment.objects.create(
        proposal=proposal,
        required_document=proposal.call.required_documents.get(),
        file=ContentFile(pdf().read(), "statuto.pdf"),
        name="statuto.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_by=proposal.created_by,
        uploaded_at=now,
    )
    shown = Picture.objects.create(
        proposal=proposal,
        file=ContentFile(picture().read(), "orto.png"),
        name="orto.png",
        content_type="image/png",
        size=1,
        sha256="0" * 64,
        width=40,
        height=30,
        uploaded_at=now,
        alt="Un orto",
    )
    _sitting(proposal.call, seat, now)
    return {
        "proposal": proposal.pk,
        "file": file.pk,
        "picture": shown.pk,
        "page": proposal.page_id,
    }


def _closed_request(proposal: Proposal, seat: Commissioner, now: datetime) -> IntegrationRequest:
    return IntegrationRequest.objects.create(
        proposal=proposal,
        text="Manca lo statuto",
        due_at=now + timedelta(days=3),
        asked_at=now,
        asked_by=seat.user,
        closed_at=now,
    )


def _sitting(call: Call, seat: Commissioner, now: datetime) -> None:
    began, ended = now - timedelta(hours=2), now - timedelta(hours=1)
    lists: dict[str, list[Any]] = {
        name: [] for name in ("present", "absent", "criteria", "proposals")
    }
    Sitting.objects.create(
        call=call,
        number=1,
        started_at=began,
        ended_at=ended,
        minute={
            "version": 1,
            "call": {"slug": call.slug, "title": call.title},
            "number": 1,
            "started_at": began.isoformat(),
            "ended_at": ended.isoformat(),
            "quorum": 1,
            "notes": "",
            "recorded_by": "Segreteria",
            "recorded_at": now.isoformat(),
            **lists,
        },
        digest="0" * 64,
        recorded_at=now,
        recorded_by=seat.user,
    )


def _names_of(member: Membership, users: dict[str, User], now: datetime) -> dict[str, Any]:
    organization = member.organization
    colleague = factories.make_staff("Redazione")
    invitation = invite(
        organization=organization, email="collega@example.org", by=member.user, now=now
    )
    key = organization.proposals.get(state=ProposalState.SELECTED, call__phase=Phase.CAMPAIGNS)
    assert key.page is not None
    suggestion = StorySuggestion.objects.create(
        campaign_key=key.page.translation_key, text="Di più", author=member.user, created_at=now
    )
    correction = UrgentCorrection.objects.create(
        campaign_key=key.page.translation_key,
        language="it",
        reason="Errore",
        changes={},
        at=now,
        corrected_by=colleague,
    )
    voice = make_voice(key.page.translation_key, now)
    item, document = make_report_item(key.page.translation_key, member.user, now)
    public = make_open_funding()
    make_campaign_page(public)
    editorial = key.page.get_workflow()
    assert editorial is not None
    task = editorial.start(key.page, colleague).current_task_state
    key.page.save_revision().publish(skip_permission_checks=True)
    follow = Follow.objects.create(
        campaign_key=public.translation_key, email="segue@example.org", asked_at=now
    )
    return {
        "task": task.pk,
        "organization": organization.pk,
        "membership": member.pk,
        "invitation": invitation.pk,
        "token": link_of(invitation).rstrip("/").rsplit("/", 1)[1],
        "suggestion": suggestion.pk,
        "suggested_picture": make_suggested_picture(key.page.translation_key, member.user, now).pk,
        "place": "title",
        "picture_place": "main_image",
        "correction": correction.pk,
        "voice": voice.pk,
        "own_words": token_of(voice),
        "follow": follow_token(follow),
        "funding": public.slug,
        "granted": with_act(end(crossed(make_call()))).slug,
        **_names_of_rewards(member, now),
        "report_item": item.pk,
        "report_document": document.pk,
    }


def _names_of_rewards(member: Membership, now: datetime) -> dict[str, Any]:
    """A campaign that succeeded, and a reward that it owes."""
    scene = make_scene(membership=member)
    reward = Reward.objects.create(
        campaign_key=scene.funding.translation_key,
        amount="10.00",
        title_it="Una borsa",
        description_it="Di tela",
    )
    gift = Donation.objects.get(funding=scene.funding)
    Donation.objects.filter(pk=gift.pk).update(reward=reward)
    return {"succeeded": scene.proposal.pk, "reward": gift.reference}


def make_report_item(
    campaign_key: Any, by: User, now: datetime
) -> tuple[ReportItem, ReportDocument]:
    """A milestone that was reached, with a document that everybody may read."""
    item = ReportItem.objects.create(
        campaign_key=campaign_key,
        kind=ItemKind.MILESTONE,
        state=ItemState.ACCEPTED,
        title="La prima semina",
        day=date(2026, 1, 1),
        written_at=now,
        written_by=by,
        sent_at=now,
        decided_at=now,
        decided_by=by,
    )
    document = ReportDocument.objects.create(
        item=item,
        campaign_key=campaign_key,
        name="foto.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        file=ContentFile(pdf().read(), "foto.pdf"),
        uploaded_at=now,
        uploaded_by=by,
        may_be_public=True,
        is_public=True,
    )
    return item, document


def make_suggested_picture(campaign_key: Any, author: User, now: datetime) -> StorySuggestion:
    """A picture of nobody, that waits for an answer."""
    suggestion = StorySuggestion.objects.create(
        kind=SuggestionKind.PICTURE, campaign_key=campaign_key, author=author, created_at=now
    )
    keep(
        suggestion,
        Upload(file=picture(), alt="Il forno, di sera", credit="Eva", people=People.NOBODY),
    )
    return suggestion


def make_voice(campaign_key: Any, now: datetime) -> Voice:
    """A guest's question that everybody reads."""
    return Voice.objects.create(
        campaign_key=campaign_key,
        origin=Origin.GUEST,
        text="Ci sarà una rampa?",
        written_at=now,
        confirmed_at=now,
        decided_at=now,
    )


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
