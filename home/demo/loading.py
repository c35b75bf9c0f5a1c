"""Loading the demo: the 2015 edition shifted to today, its stories, its people; a selection."""

from collections.abc import Callable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from campaigns.accounts.models import LegalForm, User
from campaigns.calls.models import Area, Call
from campaigns.transparency.digests import make_digest
from home.demo import content
from home.demo.accounts import ACCOUNTS, PASSWORD, SECOND_FACTOR
from home.demo.campaign_pages import write_campaigns, write_rounds
from home.demo.media import PictureShelf
from home.demo.scenario import CALL, build_scenario
from home.demo.selection import load_selection
from home.demo.site_pages import write_site
from home.demo.voices import write_voices
from home.scenario.loading import load_scenario
from home.site_tree import ensure_site_tree


def load_demo(*, now: datetime, say: Callable[[str], object]) -> bool:
    """Load what is missing of the demo as of ``now``; return false if all is there already.

    The edition is loaded all or nothing, and so is each notice of the selection.
    """
    loaded = _load_edition(now=now, say=say)
    _make_accounts()
    make_digest(now=timezone.now())
    return load_selection(now=now, say=say) or loaded


@transaction.atomic
def _load_edition(*, now: datetime, say: Callable[[str], object]) -> bool:
    if Call.objects.filter(slug=CALL["slug"]).exists():
        return False
    say("Replaying the donations of the 2015 edition")
    load_scenario(build_scenario(now), now=now)
    trees = {language: ensure_site_tree(language) for language in ("it", "en")}
    call = Call.objects.get(slug=CALL["slug"])
    _describe_call(call)
    write_rounds(call)
    shelf = PictureShelf()
    say("Writing stories and drawing pictures")
    write_campaigns(trees, call, shelf, now)
    write_site(trees, call, shelf, now)
    write_voices(call, now)
    return True


def _describe_call(call: Call) -> None:
    texts = content.edition()
    areas = []
    for entry in texts["area_names"]:
        area, _created = Area.objects.get_or_create(
            slug=slugify(entry["short_name"]),
            defaults={
                "name_it": entry["name"],
                "name_en": entry["name_en"],
                "short_name_it": entry["short_name"],
                "short_name_en": entry["short_name_en"],
            },
        )
        areas.append(area)
    call.areas.set(areas)
    call.edition = texts["edition"]
    call.legal_forms = list(LegalForm.values)
    call.save()


@transaction.atomic
def _make_accounts() -> None:
    """The accounts of the staff that are missing."""
    there = set(User.objects.values_list("username", flat=True))
    for account in ACCOUNTS:
        if account.username in there:
            continue
        user = User.objects.create_user(
            account.username,
            account.email,
            PASSWORD,
            first_name=account.first_name,
            last_name=account.last_name,
            is_staff=not account.group,
            is_superuser=not account.group,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        TOTP.activate(user, SECOND_FACTOR)
        if account.group:
            user.groups.add(Group.objects.get(name=account.group))
