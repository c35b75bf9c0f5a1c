"""R14: the hash chain shows any entry altered, removed or moved."""

import uuid
from copy import copy
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from campaigns.funding.models import Funding
from campaigns.ledger import services as ledger
from campaigns.ledger.chain import GENESIS, BrokenChain, digest, verify
from campaigns.ledger.models import Account, Entry, Kind
from tests.factories import NOW, CallFactory, give, make_fund, make_funding

pytestmark = pytest.mark.django_db

FIELDS = [field.name for field in Entry._meta.fields if field.name != "id"]


def append(**fields: Any) -> Entry:
    values: dict[str, Any] = {
        "chain": "campaign:orto",
        "kind": Kind.DONATION,
        "reference": uuid.uuid4().hex,
        "source": Account.DONORS,
        "destination": Account.ESCROW,
        "amount": Decimal("25.00"),
        "campaign": "orto",
        "donation": uuid.uuid4(),
        "occurred_at": NOW,
    }
    return ledger.append(**(values | fields))


@pytest.fixture
def chain() -> list[Entry]:
    for _ in range(4):
        append()
    return list(Entry.objects.order_by("seq"))


def other(value: Any) -> Any:
    """A value of the same kind that is not the same."""
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    if isinstance(value, Decimal):
        return value + Decimal("0.01")
    return value + (1 if isinstance(value, int) else timedelta(microseconds=1))


def test_a_chain_as_it_was_written_holds(chain: list[Entry]) -> None:
    assert verify(chain) == 4
    assert [entry.seq for entry in chain] == [1, 2, 3, 4]
    assert [entry.prev_hash for entry in chain] == [GENESIS, *[e.hash for e in chain[:3]]]
    assert verify([]) == 0


@pytest.mark.parametrize("position", [0, 1, 3])
@pytest.mark.parametrize("field", FIELDS)
def test_any_field_altered_is_seen(chain: list[Entry], field: str, position: int) -> None:
    setattr(chain[position], field, other(getattr(chain[position], field)))
    with pytest.raises(BrokenChain, match=rf"entry {position + 1} "):
        verify(chain)


def test_a_donation_taken_out_of_an_entry_is_seen(chain: list[Entry]) -> None:
    chain[2].donation = None
    with pytest.raises(BrokenChain):
        verify(chain)


@pytest.mark.parametrize("position", [0, 1, 2])
def test_an_entry_removed_is_seen(chain: list[Entry], position: int) -> None:
    del chain[position]
    with pytest.raises(BrokenChain):
        verify(chain)


@pytest.mark.parametrize("renumbered", [False, True])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_entries_that_changed_places_are_seen(
    chain: list[Entry], position: int, renumbered: bool
) -> None:
    first, second = chain[position], chain[position + 1]
    chain[position], chain[position + 1] = second, first
    if renumbered:
        first.seq, second.seq = second.seq, first.seq
    with pytest.raises(BrokenChain):
        verify(chain)


def test_an_entry_repeated_is_seen(chain: list[Entry]) -> None:
    with pytest.raises(BrokenChain):
        verify([*chain, copy(chain[-1])])


def test_an_entry_altered_with_its_own_hash_made_anew_is_seen(chain: list[Entry]) -> None:
    chain[1].amount += 1
    chain[1].hash = digest(chain[1])
    with pytest.raises(BrokenChain, match="entry 3 "):
        verify(chain)


def test_an_entry_read_back_has_the_hash_it_was_written_with() -> None:
    for amount in ("0.01", "25.50", "9999999999.99"):
        entry = append(amount=Decimal(amount), occurred_at=NOW + timedelta(microseconds=1))
        assert digest(Entry.objects.get(pk=entry.pk)) == entry.hash
    bare = append(donation=None, campaign="")
    assert digest(Entry.objects.get(pk=bare.pk)) == bare.hash


def test_chains_are_counted_apart() -> None:
    assert append(chain="campaign:a").seq == append(chain="campaign:b").seq == 1
    assert append(chain="campaign:a").seq == 2


def test_a_movement_is_there_once_for_its_kind_and_reference() -> None:
    append(reference="pi_1")
    append(reference="pi_1", kind=Kind.LATE_DONATION)
    with pytest.raises(IntegrityError, match="ledger_entry_reference"), transaction.atomic():
        append(reference="pi_1", chain="campaign:altra")
    assert ledger.is_recorded(kind=Kind.DONATION, reference="pi_1")
    assert not ledger.is_recorded(kind=Kind.REFUND, reference="pi_1")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"amount": Decimal("-1.00")}, "ledger_entry_amount"),
        ({"amount": Decimal("0.00")}, "ledger_entry_amount"),
        ({"source": Account.ESCROW}, "ledger_entry_two_accounts"),
        ({"seq": 1}, "ledger_entry_chain_seq"),
        ({"kind": Kind.DONATION, "reference": "first"}, "ledger_entry_reference"),
    ],
    ids=str,
)
def test_the_database_refuses_what_the_service_would(
    fields: dict[str, Any], constraint: str
) -> None:
    first = append(reference="first")
    second = copy(first)
    second.pk, second.seq, second.reference, second.hash = None, 2, "second", "1" * 64
    for name, value in fields.items():
        setattr(second, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        second.save(force_insert=True)


def test_an_act_that_fails_takes_its_entries_back() -> None:
    call = CallFactory.create()
    make_fund(call)
    funding = make_funding(call)
    before = Entry.objects.count()
    with pytest.raises(OSError, match="died"), transaction.atomic():
        give(funding, "600.00")
        assert Entry.objects.count() == before + 2
        raise OSError("the process died")
    assert Entry.objects.count() == before
    assert Funding.objects.get().confirmed == 0


def test_donations_stand_in_their_campaigns_chain_and_reservations_in_the_funds() -> None:
    call = CallFactory.create(slug="avviso")
    make_fund(call)
    give(make_funding(call, slug="orto"), "600.00")
    movements = list(
        Entry.objects.order_by("pk").values_list("chain", "kind", "source", "destination", "amount")
    )
    assert movements == [
        ("fund:avviso", "endowment", "municipality", "fund_available", 400_000),
        ("campaign:orto", "donation", "donors", "escrow", 600),
        ("fund:avviso", "reserve", "fund_available", "fund_reserved", 500),
    ]


def test_entries_carry_no_personal_data() -> None:
    donation = give(make_funding(), "25.00", name="Ada Brambilla", email="ada@example.org")
    row = str(Entry.objects.values().get())
    assert str(donation.pk) in row
    for personal in ("Ada", "Brambilla", "ada@", "example.org"):
        assert personal not in row
