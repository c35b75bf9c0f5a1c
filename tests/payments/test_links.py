"""Where the provider sends donors back to: the client's own address, its parts left as they are."""

import pytest

from campaigns.payments.links import return_urls
from tests.factories import make_donation, make_funding


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/", "https://example.org/?donation={pk}&result={result}"),
        ("https://example.org/?a=b%20c&d", "https://example.org/?a=b%20c&d&{told}"),
        ("https://example.org/#thanks", "https://example.org/?{told}#thanks"),
        ("https://example.org/app?a=1#/paid?b=2", "https://example.org/app?a=1&{told}#/paid?b=2"),
    ],
    ids=["plain", "query", "fragment", "both"],
)
def test_what_is_told_stands_in_the_query_before_a_fragment(
    db: None, address: str, expected: str
) -> None:
    donation = make_donation(make_funding(), return_url=address)
    urls = return_urls(donation)
    for url, result in ((urls.success, "paid"), (urls.cancel, "cancelled")):
        told = f"donation={donation.pk}&result={result}"
        assert url == expected.format(pk=donation.pk, result=result, told=told)
