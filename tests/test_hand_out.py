"""One prefilled workbook per program: who gets one, where, with what; and when not a single one is written."""

from __future__ import annotations

import copy
import datetime
import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from examples_for_tests import EXAMPLES, record, records
from test_roster import changed

import xltools
from xltools.books import many_books
from xltools.books.form_book import form_workbook
from xltools.books.roster_book import roster_workbook
from xltools.cli import main
from xltools.errors import RefusedError, XltoolsError
from xltools.forms.carry import carried
from xltools.forms.definition import load_form
from xltools.forms.model import Form
from xltools.forms.record import value_at
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.reading.previous import start
from xltools.reading.reader import read_bytes, read_file
from xltools.reading.roster import RosterEntry


def form(year: int = 2019) -> Form:
    return load_form("program-analysis", year)


def entry(code: str, name: str = "新しい事業", row: int = 2, **more: Any) -> RosterEntry:
    values = {form().key: code, form().name: name} | more.pop("values", {("department",): "区民生活部戸籍住民課"})
    return RosterEntry(row, values, **more)


def roster(folder: Path, *entries: RosterEntry) -> Path:
    path = folder / "台帳.xlsx"
    path.write_bytes(roster_workbook(form(), entries))
    return path


def written(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def codes(problems: Iterable[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def refused(**arguments: Any) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        xltools.hand_out(form(), **arguments)
    return caught.value


def test_one_workbook_per_program_in_the_folder_of_its_department(tmp_path: Path) -> None:
    path = roster(
        tmp_path,
        entry("09-01-01", "住民票"),
        entry("03-04-02", "情報系", values={("department",): "管理部 情報/課"}),
        entry("01-01-01", "課のない事業", values={}),
    )
    done = xltools.hand_out(form(), tmp_path / "配布", path)
    assert written(tmp_path / "配布") == [
        "01-01-01_課のない事業.xlsx",
        "区民生活部戸籍住民課/09-01-01_住民票.xlsx",
        "管理部 情報＿課/03-04-02_情報系.xlsx",
    ]
    assert [target.name[:8] for target in done.targets] == ["09-01-01", "03-04-02", "01-01-01"]
    assert done.problems == ()


def test_a_prefilled_workbook_is_stamped_and_reads_as_the_roster_says(tmp_path: Path) -> None:
    one = entry("09-01-01", "住民票", values={("policy_system", "measure", "code"): "05", ("budget_items", 0, "name"): "戸籍費"})
    (target,) = xltools.hand_out(form(), tmp_path / "配布", roster(tmp_path, one)).targets
    (reading,) = xltools.read([target])
    assert reading.form is form()
    for path, value in one.values.items():
        assert value_at(reading.record, path) == value


def test_who_is_excluded_gets_none_and_is_said(tmp_path: Path) -> None:
    path = roster(tmp_path, entry("01-01-01"), entry("01-01-02", row=3, excluded=True, reason="前年度で終了"))
    done = xltools.hand_out(form(), tmp_path / "配布", path)
    assert len(done.targets) == 1
    (said,) = done.problems
    assert (said.code, said.severity) == ("roster-excluded", "note")
    assert "01-01-02" in said.message("ja")
    assert "前年度で終了" in said.message("ja")
    assert "3行目" in said.message("ja")


def test_only_last_years_sheets(tmp_path: Path) -> None:
    done = xltools.hand_out(form(), tmp_path / "配布", previous=[EXAMPLES])
    assert [target.name[:8] for target in done.targets] == [f"03-04-0{number}" for number in range(1, 7)]
    for target, before in zip(done.targets, records(), strict=True):
        filled = read_file(target)
        start_values = carried(form(), before).values
        assert {path: value_at(filled.record, path) for path in start_values} == start_values


def test_workbooks_and_records_of_last_year_give_the_same_bytes(tmp_path: Path) -> None:
    xltools.hand_out(form(), tmp_path / "a", previous=[EXAMPLES])
    xltools.hand_out(form(), tmp_path / "b", previous=[EXAMPLES / "records.json"])
    assert written(tmp_path / "a") == written(tmp_path / "b")
    for name in written(tmp_path / "a"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_roster_wins_and_its_blanks_leave_last_years_values(tmp_path: Path) -> None:
    one = entry("03-04-02", "情報系システム（改称）", values={("manager",): "新任", ("department",): "管理部デジタル課"})
    (target,) = xltools.hand_out(form(), tmp_path / "配布", roster(tmp_path, one), [EXAMPLES]).targets[:1]
    filled = read_file(target).record
    assert target.parent.name == "管理部デジタル課"
    assert value_at(filled, form().name) == "情報系システム（改称）"
    assert value_at(filled, ("manager",)) == "新任"
    assert value_at(filled, ("staff",)) == record()["staff"]
    assert value_at(filled, ("purpose",)) == record()["purpose"]


def test_another_code_in_the_roster_does_not_keep_last_years_name() -> None:
    before = Reading("r", form=form(2018), record=record(), fields={path: path for path in form(2018).fields()})
    same, other = ("policy_system", "measure"), ("budget_items", 0)
    stated = {(*same, "code"): record()["policy_system"]["measure"]["code"], (*other, "code"): "09-09-09"}
    made = start(form(), entry("03-04-02", values=stated), before)
    assert value_at(made.record, (*same, "name")) == record()["policy_system"]["measure"]["name"]
    assert value_at(made.record, (*other, "code")) == "09-09-09"
    assert value_at(made.record, (*other, "name")) is None


def test_what_the_roster_states_needs_no_look_through() -> None:
    before = Reading("r", form=form(2018), record=record(), fields={path: path for path in form(2018).fields()})
    assert ("purpose",) in start(form(), None, before).review
    assert start(form(), None, before).review == carried(form(), record()).review
    assert start(form(), entry("03-04-02"), None).review == frozenset()


def test_a_blank_row_between_stays_where_it_was(tmp_path: Path) -> None:
    before = record("03-04-01")
    before["improvements"] = [{"planned": None, "done": None, "next": None}, {"planned": None, "done": None, "next": "窓口を広げる"}]
    before["indicators"] = [{}, *before["indicators"][:1]]
    (tmp_path / "2018.xlsx").write_bytes(form_workbook(form(2018), before))
    (target,) = xltools.hand_out(form(), tmp_path / "配布", previous=[tmp_path / "2018.xlsx"]).targets
    filled = read_file(target)
    own = {path: place for place, path in filled.fields.items()}
    assert value_at(filled.record, own["improvements", 1, "planned"]) == "窓口を広げる"
    assert ("improvements", 0, "planned") not in own
    assert ("indicators", 1, "name") in own


def test_new_programs_and_ended_ones_are_said(tmp_path: Path) -> None:
    path = roster(tmp_path, entry("03-04-01"), entry("09-01-01", row=3))
    done = xltools.hand_out(form(), tmp_path / "配布", path, [EXAMPLES])
    assert codes(done.problems).count("previous-not-expected") == 5
    (new,) = [problem for problem in done.problems if problem.code == "roster-new"]
    assert "09-01-01" in new.message("en")
    assert len(done.targets) == 2


def test_last_years_value_that_was_unreadable_or_is_no_longer_offered_is_said(tmp_path: Path) -> None:
    import openpyxl

    before = record()
    before["classification"]["next"] = "拡充"
    (tmp_path / "2018.xlsx").write_bytes(form_workbook(form(2018), before))
    book = openpyxl.load_workbook(tmp_path / "2018.xlsx")
    slot = next(slot for slot in form(2018).slots if slot.path == ("budget", "2017"))
    book[slot.at.sheet][slot.at.a1] = "約50"
    book.save(tmp_path / "2018.xlsx")
    done = xltools.hand_out(form(), tmp_path / "配布", previous=[tmp_path / "2018.xlsx"])
    assert [(problem.code, problem.value, problem.at.a1) for problem in done.problems if problem.at] == [
        ("previous-not-offered", "拡充", next(slot.at.a1 for slot in form(2018).slots if slot.path == ("classification", "next"))),
        ("previous-not-read", "約50", slot.at.a1),
    ]


def test_a_bad_roster_stops_before_the_first_workbook(tmp_path: Path) -> None:
    path = tmp_path / "台帳.xlsx"
    changed(path, {(2, form().key): datetime.date(2003, 4, 1), (3, form().name): None})
    error = refused(folder=tmp_path / "配布", roster=path, previous=[EXAMPLES], skip_bad=True)
    assert (error.code, sorted(codes(error.problems))) == ("nothing-handed-out", ["code-was-date", "required-blank"])
    assert not (tmp_path / "配布").exists()


def broken(folder: Path) -> Path:
    """Last year's six sheets and a file that is none."""
    shutil.copytree(EXAMPLES, folder / "2018")
    (folder / "2018" / "壊れ.xlsx").write_bytes(form_workbook(form(2018))[:9000])
    return folder / "2018"


def test_one_broken_file_of_last_year_stops_before_the_first_workbook(tmp_path: Path) -> None:
    error = refused(folder=tmp_path / "配布", previous=[broken(tmp_path)])
    assert [(problem.code, Path(problem.source).name) for problem in error.problems] == [("file-damaged", "壊れ.xlsx")]
    assert not (tmp_path / "配布").exists()


def test_one_broken_file_of_last_year_is_left_out_if_asked(tmp_path: Path) -> None:
    done = xltools.hand_out(form(), tmp_path / "配布", previous=[broken(tmp_path)], skip_bad=True)
    assert (len(done.targets), codes(done.problems)) == (6, ["file-damaged"])


BAD_PREVIOUS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "of-this-year": (lambda one: one.update(fiscal_year=2019), "previous-of-other-year"),
    "without-a-code": (lambda one: one.update(program_code=None), "previous-without-code"),
    "a-program-twice": (lambda one: one.update(program_code="03-04-01"), "code-shared"),
}


@pytest.mark.parametrize("name", BAD_PREVIOUS)
def test_a_sheet_that_is_none_of_last_year(name: str, tmp_path: Path) -> None:
    change, code = BAD_PREVIOUS[name]
    bad = record("03-04-02")
    change(bad)
    (tmp_path / "r.json").write_text(json.dumps([record("03-04-01"), bad]), encoding="utf-8")
    error = refused(folder=tmp_path / "配布", previous=[tmp_path / "r.json"])
    assert codes(error.problems) == [code]
    assert not (tmp_path / "配布").exists()
    done = xltools.hand_out(form(), tmp_path / "配布", previous=[tmp_path / "r.json"], skip_bad=True)
    assert (len(done.targets), codes(done.problems)) == (1, [code])


def test_an_identical_copy_of_last_year_is_only_noted(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(json.dumps([record(), record()]), encoding="utf-8")
    done = xltools.hand_out(form(), tmp_path / "配布", previous=[tmp_path / "r.json"])
    assert (len(done.targets), [(problem.code, problem.severity) for problem in done.problems]) == (1, [("identical-copy", "note")])


def test_a_roster_with_no_one_on_it_hands_out_nothing(tmp_path: Path) -> None:
    assert refused(folder=tmp_path / "配布", roster=roster(tmp_path)).code == "nothing-to-hand-out"
    everyone = roster(tmp_path, entry("01-01-01", excluded=True, reason="終了"))
    assert codes(refused(folder=tmp_path / "配布", roster=everyone).problems) == ["roster-excluded"]


def test_an_existing_workbook_is_not_overwritten_and_nothing_else_is_written(tmp_path: Path) -> None:
    path = roster(tmp_path, entry("01-01-01", "一"), entry("01-01-02", "二", row=3))
    there = tmp_path / "配布" / "区民生活部戸籍住民課" / "01-01-02_二.xlsx"
    there.parent.mkdir(parents=True)
    there.write_bytes(b"filled in")
    with pytest.raises(XltoolsError) as caught:
        xltools.hand_out(form(), tmp_path / "配布", path)
    assert (caught.value.code, caught.value.details["target"]) == ("output-exists", str(there))
    assert written(tmp_path / "配布") == ["区民生活部戸籍住民課/01-01-02_二.xlsx"]
    assert there.read_bytes() == b"filled in"
    xltools.hand_out(form(), tmp_path / "配布", path, overwrite=True)
    assert read_file(there).record is not None


def test_last_years_file_is_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "管理部情報システム課"
    folder.mkdir()
    source = folder / f"03-04-02_{record()['program_name']}.xlsx"
    source.write_bytes(form_workbook(form(2018), record()))
    before = source.read_bytes()
    with pytest.raises(XltoolsError) as caught:
        xltools.hand_out(form(), tmp_path, previous=[source], overwrite=True)
    assert caught.value.code == "output-is-input"
    assert source.read_bytes() == before


@pytest.mark.parametrize("limit", [2, 100], ids=["parallel", "serial"])
def test_a_folder_that_cannot_be_written_is_one_message(
    limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(many_books, "PARALLEL_FROM", limit)
    monkeypatch.setattr(many_books, "AT_ONCE", 1)
    path = roster(tmp_path, *(entry(f"01-01-{number:02}", row=number + 2) for number in range(4)))
    (tmp_path / "配布").write_text("a file")
    assert main(["--lang", "ja", "template", "--roster", str(path), "-o", str(tmp_path / "配布")]) == 2
    said = capsys.readouterr().err
    assert said.count("書き込めません") == 1
    assert "Traceback" not in said


def many(count: int) -> list[dict[str, Any]]:
    """So many programs with the content of the six."""
    made = [copy.deepcopy(records()[number % 6]) for number in range(count)]
    for number, one in enumerate(made):
        one["program_code"] = f"{number // 99:02}-01-{number % 99:02}"
        one["department"] = f"部{number % 5}"
    return made


def test_parallel_serial_and_again_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 7
    monkeypatch.setattr(many_books, "AT_ONCE", 2)
    (tmp_path / "r.json").write_text(json.dumps(many(count)), encoding="utf-8")
    ticks: list[tuple[int, ...]] = []
    runs = {}
    for name, limit, cast_from in (("parallel", count, 1), ("again", count, 1), ("serial", count + 1, 1), ("single", count + 1, count + 1)):
        monkeypatch.setattr(many_books, "PARALLEL_FROM", limit)
        monkeypatch.setattr(many_books, "CAST_FROM", cast_from)
        done = xltools.hand_out(form(), tmp_path / name, previous=[tmp_path / "r.json"], on_done=lambda *total: ticks.append(total))
        runs[name] = [(target.relative_to(tmp_path / name), target.read_bytes()) for target in done.targets]
    assert runs["parallel"] == runs["again"] == runs["serial"] == runs["single"]
    assert ticks == [(count,)] * count * 4
    assert [path.name for path, _ in runs["serial"]] == sorted(path.name for path, _ in runs["serial"])


def test_workers_that_are_started_afresh_know_the_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures import ProcessPoolExecutor
    from functools import partial
    from multiprocessing import get_context

    monkeypatch.setattr(many_books, "PARALLEL_FROM", 2)
    monkeypatch.setattr(many_books, "ProcessPoolExecutor", partial(ProcessPoolExecutor, mp_context=get_context("spawn")))
    (tmp_path / "r.json").write_text(json.dumps(many(2)), encoding="utf-8")
    assert len(xltools.hand_out(form(), tmp_path / "配布", previous=[tmp_path / "r.json"]).targets) == 2


@pytest.mark.parametrize("year", [2018, 2019])
def test_twenty_prefilled_workbooks_pass_the_open_xml_validator(
    year: int, tmp_path: Path, ooxml_validator: Callable[[Path], list[str]]
) -> None:
    entries = [
        RosterEntry(row, {path: str(value) for path in form().roster if (value := value_at(one, path))})
        for row, one in enumerate(many(10), 2)
    ]
    path = roster(tmp_path, *entries)
    made = []
    for name in ("a", "b"):
        if year == 2018:
            done = xltools.hand_out(form(2018), tmp_path / name, path)
        else:
            (tmp_path / "r.json").write_text(json.dumps(many(10)), encoding="utf-8")
            done = xltools.hand_out(form(2019), tmp_path / name, path, [tmp_path / "r.json"])
        made.append([target.read_bytes() for target in done.targets])
    assert made[0] == made[1]
    assert len(done.targets) == 10
    for target in done.targets:
        assert ooxml_validator(target) == []


def test_the_commands_from_last_years_sheets_to_prefilled_workbooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XLTOOLS_LANG", "ja")
    monkeypatch.chdir(tmp_path)
    assert main(["roster", "--from", str(EXAMPLES), "-o", "台帳.xlsx"]) == 0
    assert main(["roster", "-o", "台帳.xlsx"]) == 2
    command = ["template", "--year", "2019", "--roster", "台帳.xlsx", "--previous", str(EXAMPLES), "-o", "配布"]
    assert main(command) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "6事業の様式を 配布 の1フォルダーに作りました。" in said.err
    assert len(written(tmp_path / "配布")) == 6
    assert main(command) == 2
    assert main([*command, "--force"]) == 0


def test_the_command_lists_every_problem_and_ends_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XLTOOLS_LANG", "ja")
    monkeypatch.chdir(tmp_path)
    previous = broken(tmp_path)
    changed(tmp_path / "台帳.xlsx", {(2, form().key): datetime.date(2003, 4, 1)})
    command = ["template", "--roster", "台帳.xlsx", "--previous", str(previous), "-o", "配布"]
    assert main(command) == 2
    said = capsys.readouterr().err
    assert "台帳!A2" in said
    assert "壊れ.xlsx" in said
    assert "誤りが2件あるため、ブックを一つも作りませんでした。" in said
    changed(tmp_path / "台帳.xlsx", {})
    assert main(command) == 2
    assert main([*command, "--skip-bad"]) == 1
    assert len(written(tmp_path / "配布")) == 2


def test_a_prefilled_workbook_reads_back_as_what_it_was_given() -> None:
    before = Reading("r", form=form(2018), record=record(), fields={path: path for path in form(2018).fields()})
    made = start(form(), None, before)
    filled = read_bytes(form_workbook(form(), made.record, made.review), "x.xlsx")
    assert not [problem for problem in filled.problems if problem.severity == "error"]
    assert value_at(filled.record, ("improvements", 0, "planned")) == record()["improvements"][0]["next"]
