"""Role × moment × act, through real requests: who is refused, and that nothing is written."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page, TaskState, WorkflowState

from campaigns.selection.steps import ORDER
from tests.selection.eligibility.test_held_pages import edit_form
from tests.selection.permissions.doors import ARGUMENTS, NAMESPACES, WORDS, Door, doors
from tests.selection.permissions.world import ROLES, SECRET, World, make_world

EVERYTHING_TYPED: Final = {
    "number": "1/2026",
    "reason": "Perché sì",
    "text": "Parole",
    "text_it": "Parole",
    "kind": "provisional",
    "declares": "no_conflict",
    "hand_in": "1",
    "takes": "yes",
    "is_sure": "on",
    "confirmed": "x",
    "title": "Rubato",
    "email": "ladro@example.org",
    "version": "",
}
"""Names of the fields of all forms: a hand-made POST fills what it can."""
REFUSALS: Final = (401, 403, 404, 405)
EVERYWHERE: Final = ("superuser", "member")
"""Between them, they are let in by every view that is only read."""
STAFF_READERS: Final = {"member", "Segreteria", "RUP", "superuser"}
READERS: Final = {
    "writing": {"member"},
    "sealed": {"member"},
    "checking": STAFF_READERS,
    "judging": STAFF_READERS | {"judge"},
}
WHERE_WORDS_ARE: Final = (
    "selection:proposal",
    "selection:proposals",
    "selection:score",
    "selection:side_by_side",
    "area:review",
    "area:sent_content",
)
UNWATCHED: Final = ("django_session", "wagtailcore_modellogentry")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all tests of this file, gone with its transaction."""
    from tests.second_factor import count_force_login_as_whole

    count_force_login_as_whole()
    with django_db_blocker.unblock(), override("it"), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
    connection.close()


def test_every_address_has_its_line() -> None:
    told = [door.name for door in doors()]
    assert len(told) == len(set(told))
    assert set(told) == set(_addresses(get_resolver()))


@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what(world: World, role: str) -> None:
    client, wrong = world.clients[role], []
    before = writes()
    for door in doors():
        url = address(world, door, door.at)
        for method, allowed in _ways(door):
            if role not in allowed and not was_refused(answer := ask(client, method, url)):
                wrong.append((door.name, method, answer.status_code, goes_to(answer)))
    assert writes() == before, "a refused request has written"
    for door in doors():
        url = address(world, door, door.at)
        for method, allowed in _ways(door):
            if role in allowed and was_refused(answer := ask(client, method, url)):
                wrong.append((door.name, method, answer.status_code, goes_to(answer)))
    assert not wrong


def _ways(door: Door) -> list[tuple[str, frozenset[str]]]:
    """Reading, and acting where there is an act: elsewhere no view takes a POST."""
    return [("get", door.reads), *([("post", door.acts)] if door.acts else [])]


def test_where_there_is_no_act_no_post_is_taken(world: World) -> None:
    for door in doors():
        if not door.acts:
            url = address(world, door, door.at)
            answers = [ask(world.clients[role], "post", url) for role in EVERYWHERE]
            assert all(map(was_refused, answers)), door.name


@pytest.mark.parametrize("moment", READERS)
def test_who_reads_the_words_of_a_proposal(world: World, moment: str) -> None:
    readers = set()
    for door in doors():
        if door.name in WHERE_WORDS_ARE:
            url = address(world, door, moment)
            if door.name == "selection:side_by_side":
                url += f"?a={world.names_at(moment)['proposal']}"
            for role in ROLES:
                answer = ask(world.clients[role], "get", url)
                if not answer.streaming and SECRET in answer.content.decode(errors="replace"):
                    readers.add(role)
    assert readers == READERS[moment]


@pytest.mark.parametrize("role", ["Redazione", "Amministrazione", "superuser"])
def test_no_door_of_wagtail_moves_a_page_that_is_judged(world: World, role: str) -> None:
    pk = world.moments["judging"].names["page"]
    client, before = world.clients[role], what_stands(pk)
    task = Page.objects.get(pk=pk).specific.current_workflow_task_state
    root = Page.objects.get(depth=1).pk
    assert task is not None
    for url, typed in (
        *(
            (
                reverse("wagtailadmin_pages:edit", args=[pk]),
                edit_form("Rubato") | {f"action-{act}": "1"},
            )
            for act in ("save", "publish", "submit", "cancel-workflow")
        ),
        (reverse("wagtailadmin_pages:delete", args=[pk]), {}),
        (reverse("wagtailadmin_pages:unpublish", args=[pk]), {}),
        (reverse("wagtailadmin_pages:copy", args=[pk]), {"new_title": "x", "new_slug": "x"}),
        (reverse("wagtailadmin_pages:move_confirm", args=[pk, root]), {}),
        (reverse("wagtailadmin_pages:confirm_workflow_cancellation", args=[pk]), {}),
        (f"/admin/bulk/wagtailcore/page/delete/?id={pk}", {}),
        (f"/admin/bulk/wagtailcore/page/publish/?id={pk}", {}),
        (f"/admin/api/main/pages/{pk}/action/publish/", {}),
        (f"/admin/api/main/pages/{pk}/action/delete/", {}),
        *(
            (reverse("wagtailadmin_pages:workflow_action", args=[pk, act, task.pk]), {})
            for act in ("approve", "reject")
        ),
    ):
        answer = client.post(url, typed)
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, url
        assert what_stands(pk) == before, url


def what_stands(page_id: int) -> list[Any]:
    """A page, its drafts, its workflow, and how many pages there are."""
    page = Page.objects.values("title", "slug", "live", "path", "latest_revision").get(pk=page_id)
    states = WorkflowState.objects.filter(object_id=str(page_id)).values_list("pk", "status")
    tasks = TaskState.objects.filter(workflow_state__object_id=str(page_id))
    steps = sorted(tasks.values_list("pk", "status"))
    return [page, sorted(states), steps, Page.objects.count()]


def address(world: World, door: Door, moment: str) -> str:
    """The door's address, with what it names at a moment."""
    names = world.names_at(moment)
    given = _arguments()[door.name]
    found = {
        name: names[_named(door, name)] if name in ARGUMENTS else WORDS.get(name, ORDER[0])
        for name in given
    }
    return reverse(door.name, kwargs=found)


def ask(client: Client, method: str, url: str) -> Any:
    """What a request is answered; what it wrote is undone."""
    cache.clear()
    with transaction.atomic():
        typed = EVERYTHING_TYPED | {"date": timezone.localdate().isoformat()}
        answer = client.get(url) if method == "get" else client.post(url, typed)
        transaction.set_rollback(True)
    return answer


def was_refused(answer: HttpResponse) -> bool:
    """Not found, forbidden, or sent to the door of the house."""
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, answer
    place = goes_to(answer).partition("?")[0]
    return answer.status_code in REFUSALS or place in ("/admin/", reverse("account_login"))


def goes_to(answer: HttpResponse) -> str:
    """Where an answer leads, or nothing."""
    return str(answer.headers.get("Location", ""))


def writes() -> dict[str, int]:
    """Rows written in this transaction so far, undone ones included, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE NOT relname = ANY(%s) AND n_tup_ins + n_tup_upd + n_tup_del > 0",
            [list(UNWATCHED)],
        )
        return dict(cursor.fetchall())


def _named(door: Door, argument: str) -> str:
    by_door = ARGUMENTS[argument]
    return str(by_door.get(door.name, by_door[""]))


def _addresses(resolver: Any, inside: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, pattern.namespace or inside)
        elif isinstance(pattern, URLPattern) and inside in NAMESPACES:
            yield f"{inside}:{pattern.name}"


def _arguments(
    resolver: Any = None, inside: str = "", before: tuple[str, ...] = ()
) -> dict[str, tuple[str, ...]]:
    """The names of the arguments of each address."""
    found: dict[str, tuple[str, ...]] = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        names = (*before, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            found |= _arguments(pattern, pattern.namespace or inside, names)
        else:
            found[f"{inside}:{pattern.name}"] = names
    return found
