"""A reader for workers that does what the file it is given, or its bytes, say: crash, hang, swell."""

from __future__ import annotations

import os
import time
from pathlib import Path

from xltools.reading.model import Reading
from xltools.reading.reader import read_here


def read(file: bytes | Path, source: str) -> Reading:
    data = file.read_bytes() if isinstance(file, Path) else file
    if data == b"exit":
        os._exit(3)
    if data == b"abort":
        os.abort()
    if data == b"hang":
        time.sleep(600)
    if data == b"swell":
        bytearray(64 << 30)
    if data == b"bug":
        raise KeyError("a mistake of ours")
    if data == b"noise":
        print("noise")
        os.write(1, b"noise")
        os.write(2, b"noise")
    return read_here(data, source)


def sleep(data: bytes, source: str) -> None:
    """A task that takes too long."""
    time.sleep(600)
