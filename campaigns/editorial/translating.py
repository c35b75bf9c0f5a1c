"""Translations kept in step by wagtail-localize: written as drafts, approved like every story.

What its editor holds becomes a revision without touching the live page, which readers go on
seeing until a colleague has approved.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision
from wagtail_localize.fields import copy_synchronised_fields
from wagtail_localize.models import Translation
from wagtail_localize.segments.ingest import ingest_segments

from campaigns.accounts.models import User
from campaigns.editorial.drafts import lock_page, may_write
from campaigns.models import CampaignPage
from campaigns.refusals import Refused
from campaigns.workflows.names import EDITORIAL_WORKFLOW


class TranslationRefused(Refused):
    """The translation cannot be sent to review."""


def synced(page: Page) -> Translation | None:
    """The translation of which the page is kept in step; ``None`` for any other page."""
    return (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
        )
        .select_related("source__locale", "target_locale")
        .first()
    )


def missing(translation: Translation) -> int:
    """How many of its texts nobody has translated yet: they are shown as they are in Italian."""
    segments = translation.source.stringsegment_set.all()
    translated = segments.annotate_translation(translation.target_locale)
    return int(translated.filter(translation__isnull=True).count())


@transaction.atomic
def submit(*, page_id: int, by: User) -> Revision:
    """Save what the translation's editor holds as a draft, and send it to *Redazione*.

    A review under way goes on, with the new draft. Raises ``TranslationRefused``, and
    ``PermissionDenied`` for who may not edit the page.
    """
    lock_page(page_id)
    page = CampaignPage.objects.get(pk=page_id)
    if not may_write(page, by):
        raise PermissionDenied
    translation = synced(page)
    workflow = page.get_workflow()
    if translation is None or page.alias_of_id is not None:
        raise TranslationRefused(_("This page is not kept in step with another language."))
    if workflow is None or workflow.name != EDITORIAL_WORKFLOW:
        raise TranslationRefused(_("The project is not selected yet: its page waits."))
    revision = _write(page, translation, by)
    if page.current_workflow_state is None:
        workflow.start(page, by)
    elif not page.workflow_in_progress:
        page.current_workflow_state.resume(by)
    return revision


def _write(page: CampaignPage, translation: Translation, by: User) -> Revision:
    """As ``TranslationSource.create_or_update_translation`` does, but for saving the live row."""
    source = translation.source
    original = source.as_instance()
    address = page.slug
    copy_synchronised_fields(original, page)
    segments = source._get_segments_for_translation(translation.target_locale, fallback=True)
    ingest_segments(original, page, source.locale, translation.target_locale, segments)
    page.slug = address
    try:
        return page.save_revision(user=by)
    except ValidationError as error:
        raise TranslationRefused(" ".join(error.messages)) from None
