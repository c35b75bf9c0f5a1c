"""Role × phase × act with valid bodies: what comes at the wrong moment changes nothing, kindly.

Each act is done at every moment, by who may do it. Where it is allowed it writes, which shows that
its body is valid; anywhere else no row of any table changes, and a page or a message says why.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from campaigns.calls.freezing import amending
from campaigns.calls.models import Phase
from campaigns.selection.admin.call_forms import PARTS, AmendmentForm
from campaigns.selection.area.forms import FORMS
from campaigns.selection.declarations import DECLARATIONS
from campaigns.selection.models import (
    CheckOutcome,
    EligibilityCheck,
    IntegrationRequest,
    Proposal,
    ProposalState,
    RankingKind,
)
from campaigns.selection.steps import Step
from tests.selection.area.files import pdf, picture
from tests.selection.permissions.doors import ARGUMENTS
from tests.selection.permissions.test_matrix import writes
from tests.selection.permissions.world import MOMENTS, Moment, World, make_moment, make_world
from tests.selection.ranking.factories import publish

Body = Callable[[World, Moment], dict[str, Any]]
ALL: Final = (*MOMENTS, "asked", "overdue", "final")
"""``asked`` waits for an answer, ``overdue`` waited in vain, ``final`` waits for its round."""
OPEN: Final = ("writing", "sealed")
CHECKED: Final = ("checking", "asked", "overdue")
EVALUATED: Final = (*CHECKED, "judging", "ranked")


@dataclass(frozen=True)
class Act:
    """A door, who may act there, when, and a body that is valid then."""

    door: str
    role: str
    at: tuple[str, ...]
    body: Body
    more: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return "-".join([self.door, *(value for _name, value in self.more)])


def words(**fields: Any) -> Body:
    """A body that is the same at every moment: the document of an act, and these."""
    today = timezone.localdate().isoformat()
    document = {"number": "7/2026", "date": today, "reason": "Perché sì", "text_it": "Parole"}
    return lambda world, moment: document | fields


def days_from_now(days: int, form: str) -> str:
    return (timezone.localtime() + timedelta(days=days)).strftime(form)


def checklist(world: World, moment: Moment) -> dict[str, Any]:
    items = moment.call.eligibility_items.all()
    return {f"outcome_{item.pk}": CheckOutcome.NOT_MET for item in items}


def sheet(world: World, moment: Moment) -> dict[str, Any]:
    criteria = moment.call.criteria.all()
    return {"hand_in": "1"} | {
        f"{name}-{one.pk}": value
        for one in criteria
        for name, value in (("score", "7"), ("comment", "Bene"))
    }


def amended(part: str, **changes: Any) -> Body:
    """All rules of a part as they are, these changed: as if every one could be."""

    def body(world: World, moment: Moment) -> dict[str, Any]:
        form = AmendmentForm(call=moment.call, names=PARTS[part][1], phase=Phase.OPEN)
        rules = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
        known = {name: value for name, value in rules.items() if value is not None}
        return words()(world, moment) | known | words(**changes)(world, moment)

    return body


def assigned(world: World, moment: Moment) -> dict[str, Any]:
    chosen = {f"round_{moment.names.get('proposal')}": moment.call.rounds.get().pk}
    return words(**chosen)(world, moment)


def appointed(world: World, moment: Moment) -> dict[str, Any]:
    return words(user=world.users["outsider"].pk)(world, moment)


def applied(world: World, moment: Moment) -> dict[str, Any]:
    return {"organization": world.names["organization"]}


def step(world: World, moment: Moment) -> dict[str, Any]:
    version = FORMS[Step.PROJECT](None, proposal=_fresh(moment)).version
    return {"title": "Un altro titolo", "version": version}


def document(world: World, moment: Moment) -> dict[str, Any]:
    return {"file": pdf(), "document": moment.call.required_documents.get().pk}


def shown(world: World, moment: Moment) -> dict[str, Any]:
    return {"file": picture(), "alt": "Un orto"}


PROJECT: Final = (("step", Step.PROJECT.value),)
ABSTAINS: Final = words(declares="abstains")
ACTS: Final = (
    Act("selection:publish_call", "RUP", ("notice",), words()),
    Act(
        "selection:extend_call",
        "RUP",
        OPEN,
        words(closes_at=days_from_now(40, "%Y-%m-%d %H:%M")),
    ),
    Act(
        "selection:amend_call",
        "RUP",
        OPEN,
        amended("valutazione", minimum_score="65"),
        (("part", "valutazione"),),
    ),
    Act(
        "selection:amend_call",
        "RUP",
        OPEN,
        amended("ammissione", legal_forms=["aps"]),
        (("part", "ammissione"),),
    ),
    Act(
        "selection:amend_call",
        "RUP",
        (*OPEN, *EVALUATED, "final"),
        amended("regole", settlement_days="9"),
        (("part", "regole"),),
    ),
    Act("selection:start_campaigns", "RUP", (), words()),
    Act("selection:close_call", "RUP", ("campaign",), words()),
    Act("selection:open_sealed", "RUP", ("sealed",), words()),
    Act("selection:appoint", "RUP", (*OPEN, *EVALUATED), appointed),
    Act("selection:replace", "RUP", (*OPEN, *EVALUATED), appointed),
    Act("selection:publish_ranking", "RUP", ("ranked",), words(kind="provisional")),
    Act("selection:publish_ranking", "RUP", ("ranked", "final", "campaign"), words(kind="final")),
    Act("selection:assign_rounds", "RUP", ("final",), assigned),
    Act("selection:proposal", "Segreteria", CHECKED, checklist),
    Act("selection:admit", "Segreteria", ("checking",), words()),
    Act("selection:exclude", "Segreteria", ("checking",), words()),
    Act(
        "selection:ask_integration",
        "Segreteria",
        ("checking",),
        words(text="Manca lo statuto", due_on=days_from_now(9, "%Y-%m-%d")),
    ),
    Act("selection:give_up_waiting", "Segreteria", ("overdue",), words()),
    Act("selection:declare", "judge", ("judging",), ABSTAINS),
    Act("selection:score", "judge", ("judging",), sheet),
    Act("area:start", "member", OPEN, applied),
    Act("area:step", "member", ("writing",), step, PROJECT),
    Act("area:autosave", "member", ("writing",), step, PROJECT),
    Act("area:documents", "member", ("writing",), document),
    Act("area:upload-picture", "member", ("writing",), shown),
    Act("area:remove", "member", ("writing",), words()),
    Act("area:delete", "member", ("writing",), words()),
    Act("area:submit", "member", ("writing",), words()),
    Act("area:take_back", "member", ("sealed",), words()),
    Act("area:withdraw", "member", (*EVALUATED, "final"), words(is_sure="on")),
    Act("area:integration", "member", ("asked",), words(text="Ecco lo statuto")),
    Act("area:suggest", "member", ("final", "campaign", "closed"), words(text="Dite del forno")),
    Act(
        "area:suggest-paragraph",
        "member",
        ("final", "campaign", "closed"),
        words(text="Dite del forno", after=""),
    ),
    Act(
        "area:updates",
        "member",
        ("final", "campaign", "closed"),
        words(title="Si impasta", text="Il forno è acceso."),
    ),
    Act("area:answer", "member", ("campaign",), words(answer="Sì, di legno.")),
    Act("editorial:correct", "Redazione", (), words()),
    Act("call:ask", "anonymous", OPEN, words(text="Quando si chiude?", language="it")),
)
TOLD_BY_A_PAGE: Final = ("area:sent", "selection:assign_rounds", "area:proposal")
"""Where a refusal leads without a message: the page itself says how things are."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world of the matrix, with three moments more, gone with its transaction."""
    from tests.second_factor import count_force_login_as_whole

    count_force_login_as_whole()
    with django_db_blocker.unblock(), override("it"), transaction.atomic():
        yield _completed(make_world())
        transaction.set_rollback(True)
    connection.close()


@pytest.mark.parametrize("act", ACTS, ids=str)
def test_an_act_at_the_wrong_moment_changes_nothing(world: World, act: Act) -> None:
    wrong: list[tuple[object, ...]] = []
    for name in ALL:
        moment = world.moments[name]
        url = _address(world, act, moment)
        if url is None:
            continue
        answer, changed = _done(world.clients[act.role], url, act.body(world, moment))
        if name in act.at:
            if not changed:
                wrong.append((name, "refused", answer.status_code, _told(answer)))
        elif changed:
            wrong.append((name, "done", sorted(changed)))
        elif not _is_kind(answer):
            wrong.append((name, "unkind", answer.status_code, answer.headers.get("Location")))
    assert not wrong


def test_histories_open_at_every_moment_and_name_their_acts(world: World) -> None:
    clerk = world.clients["Segreteria"]
    for name in ALL:
        moment = world.moments[name]
        pages = [clerk.get(reverse("selection:call_history", args=[moment.call.slug]))]
        if moment.proposal is not None and name not in OPEN:
            pages.append(clerk.get(reverse("selection:proposal", args=[moment.proposal.pk])))
        assert {page.status_code for page in pages} == {200}, name
        if name in ("campaign", "closed"):
            assert all("Atto 120/2026 del 10/03/2026" in page.content.decode() for page in pages)


def _completed(world: World) -> World:
    """Every draft complete, every checklist met: only the moment is wrong."""
    member = world.users["member"].memberships.get()
    judge, rup = world.users["judge"], world.users["RUP"]
    for name, like in (("asked", "checking"), ("overdue", "checking"), ("final", "ranked")):
        world.moments[name] = make_moment(like, member, judge, rup, world.now)
    publish(world.moments["final"].call, RankingKind.FINAL, by=rup, now=world.now)
    for name, moment in world.moments.items():
        _rounds_after_the_deadline(moment, world)
        moment.call.refresh_from_db()
        if moment.proposal is not None:
            _complete(name, moment, world)
    return world


def _rounds_after_the_deadline(moment: Moment, world: World) -> None:
    if not moment.call.fundings.exists():
        opens = world.now + timedelta(days=60)
        with amending():
            moment.call.rounds.update(opens_at=opens, closes_at=opens + timedelta(days=30))


def _complete(name: str, moment: Moment, world: World) -> None:
    proposal, now = _fresh(moment), world.now
    stamp = {"at": now.isoformat(), "by": proposal.created_by.pk}
    proposal.declarations = dict.fromkeys(DECLARATIONS, stamp)
    proposal.contact_phone = "+39 02 1234567"
    waits = name in ("asked", "overdue")
    if waits:
        proposal.state = ProposalState.INTEGRATION
        proposal.integration_requests.all().delete()
    proposal.save()
    if proposal.state == ProposalState.DRAFT:
        return
    moment.names["request"] = IntegrationRequest.objects.create(
        proposal=proposal,
        text="Manca lo statuto",
        due_at=now + timedelta(days=3 if name == "asked" else -1),
        asked_at=now - timedelta(days=9),
        asked_by=world.users["Segreteria"],
        closed_at=None if waits else now,
    ).pk
    for item in moment.call.eligibility_items.all():
        EligibilityCheck.objects.create(
            proposal=proposal,
            item=item,
            outcome=CheckOutcome.MET,
            checked_by=world.users["Segreteria"],
            checked_at=now,
        )


def _fresh(moment: Moment) -> Proposal:
    assert moment.proposal is not None
    return Proposal.objects.get(pk=moment.proposal.pk)


def _address(world: World, act: Act, moment: Moment) -> str | None:
    """The act's address at a moment; ``None`` where there is nothing that it could name."""
    from tests.selection.permissions.test_matrix import _arguments

    known = dict(act.more)
    for argument in _arguments()[act.door]:
        if argument not in known:
            named = ARGUMENTS[argument]
            name = named.get(act.door, named[""])
            if not moment.names.get(name):
                return None
            known[argument] = moment.names[name]
    needs_proposal = act.door in ("area:step", "area:autosave") and moment.proposal is None
    return None if needs_proposal else reverse(act.door, kwargs=known)


def _done(client: Client, url: str, body: dict[str, Any]) -> tuple[Any, set[str]]:
    """An act done and confirmed, its answer, and the tables that it changed; then undone."""
    cache.clear()
    client.cookies.pop("messages", None)
    with transaction.atomic():
        before = writes()
        answer: Any = client.post(url, body)
        digest = re.search(rb'name="confirmed" value="(\w+)"', answer.content)
        if digest:
            answer = client.post(url, body | {"confirmed": digest[1].decode()})
        written = {name for name, count in writes().items() if count != before.get(name)}
        during = {name: _content_of(name) for name in written}
        transaction.set_rollback(True)
    return answer, {name for name in written if _content_of(name) != during[name]}


def _content_of(table: str) -> str:
    name = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t")
        return str(cursor.fetchone()[0])


def _told(answer: Any) -> str:
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    form = answer.context and answer.context.get("form")
    return " ".join([*said, str(form.errors if form else "")])


def _is_kind(answer: Any) -> bool:
    """A page that says why, or a way back with a message; no bare refusal and no fault."""
    if answer.status_code == HTTPStatus.FOUND:
        place = answer.headers["Location"]
        is_told = bool(list(get_messages(answer.wsgi_request)))
        return is_told or _leads_to(place) in TOLD_BY_A_PAGE
    return answer.status_code in (200, 400, 404, 409)


def _leads_to(place: str) -> str:
    from django.urls import resolve

    return resolve(place.partition("?")[0]).view_name
