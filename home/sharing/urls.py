"""Addresses of social images, the list of pages and robots: one for every language."""

from django.urls import path, re_path

from home.sharing import views

_LANGUAGE = f"(?P<language>{'|'.join(views.LANGUAGES)})"

urlpatterns = [
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("social/pagina/<int:pk>.jpg", views.page_image, name="page_image"),
    re_path(
        rf"^social/{_LANGUAGE}/(?P<slug>[-\w]+)\.jpg$", views.campaign_image, name="campaign_image"
    ),
    re_path(rf"^social/{_LANGUAGE}\.jpg$", views.site_image, name="site_image"),
]
