"""``make run``: database, demo, web server, worker and payment sandbox as one process tree.

Run as ``python -m config.demo`` with the project's root and ``site/`` on the path. Ctrl-C stops
everything; the data stays in ``var/``.
"""

import hashlib
import os
import shlex
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Final

from honcho.manager import Manager

from config.postgres import PostgresUnavailable, database_url

ROOT: Final = Path(__file__).resolve().parents[2]
VAR: Final = ROOT / "var"
HOST: Final = "127.0.0.1"
READY_SECONDS: Final = 60
SANDBOX_KEY: Final = "sk_test_sandbox"
SANDBOX_SECRET: Final = "whsec_sandbox"  # noqa: S105 - everybody's


def main() -> None:
    """Prepare what is missing, then serve until told to stop."""
    port, sandbox_port = _port("PORT", 8000), _port("SANDBOX_PORT", 8001)
    environment = _environment(port, sandbox_port)
    os.environ.update(environment)
    for number in (port, sandbox_port):
        _require_free(number)
    _say("Starting the database")
    try:
        database_url(VAR / "postgres")
    except PostgresUnavailable as error:
        sys.exit(str(error))
    _prepare()
    manager = Manager()
    for name, command in _commands(port, sandbox_port).items():
        manager.add_process(name, command, env=dict(os.environ), cwd=str(ROOT))
    threading.Thread(target=_announce, args=(port,), daemon=True).start()
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    _say("Stopped. The data is kept in var/; 'make demo-reset' starts over.")
    sys.exit(0 if manager.returncode in (0, 130, 143) else manager.returncode)


def _prepare() -> None:
    """Migrations, static files and demo content, each only where it is missing."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    _say("Bringing the database up to date")
    call_command("migrate", verbosity=0, interactive=False)
    _collect_static()
    call_command("load_demo")
    connections.close_all()


def _collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

    stamp, digest = VAR / "static.digest", _static_digest()
    if stamp.exists() and stamp.read_text() == digest and Path(settings.STATIC_ROOT).exists():
        return
    _say("Collecting and compressing static files (the first time takes a little)")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest)


def _static_digest() -> str:
    """Changes with the front-end build and with the packages that bring static files."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted((ROOT / "static" / "build").rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def _environment(port: int, sandbox_port: int) -> dict[str, str]:
    site_url = os.environ.get("SITE_URL") or f"http://{HOST}:{port}"
    sandbox_url = f"http://{HOST}:{sandbox_port}"
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "PYTHONUNBUFFERED": "1",
        "SITE_URL": site_url,
        "STRIPE_API_BASE": os.environ.get("STRIPE_API_BASE") or sandbox_url,
        "STRIPE_SECRET_KEY": os.environ.get("STRIPE_SECRET_KEY") or SANDBOX_KEY,
        "STRIPE_WEBHOOK_SECRET": os.environ.get("STRIPE_WEBHOOK_SECRET") or SANDBOX_SECRET,
        "SANDBOX_WEBHOOK_URL": f"http://{HOST}:{port}/payments/stripe/webhook/",
    }


def _commands(port: int, sandbox_port: int) -> dict[str, str]:
    python = shlex.quote(sys.executable)
    granian = shlex.quote(str(Path(sys.executable).with_name("granian")))
    return {
        "web": f"exec {granian} --interface wsgi --host {HOST} --port {port} --workers 2"
        " --blocking-threads 8 --log-level error --no-access-log config.wsgi:application",
        "worker": f"exec {python} manage.py worker",
        "sandbox": f"exec {python} -m campaigns.payments.sandbox"
        f" --host {HOST} --port {sandbox_port} --database var/sandbox.sqlite3",
    }


def _announce(port: int) -> None:
    """Say where to go, once everything answers."""
    from home.demo.accounts import (
        ACCOUNTS,
        COLLEAGUE,
        OTPAUTH_URI,
        PASSWORD,
        PROPONENTS,
        SECOND_FACTOR,
        TO_TRY,
    )

    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/readyz/", timeout=5):
                break
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    address = os.environ["SITE_URL"]
    lines = [
        "",
        f"  The site is ready:   {address}/   (English: {address}/en/)",
        f"  The admin:           {address}/admin/",
        f"  Mail it has sent:    {address}/demo/posta/   (nothing leaves this machine)",
        f"  Payment sandbox:     {os.environ['STRIPE_API_BASE']}/   (no real money)",
        *_sandbox_keys(),
        f"  For developers:      {address}/sviluppatori/   (first gift: docs/api.md)",
        f"  Staff of the demo, password {PASSWORD}:",
        *(f"    {account.email:<28} {account.role}" for account in ACCOUNTS),
        "  After the password they give a code: 'make demo-code' prints it,",
        f"  or add the key {SECOND_FACTOR} to an app for codes:",
        f"  {OTPAUTH_URI}",
        f"  Proponents, the same password and no code, at {address}/i-miei-progetti/:",
        *(f"    {account.email:<28} {account.role}" for account in (*PROPONENTS, COLLEAGUE)),
        "  The selection, one notice in each phase:",
        *(f"    {who:<14} {address}{path}\n{'':<19}{what}" for who, path, what in TO_TRY),
        "  Ctrl-C stops everything.",
        "",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _sandbox_keys() -> list[str]:
    """The keys of the payment sandbox, which are everybody's; nobody's own."""
    if os.environ["STRIPE_SECRET_KEY"] != SANDBOX_KEY:
        return []
    return [f"  Its keys, public:    {SANDBOX_KEY} (API), {SANDBOX_SECRET} (signed events)"]


def _port(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        sys.exit(f"{name} must be a port number, not {text!r}.")
    return int(text)


def _require_free(port: int) -> None:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            sys.exit(
                f"Port {port} is taken: stop what uses it, or choose others, "
                "for example: make run PORT=8010 SANDBOX_PORT=8011"
            )


def _say(text: str) -> None:
    sys.stdout.write(f"==> {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
