"""Somebody else's site, which frames ours: a server of its own, so another origin."""

import mimetypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

PAGE = """<!doctype html><html lang="it"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Il blog del quartiere</title><style>body {{ margin: 0 }}</style><h1>Il blog</h1>{body}"""

Answer = tuple[str, bytes]
"""Media type and content."""


@contextmanager
def other_site(body: str) -> Iterator[str]:
    """Serve a page with this body; its address. It is ``localhost``: another site than ours."""

    page = PAGE.format(body=body).encode()
    with _serving(lambda _path: ("text/html; charset=utf-8", page)) as server:
        yield f"http://localhost:{server.server_port}/"


@contextmanager
def other_front_end(folder: Path, *, platform: str, port: int) -> Iterator[None]:
    """Serve a front end that somebody else wrote, which reads ``platform``, at a port."""

    def find(path: str) -> Answer | None:
        file = folder / (path.strip("/") or "index.html")
        if not file.is_file() or file.parent != folder:
            return None
        kind = mimetypes.guess_type(file.name)[0] or "text/plain"
        return kind, file.read_bytes().replace(b"http://127.0.0.1:8000", platform.encode())

    with _serving(find, port):
        yield


@contextmanager
def _serving(find: Callable[[str], Answer | None], port: int = 0) -> Iterator[ThreadingHTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = find(urlsplit(self.path).path)
            kind, content = found or ("text/plain", b"not found")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
