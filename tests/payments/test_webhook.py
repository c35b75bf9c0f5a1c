"""The webhook: 400 for what the provider did not sign, 200 for what is stored, never 500."""

import hashlib
import json
from functools import partial
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from campaigns.payments.models import EventState, ProviderEvent
from campaigns.payments.signatures import MAX_BODY_BYTES
from tests.concurrency import at_once

from .signed_events import NEW_SECRET, OLD_SECRET, body_of, event_of, signature_of, signed

URL = "/payments/stripe/webhook/"
V1 = f"v1={'0' * 64}"


def post(body: bytes, signature: str | None, **headers: Any) -> int:
    if signature is not None:
        headers["HTTP_STRIPE_SIGNATURE"] = signature
    response = Client().generic("POST", URL, body, "application/json", **headers)
    return response.status_code


def signed_v1(body: bytes, secret: str = NEW_SECRET) -> str:
    return signature_of(body, secret).partition(",")[2]


BAD_IDS: list[Any] = [None, 7, [], "", "e" * 256, "evt_\x00", "evt_\ud800"]
BAD_TYPES: list[Any] = [None, 7, {}, "", "t" * 101, "a\x00", "\udfff"]
BAD_ACCOUNTS: list[Any] = [7, [], {"a": 1}, "a" * 256, "\x00"]
BAD_DATA: list[Any] = [None, [], {}, {"object": None}, {"object": []}]
BAD_OBJECT_IDS: list[Any] = [7, [], "\x00", "c" * 256]


@pytest.mark.django_db
class TestRefused:
    """Nothing is stored of what is answered 400."""

    @pytest.fixture(autouse=True)
    def nothing_is_stored(self) -> Any:
        yield
        assert not ProviderEvent.objects.exists()
        assert not ProcrastinateJob.objects.exists()

    @pytest.mark.parametrize(
        "signature",
        [
            None,
            "",
            "t=,v1=",
            "t=1",
            V1,
            f"t=abc,{V1}",
            f"t=nan,{V1}",
            f"t=-1,{V1}",
            f"t={'9' * 400},{V1}",
            f"t={'9' * 5000},{V1}",
            "t=1,v1=é",
            "t=1,v1=\x00",
            "=,=,=",
            "," * 10_000,
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_forged_signatures(self, signature: str | None) -> None:
        assert post(body_of(event_of()), signature) == 400

    def test_a_secret_that_is_not_ours(self) -> None:
        body = body_of(event_of())
        assert post(body, signature_of(body, "whsec_other")) == 400

    def test_a_body_changed_on_the_way(self) -> None:
        body, signature = signed(event_of())
        assert post(body.replace(b"completed", b"expired"), signature) == 400

    def test_an_older_scheme_proves_nothing(self) -> None:
        body, signature = signed(event_of())
        assert post(body, signature.replace("v1=", "v0=")) == 400

    @pytest.mark.parametrize("age", [301, 3600, -360, -86_400])
    def test_signed_too_long_ago_or_in_the_future(self, age: int) -> None:
        body = body_of(event_of())
        assert post(body, signature_of(body, age=age)) == 400

    def test_no_secret_configured(self, settings: Settings) -> None:
        settings.STRIPE_WEBHOOK_SECRETS = []
        assert post(*signed(event_of())) == 400

    def test_an_empty_secret_signs_nothing(self, settings: Settings) -> None:
        settings.STRIPE_WEBHOOK_SECRETS = [""]
        body = body_of(event_of())
        assert post(body, signature_of(body, "")) == 400

    @pytest.mark.parametrize(
        "body",
        [
            *(b"", b"{", b"[]", b"[1]", b"7", b"null", b'"evt"', b"NaN", b"{}"),
            b"[" * 50_000,
            b'{"object": "event"}',
            b'{"object": "list"}',
        ],
        ids=lambda body: body[:20],
    )
    def test_signed_but_no_event(self, body: bytes) -> None:
        assert post(body, signature_of(body)) == 400

    @pytest.mark.parametrize(
        "fields",
        [
            *({"id": value} for value in BAD_IDS),
            *({"type": value} for value in BAD_TYPES),
            *({"account": value} for value in BAD_ACCOUNTS),
            *({"data": value} for value in BAD_DATA),
            *({"data": {"object": {"id": value}}} for value in BAD_OBJECT_IDS),
            {"object": "checkout.session"},
            *({"object": "v2.core.event", "related_object": value} for value in (7, [1], "a")),
            {"object": "v2.core.event", "related_object": {"id": "\x00"}},
        ],
        ids=lambda fields: json.dumps(fields)[:40],
    )
    def test_signed_but_malformed(self, fields: dict[str, Any]) -> None:
        assert post(*signed(event_of(**fields))) == 400

    def test_a_body_that_is_not_utf_8(self) -> None:
        assert post(b'{"id": "\xff"}', f"t=1,{V1}") == 400

    def test_a_body_that_is_too_large(self) -> None:
        event = event_of(padding="x" * MAX_BODY_BYTES)
        assert post(*signed(event)) == 400

    @pytest.mark.parametrize("length", ["-1", "abc", "", "9" * 30, "²"])
    def test_a_length_that_lies(self, length: str) -> None:
        body = b"x" * (MAX_BODY_BYTES + 10)
        assert post(body, f"t=1,{V1}", CONTENT_LENGTH=length) == 400

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
    def test_other_methods(self, method: str) -> None:
        assert Client().generic(method, URL).status_code == 405


@pytest.mark.django_db
class TestTaken:
    """What is verified is stored once and answered 200."""

    def test_an_event_is_stored_as_it_came_and_the_worker_is_woken(self) -> None:
        event = event_of()
        body, signature = signed(event)

        assert post(body, signature) == 200

        stored = ProviderEvent.objects.get()
        assert (stored.event_id, stored.account, stored.type) == (event["id"], "", event["type"])
        assert stored.body.encode() == body
        assert stored.digest == hashlib.sha256(body).hexdigest()
        assert (stored.state, stored.object_id) == (EventState.PENDING, "cs_unknown")
        job = ProcrastinateJob.objects.get()
        assert (job.task_name, job.args) == ("payments.apply_event", {"event_id": stored.pk})

    def test_no_token_of_a_form_is_asked_for(self) -> None:
        body, signature = signed(event_of())
        client = Client(enforce_csrf_checks=True)
        response = client.post(
            URL, body, "application/json", headers={"Stripe-Signature": signature}
        )
        assert response.status_code == 200

    def test_duplicates_are_answered_200_and_wake_nobody(self) -> None:
        event = event_of()
        assert [post(*signed(event)) for _ in range(3)] == [200] * 3
        assert ProviderEvent.objects.count() == ProcrastinateJob.objects.count() == 1

    def test_one_id_of_two_accounts_is_two_events(self) -> None:
        event = event_of()
        for account in (None, "", "acct_1", "acct_2"):
            assert post(*signed(event | {"account": account})) == 200
        accounts = ProviderEvent.objects.order_by("account").values_list("account", flat=True)
        assert list(accounts) == ["", "acct_1", "acct_2"]

    def test_either_secret_is_taken_while_they_rotate(self) -> None:
        for secret in (NEW_SECRET, OLD_SECRET):
            body = body_of(event_of())
            assert post(body, signature_of(body, secret)) == 200

    def test_one_good_signature_among_several_is_enough(self) -> None:
        for rest in (V1, "v1=é".encode().decode("ascii", "ignore"), "v0=1"):
            body = body_of(event_of())
            timestamp, good = signature_of(body).split(",")
            assert post(body, f"{timestamp},{rest},{good}") == 200
            body = body_of(event_of())
            both = f"{signature_of(body, OLD_SECRET)},{signed_v1(body)}"
            assert post(body, both) == 200

    @pytest.mark.parametrize("age", [0, 290, -290])
    def test_a_clock_that_is_a_little_off_is_forgiven(self, age: int) -> None:
        body = body_of(event_of())
        assert post(body, signature_of(body, age=age)) == 200

    def test_events_of_no_concern_are_stored_and_wake_nobody(self) -> None:
        assert post(*signed(event_of(type="customer.created"))) == 200
        assert ProviderEvent.objects.get().state == EventState.IGNORED
        assert not ProcrastinateJob.objects.exists()

    def test_a_thin_event_is_stored_and_wakes_nobody(self) -> None:
        event = {
            "id": "evt_thin",
            "object": "v2.core.event",
            "type": "v1.charge.refunded",
            "related_object": {"id": "ch_1", "type": "charge", "url": "/v1/charges/ch_1"},
        }
        assert post(*signed(event)) == 200
        stored = ProviderEvent.objects.get()
        assert (stored.state, stored.object_id) == (EventState.IGNORED, "ch_1")
        assert not ProcrastinateJob.objects.exists()

    def test_odd_texts_in_members_that_are_not_ours_do_no_harm(self) -> None:
        event = event_of(note=["\x00", "\ud800", "\\u0000", "😀", 10**400, None])
        assert post(*signed(event)) == 200
        assert "\\u0000" in ProviderEvent.objects.get().body

    def test_an_object_without_an_id_is_taken(self) -> None:
        event = event_of(type="balance.available", data={"object": {"object": "balance"}})
        assert post(*signed(event)) == 200


@pytest.mark.committed
def test_r12_the_same_event_at_once_is_stored_once(committed_db: str) -> None:
    body, signature = signed(event_of())
    assert at_once([partial(post, body, signature)] * 8) == [200] * 8
    assert ProviderEvent.objects.count() == ProcrastinateJob.objects.count() == 1
