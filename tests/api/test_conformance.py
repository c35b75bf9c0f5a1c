"""The platform's API against its own OpenAPI document, as a stranger reads it (schemathesis)."""

import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone
from pytest_django import Settings
from werkzeug.serving import make_server

from campaigns.api.schemas import DONATION_ID, SUCCEEDED_SLUG
from campaigns.calls.models import Call, Phase
from campaigns.funding.models import Reward
from campaigns.models import Question
from campaigns.page.conversation import Update
from campaigns.payments.sandbox.server import Sandbox
from campaigns.reporting.models import Impact, ItemKind, ItemState, ReportDocument, ReportItem
from tests.cofinancing.grants import pay, pay_back, set_anew, with_act
from tests.cofinancing.stories import end
from tests.databases import ROOT
from tests.factories import give, make_campaign_page, make_fund, make_funding, make_open_funding
from tests.selection import factories
from tests.selection.ranking.factories import make_judged, publish

pytestmark = [pytest.mark.committed]

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
LONGEST_SECONDS = 240
"""A guard against hanging; it takes a fraction of that."""


@pytest.fixture
def address(committed_db: str, payment_sandbox: Sandbox, settings: Settings) -> Iterator[str]:
    """A server whose campaign, notice and donation are those of the document's examples."""
    make_world()
    settings.PAGE_CACHE_MB = 8
    web = make_server("127.0.0.1", 0, WSGIHandler(), threaded=True)
    settings.SITE_URL = f"http://127.0.0.1:{web.server_port}"
    threading.Thread(target=web.serve_forever, daemon=True).start()
    yield settings.SITE_URL
    web.shutdown()


def make_world() -> None:
    """Something of everything."""
    now = timezone.now()
    call = factories.make_selection_call(slug="secondo-avviso", phase=Phase.EVALUATION)
    make_judged(call, 8, title="Orto")
    make_judged(call, 4, title="Debole")
    publish(call)
    make_fund(call)
    funding = make_open_funding(call, slug="ecolab")
    page = make_campaign_page(funding, municipio=4)
    key = page.translation_key
    Update.objects.create(campaign_key=key, title="Novità", body="<p>Ecco</p>", published_at=now)
    Question.objects.create(campaign_key=key, text="?", answer="!", written_at=now)
    Reward.objects.create(campaign_key=key, amount="20.00", title_it="Piantina")
    give(funding, at=now, id=uuid.UUID(DONATION_ID))
    make_outcome(call)
    give(make_open_funding(call), at=now - timedelta(days=1), anonymous=True)


def make_outcome(call: Call) -> None:
    """A campaign of the past, with all that is told after the money."""
    ended = timezone.now() - timedelta(days=10)
    funding = make_funding(
        call, slug=SUCCEEDED_SLUG, opens_at=ended - timedelta(days=50), closes_at=ended
    )
    give(funding, "500.00", at=ended - timedelta(days=1))
    end(funding, now=ended)
    pay(with_act(funding), "450.00")
    set_anew(funding, "300.00")
    pay_back(funding, "20.00")
    key = funding.translation_key
    Impact.objects.create(campaign_key=key, what="Alberi", promised="40", written_at=ended)
    by = factories.make_staff("Segreteria")
    facts = {"state": ItemState.ACCEPTED, "day": ended.date(), "written_at": ended}
    who = {"written_by": by, "decided_by": by, "decided_at": ended}
    for kind in ItemKind.values:
        amount = Decimal("100.00") if kind == ItemKind.EXPENSE else None
        item = ReportItem.objects.create(
            campaign_key=key,
            kind=kind,
            title=kind,
            amount=amount,
            accepted_amount=amount,
            **facts,
            **who,
        )
        ReportDocument.objects.create(
            item=item,
            campaign_key=key,
            name="ricevuta.pdf",
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            file="reports/ricevuta",
            uploaded_at=ended,
            uploaded_by=by,
            may_be_public=True,
            is_public=True,
        )


def test_the_api_keeps_its_word(address: str, tmp_path: Path) -> None:
    """Valid requests are taken, invalid ones refused, answers have the shapes of the document."""
    finished = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            *("--config-file", str(CONFIGURATION), "--no-color", "run"),
            *("--phases", "examples,coverage,fuzzing", "--checks", "all"),
            f"{address}/api/v1/schema/?format=json",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
