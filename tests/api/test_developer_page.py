"""The documentation that people read: whole, in both languages, under the strict policy."""

import re

import brotli
import pytest
from django.test import Client
from django.utils.translation import override

from campaigns.api.openapi import document

pytestmark = pytest.mark.django_db

MOST_KB = 12


@pytest.mark.parametrize(
    ("language", "path"), [("it", "/sviluppatori/"), ("en", "/en/sviluppatori/")]
)
def test_everything_that_can_be_asked_is_told(client: Client, language: str, path: str) -> None:
    answer = client.get(path)
    text = answer.content.decode()
    assert answer.status_code == 200
    with override(language):
        made = document()
    for address, methods in made["paths"].items():
        assert address in text
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in text
    ids = set(re.findall(r' id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]*)"', text)) <= ids
    assert len(brotli.compress(answer.content)) < MOST_KB * 1024
    assert "<script>" not in text and "style=" not in text
