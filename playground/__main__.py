"""`python -m playground` and `gradient-playground`: the command line, and `serve`, which serves the app.

Ctrl-C and a closed pipe (`| head`) end both quietly.
"""

from __future__ import annotations

import os
import signal
import sys

from playground.shell.site import SITE


def run() -> None:
    """Serve the app, or run a command of the command line."""
    # The system's own ending: no traceback wherever it strikes, also while TensorFlow is imported.
    for name in ("SIGINT", "SIGPIPE"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    arguments = sys.argv[1:]
    if arguments[:1] == ["serve"]:
        serve(arguments[1:])

    from playground.cli import main

    sys.exit(main(arguments))


def serve(options: list[str]) -> None:
    """Become Streamlit's server for the app, with options of `streamlit run` such as --server.port."""
    words = [sys.executable, "-m", "streamlit", "run", str(SITE / "streamlit_app.py"), *options]
    os.execv(sys.executable, words)


if __name__ == "__main__":
    run()
