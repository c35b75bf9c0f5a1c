from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        from campaigns import (
            held_pages,
            page_guards,
            picture_releases,
            publishing,
            workflow_mails,
        )

        page_guards.connect()
        held_pages.connect()
        publishing.connect()
        picture_releases.connect()
        workflow_mails.leave_to_the_digest()
