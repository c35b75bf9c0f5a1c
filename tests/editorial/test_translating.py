"""A synced translation goes live as every story does: saved as a draft, approved by another."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import Locale, TaskState
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from campaigns.accounts.models import User
from campaigns.editorial import translating
from campaigns.editorial.translating import TranslationRefused
from campaigns.models import CampaignIndexPage, CampaignPage
from home.site_tree import ensure_site_tree
from tests.editorial.conftest import Write, signed_in
from tests.editorial.test_corrections import confirmed
from tests.editorial.test_publishing import act, submit
from tests.selection.factories import make_staff

pytestmark = pytest.mark.django_db
FIRST, SECOND = "A garden.", "A garden and an oven."


@pytest.fixture
def english(page: CampaignPage, ada: User) -> CampaignPage:
    """The page's draft in English, kept in step."""
    locale, _created = Locale.objects.get_or_create(language_code="en")
    ensure_site_tree("en")
    index = CampaignIndexPage.objects.get(locale__language_code="it")
    if not index.has_translation(locale):
        CampaignIndexPage.objects.filter(locale=locale).update(
            translation_key=index.translation_key
        )
    translate_object(page, [locale], user=ada)
    return CampaignPage.objects.get(pk=page.get_translation(locale).pk)


def translate(page: CampaignPage, summary: str, by: User | None = None) -> None:
    """Write the summary in the translation's editor."""
    translation = Translation.objects.get(target_locale=page.locale)
    segment = StringSegment.objects.get(source=translation.source, context__path="summary")
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        locale=page.locale,
        context=segment.context,
        defaults={"data": summary, "last_translated_by": by},
    )


def send(page: CampaignPage, user: User) -> TaskState:
    """Save and send to review, by the page for it."""
    url = reverse("editorial:submit_translation", args=[page.pk])
    assert confirmed(signed_in(user), url, {}).status_code == 302
    state = CampaignPage.objects.get(pk=page.pk).current_workflow_task_state
    assert state is not None
    return state


def live(page: CampaignPage) -> str:
    return str(CampaignPage.objects.get(pk=page.pk).summary)


def test_written_approved_then_brought_up_to_date(
    page: CampaignPage, english: CampaignPage, ada: User, bea: User, write: Write
) -> None:
    translate(english, FIRST)
    editor = signed_in(ada).get(reverse("wagtailadmin_pages:edit", args=[english.pk]))
    assert reverse("editorial:submit_translation", args=[english.pk]) in editor.content.decode()
    state = send(english, ada)
    act(english, ada, "approve", state)
    assert not CampaignPage.objects.get(pk=english.pk).live
    act(english, bea, "approve", state)
    assert CampaignPage.objects.get(pk=english.pk).live
    assert live(english) == FIRST

    draft = write(page, ada, summary="Un orto e un forno.")
    act(draft, bea, "approve", submit(draft, ada))
    source = Translation.objects.get().source
    update = reverse("wagtail_localize:update_translations", args=[source.pk])
    assert "publish_translations" not in signed_in(ada).get(update).content.decode()
    assert signed_in(ada).post(update, {"publish_translations": "on"}).status_code == 302
    assert live(english) == FIRST
    translate(english, SECOND)
    address = CampaignPage.objects.get(pk=english.pk).slug
    state = send(english, ada)
    assert live(english) == FIRST
    act(english, ada, "approve", state)
    assert live(english) == FIRST
    act(english, bea, "approve", state)
    assert live(english) == SECOND
    assert CampaignPage.objects.get(pk=english.pk).slug == address


def test_who_typed_a_translation_does_not_approve_it_though_another_sends_it(
    english: CampaignPage, ada: User, bea: User, carla: User
) -> None:
    translate(english, FIRST, by=ada)
    state = send(english, bea)
    for writer in (ada, bea):
        act(english, writer, "approve", state)
        assert not CampaignPage.objects.get(pk=english.pk).live
    act(english, carla, "approve", state)
    assert live(english) == FIRST
    translate(english, SECOND, by=bea)
    act(english, ada, "approve", send(english, carla))
    assert live(english) == SECOND, "what was approved before is written by nobody"


def test_publishing_from_its_editor_leads_to_review(english: CampaignPage) -> None:
    boss = User.objects.create_superuser("boss", "boss@example.org", "password")
    url = reverse("wagtailadmin_pages:edit", args=[english.pk])
    for user in (boss, make_staff("Redazione")):
        response = signed_in(user).post(url, {"action": "publish"})
        assert response["Location"] == reverse("editorial:submit_translation", args=[english.pk])
    assert not CampaignPage.objects.get(pk=english.pk).live


def test_a_review_under_way_goes_on_with_the_new_text(
    english: CampaignPage, ada: User, bea: User
) -> None:
    translate(english, FIRST)
    first = send(english, ada)
    translate(english, SECOND)
    assert send(english, ada).pk == first.pk
    act(english, bea, "approve", first)
    assert live(english) == SECOND


def test_others_send_nothing(page: CampaignPage, english: CampaignPage, ada: User) -> None:
    with pytest.raises(TranslationRefused):
        translating.submit(page_id=page.pk, by=ada)
    for role in ("Segreteria", "RUP"):
        stranger = make_staff(role)
        with pytest.raises(PermissionDenied):
            translating.submit(page_id=english.pk, by=stranger)
        url = reverse("editorial:submit_translation", args=[english.pk])
        assert signed_in(stranger).post(url).status_code == 302
    assert not TaskState.objects.exists()
