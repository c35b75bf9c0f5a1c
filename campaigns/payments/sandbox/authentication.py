"""Who may call: whoever knows the test key, as a bearer token or as the user of HTTP Basic."""

import hmac

from werkzeug.wrappers import Request

from .wire import ApiError


def check_key(request: Request, api_key: str) -> None:
    """ApiError 401 unless the request carries the key. The answer never repeats what was sent."""
    authorization = request.authorization
    if authorization is None:
        raise ApiError(
            401,
            "You did not provide an API key. You need to provide your API key in the Authorization "
            "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            stored=False,
        )
    given = authorization.token or authorization.get("username") or ""
    if not hmac.compare_digest(given.encode(), api_key.encode()):
        raise ApiError(401, "Invalid API Key provided.", code="api_key_invalid", stored=False)
