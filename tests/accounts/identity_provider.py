"""A small OpenID Connect provider over real HTTP, as SPID's or CIE's gateway is to the site.

It signs in whoever ``person`` says, without asking, and tells what it was asked for.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID: Final = "civic"
CLIENT_SECRET: Final = "a-secret-of-the-provider"
_LIFE_SECONDS: Final = 60


class IdentityProvider:
    """Running on a free port from ``start`` to ``stop``."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._codes: dict[str, dict[str, Any]] = {}
        self._tokens: dict[str, dict[str, Any]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, {})

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.answer(self, _flat(sent))

            def log_message(self, *told: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> "IdentityProvider":
        """Begin to answer."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler, sent: Mapping[str, str]) -> None:
        """Answer a request at one of the addresses of the discovery document."""
        parts = urlsplit(request.path)
        asked = _flat(parts.query) | dict(sent)
        if parts.path == "/authorize":
            request.send_response(302)
            request.send_header("Location", self._authorize(asked))
            request.end_headers()
            return
        told = self._told(parts.path, asked, request.headers.get("Authorization", ""))
        request.send_response(400 if told is None else 200)
        request.send_header("Content-Type", "application/json")
        request.end_headers()
        request.wfile.write(json.dumps(told or {"error": "invalid_grant"}).encode())

    def _told(self, path: str, asked: dict[str, str], authorization: str) -> Any:
        if path == "/.well-known/openid-configuration":
            return self._discovery()
        if path == "/jwks":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            return {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}
        if path == "/token":
            return self._token(asked)
        if path == "/userinfo":
            return self._tokens.get(authorization.removeprefix("Bearer "))
        return None

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _authorize(self, asked: dict[str, str]) -> str:
        code = secrets.token_urlsafe()
        self._codes[code] = asked | {"person": dict(self.person)}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _token(self, asked: dict[str, str]) -> dict[str, Any] | None:
        """A code is good once, for who asked for it and holds the verifier of its challenge."""
        begun = self._codes.pop(asked.get("code", ""), None)
        is_client = (asked.get("client_id"), asked.get("client_secret")) == (
            CLIENT_ID,
            CLIENT_SECRET,
        )
        if begun is None or not is_client:
            return None
        if begun["code_challenge"] != _challenge(asked.get("code_verifier", "")):
            return None
        now, token = int(time.time()), secrets.token_urlsafe()
        self._tokens[token] = begun["person"]
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + _LIFE_SECONDS}
        signed = jwt.encode(
            claims | begun["person"], self.key, algorithm="RS256", headers={"kid": "1"}
        )
        return {"access_token": token, "token_type": "Bearer", "id_token": signed}


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
