"""Run the sandbox until Ctrl-C or SIGTERM."""

import logging
import signal
import sys
import threading

from .server import Sandbox
from .settings import parse


def main() -> None:
    settings = parse()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    try:
        sandbox = Sandbox(settings).start()
    except OSError as error:
        sys.exit(f"The payment sandbox cannot listen on port {settings.port}: {error.strerror}")
    sys.stdout.write(f"payment sandbox ready on {sandbox.url}\n")
    sys.stdout.flush()
    stopped.wait()
    sandbox.stop()


if __name__ == "__main__":
    main()
