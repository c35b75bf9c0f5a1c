"""Who stands behind a proposal: what one must know to declare about conflicts, and no more."""

from dataclasses import dataclass

from campaigns.selection.models import Submission


@dataclass(frozen=True, kw_only=True)
class Party:
    """An organization of a proposal, and who represents it by law; empty once erased (R16)."""

    name: str
    representative: str


def parties_of(submission: Submission) -> list[Party]:
    """The lead organization and then its partners, as they were sent."""
    content, personal = submission.content, submission.personal
    organizations = [content["organization"], *content["partners"]]
    people = [personal.get("organization") or {}, *personal.get("partners", ())]
    people += [{}] * (len(organizations) - len(people))
    return [
        Party(name=organization["name"], representative=person.get("representative", ""))
        for organization, person in zip(organizations, people, strict=True)
    ]
