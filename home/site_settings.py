"""What a city sets without a developer: stemma, colour, contacts, footer.

Name and municipality stand in the environment (``SITE_BRAND``). ``house`` tells mails and papers of
the lower rooms what is set here.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Site

from campaigns.house.appearance import DEFAULT_COLOUR, House
from campaigns.languages import for_reader
from campaigns.pictures.crops import mark_of
from campaigns.pictures.library import PREPARE_TASKS
from home.appearance import Palette, check_colour, palette_of

SOCIAL_NETWORKS = [
    ("facebook", "Facebook"),
    ("instagram", "Instagram"),
    ("youtube", "YouTube"),
    ("linkedin", "LinkedIn"),
    ("telegram", "Telegram"),
    ("mastodon", "Mastodon"),
    ("twitter", "X"),
]


class FooterLinkBlock(blocks.StructBlock):
    """A link of the footer, beside those that every public site has."""

    label_it = blocks.CharBlock(label=_("Label in Italian"), max_length=60)
    label_en = blocks.CharBlock(label=_("Label in English"), max_length=60)
    url = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "link"
        label = _("Link")


class SocialLinkBlock(blocks.StructBlock):
    """Where the city is on a social network."""

    network = blocks.ChoiceBlock(label=_("Social network"), choices=SOCIAL_NETWORKS)
    url = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "group"
        label = _("Social network")


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """The look and the contacts of one site; whatever is empty stays as it is by default."""

    stemma = models.ForeignKey(
        "campaigns.LibraryImage",
        verbose_name=_("stemma"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("On a transparent ground; it stands 48 pixels high."),
    )
    primary_colour = models.CharField(
        _("main colour"),
        max_length=7,
        blank=True,
        validators=[check_colour],
        help_text=_("As # and six digits. Its contrast on white must be at least 4.5."),
    )
    contact_email = models.EmailField(_("e-mail"), blank=True)
    certified_email = models.EmailField(_("certified e-mail (PEC)"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    postal_address = models.CharField(_("postal address"), max_length=200, blank=True)
    hours_it = models.CharField(_("opening hours, in Italian"), max_length=200, blank=True)
    hours_en = models.CharField(_("opening hours, in English"), max_length=200, blank=True)
    footer_text_it = models.CharField(_("footer text, in Italian"), max_length=300, blank=True)
    footer_text_en = models.CharField(_("footer text, in English"), max_length=300, blank=True)
    footer_links = StreamField(
        [("link", FooterLinkBlock())], verbose_name=_("other links of the footer"), blank=True
    )
    social_links = StreamField(
        [("network", SocialLinkBlock())], verbose_name=_("social networks"), blank=True
    )

    select_related = ["stemma"]
    panels = [
        MultiFieldPanel([FieldPanel("stemma"), FieldPanel("primary_colour")], heading=_("Look")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("contact_email"), FieldPanel("certified_email")]),
                FieldRowPanel([FieldPanel("telephone"), FieldPanel("postal_address")]),
                FieldRowPanel([FieldPanel("hours_it"), FieldPanel("hours_en")]),
            ],
            heading=_("Contacts"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("footer_text_it"), FieldPanel("footer_text_en")]),
                FieldPanel("footer_links"),
                FieldPanel("social_links"),
            ],
            heading=_("Footer"),
        ),
    ]

    class Meta:
        verbose_name = _("look and contacts")
        verbose_name_plural = _("look and contacts")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and ask a job for the stemma's small picture: no page ever makes one."""
        super().save(*args, **kwargs)
        if self.stemma_id:
            app.configure_task(PREPARE_TASKS[0]).defer(image_id=self.stemma_id)

    @property
    def palette(self) -> Palette | None:
        """The colour's shades; ``None`` where the default stays."""
        return palette_of(self.primary_colour) if self.primary_colour else None

    @property
    def hours(self) -> str:
        """Opening hours in the reader's language."""
        return for_reader(italian=self.hours_it, english=self.hours_en)

    @property
    def footer_text(self) -> str:
        """The footer's text in the reader's language."""
        return for_reader(italian=self.footer_text_it, english=self.footer_text_en)

    @property
    def links(self) -> list[dict[str, str]]:
        """The city's own links of the footer, in the reader's language."""
        return [
            {
                "title": for_reader(italian=link.value["label_it"], english=link.value["label_en"]),
                "url": link.value["url"],
            }
            for link in self.footer_links
        ]

    @property
    def networks(self) -> list[dict[str, Any]]:
        """Social networks: name, icon, address."""
        names = dict(SOCIAL_NETWORKS)
        return [
            {
                "name": names[link.value["network"]],
                "icon": f"it-{link.value['network']}",
                "url": link.value["url"],
            }
            for link in self.social_links
            if link.value["network"] in names
        ]


def house() -> House:
    """What the settings of the default site say to mails, papers and drawings."""
    rows = SiteSettings.base_queryset().prefetch_related("stemma__renditions")
    own = rows.filter(site__is_default_site=True).first() or SiteSettings()
    mark = mark_of(own.stemma) if own.stemma else None
    return House(
        colour=own.primary_colour or DEFAULT_COLOUR,
        stemma=mark.file.name if mark else "",
        contact_email=own.contact_email or settings.SITE_BRAND["contact_email"],
    )


def settings_of(request: HttpRequest) -> SiteSettings:
    """The settings of the site asked for; unsaved ones where nobody has written any.

    Wagtail's own ``for_request`` writes a row where there is none: reading must not.
    """
    site = Site.find_for_request(request)
    rows = SiteSettings.base_queryset().prefetch_related("stemma__renditions")
    return (rows.filter(site=site).first() if site else None) or SiteSettings()
