"""The mail that carries an answer to who asked; the address is forgotten once it has left."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from campaigns.accounts.models import User
from campaigns.calls import questions
from campaigns.calls.models import CallQuestion
from campaigns.house.letters import Letter, Link, mail_of

TASK: Final = "selection.send_answer"
QUEUE: Final = "selection"


class AnswerNotSent(Exception):
    """The mail could not be handed over; its text is the kind of trouble, without addresses."""


@transaction.atomic
def answer_and_tell(
    *,
    question: CallQuestion,
    question_it: str,
    answer_it: str,
    question_en: str = "",
    answer_en: str = "",
    by: User,
    now: datetime,
) -> CallQuestion:
    """Publish an answer and queue it to who asked. Raises ``QuestionRefused``."""
    answered = questions.answer(
        question=question,
        question_it=question_it,
        answer_it=answer_it,
        question_en=question_en,
        answer_en=answer_en,
        by=by,
        now=now,
    )
    if answered.email:
        job = app.configure_task(TASK, queue=QUEUE, lock=f"answer:{answered.pk}")
        job.defer(question_id=answered.pk)
    return answered


def send(*, question_id: int) -> bool:
    """Mail an answer and forget the address; false where there is nobody left to tell.

    Raises ``AnswerNotSent``: the address stays for the next try.
    """
    waiting = CallQuestion.objects.select_related("call").exclude(email="")
    question = waiting.filter(pk=question_id, answered_at__isnull=False).first()
    if question is None:
        return False
    try:
        _message(question).send()
    except Exception as error:
        raise AnswerNotSent(type(error).__name__) from None
    questions.forget_address(question)
    return True


def _message(question: CallQuestion) -> EmailMultiAlternatives:
    with override(question.language):
        letter = _letter(question)
    return mail_of(letter=letter, to=question.email, language=question.language)


def _letter(question: CallQuestion) -> Letter:
    call = question.call
    return Letter(
        subject=_("The answer to your question about “%(call)s”") % {"call": call.title},
        happened=[
            _("you asked: “%(question)s”") % {"question": question.question},
            question.answer,
        ],
        next=[
            _("Question and answer are public, without your name; we have deleted your address.")
        ],
        facts=[],
        link=Link(
            label=_("All questions and answers"),
            url=settings.SITE_URL + reverse("call:questions", args=[call.slug]),
        ),
    )
