"""People who sign in."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in: staff of the Comune or of a proponent. Donors need no account."""

    email = models.EmailField(_("email address"), unique=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="it"
    )
    """In which mail is written to them."""

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
