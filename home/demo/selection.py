"""Loading the demo's selection: a notice in each phase, as the services have made it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from campaigns.calls.models import Call
from home.demo import selection_after as after
from home.demo import selection_live as live
from home.demo import selection_rankings as rankings
from home.demo import selection_running as running
from home.demo import selection_workshops as workshops
from home.demo.selection_judging import count_as_told
from home.demo.selection_people import proponents
from home.demo.selection_stage import Stage
from home.site_tree import ensure_site_tree

PARTS: Final[dict[str, Callable[[Stage], Call]]] = {
    "avviso-botteghe": workshops.write_workshops,
    "avviso-cortili": rankings.write_closed,
    "avviso-giochi": after.write_after,
    "avviso-verde": live.write_live,
    "avviso-cultura": rankings.write_prepared,
    "avviso-scuole-aperte": rankings.write_ranked,
    "avviso-cura": rankings.write_provisional,
    "avviso-quartieri": running.write_judged,
    "secondo-avviso": running.write_open,
    "prossimo-avviso": running.write_next,
}
"""What makes each notice of the selection, by its slug: the oldest first."""
KNOWN_FOR: Final = timedelta(days=500)
"""How long the proponents have been registered."""


def load_selection(*, now: datetime, say: Callable[[str], object]) -> bool:
    """Load the notices that are missing, each all or nothing; false if all were there."""
    there = set(Call.objects.filter(slug__in=PARTS).values_list("slug", flat=True))
    missing = [slug for slug in PARTS if slug not in there]
    if not missing:
        return False
    say("Holding a selection in each phase")
    with override(settings.LANGUAGE_CODE):
        trees = {language: ensure_site_tree(language) for language in ("it", "en")}
        with transaction.atomic():
            organizations = proponents(now - KNOWN_FOR)
        stage = Stage(now, trees, organizations)
        for slug in missing:
            with transaction.atomic():
                count_as_told(PARTS[slug](stage))
    return True
