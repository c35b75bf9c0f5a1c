import pytest
from django.urls import reverse
from tests.factories import *
@pytest.mark.django_db
def test_probe(sign_in):
    funding = make_open_funding(); make_fund(funding.call)
    give(funding, "25.50", at=timezone.now()); make_donation(funding, anonymous=True)
    c = sign_in("Ragioneria")
    c.get("/admin/")
    for n in ("payments_donation","payments_refund","funding_funding","cofinancing_fund","cofinancing_commitment","ledger_entry","payments_providerevent"):
        r = c.get(reverse(n+"_modeladmin_index")); print(n, r.status_code)
        r = c.get(reverse(n+"_modeladmin_index")+"?export=csv"); print(b"".join(r.streaming_content).decode())
    r = c.get(reverse("payments_donation_modeladmin_index")); open("/tmp/don.html","w").write(r.content.decode())
    r = c.get(reverse("payments_donation_modeladmin_inspect", args=(str(Donation.objects.first().pk),))); open("/tmp/insp.html","w").write(r.content.decode())
    print(r.content.decode()[r.content.decode().index("<dl"):][:3000])
