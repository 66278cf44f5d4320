"""How long `xltools --help` takes, next to importing click. ``python benchmarks/start.py [ROUNDS]``."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

from measuring import machine

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    'python -c "import click"': ["-c", "import click"],
    "python -m xltools --help": ["-m", "xltools", "--help"],
}


def started(arguments: list[str]) -> float:
    """The milliseconds that a command takes."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - began) * 1000


def main(rounds: int = 21) -> None:
    """Print the medians; the commands take turns, so that they meet the same machine."""
    print(machine("click"))
    taken = [{name: started(arguments) for name, arguments in COMMANDS.items()} for _ in range(rounds)]
    found = {name: median(one[name] for one in taken) for name in COMMANDS}
    base = list(found.values())[1]
    for name, took in found.items():
        print(f"{name:28s} {took:6.0f} ms  ×{took / base:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
