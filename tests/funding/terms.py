"""The terms of a funding, as a correction would write them again."""

from dataclasses import fields

from campaigns.funding.models import Funding
from campaigns.funding.terms import Terms


def terms_of(funding: Funding) -> Terms:
    return Terms(**{field.name: getattr(funding, field.name) for field in fields(Terms)})
