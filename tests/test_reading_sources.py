"""Files, folders and patterns: what is read, what is passed over, what is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from xltools.reading.sources import find_files


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "sub/b.xlsx", "sub/a.xlsx", "sub/A.XLSM", "sub/c.ods", "sub/~$a.xlsx", "sub/.hidden.xlsx", "sub/.git/x.xlsx", "sub/memo.txt",
        "sub/old.xls", "sub/課/d.xlsx", "other/z.xlsx", "none/memo.txt", "[1].xlsx",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*sources: str) -> tuple[list[str], list[tuple[str, str]]]:
    files, problems = find_files(sources)
    return [file.as_posix() for file in files], [(problem.code, problem.source) for problem in problems]


@pytest.mark.usefixtures("tree")
class TestFindFiles:
    def test_a_folder_is_searched_through_in_order(self) -> None:
        assert found("sub") == (["sub/A.XLSM", "sub/a.xlsx", "sub/b.xlsx", "sub/c.ods", "sub/old.xls", "sub/課/d.xlsx"], [])

    def test_a_file_that_is_named_is_always_tried(self) -> None:
        assert found("sub/old.xls", "sub/memo.txt") == (["sub/old.xls", "sub/memo.txt"], [])

    def test_sources_keep_their_order(self) -> None:
        assert found("sub/b.xlsx", "other", "sub/a.xlsx") == (["sub/b.xlsx", "other/z.xlsx", "sub/a.xlsx"], [])

    def test_patterns_are_expanded_here(self) -> None:
        assert found("sub/*.xlsx") == (["sub/a.xlsx", "sub/b.xlsx"], [])
        assert found("**/d.xlsx") == (["sub/課/d.xlsx"], [])
        assert found("oth*") == (["other/z.xlsx"], [])

    def test_a_file_whose_name_looks_like_a_pattern(self) -> None:
        assert found("[1].xlsx") == (["[1].xlsx"], [])

    def test_an_absolute_pattern(self, tree: Path) -> None:
        assert found(str(tree / "sub" / "b*"))[0] == [(tree / "sub" / "b.xlsx").as_posix()]

    def test_a_file_named_twice_is_read_once(self) -> None:
        assert found("sub/a.xlsx", "./sub/../sub/a.xlsx", "sub/a*")[0] == ["sub/a.xlsx"]
        assert found("sub/a.xlsx", "sub")[0][:2] == ["sub/a.xlsx", "sub/A.XLSM"]

    def test_what_is_missing(self) -> None:
        assert found("なし.xlsx", "none", "*.xyz", "other") == (
            ["other/z.xlsx"],
            [("file-missing", "なし.xlsx"), ("folder-empty", "none"), ("file-missing", "*.xyz")],
        )

    def test_a_name_that_cannot_be(self) -> None:
        assert found("a\0b") == ([], [("file-missing", "a\0b")])

    @pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
    def test_a_circle_of_links_ends(self, tree: Path) -> None:
        (tree / "other" / "loop").symlink_to(tree)
        (tree / "other" / "y.xlsx").symlink_to(tree / "other" / "z.xlsx")
        assert found("other") == (["other/y.xlsx"], [])

    @pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
    def test_a_broken_link_is_tried_so_that_its_problem_is_told(self, tree: Path) -> None:
        (tree / "broken.xlsx").symlink_to(tree / "gone")
        assert found("broken.xlsx") == (["broken.xlsx"], [])
