"""Errors say what happened and what to do, in both languages where the reader's is not known."""

import pytest
from django.template.loader import get_template
from django.test import Client

from home.site_tree import ensure_site_tree

BOTH = {
    "400": ("Non abbiamo capito questa richiesta", "We did not understand this request"),
    "403_csrf": ("La pagina è rimasta aperta troppo a lungo", "The page was open too long"),
    "500": ("Qualcosa è andato storto", "Something went wrong"),
    "503": ("Torniamo subito", "We are back in a moment"),
}


@pytest.mark.parametrize("name", BOTH)
def test_an_error_without_a_database_is_said_in_both_languages(name: str) -> None:
    """No fixture lets this test reach a database."""
    page = get_template(f"{name}.html").render()
    italian, english = BOTH[name]
    assert f"<h1>{italian}</h1>" in page
    assert f"<h2>{english}</h2>" in page
    assert page.index(f"<h1>{italian}") < page.index('lang="en"') < page.index(f"<h2>{english}")


def test_a_host_that_is_not_ours_gets_a_page(client: Client) -> None:
    answer = client.get("/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert BOTH["400"][0] in answer.content.decode()


def test_a_form_without_its_token_says_what_to_do(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/accesso/entra/", {"login": "ada"})
    assert answer.status_code == 403
    assert BOTH["403_csrf"][0] in answer.content.decode()


@pytest.mark.parametrize(("prefix", "home"), [("", "/"), ("/en", "/en/")])
def test_a_page_that_is_not_there_leads_on(
    client: Client, db: None, prefix: str, home: str
) -> None:
    for language in ("it", "en"):
        ensure_site_tree(language)
    answer = client.get(f"{prefix}/non-esiste/")
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert answer.status_code == 404
    assert f'action="{prefix}/cerca/"' in main
    for address in (home, f"{prefix}/assistenza/segnalazione/"):
        assert f'href="{address}"' in main
