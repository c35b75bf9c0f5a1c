"""Generations: which number the facts of a campaign, of a fund and of the site have now.

What was rendered in one generation is right while that number stands. A trigger of the database
counts on in the transaction that changes a fact, so no path around the code can forget it.
"""

from typing import Final

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

ANY: Final = "00000000-0000-0000-0000-000000000000"
"""The ``about`` of the one row of the site."""


class Kind(models.TextChoices):
    """What a generation is about."""

    SITE = "site", _("Site")
    FUND = "fund", _("Fund")
    CAMPAIGN = "campaign", _("Campaign")


class Generation(models.Model):
    """How often the facts about something have changed."""

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    about = models.CharField(_("about"), max_length=36, default=ANY)
    """Key of the campaign's pages, or id of the fund."""
    number = models.PositiveBigIntegerField(_("number"), default=1)
    changed_at = models.DateTimeField(_("changed"), db_default=Now())
    """When it was counted on last, by the database's clock, before the commit."""

    class Meta:
        verbose_name = _("generation")
        verbose_name_plural = _("generations")
        constraints = [
            models.UniqueConstraint(fields=["kind", "about"], name="generation_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="generation_says_when",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="NEW.changed_at = clock_timestamp(); RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}: {self.number}"


def counts_on_at_the_end(*, names: str, condition: pgtrigger.Condition) -> pgtrigger.Trigger:
    """A trigger for a model that belongs to a campaign without having its key.

    ``names`` is the query, on ``NEW``, that finds the key. It counts on when the transaction ends
    and holds all its locks already: whoever locks the campaign's money first cannot wait for it.
    """
    return pgtrigger.Trigger(
        name="count_on_at_the_end",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=pgtrigger.Update,
        condition=condition,
        func=f"""
            INSERT INTO freshness_generation (kind, about, number)
            SELECT '{Kind.CAMPAIGN}', found.key::text, 1 FROM ({names}) AS found(key)
            ON CONFLICT (kind, about) DO UPDATE SET number = freshness_generation.number + 1;
            RETURN NULL;
        """,  # noqa: S608 - names of ours
    )


def counts_on(kind: Kind, column: str) -> pgtrigger.Trigger:
    """A trigger for a model: each change of a row counts on the generation that it names.

    ``column`` holds the campaign's key or the fund's id. The row of the generation is locked
    after the row that changed, always: no two transactions can wait for each other through it.
    """
    return pgtrigger.Trigger(
        name="count_on",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("changed", "text")],
        func=f"""
            IF TG_OP = 'DELETE' THEN changed := OLD.{column}::text;
            ELSE changed := NEW.{column}::text; END IF;
            INSERT INTO freshness_generation (kind, about, number) VALUES ('{kind}', changed, 1)
            ON CONFLICT (kind, about) DO UPDATE SET number = freshness_generation.number + 1;
            RETURN NULL;
        """,  # noqa: S608 - names of ours
    )
