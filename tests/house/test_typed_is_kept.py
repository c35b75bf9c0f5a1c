"""The language of a page is changed without losing what was typed on it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from campaigns.calls.models import CallQuestion, Phase
from campaigns.models import Follow, Voice
from home.feedback.models import Rating, SupportRequest
from home.site_tree import ensure_site_tree
from tests.factories import CallFactory, make_campaign_page, make_open_funding

pytestmark = pytest.mark.django_db
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
