"""Reminders: one text per unit that has something to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from folder_for_tests import WRONG, book, day, entry, found, made, submit

from xltools.errors import XltoolsError
from xltools.reminding import remind
from xltools.working_folder import WorkingFolder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkingFolder:
    monkeypatch.chdir(tmp_path)
    rows = [
        entry("01-01-01", "緑化の推進", "企画課", 2, deadline=day("2018-08-20")),
        entry("01-01-02", "広報", "企画課", 3),
        entry("01-01-03", "庁舎管理", "総務部/契約課", 4, deadline=day("2018-09-11")),
        entry("01-01-04", "統計", "税務課", 5),
        entry("01-01-05", "終わった事業", "税務課", 6, excluded=True, reason="終了"),
    ]
    folder = made(tmp_path, rows)
    submit(folder, "b.xlsx", book("01-01-02", WRONG, "広報"))
    submit(folder, "d.xlsx", book("01-01-04"))
    return folder


def test_each_unit_gets_its_own_and_whoever_is_done_gets_none(folder: WorkingFolder) -> None:
    made = remind(found(folder, "2018-09-01"), Path("督促"))
    assert made == (Path("督促/企画課.txt"), Path("督促/総務部＿契約課.txt"))


def test_text_says_what_is_missing_what_is_wrong_and_where(folder: WorkingFolder) -> None:
    (folder.returned / "企画課").mkdir(parents=True)
    (folder.returned / "企画課" / "b.xlsx").write_bytes(b"x")
    remind(found(folder, "2018-09-01"), Path("督促"))
    data = Path("督促/企画課.txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.decode("utf-8-sig").replace("\r\n", "\n") == (
        """企画課 御中

事務事業分析シート（2018（平成30）年度）の提出について（2018-09-01 現在）

いつもお世話になっております。次のとおりですので、ご対応をお願いします。

■ 未提出 1件（提出してください）
・01-01-01 緑化の推進
　　提出期限 2018-08-20（12日過ぎています）

■ 要修正 1件（直して、もう一度提出してください）
・01-01-02 広報
　　No1!AQ4 「内線」の「21,552,158」は決められた書き方ではありません。「2151、2158」のように記入してください。
　　差し戻したファイル: 差戻/企画課/b.xlsx

ファイルの名前は変えなくてかまいません。ご不明な点はお問い合わせください。
"""
    )


def test_days_left_are_said_before_the_deadline(folder: WorkingFolder) -> None:
    remind(found(folder, "2018-09-01"), Path("督促"), lang="en")
    assert "Due 2018-09-11 (in 10 days)" in Path("督促/総務部＿契約課.txt").read_text(encoding="utf-8-sig")


def test_text_that_somebody_has_edited_is_not_written_over(folder: WorkingFolder) -> None:
    findings = found(folder, "2018-09-01")
    remind(findings, Path("督促"))
    Path("督促/企画課.txt").write_text("直した文", encoding="utf-8")
    with pytest.raises(XltoolsError):
        remind(findings, Path("督促"))
    assert Path("督促/企画課.txt").read_text(encoding="utf-8") == "直した文"
    remind(findings, Path("督促"), overwrite=True)


def test_file_that_cannot_be_read_goes_to_whoever_it_may_concern(folder: WorkingFolder) -> None:
    submit(folder, "broken.xlsx", b"no workbook")
    assert Path("督促/（不明）.txt") in remind(found(folder, "2018-09-01"), Path("督促"))
    assert "broken.xlsx" in Path("督促/（不明）.txt").read_text(encoding="utf-8-sig")
