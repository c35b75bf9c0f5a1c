"""What the editor's choice of blocks shows of each: invented content, in the editor's language."""

from typing import Any, Final

from django.utils.translation import gettext as _

_SHOWN: Final = 3


def steps() -> dict[str, Any]:
    """How giving goes."""
    told = {
        _("You give, even a little"): _(
            "Choose a project and give what you like: no account, no added fee."
        ),
        _("Citizens reach the threshold"): _(
            "A share of the cost, set by the public notice. If it is missed, everyone is refunded "
            "in full."
        ),
    }
    rows = [{"title": title, "text": f"<p>{text}</p>"} for title, text in told.items()]
    return {"title": _("How it works"), "steps": rows}


def answers() -> dict[str, Any]:
    """One question, closed as readers find it."""
    answer = {"question": _("Who chooses the projects?"), "answer": "<p>…</p>"}
    return {"title": _("What everyone asks"), "answers": [answer]}


def link_cards() -> dict[str, Any]:
    """Two cards."""
    told = {
        _("Ask for help"): _("A person reads and answers. No account is needed."),
        _("News"): "",
    }
    cards = [{"title": title, "text": text, "target": _here()} for title, text in told.items()]
    return {"title": "", "cards": cards}


def call_to_action() -> dict[str, Any]:
    """An invitation to the projects."""
    return {
        "title": _("You give, even a little"),
        "text": _("Choose a project and give what you like: no account, no added fee."),
        "label": _("See all projects"),
        "target": _here(),
    }


def figures() -> dict[str, Any]:
    """Two numbers and where they come from."""
    told = {"18": _("projects"), "9": _("Municipi")}
    rows = [{"value": value, "label": label} for value, label in told.items()]
    return {"title": "", "figures": rows, "source": _("Comune di Milano, 2015 edition")}


def news() -> dict[str, Any]:
    """The site's own."""
    return {"title": _("News"), "number": _SHOWN}


def campaigns() -> dict[str, Any]:
    """The newest of the site."""
    from campaigns.models import CampaignPage

    newest = CampaignPage.objects.live().public().order_by("-first_published_at")[:_SHOWN]
    return {"title": _("Projects"), "campaigns": list(newest)}


def _here() -> dict[str, Any]:
    return {"page": None, "address": "/"}
