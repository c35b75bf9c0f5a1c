"""The commission: who is in it, who must not judge what, and the scores."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.calls.models import Call, Criterion
from campaigns.selection.models.proposals import Proposal


class Commissioner(models.Model):
    """A member of a call's commission, appointed and, if need be, replaced by an act."""

    call = models.ForeignKey(
        Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="commissioners"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="commissions",
    )
    presides = models.BooleanField(_("presides"), default=False)
    act_number = models.CharField(_("act of appointment"), max_length=60)
    act_date = models.DateField(_("date of the act"))
    appointed_at = models.DateTimeField(_("appointed"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    replaced_by = models.OneToOneField(
        "self",
        verbose_name=_("replaced by"),
        on_delete=models.PROTECT,
        related_name="replaces",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("commissioner")
        verbose_name_plural = _("commissioners")
        ordering = ["-presides", "appointed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "user"],
                condition=Q(ended_at__isnull=True),
                name="commissioner_once",
            ),
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(ended_at__isnull=True, presides=True),
                name="commission_one_president",
            ),
        ]

    def __str__(self) -> str:
        return self.user.get_full_name() or self.user.get_username()


class ConflictDeclaration(models.Model):
    """A commissioner's word, before scoring: no conflict of interest, or abstention."""

    commissioner = models.ForeignKey(
        Commissioner,
        verbose_name=_("commissioner"),
        on_delete=models.PROTECT,
        related_name="declarations",
    )
    proposal = models.ForeignKey(
        Proposal,
        verbose_name=_("proposal"),
        on_delete=models.PROTECT,
        related_name="conflict_declarations",
    )
    abstains = models.BooleanField(_("abstains"))
    reason = models.TextField(_("reason of the abstention"), max_length=1000, blank=True)
    at = models.DateTimeField(_("declared"))
    erased_at = models.DateTimeField(_("reason erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("declaration about conflicts of interest")
        verbose_name_plural = _("declarations about conflicts of interest")
        constraints = [
            models.UniqueConstraint(
                fields=["commissioner", "proposal"], name="conflict_declaration_once"
            ),
            models.CheckConstraint(
                condition=Q(abstains=False) | ~Q(reason="") | Q(erased_at__isnull=False),
                name="abstention_has_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="abstention_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__abstains=True),
            ),
            pgtrigger.Trigger(
                name="abstention_only_erased",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__abstains=True),
                func="""
                    IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.reason = ''
                        AND to_jsonb(NEW) - 'reason' - 'erased_at'
                        = to_jsonb(OLD) - 'reason' - 'erased_at'
                    THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'An abstention stays: only its reason is erased';
                """,
            ),
            pgtrigger.Trigger(
                name="no_abstention_from_final_scores",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__abstains=True),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM selection_scoresheet
                        WHERE commissioner_id = NEW.commissioner_id
                        AND proposal_id = NEW.proposal_id AND final_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'Nobody abstains from scores that are final';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commissioner}: {self.proposal}"


class ScoreSheet(models.Model):
    """One commissioner's scores of one proposal.

    Theirs to change until every commissioner who judges the proposal has handed theirs in; then
    ``final_at`` is set on all of them at once, and nobody changes any.
    """

    commissioner = models.ForeignKey(
        Commissioner,
        verbose_name=_("commissioner"),
        on_delete=models.PROTECT,
        related_name="sheets",
    )
    proposal = models.ForeignKey(
        Proposal, verbose_name=_("proposal"), on_delete=models.PROTECT, related_name="sheets"
    )
    saved_at = models.DateTimeField(_("saved"))
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    final_at = models.DateTimeField(_("final"), null=True, blank=True)

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        constraints = [
            models.UniqueConstraint(fields=["commissioner", "proposal"], name="score_sheet_once"),
            models.CheckConstraint(
                condition=Q(final_at__isnull=True) | Q(handed_in_at__isnull=False),
                name="score_sheet_final_was_handed_in",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="final_sheet_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__final_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.commissioner}: {self.proposal}"


class Score(models.Model):
    """A whole number of a criterion's scale, and why."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(
        Criterion, verbose_name=_("criterion"), on_delete=models.PROTECT, related_name="+"
    )
    value = models.PositiveSmallIntegerField(_("score"))
    comment = models.TextField(_("comment"), max_length=2000)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion"], name="score_once")]
        triggers = [
            pgtrigger.Trigger(
                name="final_score_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM selection_scoresheet WHERE final_at IS NOT NULL
                        AND (id = CASE WHEN TG_OP = 'DELETE' THEN OLD.sheet_id ELSE NEW.sheet_id END
                        OR id = CASE WHEN TG_OP = 'INSERT' THEN NEW.sheet_id ELSE OLD.sheet_id END)
                    ) THEN
                        RAISE EXCEPTION 'The scores are final: % refused', TG_OP;
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="score_of_the_scale",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM calls_criterion c
                        JOIN selection_proposal p ON p.call_id = c.call_id
                        JOIN selection_scoresheet s ON s.proposal_id = p.id
                        WHERE c.id = NEW.criterion_id AND s.id = NEW.sheet_id
                        AND NEW.value BETWEEN c.scale_min AND c.scale_max
                    ) THEN
                        RAISE EXCEPTION 'A score outside the scale, or of another call: %',
                            NEW.value;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"
