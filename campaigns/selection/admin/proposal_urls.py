"""Addresses of the proposals in the admin, under ``selezione/``."""

from django.urls import URLPattern, path

from campaigns.selection.admin import eligibility_views as acts
from campaigns.selection.admin.history_views import (
    CallHistoryExport,
    CallHistoryView,
    ProposalHistoryExport,
)
from campaigns.selection.admin.proposal_views import FileView, PictureView, ProposalView
from campaigns.selection.admin.queue_views import CallsView, QueueView

PROPOSAL = "proposte/<uuid:proposal_id>/"
HISTORY = "storia/<slug:slug>"

urlpatterns: list[URLPattern] = [
    path("proposte/", CallsView.as_view(), name="calls_with_proposals"),
    path("proposte/avviso/<slug:slug>/", QueueView.as_view(), name="proposals"),
    path(PROPOSAL, ProposalView.as_view(), name="proposal"),
    path(PROPOSAL + "ammetti/", acts.AdmitView.as_view(), name="admit"),
    path(PROPOSAL + "escludi/", acts.ExcludeView.as_view(), name="exclude"),
    path(PROPOSAL + "integrazioni/", acts.AskView.as_view(), name="ask_integration"),
    path(
        PROPOSAL + "integrazioni/<int:request_id>/non-attendere/",
        acts.GiveUpView.as_view(),
        name="give_up_waiting",
    ),
    path(PROPOSAL + "apri/", acts.OpenSealedView.as_view(), name="open_sealed"),
    path(PROPOSAL + "storia.<slug:kind>", ProposalHistoryExport.as_view(), name="history_export"),
    path("file/<uuid:file_id>/", FileView.as_view(), name="file"),
    path("immagini/<uuid:file_id>/", PictureView.as_view(), name="picture"),
    path(HISTORY + "/", CallHistoryView.as_view(), name="call_history"),
    path(HISTORY + "/storia.<slug:kind>", CallHistoryExport.as_view(), name="call_history_export"),
]
