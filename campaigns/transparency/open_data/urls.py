"""Addresses of the open data's files: the same in every language."""

from django.urls import path

from campaigns.transparency.open_data.views import download

urlpatterns = [path("<slug:name>.<slug:extension>", download, name="open_data_file")]
