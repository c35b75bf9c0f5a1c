"""Complete drafts and sent proposals, made by the services themselves."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from campaigns.accounts.models import Membership
from campaigns.calls.models import Call
from campaigns.selection import sealing, submitting
from campaigns.selection.declarations import DECLARATIONS
from campaigns.selection.models import Attachment, Picture, Proposal, Submission
from home.site_tree import ensure_site_tree
from tests.selection import factories

NOW = factories.NOW
SECRET = "Zibibbo"
"""A word that stands in a proposal and nowhere else."""


def closes(call: Call) -> datetime:
    """The instant from which the call takes no proposals."""
    assert call.submissions_close_at is not None
    return call.submissions_close_at


def after_closing(call: Call) -> datetime:
    """A minute after the seals may be lifted."""
    return opening(call) + timedelta(minutes=1)


def opening(call: Call) -> datetime:
    """The instant from which the clock lifts the seals."""
    opens = sealing.opens_at(call)
    assert opens is not None
    return opens


def complete_draft(call: Call, membership: Membership | None = None, **fields: Any) -> Proposal:
    """A draft that lacks nothing."""
    ensure_site_tree("it")
    membership = membership or factories.make_proponent()
    words = {"title": f"Orto {SECRET}", "summary": f"Un orto {SECRET}"} | fields
    proposal = factories.make_draft(call, membership, **words)
    stamp = {"at": NOW.isoformat(), "by": membership.user.pk}
    proposal.declarations = dict.fromkeys(DECLARATIONS, stamp)
    proposal.contact_phone = "+39 02 1234567"
    proposal.save()
    for document in call.required_documents.all():
        add_attachment(proposal, required_document=document)
    add_picture(proposal)
    return proposal


def add_attachment(proposal: Proposal, **fields: Any) -> Attachment:
    key = uuid.uuid4()
    values: dict[str, Any] = {
        "name": f"Statuto {SECRET}.pdf",
        "content_type": "application/pdf",
        "size": 9,
        "sha256": "ab" * 32,
        "uploaded_at": NOW,
        "uploaded_by": proposal.created_by,
        "file": ContentFile(b"%PDF-1.4\n", name="x.pdf"),
    }
    return Attachment.objects.create(id=key, proposal=proposal, **(values | fields))


def add_picture(proposal: Proposal) -> Picture:
    return Picture.objects.create(
        proposal=proposal,
        alt=f"Un orto {SECRET}",
        name=f"{SECRET}.jpg",
        content_type="image/jpeg",
        size=4,
        sha256="cd" * 32,
        width=1600,
        height=1200,
        uploaded_at=NOW,
        file=ContentFile(b"jpeg", name="x.jpg"),
    )


def send(proposal: Proposal, now: datetime = NOW) -> Submission:
    return submitting.submit(proposal=proposal, by=proposal.created_by, now=now)


def sent(call: Call, membership: Membership | None = None, **fields: Any) -> Proposal:
    """A sealed proposal."""
    proposal = complete_draft(call, membership, **fields)
    send(proposal)
    proposal.refresh_from_db()
    return proposal
