"""The organizations that propose projects, and what the Comune must know of them."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index


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


class OrganizationProfile(models.Model):
    """What the Comune must know of a proponent, and the public must not (R16)."""

    organization = models.OneToOneField(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.CASCADE,
        related_name="profile",
    )
    tax_code = models.CharField(_("tax code (codice fiscale)"), max_length=16, unique=True)
    vat_number = models.CharField(_("VAT number (partita IVA)"), max_length=16, blank=True)
    address = models.CharField(_("address of the seat"), max_length=200)
    postal_code = models.CharField(_("postal code"), max_length=10)
    city = models.CharField(_("city"), max_length=100)
    province = models.CharField(_("province"), max_length=2, blank=True)
    representative = models.CharField(_("legal representative"), max_length=150)
    representative_tax_code = models.CharField(
        _("tax code of the legal representative"), max_length=16
    )
    certified_email = models.EmailField(_("certified e-mail (PEC)"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    updated_at = models.DateTimeField(_("updated"))

    class Meta:
        verbose_name = _("profile of a proponent")
        verbose_name_plural = _("profiles of proponents")

    def __str__(self) -> str:
        return str(self.organization)
