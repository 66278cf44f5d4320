"""The collector is told for a while, and then as it was."""

from __future__ import annotations

import gc
import platform
import subprocess
import sys

import pytest

from xltools.garbage import THRESHOLDS, seldom_collected


def test_collector_works_seldom_inside_and_as_before_outside() -> None:
    before = gc.get_threshold()
    with seldom_collected():
        assert gc.get_threshold() == THRESHOLDS
        with seldom_collected():
            pass
        assert gc.get_threshold() == THRESHOLDS
    assert gc.get_threshold() == before


def test_collector_is_as_before_after_an_error() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="x"), seldom_collected():
        raise ValueError("x")
    assert gc.get_threshold() == before


def test_collector_that_was_switched_off_stays_so() -> None:
    gc.disable()
    try:
        with seldom_collected():
            assert not gc.isenabled()
    finally:
        gc.enable()


TAKEN = """
import resource, sys
from xltools.garbage import collect_seldom
if sys.argv[1] == "kept":
    collect_seldom()
def take():
    return [bytearray(500_000) for _ in range(6)]
take()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    take()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps freed memory by its own rules")
def test_memory_that_is_freed_again_and_again_is_kept() -> None:
    """Of twenty times three megabytes, nearly every page is a fault of its own where the memory is given back each time."""
    kept, given_back = (
        int(subprocess.run([sys.executable, "-c", TAKEN, how], capture_output=True, text=True, check=True).stdout)
        for how in ("kept", "given back")
    )
    assert kept * 10 < given_back
