"""Public questions about a notice: anyone asks, the staff answers, everyone reads."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.accounts.models import User
from campaigns.calls.models import Call, CallQuestion, Phase
from campaigns.rate_limits import is_within_limit
from campaigns.refusals import Refused

PERMISSION: Final = "calls.answer_questions"


class QuestionRefused(Refused):
    """The question cannot be taken or answered."""


def takes_questions(call: Call, now: datetime) -> bool:
    """True from the publication of the notice to the deadline for proposals."""
    return call.is_published and call.phase_at(now) in (Phase.DRAFT, Phase.OPEN)


def may_ask(client: str) -> bool:
    """Count one more question of a client; false when it has had its share of the hour."""
    return is_within_limit(f"call-question:{client}", settings.CALL_QUESTIONS_PER_CLIENT)


def ask(*, call: Call, text: str, email: str, language: str, now: datetime) -> CallQuestion:
    """Keep a question for the staff; nobody else reads it before it is answered.

    Raises ``QuestionRefused``.
    """
    if not takes_questions(call, now):
        raise QuestionRefused(_("Questions are taken until the deadline for proposals."))
    return CallQuestion.objects.create(
        call=call,
        asked_text=text,
        question_it=text,
        email=email,
        language=language,
        asked_at=now,
    )


def answered(call: Call) -> QuerySet[CallQuestion]:
    """What readers see of a call's questions, the last answered first."""
    questions = CallQuestion.objects.filter(call=call, answered_at__isnull=False)
    return questions.order_by("-answered_at", "-pk")


@transaction.atomic
def answer(
    *,
    question: CallQuestion,
    question_it: str,
    answer_it: str,
    question_en: str = "",
    answer_en: str = "",
    by: User,
    now: datetime,
) -> CallQuestion:
    """Publish an answer, with the question as readers shall see it; again to correct it.

    Raises ``QuestionRefused``.
    """
    if not by.has_perm(PERMISSION):
        raise QuestionRefused(_("Only the Segreteria and the RUP answer questions."))
    if not question_it.strip() or not answer_it.strip():
        raise QuestionRefused(_("Write the question and its answer in Italian."))
    question = CallQuestion.objects.select_for_update(no_key=True).get(pk=question.pk)
    question.question_it, question.question_en = question_it, question_en
    question.answer_it, question.answer_en = answer_it, answer_en
    question.answered_at, question.answered_by = now, by
    question.save(
        update_fields=[
            *("question_it", "question_en", "answer_it", "answer_en"),
            *("answered_at", "answered_by"),
        ]
    )
    return question


def forget_address(question: CallQuestion) -> None:
    """Blank the address of who asked: the answer has been sent."""
    CallQuestion.objects.filter(pk=question.pk).update(email="")
