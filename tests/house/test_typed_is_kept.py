"""The language of a page is changed without losing what was typed on it."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from campaigns.accounts.models import User
from campaigns.calls.models import CallQuestion, Phase
from campaigns.models import Follow, Voice
from home.feedback.models import Rating, SupportRequest
from home.site_tree import ensure_site_tree
from tests.factories import CallFactory, make_campaign_page, make_open_funding

pytestmark = pytest.mark.django_db
MAY_APPLY = "/avviso/avviso/posso-partecipare/"
SECRET = "una-frase-lunga-2026"
TEXT = "Non trovo la <ricevuta> di ieri"


@pytest.fixture
def site() -> None:
    for language in ("it", "en"):
        ensure_site_tree(language)
    now = timezone.now()
    make_campaign_page(make_open_funding(slug="orto"))
    CallFactory.create(
        slug="avviso",
        phase=Phase.OPEN,
        submissions_open_at=now - timedelta(days=1),
        submissions_close_at=now + timedelta(days=9),
    )


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/assistenza/richiesta/", "text"),
        ("/assistenza/segnalazione/", "text"),
        ("/valuta/?pagina=/&voto=2", "details"),
        ("/avviso/avviso/domande/nuova/", "text"),
        ("/dialogo/orto/domande/nuova/", "text"),
        ("/dialogo/orto/commenti/nuovo/", "name"),
        ("/segui/orto/", "email"),
    ],
)
def test_a_form_goes_along_to_the_other_language(client: Client, path: str, field: str) -> None:
    page = client.get(path).content.decode()
    first, second = re.findall(r'<button[^>]* form="writing"[^>]*>', page)
    assert "formaction" not in first, "what a key presses"
    address = re.search(r'formaction="([^"]+)" name="lingua" value="en"', second)
    assert address is not None
    typed = {"email": "ada@", "lingua": "en"} | {field: TEXT}
    answer = client.post(address[1].replace("&amp;", "&"), typed)
    english = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="en"' in english
    assert escape(TEXT) in english
    assert "field--invalid" not in english
    kept = [
        model.objects.count() for model in (CallQuestion, Rating, SupportRequest, Voice, Follow)
    ]
    assert kept == [0] * 5


@pytest.mark.usefixtures("site")
def test_the_short_test_goes_along_to_the_other_language(client: Client) -> None:
    page = client.get(MAY_APPLY).content.decode()
    first, second = re.findall(r'<button[^>]* form="writing"[^>]*>', page)
    assert "formaction" not in first, "what a key presses"
    assert f'formaction="/en{MAY_APPLY}" name="lingua" value="en"' in second
    typed = {"legal_form": "aps", "in_milan": "", "cost": "<circa> 9", "has_begun": "si"}
    english = client.get(f"/en{MAY_APPLY}", typed | {"lingua": "en"}).content.decode()
    assert '<html lang="en"' in english
    assert '<option value="aps" selected>' in english
    assert f'value="{escape(typed["cost"])}"' in english
    assert re.search(r'name="has_begun" value="si"[^>]* checked', english)
    assert "field--invalid" not in english


@pytest.mark.usefixtures("site")
def test_a_verdict_is_read_in_the_other_language_too(client: Client) -> None:
    typed = {"legal_form": "aps", "in_milan": "no", "cost": "9000", "has_begun": "no"}
    english = client.get(f"/en{MAY_APPLY}", typed | {"lingua": "en"}).content.decode()
    assert "The project must take place in Milan." in english


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/accesso/entra/?next=/x/", {"login": "ada@", "password": SECRET}),
        (
            "/accesso/registrati/",
            {"first_name": "Ada", "last_name": "Riva", "email": "ada@", "password1": SECRET},
        ),
        ("/accesso/password/dimenticata/", {"email": "ada@"}),
    ],
)
def test_access_goes_along_to_the_other_language_without_the_password(
    client: Client, path: str, typed: dict[str, str]
) -> None:
    page = client.get(path).content.decode()
    assert '<form id="writing" method="post"' in page
    first, second = re.findall(r'<button[^>]* form="writing"[^>]*>', page)
    assert "formaction" not in first, "what a key presses"
    assert f'formaction="/en{path}" name="lingua" value="en"' in second
    english = client.post(f"/en{path}", typed | {"lingua": "en"}).content.decode()
    assert '<html lang="en"' in english
    for name, text in typed.items():
        assert (f'name="{name}" value="{text}"' in english) == (text != SECRET)
    assert SECRET not in english
    assert "field--invalid" not in english


def test_changing_the_language_signs_nobody_in(client: Client) -> None:
    user = User.objects.create_user("p-1", "ada@example.org", SECRET)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    typed = {"login": user.email, "password": SECRET}
    client.post("/en/accesso/entra/", typed | {"lingua": "en"})
    assert "_auth_user_id" not in client.session
    client.post("/en/accesso/entra/", typed)
    assert "_auth_user_id" in client.session
