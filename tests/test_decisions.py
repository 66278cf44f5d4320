"""What was decided by hand stays, in a file that people can read."""

from __future__ import annotations

from pathlib import Path

import pytest
from folder_for_tests import day
from hypothesis import given
from hypothesis import strategies as st

from xltools.decisions import EXCLUDE, INCLUDE, KINDS, REOPEN, SETTLE, Decision, add_decision, read_decisions, standing
from xltools.errors import XltoolsError

ON = day("2018-09-01")


def test_without_a_file_nothing_was_decided(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / "決定.toml") == ()


def test_decision_is_written_so_that_people_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "決定.toml"
    add_decision(path, Decision(EXCLUDE, "03-04-01", "財政課 佐藤", ON, "年度途中で終了"))
    assert path.read_text(encoding="utf-8").endswith(
        '\n[[decision]]\nwhat = "exclude"\nprogram = "03-04-01"\nby = "財政課 佐藤"\non = 2018-09-01\nreason = "年度途中で終了"\n'
    )
    assert path.read_text(encoding="utf-8").startswith("# 対象外・確定の記録です。")


def test_what_a_person_added_stays(tmp_path: Path) -> None:
    path = tmp_path / "決定.toml"
    add_decision(path, Decision(EXCLUDE, "01", "佐藤", ON))
    path.write_text(path.read_text(encoding="utf-8") + "# 部長の了解済み\n", encoding="utf-8")
    add_decision(path, Decision(INCLUDE, "01", "佐藤", ON))
    assert "# 部長の了解済み" in path.read_text(encoding="utf-8")
    assert [one.kind for one in read_decisions(path)] == [EXCLUDE, INCLUDE]


def test_decision_holds_until_it_is_taken_back() -> None:
    one = Decision(EXCLUDE, "01", "佐藤", ON)
    back, again = Decision(INCLUDE, "01", "佐藤", ON), Decision(EXCLUDE, "01", "鈴木", ON)
    other = Decision(SETTLE, "01", "佐藤", ON, digest="d")
    assert standing([one, other], EXCLUDE) == {"01": one}
    assert standing([one, back, other], EXCLUDE) == {}
    assert standing([one, back, again], EXCLUDE) == {"01": again}
    assert standing([one, other, back], SETTLE) == {"01": other}
    assert standing([other, Decision(REOPEN, "01", "佐藤", ON)], SETTLE) == {}


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.sampled_from(KINDS), TEXTS, TEXTS, TEXTS)
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, kind: str, program: str, by: str, reason: str) -> None:
    path = tmp_path_factory.mktemp("d") / "決定.toml"
    decision = Decision(kind, program, by, ON, reason, "d")
    if program and by:
        add_decision(path, decision)
        assert read_decisions(path) == (decision,)


@pytest.mark.parametrize(
    "text",
    [
        "[[decision",
        "decision = 1",
        "[decision]\nwhat = 1",
        '[[decision]]\nwhat = "exclude"',
        '[[decision]]\nwhat = "forget"\nprogram = "01"\nby = "x"\non = 2018-09-01',
        '[[decision]]\nwhat = "exclude"\nprogram = 1\nby = "x"\non = 2018-09-01',
        '[[decision]]\nwhat = "exclude"\nprogram = "01"\nby = "x"\non = "2018-09-01"',
    ],
)
def test_file_that_was_spoilt_is_refused_and_left_alone(text: str, tmp_path: Path) -> None:
    path = tmp_path / "決定.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(XltoolsError) as caught:
        add_decision(path, Decision(EXCLUDE, "01", "佐藤", ON))
    assert (caught.value.code, path.read_text(encoding="utf-8")) == ("decisions-wrong", text)


def test_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "決定.toml").write_bytes("# 対象外".encode("cp932"))
    with pytest.raises(XltoolsError):
        read_decisions(tmp_path / "決定.toml")
