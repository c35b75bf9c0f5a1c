from tests.journeys.donor import Donor
from tests.journeys.stack import Stack
from playwright.sync_api import expect

def test_pictures(new_donor, stack):
    for lang in ("it",):
        donor = new_donor(lang, device_scale_factor=1)
        n = 0
        def snap(name, full=True):
            donor.page.wait_for_timeout(300)
            donor.page.screenshot(path=f"/tmp/shots/{lang}-{name}.png", full_page=full)
        donor.open("/"); snap("01-home")
        donor.open("/progetti/ecolab/"); snap("02-ecolab"); snap("02-ecolab-fold", False)
        donor.open("/dona/ecolab/"); snap("03-amount")
        donor.open("/dona/ecolab/?importo=abc"); snap("03-amount-wrong")
        donor.open("/dona/ecolab/?importo=25"); snap("04-details")
        donor.submit(); snap("04-details-wrong")
        donor.fill_details(); snap("05-review")
        stack.stop_sandbox(); donor.submit(); donor.page.wait_for_timeout(500); snap("05-review-down"); stack.start_sandbox()
        donor.submit(); donor.expect_pay_page(); snap("06-pay")
        donor.press("decline"); snap("06-declined")
        stack.sandbox.post("webhooks", mode="hold")
        donor.press("pay"); donor.expect_result("waiting"); snap("07-waiting")
        stack.sandbox.post("webhooks", mode="normal"); donor.expect_result("confirmed"); snap("08-thanks")
        donor.open("/progetti/ecolab/"); snap("09-ecolab-reached")
        donor.open("/dona/la-casa-sull-albero/"); snap("10-closed")
        donor.open("/dona/gallab/"); snap("11-notopen")
        donor.open("/non-esiste/"); snap("12-404")
        donor.open("/cerca/?q=cinema"); snap("13-search")
        donor.reach_pay_page("medicinema"); donor.press("slow_failure"); donor.expect_result("failed"); snap("14-failed")
        donor.watch.complaints.clear()
