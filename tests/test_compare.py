"""`xltools compare`: two versions field by field, two years, and what cannot be compared."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from compared_for_tests import Row, rows_of, tables_of
from examples_for_tests import EXAMPLES, LATER_EXAMPLES, form, later_records, record, records
from forms_for_tests import ROOT
from jsonschema import Draft202012Validator
from summary_for_tests import opened

import xltools
from xltools.books.form_book import form_workbook
from xltools.cli import main
from xltools.comparing import Comparison, comparison_data, comparison_workbook, save_comparison
from xltools.errors import XltoolsError
from xltools.forms.record import flatten
from xltools.tables.versions_paired import paired_rows

SCHEMA = json.loads((ROOT / "schemas" / "comparison.schema.json").read_text(encoding="utf-8"))


def written(folder: Path, found: Sequence[dict[str, Any]]) -> Path:
    """The records as a file that xltools reads."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    path = folder.with_suffix(".json")
    path.write_text(json.dumps(list(found), ensure_ascii=False), encoding="utf-8")
    return path


def compared(tmp_path: Path, old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], lang: str = "ja") -> Comparison:
    return xltools.compare(written(tmp_path / "old", old), written(tmp_path / "new", new), lang)


def fields(of: Comparison) -> list[Row]:
    return rows_of(of.tables[1])


def told(of: Comparison) -> list[tuple[Any, ...]]:
    return [(row["field"], row["row"], row["kind"], row["old"], row["new"], row["difference"]) for row in fields(of)]


def test_the_same_twice_has_no_difference() -> None:
    of = xltools.compare(EXAMPLES, EXAMPLES, "ja")
    assert of.kind == "versions"
    assert {row["what"] for row in rows_of(of.tables[0])} == {"変更なし"}
    assert fields(of) == []


def test_every_field_that_is_changed_is_told_with_both_cells(tmp_path: Path) -> None:
    """Two workbooks of one program; the cells are looked up in them."""
    before, now = record(), record()
    now["budget"]["2018"] += 5
    now["program_type"] = None
    now["remarks"] = "新しい備考"
    before["council_questions"] = None
    now["council_questions"] = "質問があった。"
    paths = []
    for name, found in (("before", before), ("now", now)):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(form_workbook(form(), found))
        paths.append(path)
    of = xltools.compare(*paths, "ja")
    differing = {path for path, value in flatten(form(), before).items() if flatten(form(), now)[path] != value}
    assert len(fields(of)) == len(differing)
    kinds = {row["field"]: row["kind"] for row in fields(of)}
    assert kinds == {
        "予算額 2018（平成30）年度": "変更",
        "備考": "変更",
        "議会質問状況（要旨）": "空欄→記入",
        "事務事業の種類": "記入→空欄",
    }
    for row in fields(of):
        for side, path in zip(("old", "new"), paths, strict=True):
            cell = openpyxl.load_workbook(path)[row[f"{side}_sheet"]][row[f"{side}_cell"]].value
            assert row[f"{side}_source"] == str(path)
            if row["field"] != "事務事業の種類":
                assert cell == row[side]


def test_blank_is_not_zero(tmp_path: Path) -> None:
    before, now = record(), record()
    before["settlement"]["2016"], now["settlement"]["2016"] = None, 0
    before["settlement"]["2015"], now["settlement"]["2015"] = 0, None
    assert told(compared(tmp_path, [before], [now])) == [
        ("決算額 2015（平成27）年度", None, "記入→空欄", 0, None, None),
        ("決算額 2016（平成28）年度", None, "空欄→記入", None, 0, None),
    ]


def test_a_year_is_told_without_separators(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, now = record(), record()
    now["start_year"], now["settlement"]["2016"] = 1983, 1_234_567
    of = compared(tmp_path, [before], [now])
    assert [row["new"] for row in fields(of)] == ["1983", 1_234_567]
    assert main(["--lang", "ja", "compare", str(tmp_path / "old.json"), str(tmp_path / "new.json")]) == 0
    said = capsys.readouterr().out
    assert "→ 1983" in said
    assert "→ 1,234,567" in said


def test_a_number_is_told_with_its_difference(tmp_path: Path) -> None:
    before, now = record(), record()
    now["settlement"]["2016"] -= 7
    (row,) = fields(compared(tmp_path, [before], [now]))
    assert (row["difference"], row["unit"]) == (-7, "千円")
    assert row["new"] == row["old"] - 7


def test_a_row_between_others_does_not_change_them(tmp_path: Path) -> None:
    before, now = record(), record()
    names = [row["name"] for row in now["results"]]
    assert len(names) > 1, "the test needs rows that move"
    now["results"].insert(1, {"name": "新しい実績", "values": dict.fromkeys(now["results"][0]["values"])})
    rows = told(compared(tmp_path, [before], [now]))
    assert [(row[1], row[2], row[4]) for row in rows] == [(2, "行の追加", "新しい実績")]
    gone = told(compared(tmp_path / "back", [now], [before]))
    assert [(row[1], row[2], row[3]) for row in gone] == [(2, "行の削除", "新しい実績")]


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ("ab", "ab", [(0, 0), (1, 1)]),
        ("ab", "ba", [(1, 0), (0, 1)]),
        ("ab", "xb", [(0, 0), (1, 1)]),
        ("ab", "axb", [(0, 0), (None, 1), (1, 2)]),
        ("ab", "b", [(1, 0), (0, None)]),
        ("aa", "aaa", [(0, 0), (1, 1), (None, 2)]),
        ("", "a", [(None, 0)]),
        ("a", "", [(0, None)]),
    ],
)
def test_rows_are_paired_by_what_they_are_about(old: str, new: str, pairs: list[tuple[int | None, int | None]]) -> None:
    assert paired_rows([{"name": name} for name in old], [{"name": name} for name in new]) == pairs


def test_programs_that_only_one_version_has(tmp_path: Path) -> None:
    every = records()
    of = compared(tmp_path, every[:3], every[1:4])
    assert [(row["/program_code"], row["what"], row["count"]) for row in rows_of(of.tables[0])] == [
        (every[0]["program_code"], "旧にだけある", None),
        (every[1]["program_code"], "変更なし", 0),
        (every[2]["program_code"], "変更なし", 0),
        (every[3]["program_code"], "新にだけある", None),
    ]
    assert fields(of) == []


def test_a_code_that_was_corrected_is_no_new_program(tmp_path: Path) -> None:
    before, now = records()[:2], records()[:2]
    now[0]["program_code"] = "09-09-09"
    of = compared(tmp_path, before, now)
    assert [(row["field"], row["old"], row["new"]) for row in fields(of)] == [
        ("事務事業コード", before[0]["program_code"], "09-09-09"),
    ]


def test_two_years_have_the_tables_of_the_summary() -> None:
    of = xltools.compare(EXAMPLES, LATER_EXAMPLES, "ja")
    assert of.kind == "years"
    wanted = tables_of(tuple(xltools.read([EXAMPLES, LATER_EXAMPLES])))
    assert {table.name: table.rows for table in of.tables} == {name: table.rows for name, table in wanted.items()}


def test_which_year_is_named_first_makes_no_difference() -> None:
    there, back = (xltools.compare(*pair, "ja") for pair in ((EXAMPLES, LATER_EXAMPLES), (LATER_EXAMPLES, EXAMPLES)))
    assert [table.rows for table in there.tables] == [table.rows for table in back.tables]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("later", [True, False])
def test_json_is_as_its_schema_says(later: bool, lang: str, tmp_path: Path) -> None:
    new = later_records() if later else [{**found, "remarks": None} for found in records()]
    data = comparison_data(compared(tmp_path, records(), new, lang))
    assert list(Draft202012Validator(SCHEMA).iter_errors(json.loads(json.dumps(data)))) == []
    for table in data["tables"]:  # type: ignore[attr-defined]
        keys = {column["key"] for column in table["columns"]}
        assert all(set(row) == keys for row in table["rows"])


@pytest.mark.parametrize("later", [True, False])
def test_the_workbook_holds_the_tables(later: bool, tmp_path: Path) -> None:
    new = later_records() if later else [{**found, "remarks": None} for found in records()]
    of = compared(tmp_path, records(), new)
    data = comparison_workbook(of, tmp_path)
    assert data == comparison_workbook(of, tmp_path)
    book = opened(data, data_only=True)
    places = {name: (sheet, table.ref) for sheet in book for name, table in zip(sheet.tables, sheet.tables.values(), strict=True)}
    for table in of.tables:
        sheet, ref = places[table.name]
        head, *body = [[cell.value for cell in row] for row in sheet[ref]]
        assert head == [column.title for column in table.columns]
        wanted = [list(row) for row in table.rows] or [[None] * len(head)]
        assert body == wanted


def test_text_is_no_formula_in_the_workbook(tmp_path: Path) -> None:
    now = copy.deepcopy(record())
    now["remarks"] = "=1+1"
    of = compared(tmp_path, [record()], [now])
    assert not [cell for sheet in opened(comparison_workbook(of, tmp_path)) for row in sheet for cell in row if cell.data_type == "f"]


def test_a_program_in_two_files_is_said(tmp_path: Path) -> None:
    other = {**record(), "remarks": "別の備考"}
    of = compared(tmp_path, [record(), other], [record()])
    assert [problem.code for problem in of.problems] == ["submitted-twice"]
    assert len(rows_of(of.tables[0])) == 1


def test_nothing_to_compare_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["--lang", "ja", "compare", str(tmp_path / "empty"), str(EXAMPLES)]) == 2
    assert "読み取れる提出ファイルが一つもありません" in capsys.readouterr().err
    assert main(["--lang", "ja", "compare", str(EXAMPLES), str(ROOT / "README.md")]) == 2
    assert "Excelのファイルではありません" in capsys.readouterr().err


TEXT = """\
6事業を比較: 変更あり 1事業、変わった欄 3
■ 2018 03-04-02 情報系システム運用管理 - 変わった欄 3
    備考 (変更) No2 C37
      - {before}
      + 短くした。
    予算額 2018（平成30）年度: 91,000 → 91,005 (+5)  No2 AR3
    決算額 2016（平成28）年度: （空欄） → 0  No2 AH4
"""


def test_text_for_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, now = records(), records()
    (first,) = (found for found in before if found["program_code"] == "03-04-02")
    (second,) = (found for found in now if found["program_code"] == "03-04-02")
    first["settlement"]["2016"], second["settlement"]["2016"] = None, 0
    first["budget"]["2018"], second["budget"]["2018"] = 91_000, 91_005
    second["remarks"] = "短くした。"
    paths = [str(written(tmp_path / "old", before)), str(written(tmp_path / "new", now))]
    assert main(["--lang", "ja", "compare", *paths]) == 0
    said = capsys.readouterr().out
    assert sorted(said.splitlines()) == sorted(TEXT.format(before=first["remarks"]).splitlines())


def test_the_command_writes_each_format_and_never_over_what_it_compares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [str(written(tmp_path / "old", records())), str(written(tmp_path / "new", later_records()))]
    assert main(["--lang", "ja", "compare", *paths, "-o", str(tmp_path / "比較.xlsx")]) == 0
    assert "年度間比較" in openpyxl.load_workbook(io.BytesIO((tmp_path / "比較.xlsx").read_bytes()), read_only=True).sheetnames
    assert main(["--lang", "ja", "compare", *paths, "--format", "json", "-o", str(tmp_path / "比較.json")]) == 0
    assert json.loads((tmp_path / "比較.json").read_text(encoding="utf-8"))["kind"] == "years"
    assert main(["--lang", "ja", "compare", *paths, "-o", str(tmp_path / "比較.xlsx")]) == 2, "it exists"
    assert main(["--lang", "ja", "compare", *paths, "-o", str(tmp_path / "比較.xlsx"), "--force"]) == 0
    before = Path(paths[1]).read_bytes()
    assert main(["--lang", "ja", "compare", *paths, "--format", "text", "-o", paths[1], "--force"]) == 2
    assert Path(paths[1]).read_bytes() == before
    assert main(["--lang", "ja", "compare", *paths, "--format", "xlsx"]) == 2, "a workbook needs a place"
    capsys.readouterr()


def test_a_comparison_is_never_saved_over_a_submission(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(form_workbook(form(), record()))
    of = xltools.compare(path, path, "ja")
    with pytest.raises(XltoolsError):
        save_comparison(of, path, overwrite=True)
