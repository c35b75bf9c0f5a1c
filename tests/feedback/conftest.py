"""A site in two languages, and who may do what with what readers say."""

import pytest
from django.test import Client

from home.models import InformationPage
from home.site_tree import ensure_site_tree


@pytest.fixture
def client() -> Client:
    """A reader whose requests are checked for a token, as a browser's are."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def page(db: None) -> InformationPage:
    """An information page at ``/guida/``, and ``/en/guide/``."""
    page = InformationPage(title="Guida", slug="guida")
    ensure_site_tree("it").home.add_child(instance=page)
    page.save_revision().publish()
    english = page.copy_for_translation(ensure_site_tree("en").locale)
    english.title, english.slug = "Guide", "guide"
    english.save_revision().publish()
    return page
