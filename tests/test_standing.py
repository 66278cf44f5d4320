"""How every program stands, and the tables that say so."""

from __future__ import annotations

from typing import Any

import pytest
from examples_for_tests import form, record
from folder_for_tests import day, entry

from xltools.checks.selection import Rules, select
from xltools.checks.strategies import Strategy
from xltools.messages import LANGUAGES
from xltools.problems import Problem
from xltools.reading.model import Reading
from xltools.tables import status
from xltools.tables.columns import Words
from xltools.tables.standing import STATES, Office, Standing, standings

ON = day("2018-09-01")


def file(code: str, name: str = "", saved: float = 0, **more: Any) -> Reading:
    source = name or f"{code}.xlsx"
    return Reading(source, 1, saved, source, form(), {**record(), "program_code": code, **more})


def stand(*files: Reading, problems: list[Problem] | None = None, **office: Any) -> list[Standing]:
    excluded = office.get("excluded", {})
    selection = select(files, rules=Rules(Strategy("newest"), excluded=excluded), form=form(), earlier=())
    found = [*(problems or []), *(reason for _, reason in selection.left_out)]
    return list(standings(selection, found, Office(ON, **office)))


def states(found: list[Standing]) -> list[tuple[str | None, str]]:
    return [(one.key, one.state) for one in found]


def error(source: str, code: str = "no-mark") -> Problem:
    return Problem(code, source, "error" if code == "no-mark" else "warning", details={"choices": "", "example": ""})


def test_program_without_a_file_is_missing() -> None:
    (one,) = stand(roster=(entry("01", deadline=day("2018-08-20")),))
    assert (one.state, one.days_left, one.overdue, one.source) == ("missing", -12, True, None)


def test_deadline_of_the_roster_beats_that_of_the_settings() -> None:
    rows = (entry("01", deadline=day("2018-09-11")), entry("02"))
    found = stand(roster=rows, deadline=day("2018-09-02"))
    assert [(one.days_left, one.overdue) for one in found] == [(10, False), (1, False)]


def test_day_of_the_deadline_itself_is_in_time() -> None:
    (one,) = stand(roster=(entry("01", deadline=ON),))
    assert (one.days_left, one.overdue) == (0, False)


def test_errors_warnings_and_neither() -> None:
    problems = [error("01.xlsx"), error("01.xlsx", "total-rounding"), error("02.xlsx", "total-rounding")]
    found = stand(file("01"), file("02"), file("03"), problems=problems)
    assert [(one.state, one.errors, one.warnings) for one in found] == [("to-mend", 1, 1), ("to-confirm", 0, 1), ("received", 0, 0)]


def test_sheet_with_errors_is_overdue_but_a_clean_one_is_not() -> None:
    found = stand(file("01"), file("02"), problems=[error("01.xlsx")], deadline=day("2018-08-01"))
    assert [one.overdue for one in found] == [True, False]


def test_sheet_declared_final_is_so_until_its_content_changes() -> None:
    assert states(stand(file("01"), settled={"01": "01.xlsx"})) == [("01", "settled")]
    (one,) = stand(file("01"), settled={"01": "something else"})
    assert (one.state, one.reason.code if one.reason else "") == ("received", "settled-changed")


def test_file_that_was_replaced_stands_behind_the_one_that_counts() -> None:
    found = stand(file("01", "old.xlsx", 1, remarks="旧"), file("01", "new.xlsx", 2), file("02"))
    assert [(one.source, one.state) for one in found] == [("new.xlsx", "received"), ("old.xlsx", "superseded"), ("02.xlsx", "received")]
    assert found[1].reason is not None


def test_excluded_program_is_not_asked_for_whether_it_came_or_not() -> None:
    why = {key: Problem("excluded-by-roster", "台帳.xlsx", details={"key": key, "reason": "終了"}) for key in ("01", "02")}
    rows = (entry("01", excluded=True, reason="終了"), entry("02", excluded=True, reason="終了"))
    found = stand(file("01"), roster=rows, excluded=why)
    assert [(one.key, one.state, one.source, one.overdue) for one in found] == [
        ("01", "excluded", "01.xlsx", False),
        ("02", "excluded", None, False),
    ]


def test_program_that_is_not_on_the_roster_is_said() -> None:
    found = stand(file("01"), file("09"), roster=(entry("01"),))
    assert [(one.key, one.expected, one.reason.code if one.reason else "") for one in found] == [
        ("01", True, ""),
        ("09", False, "not-on-roster"),
    ]


def test_sheet_of_another_year_leaves_its_program_missing() -> None:
    from examples_for_tests import later_form, later_records

    other = Reading("next.xlsx", form=later_form(), record={**later_records()[0], "program_code": "01"})
    found = stand(other, roster=(entry("01"),))
    assert [(one.key, one.state, one.source) for one in found] == [("01", "missing", None), ("01", "excluded", "next.xlsx")]


def test_file_that_cannot_be_read_stands_last_and_is_to_be_mended() -> None:
    found = stand(Reading("bad.xlsx", problems=(Problem("file-empty", "bad.xlsx"),)), file("01"))
    assert [(one.key, one.state, one.source) for one in found] == [("01", "received", "01.xlsx"), (None, "to-mend", "bad.xlsx")]


def test_unit_is_that_of_the_roster() -> None:
    (one,) = stand(file("01"), roster=(entry("01", unit="税務課"),))
    assert one.unit == "税務課"
    (one,) = stand(file("01"))
    assert one.unit == record()["department"]


def test_counts_per_unit_add_up_to_the_programs() -> None:
    rows = tuple(entry(f"0{number}", unit=f"{number % 2}課") for number in range(5))
    found = stand(
        file("00"), file("01"), file("02", "a.xlsx", 1, remarks="x"), file("02", "b.xlsx", 2), problems=[error("01.xlsx")], roster=rows
    )
    made = status.by_unit(Words(form(), "ja"), found)
    assert [column.title for column in made.columns] == ["部課名", "事業数", "未提出", "要修正", "確認待ち", "受付", "確定", "期限超過"]
    assert made.rows == [("0課", 3, 1, 0, 0, 2, 0, 0), ("1課", 2, 1, 1, 0, 0, 0, 0), ("合計", 5, 2, 1, 0, 2, 0, 0)]


def test_table_has_one_row_per_program_and_file() -> None:
    found = stand(
        file("01"), roster=(entry("01"), entry("02", "別の事業", deadline=day("2018-08-31"))), received={"01.xlsx": day("2018-08-20")}
    )
    rows = status.table(Words(form(), "ja"), found).rows
    assert [row[:9] for row in rows] == [
        ("企画課", "01", record()["program_name"], "受付", None, None, "2018-08-20", 0, 0),
        ("企画課", "02", "別の事業", "未提出", "2018-08-31", -1, None, None, None),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_has_a_word(lang: str) -> None:
    words = [status.state_word(state, lang) for state in STATES]
    assert len(set(words)) == len(STATES) == 7
    if lang == "ja":
        assert words == ["未提出", "要修正", "確認待ち", "受付", "確定", "差替え済", "対象外"]


def test_plain_data_says_the_same_as_the_table() -> None:
    found = stand(file("01"), roster=(entry("01"), entry("02")))
    data = status.as_data(found, "ja")
    assert [(one["key"], one["word"]) for one in data] == [("01", "受付"), ("02", "未提出")]


def test_without_a_roster_it_is_not_known_who_is_missing() -> None:
    made = status.by_unit(Words(form(), "ja"), stand(file("01")))
    assert [row[1:3] for row in made.rows] == [(1, None), (1, None)]
    assert "台帳がない" in made.note
    assert "台帳がない" not in status.by_unit(Words(form(), "ja"), stand(file("01"), roster=(entry("01"),))).note


def test_without_a_day_nothing_is_late() -> None:
    selection = select((), rules=Rules(), form=form(), earlier=())
    (one,) = standings(selection, (), Office(None, (entry("01", deadline=ON),)))
    assert (one.state, one.days_left, one.overdue) == ("missing", None, False)
