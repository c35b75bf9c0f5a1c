"""A small mail server on the loopback: keeps what it takes, and misbehaves on order."""

import socketserver
import threading
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class MailServer:
    """Takes mail on ``port``; ``fault`` orders what goes wrong with everything that comes."""

    def __init__(self) -> None:
        self.fault = ""
        self.refused_address = ""
        self.silent_from = 0
        """From this message on it answers no more; 0: it always answers."""
        self.taken: list[EmailMessage] = []
        self._server = _Server(("127.0.0.1", 0), _Conversation)
        self._server.mail = self
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def addresses(self) -> list[str]:
        """Whom it took mail for, in order."""
        return [str(message["To"]) for message in self.taken]

    def names_of(self, address: str) -> Counter[str]:
        """How many copies of each message, by ``Message-ID``, came for an address."""
        return Counter(
            str(message["Message-ID"]) for message in self.taken if message["To"] == address
        )

    def stop(self) -> None:
        """Stop listening: whoever calls is refused."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mail: MailServer


class _Conversation(socketserver.StreamRequestHandler):
    """SMTP as far as Django speaks it."""

    server: _Server

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            command = line.split()[0].upper()
            if command == "QUIT":
                self._say("221 bye")
                return
            if command == "RCPT":
                self._recipient(line)
            elif command == "DATA":
                if not self._data():
                    return
            else:
                self._say("250 fine")

    def _recipient(self, line: str) -> None:
        refused = self.server.mail.refused_address
        self._say("550 unknown person" if refused and refused in line else "250 fine")

    def _data(self) -> bool:
        mail = self.server.mail
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        if mail.fault == "lose before":
            return False
        if mail.fault == "busy":
            self._say("451 try later")
            return True
        parsed: Any = message_from_bytes(b"".join(lines), policy=policy.default)
        mail.taken.append(parsed)
        if 0 < mail.silent_from <= len(mail.taken):
            self.rfile.read()
            return False
        if mail.fault == "lose after":
            return False
        self._say("250 taken")
        return True

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())
