from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        from campaigns.editorial import held_pages, publishing, workflow_mails
        from campaigns.page import guards as page_guards
        from campaigns.pictures import releases as picture_releases
        from campaigns.suggesting import publication

        page_guards.connect()
        held_pages.connect()
        publishing.connect()
        picture_releases.connect()
        publication.connect()
        workflow_mails.leave_to_the_digest()
