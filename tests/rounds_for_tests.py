"""A process that makes rounds in the current folder, each in a child that may be killed: a line on stdin begins one, whose process id
and then whose end (as os.waitpid tells it) are answered on stdout. Everything is imported before, so that a round takes no longer
than its own work."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from xltools.cli import main

for library in ("jsonschema", "pandas", "python_calamine", "sqlite3", "xlsxwriter"):
    __import__(library)


def serve(arguments: list[str]) -> None:
    """Begin a round for each line."""
    for folder in sys.stdin:
        child = os.fork()
        if child == 0:
            os.chdir(Path(folder.rstrip("\n")))
            os._exit(main(arguments))
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)


if __name__ == "__main__":
    serve(sys.argv[1:])
