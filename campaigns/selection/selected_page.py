"""The draft page of a selected project: its pictures, its round, its permanent address."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from django.core.files.images import ImageFile
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from campaigns.accounts.models import User
from campaigns.calls.models import Round
from campaigns.funding.models import Funding
from campaigns.models import CampaignPage, LibraryImage
from campaigns.refusals import Refused
from campaigns.selection.models import Picture, Proposal, Submission
from campaigns.selection.unsealed_page import fill_page
from campaigns.slugs import RESERVED_SLUGS

Pictured = Sequence[tuple[Picture, LibraryImage]]

_LONGEST_SLUG: Final = 80
_ENDINGS: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


class PictureUnreadable(Refused):
    """A picture of the proposal cannot be read; ``message`` says which."""


def bring_pictures(*, proposal: Proposal, by: User) -> Pictured:
    """Copy the pictures that were sent into Wagtail's library, outside of any transaction.

    One that was brought before is found again. Raises ``PictureUnreadable``.
    """
    submission = Submission.objects.filter(proposal=proposal, withdrawn_at=None).first()
    sent = [told["id"] for told in submission.content["pictures"]] if submission else []
    pictures = {str(picture.pk): picture for picture in proposal.pictures.filter(pk__in=sent)}
    return [(pictures[key], _brought(pictures[key], by)) for key in sent if key in pictures]


def permanent_slug(title: str) -> str:
    """The campaign's address for good: from its title, free, and none of the platform's own."""
    wanted = slugify(title)[:_LONGEST_SLUG].strip("-") or "progetto"
    if wanted in RESERVED_SLUGS:
        wanted = f"progetto-{wanted}"
    slug, number = wanted, 1
    while Funding.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def prepare(
    *,
    proposal: Proposal,
    submission: Submission,
    of_round: Round,
    slug: str,
    pictures: Pictured,
    by: User,
) -> None:
    """Write round, address and pictures on the page's draft, as a new revision.

    The texts are there since the seal was lifted; a page that has none gets them now.
    """
    assert proposal.page is not None
    if proposal.page.organization_id is None:
        fill_page(proposal.page, submission)
    page: CampaignPage = proposal.page.get_latest_revision_as_object()
    page.call, page.organization, page.round = proposal.call, proposal.organization, of_round
    if Page._slug_is_available(slug, page.get_parent(), page):
        page.slug = slug
    if pictures:
        _put_pictures(page, pictures)
    page.save()
    page.save_revision(user=by, log_action=False, clean=False)


def _put_pictures(page: CampaignPage, pictures: Pictured) -> None:
    first, image = pictures[0]
    page.main_image, page.main_image_alt = image, first.alt
    others = [
        {"image": image.pk, "alt_text": picture.alt, "decorative": not picture.alt}
        for picture, image in pictures[1:]
    ]
    if others:
        gallery = CampaignPage.story.field.stream_block.child_blocks["gallery"]
        page.story.append(("gallery", gallery.to_python(others)))


def _brought(picture: Picture, by: User) -> LibraryImage:
    """The picture in the library; its name there tells which one it is."""
    name = f"{picture.pk}.{_ENDINGS.get(picture.content_type, 'jpg')}"
    found = LibraryImage.objects.filter(file__contains=str(picture.pk)).first()
    if found is not None:
        return found
    try:
        with picture.file.open("rb") as source:
            content = source.read()
    except OSError as error:
        raise PictureUnreadable(
            _("The picture “%(name)s” cannot be read.") % {"name": picture}
        ) from error
    image = LibraryImage(
        title=(picture.alt or picture.name)[:255],
        description=picture.alt,
        uploaded_by_user=by,
        file=ImageFile(BytesIO(content), name=name),
    )
    image.save()
    return image
