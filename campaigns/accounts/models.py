"""People who sign in, and the organizations that propose projects."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index


class User(AbstractUser):
    """A person who signs in: staff of the Comune or of a proponent. Donors need no account."""

    email = models.EmailField(_("email address"), unique=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")


class LegalForm(models.TextChoices):
    """Legal forms that the second Avviso admits."""

    COMPANY = "company", _("Private company")
    SOCIAL_COOPERATIVE = "social_cooperative", _("Social co-operative")
    APS = "aps", _("Social promotion association (APS)")
    ODV = "odv", _("Volunteer organization (ODV)")
    NGO = "ngo", _("Non-governmental organization")
    ONLUS = "onlus", _("Non-profit organization (ONLUS)")
    FOUNDATION = "foundation", _("Foundation")


class Organization(index.Indexed, models.Model):
    """A company or third-sector body that proposes a project and receives its money."""

    name = models.CharField(_("name"), max_length=200)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm)
    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_("Two or three sentences that donors read beside the project."),
    )
    website = models.URLField(_("website"), blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("legal_form")], heading=_("Who they are")),
        MultiFieldPanel(
            [FieldPanel("description"), FieldPanel("website")], heading=_("What donors read")
        ),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("legal_form"),
    ]

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OrganizationPerson(models.Model):
    """Somebody of a proponent: gifts from its people are flagged before a grant is final (R17)."""

    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.CASCADE,
        related_name="people",
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("person of a proponent")
        verbose_name_plural = _("people of proponents")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "organization",
                name="organization_person_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
