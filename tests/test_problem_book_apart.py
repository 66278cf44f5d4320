"""The list of problems that a second process makes: the same bytes, and there is one even if that process dies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from compared_for_tests import example_readings

from xltools import api
from xltools.books import problem_book_apart
from xltools.books.problem_book import problem_workbook
from xltools.books.problem_book_apart import problems_listed
from xltools.jobs import working_with
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.reading.worker import DIED, NoWorkerError, Worker


@pytest.fixture
def found() -> tuple[Sequence[Reading], Sequence[Problem]]:
    read = [*example_readings(), Reading("damaged.xlsx", problems=(Problem("file-empty", "damaged.xlsx"),))]
    return read, api.check_all(read)


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem_book_apart, "MANY", 1)


def made(found: tuple[Sequence[Reading], Sequence[Problem]], folder: Path) -> bytes:
    with working_with(2), problems_listed(*found, folder, "ja") as listed:
        return listed()


def test_it_is_the_same_bytes(found: tuple[Sequence[Reading], Sequence[Problem]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = problem_workbook(*found, tmp_path, "ja")
    monkeypatch.setattr(problem_book_apart, "problem_workbook", None)  # nothing is listed here
    assert made(found, tmp_path) == expected


@pytest.mark.parametrize("ending", [DIED, NoWorkerError()], ids=["dies", "never comes up"])
def test_it_is_listed_here_if_the_process_does_not(
    found: tuple[Sequence[Reading], Sequence[Problem]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: object
) -> None:
    def read(*given: object) -> object:
        if isinstance(ending, Exception):
            raise ending
        return ending

    monkeypatch.setattr(Worker, "read", read)
    assert made(found, tmp_path) == problem_workbook(*found, tmp_path, "ja")


def test_few_problems_or_a_single_process_need_no_second_one(
    found: tuple[Sequence[Reading], Sequence[Problem]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Worker, "read", None)
    with working_with(1), problems_listed(*found, tmp_path, "ja") as listed:
        assert listed() == problem_workbook(*found, tmp_path, "ja")
    monkeypatch.setattr(problem_book_apart, "MANY", len(found[1]) + 1)
    assert made(found, tmp_path) == problem_workbook(*found, tmp_path, "ja")


def test_one_that_is_given_up_is_ended(found: tuple[Sequence[Reading], Sequence[Problem]], tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="given up"), working_with(2), problems_listed(*found, tmp_path, "ja"):
        raise RuntimeError("given up")
