"""A picture that is not taken in the end leaves no file in the library, whatever went wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage, storages
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from campaigns.accounts.models import User
from campaigns.models import CampaignPage, LibraryImage, SuggestedPicture
from campaigns.selection.models import Proposal
from campaigns.suggesting import answering
from campaigns.suggesting.refusals import SuggestionRefused
from tests.suggesting.conftest import draft_of, suggest_picture, take

pytestmark = pytest.mark.django_db
PRIVATE: Any = storages["private"]


class Broken(DatabaseError):
    """Something nobody foresaw."""


def files() -> set[str]:
    """All that is stored, publicly and privately."""
    roots = [Path(default_storage.path("")), Path(PRIVATE.path(""))]
    return {str(path) for root in roots for path in root.rglob("*") if path.is_file()}


def fail(error: Exception) -> Callable[..., Any]:
    def failing(*args: Any, **kwargs: Any) -> Any:
        raise error

    return failing


def place_gone(monkeypatch: pytest.MonkeyPatch, proposal: Proposal) -> None:
    draft = draft_of(proposal)
    draft.story.raw_data.__delitem__(0)
    draft.save_revision()


def refused_by_the_page(monkeypatch: pytest.MonkeyPatch, proposal: Proposal) -> None:
    monkeypatch.setattr(CampaignPage, "save_revision", fail(ValidationError("no")))


def broken_page(monkeypatch: pytest.MonkeyPatch, proposal: Proposal) -> None:
    monkeypatch.setattr(CampaignPage, "save_revision", fail(Broken()))


def broken_answer(monkeypatch: pytest.MonkeyPatch, proposal: Proposal) -> None:
    monkeypatch.setattr(answering, "_answered", fail(Broken()))


def broken_release(monkeypatch: pytest.MonkeyPatch, proposal: Proposal) -> None:
    save = PRIVATE.save

    def failing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("releases/"):
            raise Broken
        return save(name, *args, **kwargs)

    monkeypatch.setattr(PRIVATE, "save", failing)


def broken_row(monkeypatch: pytest.MonkeyPatch, proposal: Proposal) -> None:
    save = LibraryImage.save

    def failing(self: LibraryImage, *args: Any, **kwargs: Any) -> None:
        save(self, *args, **kwargs)
        raise Broken

    monkeypatch.setattr(LibraryImage, "save", failing)


def broken_commit(monkeypatch: pytest.MonkeyPatch, proposal: Proposal) -> None:
    """Within a test, what is committed last is a savepoint."""
    answered, commit = answering._answered, BaseDatabaseWrapper.savepoint_commit
    last: list[Any] = []

    def committing(self: BaseDatabaseWrapper, point: str) -> None:
        if last:
            last.clear()
            raise Broken
        commit(self, point)

    def answering_last(*args: Any) -> Any:
        last.append(args)
        return answered(*args)

    monkeypatch.setattr(BaseDatabaseWrapper, "savepoint_commit", committing)
    monkeypatch.setattr(answering, "_answered", answering_last)


@pytest.mark.parametrize(
    ("went_wrong", "told"),
    [
        (place_gone, SuggestionRefused),
        (refused_by_the_page, SuggestionRefused),
        (broken_page, Broken),
        (broken_answer, Broken),
        (broken_release, Broken),
        (broken_row, Broken),
        (broken_commit, Broken),
    ],
)
def test_whatever_goes_wrong_no_file_is_left_and_none_is_lost(
    selected: Proposal,
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
    went_wrong: Callable[[pytest.MonkeyPatch, Proposal], None],
    told: type[Exception],
) -> None:
    suggestion = suggest_picture(selected, after="che-cosa")
    before = files()
    went_wrong(monkeypatch, selected)
    with pytest.raises(told):
        take(suggestion, ada)
    monkeypatch.undo()
    assert files() == before
    picture = SuggestedPicture.objects.get()
    assert picture.suggestion.is_open
    assert PRIVATE.exists(picture.file.name)
    assert PRIVATE.exists(picture.release.name)
