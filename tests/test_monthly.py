"""The monthly run over a working folder."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from examples_for_tests import EXAMPLES, LATER_EXAMPLES, form, later_records, record
from folder_for_tests import CLEAN, WRONG, book, changed, day, entry, example, found, made, opened, rounded, submit, told
from summary_for_tests import opened as workbook

import xltools
from xltools import files
from xltools.api import status_data, status_workbook
from xltools.errors import NothingToReadError, XltoolsError
from xltools.forms.record import value_at
from xltools.giving_back import give_back
from xltools.monthly import Findings, run
from xltools.officer import exclude, history, settle
from xltools.reading.products import own_product
from xltools.store.runs import COUNTED
from xltools.tables import status
from xltools.tables.columns import Words
from xltools.working_folder import WorkingFolder

ROSTER = [entry("01-01-01", row=2), entry("01-01-02", row=3), entry("01-01-03", unit="税務課", row=4)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkingFolder:
    """A working folder in which two of three programs came in."""
    monkeypatch.chdir(tmp_path)
    folder = made(tmp_path, ROSTER)
    submit(folder, "a.xlsx", book("01-01-01"))
    submit(folder, "b.xlsx", book("01-01-02", WRONG))
    return folder


def sheet(path: Path, name: str) -> list[list[object]]:
    page = workbook(path.read_bytes())[name]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_round_makes_summary_and_list_of_problems_under_the_days_date(folder: WorkingFolder) -> None:
    made = rounded(folder, "2018-09-01")
    assert (made.summary, made.problems) == (Path("集計/集計_2018-09-01.xlsx"), Path("集計/エラー一覧_2018-09-01.xlsx"))
    assert (len(made.collection.readings), made.found.read) == (2, 2)
    assert told(made.found) == [("01-01-01", "received"), ("01-01-02", "to-mend"), ("01-01-03", "missing")]
    assert made.found.since is None


def test_second_round_reads_nothing_and_gives_the_same_bytes(folder: WorkingFolder) -> None:
    first = rounded(folder, "2018-09-01")
    before = first.summary.read_bytes(), first.problems.read_bytes()
    again = rounded(folder, "2018-09-01")
    assert again.found.read == 0
    assert (again.summary.read_bytes(), again.problems.read_bytes()) == before


def test_last_months_summary_stays(folder: WorkingFolder) -> None:
    first = rounded(folder, "2018-08-01")
    before = first.summary.read_bytes()
    submit(folder, "c.xlsx", book("01-01-03"))
    rounded(folder, "2018-09-01")
    assert first.summary.read_bytes() == before
    assert len(list(folder.summary.glob("*.xlsx"))) == 4


def test_summary_shows_who_has_sent_what_and_what_changed(folder: WorkingFolder) -> None:
    rounded(folder, "2018-08-01")
    submit(folder, "a.xlsx", book("01-01-01", budget=14_123))
    summary = rounded(folder, "2018-09-01").summary
    assert [row[3] for row in sheet(summary, "提出状況")[1:]] == ["受付", "要修正", "未提出"]
    assert [row[0] for row in sheet(summary, "提出状況（課別）")[1:]] == ["企画課", "税務課", "合計"]
    assert [(row[0], row[1], row[3], row[5], row[6]) for row in sheet(summary, "前回からの変更")[1:]] == [
        ("変更", "01-01-01", "予算額 29年度（千円）", "14,123", "No2!AM3")
    ]


def test_a_month_with_everything_that_can_happen(folder: WorkingFolder) -> None:
    submit(folder, "d.xlsx", book("01-01-04"))
    rounded(folder, "2018-08-01")
    (folder.submitted / "d.xlsx").unlink()
    submit(folder, "a.xlsx", book("01-01-01", WRONG))
    submit(folder, "再提出/b.xlsx", book("01-01-02"))
    submit(folder, "c.xlsx", book("01-01-03"))
    kinds = {(kind, key) for kind, key in changed(rounded(folder, "2018-09-01").found)}
    assert kinds == {
        ("changed", "01-01-01"), ("newly-wrong", "01-01-01"), ("changed", "01-01-02"), ("corrected", "01-01-02"),
        ("new", "01-01-03"), ("withdrawn", "01-01-04"),
    }  # fmt: skip


def test_runs_of_one_day_are_compared_with_the_day_before_it(folder: WorkingFolder) -> None:
    rounded(folder, "2018-08-01")
    submit(folder, "c.xlsx", book("01-01-03"))
    rounded(folder, "2018-09-01")
    submit(folder, "d.xlsx", book("01-01-04"))
    assert changed(rounded(folder, "2018-09-01").found) == [("new", "01-01-03"), ("new", "01-01-04")]
    assert changed(found(folder, "2018-09-02")) == []


def test_changes_since_an_earlier_day(folder: WorkingFolder) -> None:
    rounded(folder, "2018-07-01")
    submit(folder, "c.xlsx", book("01-01-03"))
    rounded(folder, "2018-08-01")
    submit(folder, "d.xlsx", book("01-01-04"))
    rounded(folder, "2018-09-01")
    look = xltools.api.look  # type: ignore[attr-defined]
    for since, expected in (("2018-07-31", 2), ("2018-08-01", 1), ("2018-09-30", 1)):
        assert len(look(folder, day("2018-09-01"), day(since)).since.changes) == expected
    assert look(folder, day("2018-09-01"), day("2018-06-30")).since is None


def test_resubmission_beside_the_old_file_counts_and_the_old_one_is_shown(folder: WorkingFolder) -> None:
    rounded(folder, "2018-08-01")
    submit(folder, "z/b 修正.xlsx", book("01-01-02"))
    findings = rounded(folder, "2018-09-01").found
    rows = [(one.source, one.state) for one in findings.standings if one.key == "01-01-02"]
    assert rows == [("提出/z/b 修正.xlsx", "received"), ("提出/b.xlsx", "superseded")]


def test_file_moved_into_another_folder_is_no_change(folder: WorkingFolder) -> None:
    rounded(folder, "2018-08-01")
    (folder.submitted / "企画課").mkdir()
    shutil.move(folder.submitted / "a.xlsx", folder.submitted / "企画課" / "a.xlsx")
    again = rounded(folder, "2018-09-01").found
    assert (again.read, changed(again)) == (0, [])


def test_changed_rules_check_everything_again_without_reading(folder: WorkingFolder) -> None:
    submit(folder, "c.xlsx", book("01-01-03", "03-04-01"))
    assert told(rounded(folder, "2018-08-01").found)[2] == ("01-01-03", "to-mend")
    path = folder.root / "xltools.toml"
    path.write_text(path.read_text(encoding="utf-8") + '[checks.A19]\nlevel = "off"\n', encoding="utf-8")
    again = rounded(opened(folder.root.absolute()), "2018-09-01").found
    assert (again.read, told(again)[2]) == (0, ("01-01-03", "received"))
    assert changed(again) == [("corrected", "01-01-03")]


def test_without_a_roster_nobody_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = made(tmp_path)
    submit(folder, "a.xlsx", book("01-01-01"))
    assert told(found(folder, "2018-09-01")) == [("01-01-01", "received")]


def test_nothing_submitted_is_said_and_the_status_works_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = made(tmp_path, ROSTER)
    with pytest.raises(NothingToReadError) as caught:
        rounded(folder, "2018-09-01")
    assert caught.value.code == "nothing-submitted"
    assert [one.state for one in found(folder, "2018-09-01").standings] == ["missing"] * 3
    assert not folder.summary.exists()


def test_folder_of_submissions_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = made(tmp_path)
    folder.submitted.rmdir()
    assert [problem.code for problem in found(folder, "2018-09-01").problems] == ["file-missing"]


def test_deleting_the_store_loses_only_speed_and_history(folder: WorkingFolder) -> None:
    exclude(folder, "01-01-01", "佐藤", day("2018-08-01"), "終了")
    first = rounded(folder, "2018-08-01")
    before = first.summary.read_bytes()
    shutil.rmtree(folder.store.parent)
    again = rounded(folder, "2018-08-01")
    assert again.found.read == 2
    assert again.summary.read_bytes() == before
    assert rounded(folder, "2018-08-02").found.since is not None


def test_damaged_store_is_set_aside_and_the_round_goes_on(folder: WorkingFolder) -> None:
    first = rounded(folder, "2018-08-01").summary.read_bytes()
    folder.store.write_bytes(b"x" * 5000)
    again = rounded(folder, "2018-08-01")
    assert [note.code for note in again.found.notes] == ["store-set-aside"]
    assert again.summary.read_bytes() == first


def test_run_that_is_broken_off_is_as_if_it_had_not_been(folder: WorkingFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    rounded(folder, "2018-07-01")
    submit(folder, "c.xlsx", book("01-01-03"))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    for name in ("save_or_number", "may_write"):
        with monkeypatch.context() as patch:
            patch.setattr(files, name, interrupted)
            with pytest.raises(KeyboardInterrupt):
                rounded(folder, "2018-08-01")
    assert changed(rounded(folder, "2018-09-01").found) == [("new", "01-01-03")]


def test_summary_that_is_open_in_excel_gets_a_numbered_name(folder: WorkingFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = rounded(folder, "2018-08-01").summary
    before = first.read_bytes()
    replace = files.os.replace

    def locked(source: Path, target: Path) -> None:
        if Path(target).name == first.name:
            raise PermissionError(13, "in use")
        replace(source, target)

    monkeypatch.setattr(files.os, "replace", locked)
    submit(folder, "c.xlsx", book("01-01-03"))
    again = rounded(folder, "2018-08-01")
    assert again.summary.name == "集計_2018-08-01 (2).xlsx"
    assert list(again.moved.values()) == [again.summary]
    assert first.read_bytes() == before
    assert [path.name for path in folder.summary.iterdir() if path.name.endswith(".tmp")] == []


def test_folder_of_summaries_that_is_a_file_is_said(folder: WorkingFolder) -> None:
    folder.summary.write_text("x")
    with pytest.raises(XltoolsError) as caught:
        rounded(folder, "2018-08-01")
    assert caught.value.code == "output-not-writable"


def test_summary_among_the_submissions_is_never_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = made(tmp_path, settings='summary = "提出"\noutput = "a.xlsx"')
    path = submit(folder, "a.xlsx", example(CLEAN))
    before = path.read_bytes()
    with pytest.raises(XltoolsError) as caught:
        rounded(folder, "2018-08-01")
    assert (caught.value.code, path.read_bytes()) == ("output-is-input", before)


def test_excluded_program_leaves_the_summary_and_comes_back(folder: WorkingFolder) -> None:
    rounded(folder, "2018-07-01")
    exclude(folder, "01-01-01", "財政課 佐藤", day("2018-07-15"), "年度途中で終了")
    findings = rounded(folder, "2018-08-01").found
    assert told(findings)[0] == ("01-01-01", "excluded")
    assert changed(findings) == [("left-out", "01-01-01")]
    reason = findings.standings[0].reason
    assert reason
    assert all(word in reason.message("ja") for word in ("財政課 佐藤", "2018-07-15", "年度途中で終了"))
    exclude(folder, "01-01-01", "佐藤", day("2018-08-15"), undo=True)
    assert changed(rounded(folder, "2018-09-01").found) == [("new", "01-01-01")]


def test_program_that_nobody_knows_cannot_be_excluded_and_what_does_not_hold_not_taken_back(folder: WorkingFolder) -> None:
    for action, code in (
        (lambda: exclude(folder, "99-99-99", "佐藤", day("2018-09-01"), "x"), "no-such-program"),
        (lambda: exclude(folder, "01-01-01", "佐藤", day("2018-09-01"), undo=True), "not-decided"),
        (lambda: settle(found(folder, "2018-09-01"), "01-01-03", "佐藤"), "nothing-to-settle"),
        (lambda: settle(found(folder, "2018-09-01"), "01-01-01", "佐藤", undo=True), "not-decided"),
        (lambda: history(folder, "99-99-99"), "no-such-program"),
    ):
        with pytest.raises(XltoolsError) as caught:
            action()
        assert caught.value.code == code
    assert not folder.decisions.exists()


def test_final_sheet_is_final_until_it_changes(folder: WorkingFolder) -> None:
    settle(found(folder, "2018-09-01"), "01-01-01", "佐藤")
    assert told(found(folder, "2018-09-02"))[0] == ("01-01-01", "settled")
    submit(folder, "a.xlsx", book("01-01-01", budget=14_005))
    findings = found(folder, "2018-09-03")
    assert told(findings)[0] == ("01-01-01", "received")
    assert "settled-changed" in [problem.code for problem in findings.problems]


def test_history_keeps_every_version_with_its_record(folder: WorkingFolder) -> None:
    rounded(folder, "2018-07-01")
    rounded(folder, "2018-08-01")
    submit(folder, "a.xlsx", book("01-01-01", budget=14_005))
    submit(folder, "写し.xlsx", book("01-01-01", budget=14_005))
    rounded(folder, "2018-09-01")
    past = history(folder, "01-01-01")
    assert [(str(one.first.as_of), str(one.last.as_of), one.sighting.path, one.sighting.state) for one in past] == [
        ("2018-07-01", "2018-08-01", "提出/a.xlsx", COUNTED),
        ("2018-09-01", "2018-09-01", "提出/a.xlsx", "identical-copy"),
        ("2018-09-01", "2018-09-01", "提出/写し.xlsx", COUNTED),
    ]
    assert [one.record["budget"]["2017"] for one in past if one.record] == [past[0].record["budget"]["2017"], 14_005, 14_005]  # type: ignore[index]


def test_status_as_data_and_as_a_workbook_that_is_no_submission(folder: WorkingFolder) -> None:
    from xltools.reading.grid import Grid, read_grid

    findings = found(folder, "2018-09-01")
    data = status_data(findings, "ja")
    assert [(one["key"], one["word"]) for one in data["programs"]] == [  # type: ignore[attr-defined]
        ("01-01-01", "受付"), ("01-01-02", "要修正"), ("01-01-03", "未提出"),
    ]  # fmt: skip
    content = status_workbook(findings)
    assert content == status_workbook(findings)
    grid = read_grid(content, "提出状況.xlsx")
    assert isinstance(grid, Grid)
    assert list(grid.sheets) == ["提出状況（課別）", "提出状況"]
    assert own_product(grid) is not None


def test_consolidate_gives_the_same_bytes_with_and_without_the_store(folder: WorkingFolder, tmp_path: Path) -> None:
    targets = [tmp_path / f"{number}.xlsx" for number in range(3)]
    for target, store in zip(targets, (None, tmp_path / "s.sqlite", tmp_path / "s.sqlite"), strict=True):
        xltools.consolidate([folder.submitted], target, store=store)
    assert len({target.read_bytes() for target in targets}) == 1


def test_language_of_the_settings_is_that_of_the_summary(folder: WorkingFolder) -> None:
    summary = run(folder, day("2018-09-01"), "en").summary
    assert "Submissions" in workbook(summary.read_bytes()).sheetnames


def test_another_years_sheet_in_the_folder_is_left_out_with_the_reason(folder: WorkingFolder) -> None:
    from examples_for_tests import LATER_EXAMPLES

    later = next(LATER_EXAMPLES.glob("*.xlsx"))
    submit(folder, "来年.xlsx", later.read_bytes())
    findings = rounded(folder, "2018-09-01").found
    assert findings.selection.form is form()
    assert [(one.source, one.state) for one in findings.standings if one.source and "来年" in one.source] == [
        ("提出/来年.xlsx", "excluded")
    ]


def test_sheets_and_records_of_earlier_years_are_compared_with_and_not_summed_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "xltools.toml").write_text("[run]\nyear = 2019\n", encoding="utf-8")
    year = opened(tmp_path)
    shutil.copytree(LATER_EXAMPLES, year.submitted, ignore=shutil.ignore_patterns("*.json"))
    (year.earlier / "部").mkdir(parents=True)
    shutil.copy(next(EXAMPLES.glob("03-04-01*.xlsx")), year.earlier / "部" / "a.xlsx")
    (year.earlier / "b.jsonl").write_text(json.dumps(record("03-04-02"), ensure_ascii=False), encoding="utf-8")
    made_now = rounded(year, "2019-09-01")
    compared = [(one.form.fiscal_year, value_at(one.record, one.form.key)) for one in made_now.collection.others if one.form]
    assert compared == [(2018, "03-04-01"), (2018, "03-04-02")]
    assert len(made_now.collection.readings) == len(later_records())
    assert "missing" not in {state for _, state in told(made_now.found)}
    assert any(name.startswith("年度間比較") for name in workbook(made_now.summary.read_bytes()).sheetnames)
    assert (made_now.found.read, rounded(year, "2019-09-02").found.read) == (len(later_records()) + 1, 0)


def counts(findings: Findings) -> list[tuple[object, ...]]:
    """The sheet of the units: how many programs stand how."""
    return list(status.by_unit(Words(form(), "ja"), findings.standings).rows)


def test_program_whose_sheet_does_not_count_because_of_errors_is_not_missing(folder: WorkingFolder) -> None:
    findings = run(folder, day("2018-09-01"), valid_only=True).found
    assert told(findings) == [("01-01-01", "received"), ("01-01-02", "to-mend"), ("01-01-03", "missing")]
    assert counts(findings)[-1][:5] == ("合計", 3, 1, 1, 0)


def test_resubmission_with_errors_is_to_be_mended_though_the_old_file_counts(folder: WorkingFolder) -> None:
    path = submit(folder, "z.xlsx", book("01-01-01", WRONG))
    later = path.stat().st_mtime + 100
    os.utime(path, (later, later))
    findings = found(folder, "2018-09-01")
    assert told(findings)[:2] == [("01-01-01", "received"), ("01-01-01", "to-mend")]
    assert "提出/z.xlsx" in {reading.source for reading, _ in findings.checked()}
    assert counts(findings)[-1][1] == 3


def test_two_programs_of_one_code_are_one_of_the_roster(folder: WorkingFolder) -> None:
    submit(folder, "z.xlsx", book("01-01-01", name="別の事業"))
    findings = found(folder, "2018-09-01")
    assert {state for key, state in told(findings) if key == "01-01-01"} == {"received", "to-mend"}
    assert counts(findings)[-1][1] == 3


def test_what_goes_back_is_what_is_to_be_mended_with_all_that_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that only last year's sheet shows goes back, too."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "xltools.toml").write_text("[run]\nyear = 2019\n", encoding="utf-8")
    year = opened(tmp_path)
    shutil.copytree(LATER_EXAMPLES, year.submitted, ignore=shutil.ignore_patterns("*.json"))
    shutil.copytree(EXAMPLES, year.earlier, ignore=shutil.ignore_patterns("*.json"))
    findings = found(year, "2019-09-01")
    errors = {problem.code for _, problems in findings.checked() for problem in problems if problem.severity == "error"}
    assert errors == {"restated", "prose-blank"}
    given = give_back([year.submitted], year.returned, known=findings.checked())
    assert (len(given.targets), len(given.clean)) == (2, len(later_records()) - 2)
    marked = workbook(given.targets[0].read_bytes())["修正のお願い"]
    assert "No2 S4" in {str(cell.value) for row in marked.iter_rows() for cell in row}
