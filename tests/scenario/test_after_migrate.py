"""``load_scenario`` and ``audit`` on a database in which nothing but ``migrate`` has run."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from campaigns.models import CampaignIndexPage
from home.models import HomePage

from .documents import AFTER, whole


@pytest.mark.committed
def test_a_scenario_loads_after_migrate_alone(committed_db: str, tmp_path: Path) -> None:
    assert not HomePage.objects.exists()
    assert not CampaignIndexPage.objects.exists()
    file, said = tmp_path / "scenario.json", StringIO()
    file.write_text(json.dumps(whole()), encoding="utf-8")

    call_command("load_scenario", str(file), "--now", AFTER, stdout=said)
    assert said.getvalue() == "Loaded avviso: 2 campaigns.\n"

    said = StringIO()
    call_command("audit", "--json", stdout=said)
    told = json.loads(said.getvalue())
    assert told["ok"]
    assert [each["state"] for each in told["campaigns"]] == ["succeeded", "failed"]
