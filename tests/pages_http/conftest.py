"""A small site, made of whole campaigns."""

from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Drawing

from campaigns.calls.models import Area
from campaigns.models import CampaignPage, LibraryImage
from tests.factories import (
    CallFactory,
    OrganizationFactory,
    make_campaign_page,
    make_fund,
    make_open_funding,
)


def make_whole_campaign(number: int) -> CampaignPage:
    """A live campaign with a call, a fund, an area, an organization and a picture of its own."""
    call = CallFactory.create()
    make_fund(call)
    area, _ = Area.objects.get_or_create(
        slug=f"area-{number}", name_it=f"Area {number}", short_name_it=f"Area {number}"
    )
    organization = OrganizationFactory.create()
    funding = make_open_funding(
        call, slug=f"orto-{number}", title=f"Orto {number}", organization=organization
    )
    return make_campaign_page(
        funding,
        area=area,
        municipio=1 + number % 9,
        organization=organization,
        main_image=make_picture(number),
        main_image_alt="Un orto",
    )


def make_picture(number: int) -> LibraryImage:
    """A picture of a few pixels."""
    buffer = BytesIO()
    Drawing.new("RGB", (16, 10), (number % 256, 90, 40)).save(buffer, "JPEG")
    buffer.seek(0)
    picture: LibraryImage = LibraryImage.objects.create(
        title=f"Orto {number}", credit="Ada Neri", file=ImageFile(buffer, name=f"orto-{number}.jpg")
    )
    return picture


@pytest.fixture
def campaign_page(db: None) -> CampaignPage:
    """The page of one live campaign, at ``/progetti/orto-1/``."""
    return make_whole_campaign(1)
