"""The staff's own pages, for everyone: WCAG 2.2 AA at a desk and on a phone.

No editors: their fields are Wagtail's, like what stands around the content of each page.
"""

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.page_walk import AXE, DESKTOP, PHONE, violations
from tests.journeys.stack import Stack
from tests.journeys.staff import Staff

FIRST: Final = "*"
"""At the end of a path: the first link of the page before to an address that begins so."""
CONTENT: Final = "main > .content"
PAGES: Final = {
    "redazione": (
        "/redazione/",
        "/redazione/suggerimenti/*",
        "/redazione/correzioni/",
        "/redazione/dialogo/?mostra=pubbliche",
        "/redazione/dialogo/",
        "/redazione/dialogo/*",
        "/selezione/campagne/",
        "/selezione/campagne/la-campana-di-lidia/",
        "/snippets/funding/reward/",
        "/riscontri/voti/",
    ),
    "rup": (
        "/selezione/avvisi/",
        "/selezione/avvisi/avviso-giochi/",
        "/selezione/avvisi/avviso-giochi/chiudi/",
        "/selezione/avvisi/prossimo-avviso/",
        "/selezione/avvisi/secondo-avviso/rettifica/date/",
        "/selezione/avvisi/secondo-avviso/domande/",
        "/selezione/avvisi/secondo-avviso/domande/*",
        "/selezione/proposte/avviso/avviso-quartieri/",
        "/selezione/proposte/*",
        "/selezione/storia/avviso-quartieri/",
        "/selezione/commissione/avviso-quartieri/",
        "/selezione/punteggi/*",
        "/selezione/commissione/avviso-quartieri/nomina/",
        "/selezione/sedute/avviso-quartieri/",
        "/selezione/sedute/avviso-quartieri/*",
        "/selezione/graduatorie/",
        "/selezione/graduatorie/avviso-cura/",
        "/selezione/graduatorie/avviso-cura/versioni/*",
        "/selezione/graduatorie/avviso-cura/pubblica/",
        "/selezione/graduatorie/avviso-scuole-aperte/tornate/",
        "/rendiconti/",
        "/rendiconti/*",
    ),
    "ragioneria": (
        "/fondo/",
        "/fondo/avviso-giochi/",
        "/finanza/campagne/la-campana-di-lidia/",
        "/finanza/campagne/ecolab/sospendi/",
        "/rendiconti/contributo/la-campana-di-lidia/rata/",
        "/finanza/rimborsi/",
        "/finanza/da-guardare/",
    ),
}


def open_page(person: Staff, path: str) -> None:
    if path.endswith(FIRST):
        begins = f"/admin{path.removesuffix(FIRST)}"
        links = person.page.locator(f"main a[href^='{begins}']:not([href='{begins}'])")
        path = str(links.first.get_attribute("href")).removeprefix("/admin")
    person.open(path)
    assert person.page.url.endswith(f"/admin{path}")


@pytest.mark.parametrize("username", PAGES)
def test_the_pages_of_the_staff_are_for_everyone(
    username: str, new_context: Callable[..., BrowserContext], stack: Stack
) -> None:
    context = new_context(viewport=DESKTOP, reduced_motion="reduce")
    context.add_init_script(path=AXE)
    person = Staff(context, stack, username)
    wrong: dict[str, list[str]] = {}
    for path in PAGES[username]:
        person.page.set_viewport_size(DESKTOP)
        open_page(person, path)
        found = violations(person.page, CONTENT)
        person.page.set_viewport_size(PHONE)
        found += violations(person.page, CONTENT)
        if found:
            wrong[path] = found
    assert wrong == {}
    assert person.watch.strangers == []
    assert person.watch.complaints == []
