"""Who opens which door: one line for each address of the selection.

``at`` is the moment whose project the address names. ``reads`` may GET it, ``acts`` may POST to it;
``all`` is everybody, ``signed`` everybody who is signed in, ``-`` nobody.
"""

from dataclasses import dataclass
from typing import Any, Final

from tests.selection.permissions.world import ROLES

GROUPS: Final = {
    "-": frozenset[str](),
    "all": frozenset(ROLES),
    "signed": frozenset(ROLES) - {"anonymous"},
}
TABLE: Final = """
door                             at        reads                                acts
selection:calls                  notice    Segreteria,RUP,Amministrazione,superuser   -
selection:call                   notice    Segreteria,RUP,Amministrazione,superuser   -
selection:publish_call           notice    RUP,superuser                        RUP,superuser
selection:extend_call            sealed    RUP,superuser                        RUP,superuser
selection:amend_call             sealed    RUP,superuser                        RUP,superuser
selection:start_campaigns        ranked    RUP,superuser                        RUP,superuser
selection:close_call             campaign  RUP,superuser                        RUP,superuser
selection:campaigns              campaign  Segreteria,RUP,Redazione,Ragioneria,Amministrazione,superuser  -
selection:campaign               campaign  Segreteria,RUP,Redazione,Ragioneria,Amministrazione,superuser  -
selection:questions              sealed    Segreteria,RUP,superuser             -
selection:answer_question        sealed    Segreteria,RUP,superuser             Segreteria,RUP,superuser
selection:calls_with_proposals   sealed    Segreteria,RUP,superuser             -
selection:proposals              sealed    Segreteria,RUP,superuser             -
selection:proposal               checking  Segreteria,RUP,superuser             Segreteria,superuser
selection:admit                  checking  Segreteria,superuser                 Segreteria,superuser
selection:exclude                checking  Segreteria,superuser                 Segreteria,superuser
selection:ask_integration        checking  Segreteria,superuser                 Segreteria,superuser
selection:give_up_waiting        checking  Segreteria,superuser                 Segreteria,superuser
selection:open_sealed            sealed    RUP,superuser                        RUP,superuser
selection:history_export         checking  Segreteria,RUP,superuser             -
selection:call_history           checking  Segreteria,RUP,superuser             -
selection:call_history_export    checking  Segreteria,RUP,superuser             -
selection:file                   judging   Segreteria,RUP,judge,superuser       -
selection:picture                judging   Segreteria,RUP,judge,superuser       -
selection:evaluation             judging   judge,outsider,superuser             -
selection:evaluations            judging   judge                                -
selection:side_by_side           judging   judge                                -
selection:score                  judging   judge                                judge
selection:declare                judging   -                                    judge
selection:final_scores           ranked    Segreteria,RUP,superuser             -
selection:commission             judging   Segreteria,RUP,superuser             -
selection:appoint                judging   RUP,superuser                        RUP,superuser
selection:replace                judging   RUP,superuser                        RUP,superuser
selection:sittings               judging   Segreteria,RUP,judge,superuser       -
selection:record_sitting         judging   Segreteria,superuser                 Segreteria,superuser
selection:minute                 judging   Segreteria,RUP,judge,superuser       -
selection:minute_paper           judging   Segreteria,RUP,judge,superuser       -
selection:rankings               ranked    RUP,superuser                        -
selection:ranking                ranked    RUP,superuser                        -
selection:publish_ranking        ranked    RUP,superuser                        RUP,superuser
selection:assign_rounds          ranked    RUP,superuser                        RUP,superuser
selection:version                ranked    RUP,superuser                        -
selection:compare_versions       ranked    RUP,superuser                        -
area:home                        writing   signed                               -
area:start                       writing   signed                               signed
area:proposal                    writing   member                               -
area:integration                 checking  member                               member
area:suggest                     campaign  member                               member
area:suggest-text                campaign  member                               member
area:suggest-paragraph           campaign  member                               member
area:suggest-picture             campaign  member                               member
area:suggest-picture-for         campaign  member                               member
area:suggestion                  campaign  member                               member
area:suggestion-file             campaign  member                               -
area:updates                     campaign  member                               member
area:campaign                    campaign  member                               -
area:poster                      campaign  member                               -
area:dialogue                    campaign  member                               -
area:answer                      campaign  member                               member
area:rewards                     campaign  member                               member
area:rewards-export              campaign  -                                    member
area:reward-problem              campaign  member                               member
area:report                      campaign  member                               -
area:report-add                  campaign  member                               member
area:report-item                 campaign  member                               member
area:report-impact               campaign  member                               member
area:report-document             campaign  member                               -
reports:items                    campaign  Segreteria,RUP,superuser             -
reports:item                     campaign  Segreteria,RUP,superuser             Segreteria,RUP,superuser
reports:document                 campaign  Segreteria,RUP,superuser             -
reports:change_grant             campaign  Ragioneria,superuser                 Ragioneria,superuser
reports:pay_out                  campaign  Ragioneria,superuser                 Ragioneria,superuser
reports:recovery                 campaign  Ragioneria,superuser                 Ragioneria,superuser
reporting:document               campaign  all                                  -
area:delete                      writing   member                               member
area:file                        writing   member                               -
area:remove                      writing   -                                    member
area:upload-picture              writing   -                                    member
area:documents                   writing   member                               member
area:review                      writing   member                               -
area:submit                      writing   member                               member
area:sent                        sealed    member                               -
area:receipt                     sealed    member                               -
area:sent_content                sealed    member                               -
area:take_back                   sealed    member                               member
area:withdraw                    judging   member                               member
area:autosave                    writing   -                                    member
area:step                        writing   member                               member
organization:list                writing   signed                               -
organization:register            writing   signed                               signed
organization:accept              writing   all                                  anonymous
organization:edit                writing   member                               member
organization:colleagues          writing   member                               member
organization:remove              writing   member                               member
organization:revoke              writing   -                                    member
editorial:home                   campaign  Redazione,Amministrazione,superuser  -
editorial:approve                campaign  Redazione,Amministrazione,superuser  Redazione,Amministrazione,superuser
editorial:submit_translation     campaign  Redazione,Amministrazione,superuser  Redazione,Amministrazione,superuser
editorial:corrections            campaign  Redazione,Amministrazione,superuser  -
editorial:correct                campaign  Redazione,Amministrazione,superuser  Redazione,Amministrazione,superuser
editorial:confirm                campaign  Redazione,Amministrazione,superuser  Redazione,Amministrazione,superuser
editorial:answer_suggestion      campaign  Redazione,Amministrazione,superuser  Redazione,Amministrazione,superuser
editorial:suggestion_file        campaign  Redazione,Amministrazione,superuser  -
editorial:voices                 campaign  Redazione,Amministrazione,superuser  Redazione,Amministrazione,superuser
editorial:voice                  campaign  Redazione,Amministrazione,superuser  Redazione,Amministrazione,superuser
dialogue:questions               campaign  all                                  -
dialogue:comments                campaign  all                                  -
dialogue:write_question          campaign  all                                  all
dialogue:write_comment           campaign  all                                  all
dialogue:written                 campaign  all                                  -
dialogue:reported                campaign  all                                  -
dialogue:own                     campaign  all                                  all
dialogue:report                  campaign  all                                  all
following:follow                 campaign  all                                  all
following:asked                  campaign  all                                  -
following:confirm                campaign  all                                  all
following:unsubscribe            campaign  all                                  all
ranking:in_force                 ranked    all                                  -
ranking:version                  ranked    all                                  -
call:may_apply                   sealed    all                                  -
call:questions                   sealed    all                                  -
call:ask                         sealed    all                                  all
call:asked                       sealed    all                                  -
"""  # noqa: E501  (a table is read across)
NAMESPACES: Final = (
    *("selection", "area", "organization", "editorial", "ranking", "call", "dialogue"),
    *("reports", "reporting", "following"),
)
ARGUMENTS: Final[dict[str, dict[str, Any]]] = {
    "slug": {
        "": "call",
        **dict.fromkeys(
            (
                *("dialogue:questions", "dialogue:comments", "dialogue:write_question"),
                *("dialogue:write_comment", "dialogue:written", "dialogue:reported"),
                *("following:follow", "following:asked", "selection:campaign"),
            ),
            "funding",
        ),
        **dict.fromkeys(("reports:change_grant", "reports:pay_out", "reports:recovery"), "granted"),
    },
    "proposal_id": {"": "proposal"},
    "proposal": {"": "proposal"},
    "request_id": {"": "request"},
    "file_id": {"": "file", "selection:picture": "picture"},
    "file": {"": "file"},
    "organization_id": {"": "organization"},
    "membership_id": {"": "membership"},
    "invitation_id": {"": "invitation"},
    "token": {
        "": "token",
        "dialogue:own": "own_words",
        **dict.fromkeys(("following:confirm", "following:unsubscribe"), "follow"),
    },
    "voice": {"": "voice"},
    "item": {"": "report_item"},
    "reference": {"": "reward"},
    "suggestion": {"": "suggestion", "area:suggestion-file": "suggested_picture"},
    "place": {"": "place", "area:suggest-picture-for": "picture_place"},
    "document": {"": "report_document"},
    "page_id": {"": "page"},
    "pk": {
        "": "proposal",
        **dict.fromkeys(
            ("area:rewards", "area:rewards-export", "area:reward-problem"), "succeeded"
        ),
        "selection:answer_question": "question",
        "selection:replace": "seat",
        "editorial:approve": "task",
        "editorial:confirm": "correction",
        "editorial:answer_suggestion": "suggestion",
        "editorial:suggestion_file": "suggested_picture",
        "editorial:voice": "voice",
        "dialogue:report": "voice",
        "reports:item": "report_item",
        "reports:document": "report_document",
        "reporting:document": "report_document",
    },
}
"""What an argument of an address names in the world, by door; the empty one is any other."""
WORDS: Final = {
    "which": "file",
    "part": "date",
    "kind": "csv",
    "entry": "milestone",
    "number": 1,
    "before": 1,
    "after": 1,
}
"""Arguments that are the same everywhere; ``step`` is the first one that is written."""


@dataclass(frozen=True, kw_only=True)
class Door:
    """A line of the table."""

    name: str
    at: str
    reads: frozenset[str]
    acts: frozenset[str]


def doors() -> list[Door]:
    """The lines of the table."""
    lines = [line.split() for line in TABLE.strip().splitlines()[1:]]
    return [
        Door(name=name, at=at, reads=_roles(reads), acts=_roles(acts))
        for name, at, reads, acts in lines
    ]


def _roles(told: str) -> frozenset[str]:
    if told in GROUPS:
        return GROUPS[told]
    roles = frozenset(told.split(","))
    assert roles <= set(ROLES), roles - set(ROLES)
    return roles
