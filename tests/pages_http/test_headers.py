"""What every answer says to browsers: no cookie, a strict policy, nobody may frame it."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from campaigns.accounts.models import User
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage
from campaigns.payments.links import step_url
from tests.factories import make_donation

PUBLIC = (
    "/",
    "/progetti/",
    "/progetti/orto-1/",
    "/cerca/?q=orto",
    "/dona/orto-1/",
    "/dona/orto-1/?importo=25",
    "/dona/orto-1/dati/?importo=25",
    "/le-mie-donazioni/",
    "/non-esiste/",
    "/api/v1/campaigns/",
    "/healthz/",
)


def directives(answer: Any) -> dict[str, str]:
    """The policy of an answer, by directive."""
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts if name}


def strict_policy(provider: str) -> dict[str, str]:
    """The policy of public pages: nothing but our own, and the way to the payment page."""
    return {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": f"'self' {provider}",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


def test_a_reader_gets_no_cookie_and_the_strict_policy(
    client: Client, campaign_page: CampaignPage, settings: Settings
) -> None:
    for path in PUBLIC:
        answer = client.get(path)
        assert answer.cookies == {}, path
        assert directives(answer) == strict_policy(settings.STRIPE_API_BASE), path
        assert answer["X-Frame-Options"] == "DENY", path
        assert answer["X-Content-Type-Options"] == "nosniff", path
        assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin", path


def test_nothing_inline_stands_in_a_page(client: Client, campaign_page: CampaignPage) -> None:
    for path in PUBLIC:
        page = client.get(path, follow=True).content.decode()
        for forbidden in (' style="', "<style", " onclick=", "javascript:", "<script>"):
            assert forbidden not in page, path


@pytest.mark.parametrize("step", ["review", "thanks", "status", "donation"])
def test_a_donor_gets_no_cookie(client: Client, campaign_page: CampaignPage, step: str) -> None:
    donation = make_donation(Funding.objects.get(slug="orto-1"))
    assert client.get(step_url(donation, step)).cookies == {}
    assert client.post("/dona/orto-1/dati/", {"importo": "25"}).cookies == {}


def test_the_admin_has_a_policy_of_its_own(client: Client, db: None) -> None:
    answer = client.get("/admin/login/")
    assert directives(answer) == {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "frame-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
    }
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_a_session_cookie_that_is_nobodys_does_not_loosen_the_policy(
    client: Client, campaign_page: CampaignPage, settings: Settings
) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    assert directives(client.get("/"))["default-src"] == "'none'"


def test_who_is_signed_in_gets_the_admins_policy_for_the_user_bar(
    client: Client, campaign_page: CampaignPage
) -> None:
    client.force_login(User.objects.create_superuser("ada", "ada@example.org", "password"))
    assert directives(client.get("/"))["script-src"] == "'self' 'unsafe-inline'"
