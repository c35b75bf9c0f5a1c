"""Accounts of the demo, one for each role. They exist only where the demo was loaded."""

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "milano-2015"  # noqa: S105
SECOND_FACTOR: Final = "CIVICODEMOMILANOCIVICODEMOMILANO"
"""The key of everybody's app for codes, in base 32. No secret: it is printed at every start."""
OTPAUTH_URI: Final = f"otpauth://totp/demo?secret={SECOND_FACTOR}&issuer=Crowdfunding%20demo"


@dataclass(frozen=True)
class Account:
    """A person of the demo; ``group`` is empty for the administrator of everything."""

    username: str
    first_name: str
    last_name: str
    role: str
    group: str

    @property
    def email(self) -> str:
        """With which they sign in."""
        return f"{self.username}@example.org"


ACCOUNTS: Final = (
    Account("redazione", "Giulia", "Redaelli", "Redazione: writes stories and pages", "Redazione"),
    Account(
        "redazione2", "Tommaso", "Ghezzi", "Redazione: approves what another wrote", "Redazione"
    ),
    Account(
        "ragioneria", "Marco", "Ferrario", "Ragioneria: donations, fund, refunds", "Ragioneria"
    ),
    Account(
        "amministrazione",
        "Elena",
        "Sala",
        "Amministrazione: users, calls, settings",
        "Amministrazione",
    ),
    Account("segreteria", "Paola", "Crippa", "Segreteria: eligibility, questions", "Segreteria"),
    Account("rup", "Stefano", "Colombo", "RUP: notices, commission, ranking", "RUP"),
    Account("commissione1", "Laura", "Galimberti", "Commissione: scores", "Commissione"),
    Account("commissione2", "Davide", "Rota", "Commissione: scores", "Commissione"),
    Account("commissione3", "Chiara", "Mauri", "Commissione: scores", "Commissione"),
    Account("admin", "Ada", "Brambilla", "everything (superuser)", ""),
)

PROPONENTS: Final = (
    Account("cooperativa", "Lidia", "Fumagalli", "proponent: a draft, integrations, a story", ""),
    Account("associazione", "Omar", "Haddad", "proponent: a proposal sent, still sealed", ""),
    Account("impresa", "Silvia", "Castoldi", "proponent: one project excluded, one ranked", ""),
    Account("le-rogge", "Giorgio", "Vismara", "proponent: a campaign that takes gifts", ""),
)
"""Contact persons of organizations of the demo. They sign in by e-mail and password alone."""
COLLEAGUE: Final = Account("collega", "Matteo", "Riva", "proponent: colleague of cooperativa", "")
COLLEAGUE_OF: Final = "cooperativa"

TO_TRY: Final = (
    ("anybody", "/secondo-avviso/", "read the open notice; see if you can apply"),
    ("cooperativa", "/i-miei-progetti/", "go on writing; answer what was asked of you"),
    ("associazione", "/i-miei-progetti/", "take back what you sent, correct it, send it again"),
    ("impresa", "/i-miei-progetti/", "read why one project is out, and where the other stands"),
    ("segreteria", "/admin/selezione/avvisi/secondo-avviso/domande/", "answer what waits"),
    ("segreteria", "/admin/selezione/proposte/avviso/avviso-quartieri/", "check, admit, exclude"),
    (
        "commissione3",
        "/admin/selezione/valutazione/avviso-quartieri/",
        "score “Il pedibus dei nonni”",
    ),
    ("rup", "/admin/selezione/graduatorie/avviso-cura/", "publish the final ranking"),
    ("rup", "/admin/selezione/graduatorie/avviso-scuole-aperte/tornate/", "start the campaigns"),
    ("rup", "/admin/selezione/avvisi/prossimo-avviso/", "publish next year’s notice"),
    ("redazione", "/admin/redazione/", "write “Il teatro in cortile”; redazione2 approves it"),
    ("anybody", "/avviso/avviso-cura/graduatoria/", "read a ranking, with its arithmetic"),
    ("segreteria", "/admin/rendiconti/", "check an expense of “La campana di Lidia”"),
    ("cooperativa", "/i-miei-progetti/", "see which rewards of “La campana di Lidia” are to send"),
    ("anybody", "/progetti/la-campana-di-lidia/", "read what became of a campaign"),
    ("anybody", "/progetti/la-serra-di-corte/", "read how a project came to its campaign"),
    ("anybody", "/progetti/il-giardino-dei-binari/", "read why a campaign is suspended"),
    ("ragioneria", "/admin/selezione/campagne/", "see which campaigns need somebody, and act"),
    ("anybody", "/avviso-cortili/", "read a notice that is closed"),
)
"""Who opens what, to do what. A test opens each."""
