"""What a campaign and the public told each other: news, questions and their answers."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api import schemas
from campaigns.api.campaign_views import OfCampaign
from campaigns.api.documentation import CAMPAIGN_SLUG, CAMPAIGNS, reads
from campaigns.api.parameters import ChoiceParameter, PageQuery, with_fields
from campaigns.api.representations import instant, optional_instant
from campaigns.api.rich_text import html
from campaigns.dialogue.models import Voice, VoiceKind, VoiceQuerySet
from campaigns.models import Language, Update


class ConversationQuery(PageQuery):
    """The parameters of what was said about a campaign."""

    language = ChoiceParameter(
        Language.values, help_text=_("What was written in this language; both unless told.")
    )

    @staticmethod
    def of_rows(query: dict[str, str]) -> dict[str, str]:
        """What it asks of the rows."""
        return {"language": query["language"]} if "language" in query else {}


class UpdatesView(OfCampaign):
    """News of a campaign."""

    query_form = with_fields(ConversationQuery, schemas.Update)

    @reads(
        CAMPAIGNS,
        "campaign_updates",
        schemas.UpdateList,
        query=query_form,
        about=[CAMPAIGN_SLUG],
        summary=_("News of a campaign"),
        description=_("The latest first; the text is HTML."),
    )
    def get(self, request: Request, slug: str) -> Response:
        rows = Update.objects.filter(
            campaign_key=self.key,
            published_at__lte=timezone.now(),
            **ConversationQuery.of_rows(self.query),
        )
        return self.paginated(request, rows, _updates, "-published_at", "pk")


class OfVoices(OfCampaign):
    """Reads what the public said."""

    def voices(self, kind: VoiceKind) -> VoiceQuerySet:
        """What everybody may read of one kind, in the language asked for."""
        chosen = ConversationQuery.of_rows(self.query)
        return Voice.objects.public().filter(campaign_key=self.key, kind=kind, **chosen)


class QuestionsView(OfVoices):
    """Questions that were answered."""

    query_form = with_fields(ConversationQuery, schemas.Question)

    @reads(
        CAMPAIGNS,
        "campaign_questions",
        schemas.QuestionList,
        query=query_form,
        about=[CAMPAIGN_SLUG],
        summary=_("Questions to a campaign"),
        description=_("Those answered, the latest first. Nobody reads who asked."),
    )
    def get(self, request: Request, slug: str) -> Response:
        rows = self.voices(VoiceKind.QUESTION).exclude(answer="")
        return self.paginated(
            request, rows, lambda page: [_question(row) for row in page], "-written_at", "pk"
        )


class CommentsView(OfVoices):
    """What people say, as the staff lets it be read."""

    query_form = with_fields(ConversationQuery, schemas.Comment)

    @reads(
        CAMPAIGNS,
        "campaign_comments",
        schemas.CommentList,
        query=query_form,
        about=[CAMPAIGN_SLUG],
        summary=_("Comments on a campaign"),
        description=_("Moderated, the latest first; the words of gifts are among them."),
    )
    def get(self, request: Request, slug: str) -> Response:
        return self.paginated(
            request,
            self.voices(VoiceKind.COMMENT),
            lambda page: [_comment(row) for row in page],
            "-written_at",
            "pk",
        )


def _updates(rows: list[Update]) -> list[dict[str, str]]:
    bodies = html(row.body for row in rows)
    return [
        {
            "id": str(row.pk),
            "language": row.language,
            "title": row.title,
            "body": body,
            "published_at": instant(row.published_at),
        }
        for row, body in zip(rows, bodies, strict=True)
    ]


def _comment(row: Voice) -> dict[str, str | int | bool | None]:
    return {
        "id": row.pk,
        "language": row.language,
        "author": row.author or None,
        "gave": row.is_of_a_supporter,
        "text": row.words,
        "answer": row.answer,
        "written_at": instant(row.written_at),
        "answered_at": optional_instant(row.answered_at),
    }


def _question(row: Voice) -> dict[str, str | int | None]:
    return {
        "id": row.pk,
        "language": row.language,
        "question": row.words,
        "answer": row.answer,
        "asked_at": instant(row.written_at),
        "answered_at": optional_instant(row.answered_at),
    }
