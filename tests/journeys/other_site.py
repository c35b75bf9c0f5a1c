"""Somebody else's site, which frames ours: a server of its own, so another origin."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="it"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Il blog del quartiere</title><style>body {{ margin: 0 }}</style><h1>Il blog</h1>{body}"""


@contextmanager
def other_site(body: str) -> Iterator[str]:
    """Serve a page with this body; its address. It is ``localhost``: another site than ours."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = PAGE.format(body=body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
