"""Files of suggested pictures, as they are given out once a view has seen that they may be."""

from django.http import Http404
from django.http.response import HttpResponseBase

from campaigns.files.private import private_file
from campaigns.suggesting.models import StorySuggestion, SuggestedPicture
from campaigns.suggesting.pictures import FILES


def serve(suggestion: StorySuggestion, which: str) -> HttpResponseBase:
    """The picture inline, its release as a download. Raises ``Http404`` for what is not there."""
    picture = SuggestedPicture.objects.filter(suggestion=suggestion).first()
    stored = getattr(picture, which, None) if which in FILES else None
    if picture is None or not stored:
        raise Http404
    is_picture = which == "file"
    try:
        content = stored.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return private_file(
        content,
        name=picture.name if is_picture else f"liberatoria-{suggestion.pk}",
        content_type=picture.content_type if is_picture else picture.release_type,
        is_inline=is_picture,
    )
