"""Loading the demo: the 2015 edition shifted to today, with its stories and its people."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.text import slugify

from campaigns.accounts.models import LegalForm, User
from campaigns.calls.models import Area, Call
from home.demo import content
from home.demo.accounts import ACCOUNTS, PASSWORD
from home.demo.campaign_pages import write_campaigns, write_rounds
from home.demo.media import PictureShelf
from home.demo.scenario import CALL, build_scenario
from home.demo.site_pages import write_site
from home.scenario.loading import load_scenario
from home.site_tree import ensure_site_tree


@transaction.atomic
def load_demo(*, now: datetime, say: Callable[[str], object]) -> bool:
    """Load the demo as of ``now``; return false if it is there already. All or nothing."""
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
    _make_accounts()
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


def _make_accounts() -> None:
    for account in ACCOUNTS:
        user = User.objects.create_user(
            account.username,
            f"{account.username}@example.org",
            PASSWORD,
            first_name=account.first_name,
            last_name=account.last_name,
            is_staff=not account.group,
            is_superuser=not account.group,
        )
        if account.group:
            user.groups.add(Group.objects.get(name=account.group))
