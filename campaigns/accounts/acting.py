"""Who acts in a request."""

from django.http import HttpRequest

from campaigns.accounts.models import User


def acting_person(request: HttpRequest) -> User:
    """Who acts: a view that asked for a permission has somebody before it."""
    assert isinstance(request.user, User)
    return request.user
