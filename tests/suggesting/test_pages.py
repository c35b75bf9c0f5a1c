"""The pages of suggestions as they are asked for: by whom, what is typed, what is read."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.accounts.models import User
from campaigns.models import CampaignPage, StorySuggestion, SuggestedPicture, Update
from campaigns.selection.area.suggestion_forms import digest
from campaigns.selection.models import Proposal, ProposalState
from campaigns.suggesting.models import SuggestionKind
from tests.editorial.conftest import signed_in
from tests.pages_http.conftest import make_picture
from tests.selection.area.files import pdf, picture, program
from tests.selection.factories import make_proponent, make_staff
from tests.suggesting.conftest import draft_of, page_of, refuse, suggest, suggest_picture, take

pytestmark = pytest.mark.django_db
NEWS = {"title": "Il forno è acceso", "text": "Si impasta <b>sabato</b>.\n\nVenite."}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def url(name: str, proposal: Proposal, *args: Any) -> str:
    return reverse(f"area:{name}", args=[proposal.pk, *args])


def desk(suggestion: StorySuggestion) -> str:
    return reverse("editorial:answer_suggestion", args=[suggestion.pk])


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def edit(proposal: Proposal, text: str = "Che cosa faremo", **typed: str) -> dict[str, str]:
    return {"text": text, "seen": digest("Che cosa si fa"), "note": "Più breve"} | typed


def shot(**typed: Any) -> dict[str, Any]:
    """The form of a picture, filled in."""
    facts = {"alt": "Il forno acceso di sera", "credit": "Eva Neri", "people": "nobody"}
    return {"file": picture(), **facts, "after": "", **typed}


@pytest.fixture
def client(selected: Proposal) -> Client:
    """Who sent the proposal."""
    return signed_in(selected.created_by)


def test_the_story_is_read_place_by_place_with_a_way_to_each(
    selected: Proposal, client: Client
) -> None:
    told = read(client, url("suggest", selected))
    for words in ("Che cosa si fa", "Finalmente.", "Un orto e un forno nel cortile"):
        assert words in told
    for name, place in (
        *(("suggest-text", key) for key in ("title", "summary", "forno", "ines.attribution")),
        ("suggest-picture-for", "main_image"),
        ("suggest-picture-for", "foto.0"),
    ):
        assert url(name, selected, place) in told
    assert "total_cost" not in told


def test_another_text_is_suggested_and_compared(selected: Proposal, client: Client) -> None:
    address = url("suggest-text", selected, "che-cosa")
    assert 'value="Che cosa si fa"' in read(client, address)
    response = client.post(address, edit(selected))
    assert response.status_code == 302
    suggestion = StorySuggestion.objects.get()
    told = read(client, url("suggestion", selected, suggestion.pk))
    assert "<del>" in told
    assert "<ins>" in told
    assert "Tolto:" in told  # said in words, too
    assert "Più breve" in told
    assert url("suggestion", selected, suggestion.pk) in read(client, url("suggest", selected))


def test_what_is_published_meanwhile_is_shown_and_nothing_typed_is_lost(
    selected: Proposal, client: Client
) -> None:
    address = url("suggest-text", selected, "che-cosa")
    old = edit(selected, seen=digest("Un titolo di prima"))
    response = client.post(address, old)
    told = response.content.decode()
    assert response.status_code == 409
    assert "Che cosa faremo" in told
    assert "Più breve" in told
    assert "Che cosa si fa" in told
    assert f'value="{digest("Che cosa si fa")}"' in told
    assert not StorySuggestion.objects.exists()
    assert client.post(address, edit(selected)).status_code == 302


@pytest.mark.parametrize(
    "text",
    ["", "x" * 101, "con un NUL \x00", "Che cosa si fa"],
    ids=["none", "long", "nul", "same"],
)
def test_a_bad_text_is_asked_again(selected: Proposal, client: Client, text: str) -> None:
    response = client.post(url("suggest-text", selected, "che-cosa"), edit(selected, text))
    assert response.status_code == 400
    assert "error-summary" in response.content.decode()
    assert "Più breve" in response.content.decode()
    assert not StorySuggestion.objects.exists()


def test_a_huge_text_is_refused_kindly(selected: Proposal, client: Client) -> None:
    huge = edit(selected, "parola " * 100_000)
    assert client.post(url("suggest-text", selected, "forno"), huge).status_code == 400


def test_taking_out_asks_why(selected: Proposal, client: Client) -> None:
    address = url("suggest-text", selected, "forno")
    assert client.post(address, {"remove": "1", "why": ""}).status_code == 400
    assert client.post(address, {"remove": "1", "why": "Non è più così"}).status_code == 302
    suggestion = StorySuggestion.objects.get()
    assert (suggestion.kind, suggestion.note) == (SuggestionKind.REMOVAL, "Non è più così")
    told = read(client, url("suggestion", selected, suggestion.pk))
    assert "<ins>" not in told
    assert "<del>" in told


def test_a_paragraph_is_suggested_for_a_place(selected: Proposal, client: Client) -> None:
    address = url("suggest-paragraph", selected)
    typed = {"text": "Il venerdì si pulisce.", "after": "nowhere", "note": ""}
    assert client.post(address, typed).status_code == 400
    assert client.post(address, typed | {"after": "forno"}).status_code == 302
    assert StorySuggestion.objects.get().after == "forno"


def test_a_picture_is_suggested_with_all_that_is_needed(selected: Proposal, client: Client) -> None:
    for address in (
        url("suggest-picture", selected),
        url("suggest-picture-for", selected, "main_image"),
    ):
        typed = shot(people="minors", release=pdf(), note="È più chiara")
        assert client.post(address, typed).status_code == 302
    new, main = StorySuggestion.objects.order_by("pk")
    assert (new.place, main.place) == ("", "main_image")
    told = read(client, url("suggestion", selected, main.pk))
    assert "Il forno acceso di sera" in told
    shown = client.get(url("suggestion-file", selected, main.pk, "file"))
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"
    release = client.get(url("suggestion-file", selected, main.pk, "release"))
    assert release["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"file": None}, "Scegli una foto"),
        ({"file": program("foto.png")}, "JPEG o PNG"),
        ({"file": SimpleUploadedFile("x.svg", b"<svg onload='alert(1)'/>")}, "JPEG o PNG"),
        ({"file": pdf("x.png")}, "JPEG o PNG"),
        ({"alt": ""}, "mostra"),
        ({"alt": "foto"}, "mostra"),
        ({"credit": ""}, "fatto la foto"),
        ({"people": ""}, "riconoscere"),
        ({"people": "minors"}, "liberatoria"),
        ({"people": "adults", "release": program("x.pdf")}, "PDF"),
        ({"shown_until": "2001-01-01"}, "giorno"),
        ({"alt": "con un NUL \x00 qui dentro"}, "null"),
    ],
)
def test_a_picture_that_lacks_something_is_asked_again(
    selected: Proposal, client: Client, wrong: dict[str, Any], told: str
) -> None:
    typed = {name: value for name, value in (shot() | wrong).items() if value is not None}
    response = client.post(url("suggest-picture", selected), typed | {"note": "La nostra nota"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "error-summary" in page
    assert told.lower() in page.lower()
    assert "La nostra nota" in page
    assert not StorySuggestion.objects.exists()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("suggest-text", ["nowhere"]),
        ("suggest-text", ["total_cost"]),
        ("suggest-text", ["main_image"]),
        ("suggest-text", ["../../etc"]),
        ("suggest-text", ["%00"]),
        ("suggest-picture-for", ["title"]),
        ("suggestion", [999_999]),
        ("suggestion-file", [999_999, "file"]),
    ],
)
def test_what_is_not_there_is_not_found(
    selected: Proposal, client: Client, name: str, args: list[Any]
) -> None:
    address = url(name, selected, *(str(arg).replace("/", "-") for arg in args))
    assert client.get(address).status_code == 404
    assert client.post(address, edit(selected)).status_code in (404, 405)


def test_strangers_and_projects_not_selected_find_nothing(selected: Proposal) -> None:
    suggestion = suggest_picture(selected)
    addresses = [
        url("suggest", selected),
        url("suggest-text", selected, "title"),
        url("suggest-paragraph", selected),
        url("suggest-picture", selected),
        url("suggestion", selected, suggestion.pk),
        url("suggestion-file", selected, suggestion.pk, "file"),
        url("suggestion-file", selected, suggestion.pk, "release"),
    ]
    for person in (make_proponent().user, make_staff("Redazione")):
        client = signed_in(person)
        assert [client.get(address).status_code for address in addresses] == [404] * 7
    assert [Client().get(address).status_code for address in addresses] == [302] * 7
    Proposal.objects.filter(pk=selected.pk).update(state=ProposalState.NOT_SELECTED)
    client = signed_in(selected.created_by)
    assert [client.get(address).status_code for address in addresses] == [404] * 7


def test_of_another_campaign_nothing_is_read_or_taken_back(
    selected: Proposal, client: Client
) -> None:
    other = StorySuggestion.objects.create(
        campaign_key="00000000-0000-4000-8000-000000000000",
        text="Segreto",
        author=selected.created_by,
        created_at=timezone.now(),
    )
    address = url("suggestion", selected, other.pk)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    other.refresh_from_db()
    assert other.is_open


def test_an_open_one_is_taken_back_once(selected: Proposal, client: Client) -> None:
    suggestion = suggest_picture(selected)
    address = url("suggestion", selected, suggestion.pk)
    assert client.post(address).status_code == 302
    suggestion.refresh_from_db()
    assert suggestion.taken_back_at is not None
    assert SuggestedPicture.objects.get().file.name == ""
    assert client.post(address, follow=True).status_code == 200
    assert client.get(url("suggestion-file", selected, suggestion.pk, "file")).status_code == 404


def test_what_was_typed_before_the_session_ended_is_there_after_signing_in(
    selected: Proposal,
) -> None:
    client = Client()
    address = url("suggest-text", selected, "che-cosa")
    assert client.post(address, edit(selected)).status_code == 302
    client.force_login(selected.created_by)
    told = read(client, address)
    assert "Che cosa faremo" in told
    assert "Più breve" in told


def test_markup_in_words_stays_text_everywhere(
    selected: Proposal, client: Client, ada: User
) -> None:
    suggestion = suggest(selected, place="forno", text=HOSTILE, note=HOSTILE)
    editor = signed_in(ada)
    pages = [
        read(client, url("suggestion", selected, suggestion.pk)),
        read(client, url("suggest", selected)),
        read(editor, desk(suggestion)),
        read(editor, reverse("wagtailadmin_pages:edit", args=[selected.page_id])),
    ]
    take(suggestion, ada, HOSTILE)
    draft = draft_of(selected)
    draft.save_revision().publish()
    page = page_of(selected)
    pages += [read(Client(), page.url), read(client, url("suggest", selected))]
    for told in pages:
        assert "<script>alert" not in told
        assert "<img src=x" not in told
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages[-2]


def test_redazione_compares_takes_and_is_led_to_the_draft(selected: Proposal, ada: User) -> None:
    suggestion = suggest(selected, note="Più breve")
    editor = signed_in(ada)
    told = read(editor, desk(suggestion))
    assert "<del>" in told
    assert "<ins>" in told
    assert "Più breve" in told
    typed = {"take": "1", "revision": page_of(selected).latest_revision_id, "words": "Grazie!"}
    response = editor.post(desk(suggestion), typed)
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[selected.page_id])
    suggestion.refresh_from_db()
    assert (suggestion.taken_at is not None, suggestion.answer) == (True, "Grazie!")
    assert page_of(selected).story[0].value == "Che cosa si fa"
    assert editor.post(desk(suggestion), typed).status_code == 400
    assert 'name="take"' not in read(editor, desk(suggestion))


def test_a_stale_form_is_shown_again_with_what_was_typed(
    selected: Proposal, ada: User, bea: User
) -> None:
    suggestion = suggest(selected)
    typed = {"take": "1", "revision": page_of(selected).latest_revision_id, "words": "Grazie!"}
    draft = draft_of(selected)
    draft.story.raw_data[0] = draft.story.raw_data[0] | {"value": "Che cosa si farà"}
    draft.save_revision(user=bea)
    response = signed_in(ada).post(desk(suggestion), typed)
    told = response.content.decode()
    assert response.status_code == 400
    assert "Grazie!" in told
    assert "Che cosa si farà" in told
    assert f'value="{page_of(selected).latest_revision_id}"' in told
    suggestion.refresh_from_db()
    assert suggestion.is_open


@pytest.mark.parametrize("why", ["", "   ", "x" * 1001, "NUL \x00"])
def test_redazione_refuses_with_a_word(selected: Proposal, ada: User, why: str) -> None:
    suggestion = suggest(selected)
    editor = signed_in(ada)
    assert editor.post(desk(suggestion), {"refuse": "1", "why": why}).status_code == 400
    assert editor.post(desk(suggestion), {"refuse": "1", "why": "È già breve"}).status_code == 302
    told = read(signed_in(selected.created_by), url("suggestion", selected, suggestion.pk))
    assert "È già breve" in told
    assert "Non accolto" in told


@pytest.mark.parametrize("typed", [{}, {"take": "1", "revision": "x" * 50}, {"take": "1"}])
def test_a_post_that_says_nothing_does_nothing(
    selected: Proposal, ada: User, typed: dict[str, str]
) -> None:
    suggestion = suggest(selected)
    assert signed_in(ada).post(desk(suggestion), typed).status_code == 400
    suggestion.refresh_from_db()
    assert suggestion.is_open


def test_redazione_sees_both_pictures_and_opens_the_release(selected: Proposal, ada: User) -> None:
    suggestion = suggest_picture(selected, place="main_image")
    editor = signed_in(ada)
    told = read(editor, desk(suggestion))
    for words in ("Eva Neri", "Ada Neri", "Bambini che impastano il pane"):
        assert words in told
    for which in ("file", "release"):
        address = reverse("editorial:suggestion_file", args=[suggestion.pk, which])
        assert address in told
        assert editor.get(address).status_code == 200
        assert signed_in(make_staff("Ragioneria")).get(address).status_code in (302, 403)
    other = reverse("editorial:suggestion_file", args=[suggestion.pk, "name"])
    assert editor.get(other).status_code == 404


@pytest.mark.parametrize("role", ["Ragioneria", "Segreteria", "Commissione", "RUP"])
def test_other_roles_answer_nothing(selected: Proposal, role: str) -> None:
    suggestion = suggest(selected)
    signed_in(make_staff(role)).post(desk(suggestion), {"refuse": "1", "why": "x"})
    suggestion.refresh_from_db()
    assert suggestion.is_open


def test_news_is_sent_read_and_published(selected: Proposal, client: Client, ada: User) -> None:
    address = url("updates", selected)
    for lacking in NEWS:
        assert client.post(address, NEWS | {lacking: ""}).status_code == 400
    assert client.post(address, NEWS).status_code == 302
    assert NEWS["title"] in read(client, address)
    suggestion = StorySuggestion.objects.get()
    editor = signed_in(ada)
    assert NEWS["title"] in read(editor, desk(suggestion))
    assert editor.post(desk(suggestion), {"take": "1", "words": ""}).status_code == 302
    assert Update.objects.get().campaign_key == page_of(selected).translation_key


def test_a_word_about_the_story_is_sent_and_read(
    selected: Proposal, client: Client, ada: User
) -> None:
    address = url("suggest", selected)
    for text in ("", "x" * 4001, "con un NUL \x00"):
        assert client.post(address, {"text": text}).status_code == 400
    assert client.post(address, {"text": "Dite del forno."}).status_code == 302
    assert "Dite del forno." in read(client, address)
    edit_page = reverse("wagtailadmin_pages:edit", args=[selected.page_id])
    assert "Dite del forno." in read(signed_in(ada), edit_page)


def test_too_many_at_once_are_put_off_with_what_was_typed(
    selected: Proposal, client: Client
) -> None:
    for number in range(20):
        suggest(selected, SuggestionKind.STORY, text=str(number))
    response = client.post(url("suggest", selected), {"text": "Ancora"})
    assert response.status_code == 409
    assert "Ancora" in response.content.decode()


def test_the_list_asks_the_database_the_same_however_long_it_is(
    selected: Proposal, client: Client, ada: User
) -> None:
    def queries(visitor: Client, address: str) -> int:
        visitor.get(address)
        with CaptureQueriesContext(connection) as asked:
            visitor.get(address)
        return len(asked)

    suggest_picture(selected)
    illustrate(selected, 1)
    editor, panel = signed_in(ada), reverse("editorial:home")
    few = queries(client, url("suggest", selected)), queries(editor, panel)
    for number in range(5):
        suggest(selected, SuggestionKind.STORY, text=str(number))
        suggest_picture(selected)
        refuse(suggest(selected), ada)
    illustrate(selected, 4)
    assert (queries(client, url("suggest", selected)), queries(editor, panel)) == few


def illustrate(proposal: Proposal, count: int) -> None:
    """Publish so many pictures more in the story."""
    page = page_of(proposal)
    page.story.extend(("image", make_picture(count + number)) for number in range(count))
    page.save_revision().publish()


def test_without_a_page_there_is_only_a_word(selected: Proposal, client: Client) -> None:
    CampaignPage.objects.filter(pk=selected.page_id).update(locale_id=_english())
    told = read(client, url("suggest", selected))
    assert 'class="places"' not in told
    assert client.get(url("suggest-picture", selected)).status_code == 404


def _english() -> int:
    from wagtail.models import Locale

    return int(Locale.objects.get_or_create(language_code="en")[0].pk)
