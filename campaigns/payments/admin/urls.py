"""Addresses of finance's pages and acts, under the admin's ``finanza/``."""

from django.urls import URLPattern, URLResolver, path

from campaigns.payments.admin.act_views import CancelView, CorrectView, ResumeView, SuspendView
from campaigns.payments.admin.campaign_views import CampaignMoneyView
from campaigns.payments.admin.inbox_views import InboxView, RetryView, SetAsideView
from campaigns.payments.admin.queue_views import RefundQueueView
from campaigns.payments.admin.refund_views import ApproveView, RefundView, RefuseView
from campaigns.payments.admin.transfer_views import TransferView

app_name = "finance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("campagne/<slug:slug>/", CampaignMoneyView.as_view(), name="campaign"),
    path("campagne/<slug:slug>/sospendi/", SuspendView.as_view(), name="suspend"),
    path("campagne/<slug:slug>/riprendi/", ResumeView.as_view(), name="resume"),
    path("campagne/<slug:slug>/annulla/", CancelView.as_view(), name="cancel"),
    path("campagne/<slug:slug>/correggi/", CorrectView.as_view(), name="correct"),
    path("rimborsi/", RefundQueueView.as_view(), name="refunds"),
    path("donazioni/<uuid:donation_id>/rimborso/", RefundView.as_view(), name="refund"),
    path("rimborsi/richieste/<int:request_id>/approva/", ApproveView.as_view(), name="approve"),
    path("rimborsi/richieste/<int:request_id>/rifiuta/", RefuseView.as_view(), name="refuse"),
    path("rimborsi/<uuid:refund_id>/bonifico/", TransferView.as_view(), name="transfer"),
    path("da-guardare/", InboxView.as_view(), name="inbox"),
    path("da-guardare/<slug:what>/<int:pk>/riprova/", RetryView.as_view(), name="retry"),
    path("da-guardare/<slug:what>/<int:pk>/visto/", SetAsideView.as_view(), name="set_aside"),
]
