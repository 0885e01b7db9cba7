#!/bin/sh
# Finds a Python of a supported version and hands over to tools/setup.py; "$@" says what to set up.
set -eu
cd "$(dirname "$0")/.."

suitable() {
    # ensurepip or pip: one of them has to fill the new environment.
    "$1" -c 'import sys, venv
if not (3, 11) <= sys.version_info[:2] <= (3, 13): sys.exit(1)
try: import ensurepip
except ImportError: import pip' >/dev/null 2>&1
}

# The project's own interpreter answers for a second call at once.
if [ -x .venv/bin/python ] && suitable .venv/bin/python; then
    exec .venv/bin/python tools/setup.py "$@"
fi
for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
    if command -v "$candidate" >/dev/null 2>&1 && suitable "$candidate"; then
        exec "$candidate" tools/setup.py "$@"
    fi
done

echo "Gradient Playground needs Python 3.11, 3.12 or 3.13 with venv and pip." >&2
found=$(command -v python3 2>/dev/null || true)
if [ -n "$found" ]; then
    echo "Found $("$found" --version 2>&1) at $found, which lacks one of these." >&2
fi
echo "Debian or Ubuntu: apt-get install python3-venv. macOS and Windows: python.org. Or PYTHON=/path/to/python3.12 make run." >&2
exit 1
