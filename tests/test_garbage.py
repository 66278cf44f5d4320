"""The collector is told for a while, and then as it was."""

from __future__ import annotations

import gc

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
