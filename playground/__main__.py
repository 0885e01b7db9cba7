"""`python -m playground`: the command line, ended quietly by Ctrl-C and by a closed pipe (`| head`)."""

from __future__ import annotations

import signal
import sys

if __name__ == "__main__":
    # The system's own ending: no traceback wherever it strikes, also while TensorFlow is imported.
    for name in ("SIGINT", "SIGPIPE"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)

    from playground.cli import main

    sys.exit(main(sys.argv[1:]))
