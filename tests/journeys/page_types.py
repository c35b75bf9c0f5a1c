"""Every kind of public page, and how one gets there. A new kind is one line.

Its checks are in ``test_page_types.py``. English is reached by the link that switches the language.
"""

from dataclasses import dataclass
from typing import Final

PROJECT: Final = "/i-miei-progetti/{draft}"


@dataclass(frozen=True)
class PageType:
    """One kind of page.

    ``path`` is the Italian one; what stands in braces is filled from ``page_addresses.py``.
    ``press`` is clicked there first, where it is seen: the page is what comes then. ``signed_in``
    is the proponent of the demo who reads it. ``english`` is the English path where no link of the
    page leads to it; a page that ``speaks_both`` languages at once has none.
    """

    name: str
    path: str
    press: str = ""
    status: int = 200
    signed_in: str = ""
    english: str = ""
    speaks_both: bool = False


FORM: Final = "main form:not([role=search]) button.btn-primary"
AREA: Final = "cooperativa"
LIVE_AREA: Final = "le-rogge"

PAGE_TYPES: Final = (
    PageType("home", "/"),
    PageType("home, its menu open", "/", press=".masthead [popovertarget=menu]:last-of-type"),
    PageType("list", "/progetti/"),
    PageType("list, filtered", "/progetti/?stato=live&municipio=4"),
    PageType("list, nothing found", "/progetti/?stato=cancelled&municipio=9"),
    PageType("campaign, live", "/progetti/ruote-in-comune/"),
    PageType("campaign, near the threshold", "/progetti/ecolab/"),
    PageType("campaign, reached", "/progetti/so-lunch/"),
    PageType("campaign, scheduled", "/progetti/child-explorer/"),
    PageType("campaign, succeeded", "/progetti/la-casa-sull-albero/"),
    PageType("campaign, after the money", "/progetti/la-campana-di-lidia/"),
    PageType("campaign, silent", "/progetti/ti-facilita-la-vita/"),
    PageType("campaign, at risk", "/progetti/il-prato-delle-lucciole/"),
    PageType("campaign, suspended", "/progetti/il-giardino-dei-binari/"),
    PageType("campaign, being settled", "/progetti/la-riva-che-torna-verde/"),
    PageType("campaign, cancelled", "/progetti/i-balconi-che-profumano/"),
    PageType("campaign, on the waiting list", "/progetti/la-sartoria-del-ballatoio/"),
    PageType("campaign, grant revoked", "/progetti/il-cinema-in-vetrina/"),
    PageType("campaign, concluded", "/progetti/la-biblioteca-delle-cose/"),
    PageType("edition under way", "/avviso-2015/"),
    PageType("call, open", "/secondo-avviso/"),
    PageType("call, closed", "/avviso-cortili/"),
    PageType("may I apply", "/avviso/secondo-avviso/posso-partecipare/"),
    PageType("may I apply, mistakes", "/avviso/secondo-avviso/posso-partecipare/", press=FORM),
    PageType("questions about a call", "/avviso/secondo-avviso/domande/"),
    PageType("question to ask", "/avviso/secondo-avviso/domande/nuova/"),
    PageType(
        "question to ask, mistakes",
        "/avviso/secondo-avviso/domande/nuova/",
        press=FORM,
        status=400,
    ),
    PageType("question asked", "/avviso/secondo-avviso/domande/ricevuta/"),
    PageType("ranking", "/avviso/avviso-cura/graduatoria/"),
    PageType("how it works", "/come-funziona/"),
    PageType("questions and answers", "/domande-frequenti/"),
    PageType("contacts", "/contatti/"),
    PageType("transparency", "/amministrazione-trasparente/"),
    PageType("privacy", "/privacy/"),
    PageType("legal notes", "/note-legali/"),
    PageType("accessibility statement", "/dichiarazione-di-accessibilita/"),
    PageType("media policy", "/media-policy/"),
    PageType("site map", "/mappa-del-sito/"),
    PageType("news", "/notizie/"),
    PageType("a piece of news", "{news}"),
    PageType("search", "/cerca/"),
    PageType("search, found", "/cerca/?q=cinema"),
    PageType("search, nothing found", "/cerca/?q=xyzxyz"),
    PageType("questions to a campaign", "/dialogo/ecolab/domande/"),
    PageType("comments on a campaign", "/dialogo/ecolab/commenti/"),
    PageType("words to write", "/dialogo/ecolab/commenti/nuovo/"),
    PageType("words to write, mistakes", "/dialogo/ecolab/domande/nuova/", press=FORM, status=400),
    PageType("words written", "/dialogo/ecolab/controlla-la-posta/"),
    PageType("own words", "{own_words}"),
    PageType("own words, public and answered", "{own_words_answered}"),
    PageType("own words, refused", "{own_words_refused}"),
    PageType("own words, link too old", "{own_words_old}", status=410),
    PageType("words to report", "{report}"),
    PageType("words to report, mistakes", "{report}", press=FORM, status=400),
    PageType("words reported", "/dialogo/ecolab/segnalato/"),
    PageType("news to ask for", "/segui/ecolab/"),
    PageType("news to ask for, mistakes", "/segui/ecolab/", press=FORM, status=400),
    PageType("news asked for", "/segui/ecolab/controlla-la-posta/"),
    PageType("news to confirm", "{follow}"),
    PageType("news confirmed", "{follow_confirmed}"),
    PageType("news link too old", "{follow_old}"),
    PageType("news to end", "{unfollow}"),
    PageType("news ended", "{unfollow_done}"),
    PageType("news to ask for, ended", "/segui/la-casa-sull-albero/"),
    PageType("giving: amount", "/dona/ecolab/"),
    PageType("giving: wrong amount", "/dona/ecolab/?importo=abc"),
    PageType("giving: details", "/dona/ecolab/dati/?importo=25"),
    PageType("giving: mistakes", "/dona/ecolab/dati/?importo=25", press=FORM, status=400),
    PageType("giving: summary", "{review}"),
    PageType("giving: summary after a break", "{review}?interrotto=1"),
    PageType("giving: waiting", "{waiting}"),
    PageType("giving: thanks", "{thanks}"),
    PageType("giving: failed", "{failed}"),
    PageType("giving: expired", "{expired}"),
    PageType("giving: closed", "/dona/la-casa-sull-albero/"),
    PageType("giving: suspended", "/dona/il-giardino-dei-binari/"),
    PageType("giving: cancelled", "/dona/i-balconi-che-profumano/"),
    PageType("giving: being settled", "/dona/la-riva-che-torna-verde/"),
    PageType("giving: not open yet", "/dona/child-explorer/"),
    PageType("own gift", "{donation}"),
    PageType("own gift: give back", "{ask_refund}"),
    PageType("own gift: give back, mistakes", "{ask_refund}", press=FORM, status=400),
    PageType("own gift: correct the address", "{correct_email}"),
    PageType("own gift: words", "{change_words}"),
    PageType("own gift: erase", "{ask_erasure}"),
    PageType("own gift, with a reward", "{gift_with_reward}"),
    PageType("own gift: where the reward goes", "{delivery_address}"),
    PageType(
        "own gift: where the reward goes, mistakes", "{delivery_address}", press=FORM, status=400
    ),
    PageType("own gift: take the address back", "{withdraw_address}"),
    PageType("my gifts: ask", "/le-mie-donazioni/"),
    PageType("my gifts: mistakes", "/le-mie-donazioni/", press=FORM, status=400),
    PageType("my gifts: asked", "/le-mie-donazioni/inviato/"),
    PageType("my gifts", "{my_gifts}"),
    PageType("my gifts: link too old", "{my_gifts_expired}", status=410),
    PageType("sign in", "/accesso/entra/"),
    PageType("sign in, mistakes", "/accesso/entra/", press=FORM),
    PageType("sign up", "/accesso/registrati/"),
    PageType("sign up, mistakes", "/accesso/registrati/", press=FORM),
    PageType("sign up: confirm the address", "/accesso/conferma-email/"),
    PageType("password forgotten", "/accesso/password/dimenticata/"),
    PageType("password forgotten: sent", "/accesso/password/dimenticata/inviata/"),
    PageType("area: home", "/i-miei-progetti/", signed_in=AREA),
    PageType("area: begin", "/i-miei-progetti/nuovo/secondo-avviso/", signed_in=AREA),
    PageType("area: organizations", "/i-miei-progetti/ente/", signed_in=AREA),
    PageType("area: organization to register", "/i-miei-progetti/ente/registra/", signed_in=AREA),
    PageType(
        "area: organization, mistakes",
        "/i-miei-progetti/ente/registra/",
        press=FORM,
        status=400,
        signed_in=AREA,
    ),
    PageType("area: draft", f"{PROJECT}/", signed_in=AREA),
    PageType("area: draft, organization", f"{PROJECT}/ente/", signed_in=AREA),
    PageType("area: draft, project", f"{PROJECT}/progetto/", signed_in=AREA),
    PageType("area: draft, costs", f"{PROJECT}/costi/", signed_in=AREA),
    PageType("area: draft, partners", f"{PROJECT}/partner/", signed_in=AREA),
    PageType("area: draft, campaign", f"{PROJECT}/campagna/", signed_in=AREA),
    PageType("area: draft, pictures", f"{PROJECT}/immagini/", signed_in=AREA),
    PageType("area: draft, documents", f"{PROJECT}/documenti/", signed_in=AREA),
    PageType("area: draft, declarations", f"{PROJECT}/dichiarazioni/", signed_in=AREA),
    PageType("area: draft, summary", f"{PROJECT}/riepilogo/", signed_in=AREA),
    PageType("area: integration asked", "{integration}", signed_in=AREA),
    PageType("area: suggestions", "{suggest}", signed_in=AREA),
    PageType("area: campaign under way", "{raised}", signed_in=LIVE_AREA),
    PageType("area: news to write", "{updates}", signed_in=LIVE_AREA),
    PageType("area: news, mistakes", "{updates}", press=FORM, status=400, signed_in=LIVE_AREA),
    PageType("area: text, mistakes", "{suggest_text}", press=FORM, status=400, signed_in=AREA),
    PageType("area: paragraph to suggest", "{suggest_paragraph}", signed_in=AREA),
    PageType(
        "area: picture, mistakes", "{suggest_picture}", press=FORM, status=400, signed_in=AREA
    ),
    PageType("area: a suggestion", "{suggestion}", signed_in=AREA),
    PageType("for developers", "/sviluppatori/"),
    PageType("area: questions and comments", "{dialogue}", signed_in=AREA),
    PageType("area: answer", "{answer}", signed_in=AREA),
    PageType("area: rewards to deliver", "{rewards}", signed_in=AREA),
    PageType("area: rewards without an address", "{rewards}?stato=senza-indirizzo", signed_in=AREA),
    PageType("area: rewards delivered", "{rewards}?stato=consegnate", signed_in=AREA),
    PageType("area: reward, something wrong", "{reward_problem}", signed_in=AREA),
    PageType("area: after the campaign", "{after}", signed_in=AREA),
    PageType("area: expense, mistakes", "{after_expense}", press=FORM, status=400, signed_in=AREA),
    PageType("area: expense sent back", "{after_refused}", signed_in=AREA),
    PageType("area: promised and reached", "{after_impact}", signed_in=AREA),
    PageType("rating: stars", "/valuta/?pagina=/"),
    PageType("rating: no star", "/valuta/?pagina=/&voto=9", status=400),
    PageType("rating: why", "/valuta/?pagina=/&voto=2"),
    PageType("rating: thanks", "/valuta/grazie/?pagina=/"),
    PageType("help", "/assistenza/richiesta/"),
    PageType("help, mistakes", "/assistenza/richiesta/", press=FORM, status=400),
    PageType("problem", "/assistenza/segnalazione/"),
    PageType("help: receipt", "{written}"),
    PageType("where the money is", "/trasparenza/"),
    PageType("verify it yourself", "/trasparenza/verifica/"),
    PageType("verify: a wrong code", "/trasparenza/verifica/?codice=abc", status=400),
    PageType("verify: a receipt", "{receipt}"),
    PageType("digests of the ledger", "/trasparenza/impronte/"),
    PageType("digest of a day", "{digest}"),
    PageType("why: granted", "/trasparenza/progetti/la-casa-sull-albero/"),
    PageType("why: on its way", "/trasparenza/progetti/ruote-in-comune/"),
    PageType("open data", "/dati-aperti/"),
    PageType("embed", "/embed/ecolab/", english="/embed/ecolab/?lingua=en"),
    PageType(
        "embed, wide",
        "/embed/ecolab/?formato=largo",
        english="/embed/ecolab/?formato=largo&lingua=en",
    ),
    PageType("embed, gone", "/embed/nulla/", status=404, english="/embed/nulla/?lingua=en"),
    PageType("sent mail of the demo", "/demo/posta/"),
    PageType("not found", "/non-esiste/", status=404),
    PageType("not allowed", "/errore/403/", english="/en/errore/403/"),
    PageType("not understood", "/errore/400/", speaks_both=True),
    PageType("form too old", "/errore/csrf/", speaks_both=True),
    PageType("our fault", "/errore/500/", speaks_both=True),
    PageType("database gone", "/errore/503/", speaks_both=True),
)
