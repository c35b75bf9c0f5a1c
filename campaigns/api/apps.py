from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "campaigns.api"
    label = "api"
    verbose_name = _("API")

    def ready(self) -> None:
        from campaigns.api import cors, removals

        cors.connect()
        removals.connect()
