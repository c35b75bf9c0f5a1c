"""Addresses of what is downloaded: the same in every language."""

from django.urls import path

import campaigns.transparency.public.days  # noqa: F401 - registers the converter
from campaigns.transparency.open_data.views import download
from campaigns.transparency.public import files

urlpatterns = [
    path("ledger.jsonl", files.ledger, name="ledger_file"),
    path("digests.jsonl", files.all_digests, name="digests_file"),
    path("digests/<day:day>.json", files.one_digest, name="digest_file"),
    path("<str:name>.py", files.verifier, name="verifier_file"),
    path("<slug:name>.<slug:extension>", download, name="open_data_file"),
]
