"""Addresses of pages that somebody's gift or project has: signed links, and what they need."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.defaults import bad_request, permission_denied, server_error
from wagtail.models import Locale, Site

from campaigns.dialogue.links import token_of
from campaigns.dialogue.models import LONGEST_NAME, Origin, RefusalReason, Voice, VoiceState
from campaigns.following.links import token_of as follow_token
from campaigns.following.models import Follow
from campaigns.funding.models import Funding, Handover
from campaigns.models import StorySuggestion
from campaigns.payments.address_links import LINK_LIFE, address_token
from campaigns.payments.deliveries import Stage, owed
from campaigns.payments.donor_acts import may_ask_refund
from campaigns.payments.links import step_url
from campaigns.payments.models import Donation, ErasureRequest, Status
from campaigns.payments.receipt_codes import code_of
from campaigns.reporting.models import Impact, ItemState, ReportItem
from campaigns.selection.models import Proposal, ProposalState
from campaigns.suggesting import offering
from campaigns.suggesting.models import SuggestionKind
from campaigns.transparency.digests import make_digest
from home.news import NewsPage
from tests.factories import make_donation

CAMPAIGN = "ruote-in-comune"
TALKED_OF = "ecolab"
OWN_STEPS = ("donation", "ask_refund", "correct_email", "change_words", "ask_erasure", "thanks")

OUTCOMES = {"waiting": Status.AWAITING, "failed": Status.FAILED, "expired": Status.EXPIRED}


def addresses_of_rows() -> dict[str, str]:
    """Paths by the name that ``page_types.py`` calls them by, in a stack's database."""
    Site.clear_site_root_paths_cache()
    now = timezone.now()
    _write_words_as_long_as_may_be()
    funding = Funding.objects.get(slug=CAMPAIGN)
    gifts = Donation.objects.filter(funding=funding, status=Status.CONFIRMED).exclude(email="")
    gift = next(own for own in gifts.order_by("pk") if _has_every_form(own))
    return {
        **{step: step_url(gift, step) for step in OWN_STEPS},
        "review": step_url(make_donation(funding, created_at=now), "review"),
        **{
            name: step_url(make_donation(funding, status=status, created_at=now), "thanks")
            for name, status in OUTCOMES.items()
        },
        "my_gifts": reverse("donor:gifts", args=[address_token(donation=gift, now=now)]),
        "my_gifts_expired": reverse(
            "donor:gifts",
            args=[address_token(donation=gift, now=now - LINK_LIFE - timedelta(minutes=1))],
        ),
        "news": NewsPage.objects.filter(locale=Locale.get_default()).live()[0].url,
        "receipt": f"{reverse('transparency:verify')}?codice={code_of(gift)}",
        "digest": reverse("transparency:digest", args=[make_digest(now=now).day]),
        "written": _receipt_of_a_request(),
        **_addresses_of_words(),
        **_addresses_of_projects("cooperativa@example.org"),
        **_addresses_of_a_live_campaign("le-rogge@example.org"),
    }


def _write_words_as_long_as_may_be() -> None:
    """Nobody’s name or promise, however long a word, may make a page wider than a phone."""
    talked_of = Funding.objects.get(slug=TALKED_OF)
    gifts = talked_of.gifts.counted().filter(refunded_amount=0, anonymous=False)
    latest = gifts.latest("confirmed_at")
    Donation.objects.filter(pk=latest.pk).update(name="W" * 120, company="")
    guests = Voice.objects.filter(campaign_key=talked_of.translation_key, origin=Origin.GUEST)
    guests.update(name="W" * LONGEST_NAME)
    Impact.objects.update(what="W" * 150, promised="W" * 60)


def _has_every_form(gift: Donation) -> bool:
    """Nothing has been asked of it yet: every page of its donor has its form."""
    asked = gift.refund_requests.exists() or ErasureRequest.objects.filter(donation=gift).exists()
    return may_ask_refund(gift) and bool(gift.message) and not asked


def _addresses_of_projects(email: str) -> dict[str, str]:
    own = Proposal.objects.filter(organization__memberships__user__email=email)
    in_state = {state: own.filter(state=state).first() for state in ProposalState}
    draft = in_state[ProposalState.DRAFT]
    asked = in_state[ProposalState.INTEGRATION]
    chosen = in_state[ProposalState.SELECTED]
    assert draft and asked and chosen
    return {
        "draft": str(draft.pk),
        "integration": reverse("area:integration", args=[asked.pk]),
        "suggest": reverse("area:suggest", args=[chosen.pk]),
        "suggest_text": reverse("area:suggest-text", args=[chosen.pk, "title"]),
        "suggest_paragraph": reverse("area:suggest-paragraph", args=[chosen.pk]),
        "suggest_picture": reverse("area:suggest-picture", args=[chosen.pk]),
        "suggestion": reverse("area:suggestion", args=[chosen.pk, _suggested_for(chosen).pk]),
        "dialogue": reverse("area:dialogue", args=[chosen.pk]),
        "answer": reverse("area:answer", args=[chosen.pk, _question_to(chosen).pk]),
        **_addresses_of_a_report(),
    }


def _addresses_of_a_live_campaign(email: str) -> dict[str, str]:
    own = Proposal.objects.filter(organization__memberships__user__email=email)
    live = own.get(page__slug="la-serra-di-corte")
    return {
        "raised": reverse("area:campaign", args=[live.pk]),
        "updates": reverse("area:updates", args=[live.pk]),
    }


def _addresses_of_a_report() -> dict[str, str]:
    """Of the campaign that succeeded, with an expense that was sent back."""
    refused = ReportItem.objects.filter(state=ItemState.REFUSED)[0]
    pk = Proposal.objects.get(page__translation_key=refused.campaign_key).pk
    return {
        **_addresses_of_rewards(pk, refused.campaign_key),
        "after": reverse("area:report", args=[pk]),
        "after_expense": reverse("area:report-add", args=[pk, "expense"]),
        "after_refused": reverse("area:report-item", args=[pk, refused.pk]),
        "after_impact": reverse("area:report-impact", args=[pk]),
    }


def _addresses_of_rewards(proposal: UUID, campaign_key: UUID) -> dict[str, str]:
    """Of the same campaign: one reward with an address, one without."""
    gifts = owed(Donation.objects.filter(funding__translation_key=campaign_key))
    posted = gifts.filter(reward__handover=Handover.SHIPPED)
    addressed = posted.filter(stage=Stage.READY)[0]
    unaddressed = posted.filter(stage=Stage.NO_ADDRESS)[0]
    return {
        "rewards": reverse("area:rewards", args=[proposal]),
        "reward_problem": reverse("area:reward-problem", args=[proposal, addressed.reference]),
        "gift_with_reward": step_url(addressed, "donation"),
        "delivery_address": step_url(unaddressed, "delivery_address"),
        "withdraw_address": step_url(addressed, "withdraw_address"),
    }


def _suggested_for(proposal: Proposal) -> StorySuggestion:
    assert proposal.page is not None
    wish = offering.Wish(
        kind=SuggestionKind.EDIT, place="summary", text="Un palco, e la gente del cortile."
    )
    return offering.suggest(
        campaign_key=proposal.page.translation_key,
        wish=wish,
        author=proposal.created_by,
        now=timezone.now(),
    )


def _question_to(proposal: Proposal) -> Voice:
    assert proposal.page is not None
    now = timezone.now()
    return Voice.objects.create(
        campaign_key=proposal.page.translation_key,
        origin=Origin.GUEST,
        text="Quando si comincia?",
        written_at=now,
        confirmed_at=now,
        decided_at=now,
    )


def _addresses_of_words() -> dict[str, str]:
    public = Voice.objects.public().filter(origin=Origin.GUEST)[0]
    unconfirmed = Voice.objects.create(
        campaign_key=public.campaign_key,
        origin=Origin.GUEST,
        text="Ci sarà una rampa?",
        state=VoiceState.UNCONFIRMED,
        written_at=timezone.now(),
    )
    follow = Follow.objects.create(
        campaign_key=public.campaign_key, email="eva@example.org", asked_at=timezone.now()
    )
    ended = Follow(campaign_key=public.campaign_key, pk=uuid4())
    confirmed = Follow.objects.create(
        campaign_key=public.campaign_key,
        email="ivo@example.org",
        asked_at=timezone.now(),
        confirmed_at=timezone.now(),
    )
    return {
        **_addresses_of_own_words(public),
        "follow_confirmed": reverse("following:confirm", args=[follow_token(confirmed)]),
        "follow_old": reverse("following:confirm", args=[follow_token(ended)]),
        "unfollow_done": reverse("following:unsubscribe", args=[follow_token(ended)]),
        "follow": reverse("following:confirm", args=[follow_token(follow)]),
        "unfollow": reverse("following:unsubscribe", args=[follow_token(follow)]),
        "own_words": reverse("dialogue:own", args=[token_of(unconfirmed)]),
        "report": reverse("dialogue:report", args=[public.pk]),
    }


def _addresses_of_own_words(public: Voice) -> dict[str, str]:
    """What a guest finds behind the link, by what became of the words."""
    now = timezone.now()

    def own(**fields: Any) -> str:
        values = {"campaign_key": public.campaign_key, "origin": Origin.GUEST, "written_at": now}
        words = {"text": "Si può venire con il cane?", "name": "Eva", "confirmed_at": now}
        voice = Voice.objects.create(**(values | words | fields))
        return reverse("dialogue:own", args=[token_of(voice)])

    refused = {"state": VoiceState.REFUSED, "reason": RefusalReason.OFF_TOPIC}
    old = {"state": VoiceState.UNCONFIRMED, "written_at": now - timedelta(days=3)}
    return {
        "own_words_answered": own(answer="Sì, al guinzaglio.", answered_at=now),
        "own_words_refused": own(**refused, reason_words="Qui si parla di mobili."),
        "own_words_old": own(**old),
    }


def _receipt_of_a_request() -> str:
    asked = {"topic": "gift", "text": "Non trovo la ricevuta.", "email": "ada@example.org"}
    return Client().post(reverse("feedback:help"), asked)["Location"]


def error_pages(language: str) -> dict[str, str]:
    """What stands in an answer when something breaks, by its status: nothing is broken for it."""
    request = RequestFactory().get("/" if language == settings.LANGUAGE_CODE else f"/{language}/")
    too_old = Client(enforce_csrf_checks=True)
    with override(language):
        return {
            "403": permission_denied(request, PermissionDenied()).content.decode(),
            "400": bad_request(request, BadRequest()).content.decode(),
            "csrf": too_old.post(reverse("account_login")).content.decode(),
            "500": server_error(request).content.decode(),
            "503": render_to_string("503.html"),
        }
