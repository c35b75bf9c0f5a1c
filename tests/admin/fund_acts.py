"""Finance at the fund's page: what it types, reads and confirms."""

from typing import Any

from django.test import Client
from django.utils import timezone

from campaigns.calls.models import Call
from campaigns.funding.models import Funding
from tests.cofinancing.stories import crossed


def change_values(total: str) -> dict[str, str]:
    today = timezone.localdate().strftime("%d/%m/%Y")
    return {"total": total, "number": "DD 12/2026", "date": today, "reason": "Variazione"}


def act_values(**fields: str) -> dict[str, str]:
    today = timezone.localdate().strftime("%d/%m/%Y")
    values = {
        "number": "DD 77/2026",
        "date": today,
        "budget_chapter": "4512.01",
        "budget_year": "2026",
        "cup": "b41b15000220004",
    }
    return values | fields


def confirmed(client: Client, url: str, values: dict[str, str]) -> Any:
    """Fill the form, read what will happen, and confirm it."""
    shown = client.post(url, values)
    assert shown.status_code == 200, shown.content.decode()
    return client.post(url, values | {"confirmed": shown.context["digest"]})


def consequences(client: Client, url: str, values: dict[str, str]) -> list[str]:
    response = client.post(url, values)
    assert response.status_code == 200
    return [sentence.replace("\xa0", " ") for sentence in response.context["consequences"]]


def named(call: Call, title: str, at: int, gift: str | None = None) -> Funding:
    """A campaign that crossed, known by its title."""
    funding = crossed(call, at=at, gift=gift)
    Funding.objects.filter(pk=funding.pk).update(title=title)
    funding.refresh_from_db()
    return funding
