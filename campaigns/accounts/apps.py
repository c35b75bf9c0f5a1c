from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "campaigns.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from campaigns.accounts.second_factor import remember_proof

        authenticator_added.connect(remember_proof, dispatch_uid="second-factor-proof")
