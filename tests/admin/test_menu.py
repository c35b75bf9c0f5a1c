"""The menu of each role: in Italian, under the city's name, and nowhere a dead end."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.selection.factories import make_staff

pytestmark = pytest.mark.django_db
ROLES = ("Redazione", "Ragioneria", "Amministrazione", "Segreteria", "Commissione", "RUP")


def menu_of(text: str) -> Any:
    """What the admin's side bar is made of."""
    props = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert props
    return json.loads(unescape(props[1]))


def addresses(found: Any) -> Iterator[str]:
    """Every address of the admin that the side bar leads to."""
    if isinstance(found, dict):
        for value in found.values():
            yield from addresses(value)
    elif isinstance(found, list):
        for value in found:
            yield from addresses(value)
    elif isinstance(found, str) and re.match(r"^/admin/[\w/?=&-]*$", found):
        yield found


@pytest.mark.parametrize("role", ROLES)
def test_each_entry_leads_where_the_role_may_go(role: str) -> None:
    client = Client()
    client.force_login(make_staff(role))
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    found = set(addresses(menu_of(text))) - {reverse("wagtailadmin_logout")}
    assert found
    assert [url for url in sorted(found) if _is_dead_end(client, url)] == []


def _is_dead_end(client: Client, url: str) -> bool:
    """Wagtail leads back to the first page who may not be where they went."""
    answer: Any = client.get(url, follow=True)
    home = reverse("wagtailadmin_home")
    led_back = bool(answer.redirect_chain) and answer.redirect_chain[-1][0] == home
    return answer.status_code != 200 or led_back


def test_the_admin_bears_the_citys_name_and_arms(settings: Any) -> None:
    client = Client()
    client.force_login(make_staff("Redazione"))
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    assert '<html lang="it"' in re.sub(r"\s+", " ", text).replace("class=", " class=")[:400]
    assert "stemma" in text
    assert settings.SITE_BRAND["name"] in text
