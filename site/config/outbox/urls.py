"""``/demo/posta/``, where settings allow it."""

from django.urls import path

from config.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.outbox, name="list"),
    path("<str:name>/", views.mail, name="mail"),
    path("<str:name>/html/", views.mail_html, name="html"),
]
