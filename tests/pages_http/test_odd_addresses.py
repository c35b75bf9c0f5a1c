"""Whatever stands in an address, it is answered, and never with an error of ours."""

import pytest
from django.test import Client

from campaigns.models import CampaignPage

ODD = [
    *("\x00", "%", '%"', '"', "'", "''';--", "(", "((a", "&|!", ":*", "a:*b", "\\", "a & b", "<->"),
    *("😀", "ﬃ", "\u202eabc", "-", "!", "*", "title:orto", 'a "b', "a" * 10_000, "a " * 5_000),
]
NOWHERE = [
    *("/%00/", "/%00", "/progetti/%00/", "/progetti/a%00b/", "/en/%00/", "/cerca/%00/"),
    *("/dona/%00/", "/media/images/%00", "/media/images/nothing.jpg", "/documents/5/x.pdf"),
    *("/%F0%9F%98%80/", "/" + "a" * 5_000 + "/", "/wp-login.php", "/api/v3/", "/payments/"),
]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_odd_searches_are_answered(
    client: Client, campaign_page: CampaignPage, prefix: str
) -> None:
    for text in ODD:
        answer = client.get(f"{prefix}/cerca/", {"q": text})
        assert answer.status_code == 200, text[:40]


@pytest.mark.parametrize("path", ["/cerca/", "/progetti/"])
def test_odd_parameters_are_answered(
    client: Client, campaign_page: CampaignPage, path: str
) -> None:
    for name in ("pagina", "stato", "area", "municipio", "tornata", "ordine", "q", "nessuno"):
        for value in ("", "\x00", "-1", "0", "x", "9" * 400, "٣", "live' OR 1=1", "🌳"):
            answer = client.get(path, {"q": "orto", name: value}, follow=True)
            assert answer.status_code == 200, (name, value[:40])


def test_odd_words_in_the_list_are_answered(client: Client, campaign_page: CampaignPage) -> None:
    for text in ODD:
        assert client.get("/progetti/", {"q": text}).status_code == 200, text[:40]


def test_addresses_that_lead_nowhere_are_not_found(
    client: Client, campaign_page: CampaignPage
) -> None:
    for path in NOWHERE:
        assert client.get(path, follow=True).status_code == 404, path[:40]


@pytest.mark.parametrize("path", ["../../manage.py", "..%2f..%2fmanage.py"])
def test_no_address_leads_out_of_the_folder_of_crops(client: Client, db: None, path: str) -> None:
    assert client.get(f"/media/images/{path}").status_code == 404


def test_what_is_searched_is_found_and_shown_again(
    client: Client, campaign_page: CampaignPage
) -> None:
    answer = client.get("/cerca/", {"q": "orto"})
    assert [card.page.pk for card in answer.context["results"]] == [campaign_page.pk]
    page = client.get("/cerca/", {"q": '<b>"&'}).content.decode()
    assert "&lt;b&gt;&quot;&amp;" in page
    assert '<b>"' not in page
