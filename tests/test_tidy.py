"""The tables as CSV, Parquet and a data package: complete, typed, the same bytes every time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from examples_for_tests import EXAMPLES, form, records
from summary_for_tests import collection, strange_form, strange_record, varied

from xltools import tidying
from xltools.cli import main
from xltools.tables import tidy
from xltools.tables.columns import Words
from xltools.tables.summary import all_tables
from xltools.tables.tidy import Tidy, tidy_files

VARIED = collection(varied(12))
TABLES = all_tables(Words(form(), "ja"), VARIED)
MADE = tidy_files(VARIED)
NAMES = pytest.mark.parametrize("number", range(len(TABLES)), ids=[table.name for table in TABLES])


def rows_of(made: Tidy, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.files[f"{name}.csv"].decode("utf-8-sig"))))


def descriptor(made: Tidy) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made.files["datapackage.json"])
    return found


@NAMES
def test_csv_holds_the_table(number: int) -> None:
    table = TABLES[number]
    data = MADE.files[f"{table.name}.csv"]
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") >= len(table.rows) + 1
    head, *body = rows_of(MADE, table.name)
    columns = [column for column in table.columns if column.kind != "trend"]
    assert head == [column.title for column in columns]
    for row, values in zip(body, table.rows, strict=True):
        wanted = [value for column, value in zip(table.columns, values, strict=True) if column.kind != "trend"]
        assert row == ["" if value is None else str(value) for value in wanted]


@NAMES
def test_parquet_holds_the_table(number: int) -> None:
    table = TABLES[number]
    frame = pd.read_parquet(io.BytesIO(MADE.files[f"{table.name}.parquet"]))
    for column in table.columns:
        if column.kind == "trend":
            assert column.title not in frame.columns
            continue
        for value, found in zip(table.values(column.key), frame[column.title], strict=True):
            assert pd.isna(found) if value is None else value == found or str(value) == found, column.title


def test_the_descriptor_names_every_file_with_its_size_and_hash() -> None:
    found = descriptor(MADE)
    assert {resource["path"] for resource in found["resources"]} == set(MADE.files) - {"datapackage.json"}
    assert len({resource["name"] for resource in found["resources"]}) == len(found["resources"])
    for resource in found["resources"]:
        data = MADE.files[resource["path"]]
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_every_value_is_of_the_type_that_the_descriptor_says() -> None:
    read = {"integer": int, "number": float, "string": str}
    checked = 0
    for resource in descriptor(MADE)["resources"]:
        if resource["format"] != "csv":
            continue
        head, *body = rows_of(MADE, resource["path"].removesuffix(".csv"))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == head
        assert resource["schema"]["missingValues"] == [""]
        for field, values in zip(fields, zip(*body, strict=True), strict=False):
            for value in values:
                if value:
                    read[field["type"]](value)
                    checked += 1
    assert checked > 5_000


def test_amounts_name_their_unit() -> None:
    data = next(resource for resource in descriptor(MADE)["resources"] if resource["path"] == "series_budget.csv")
    fields = {field["xltools:key"]: field for field in data["schema"]["fields"]}
    assert fields["planned/2018"]["unit"] == "千円"
    assert fields["planned/2018"]["type"] == "integer"
    assert fields["rate/2017"]["type"] == "number"


def test_same_collection_same_bytes() -> None:
    assert tidy_files(collection(varied(12))).files == MADE.files


@pytest.mark.parametrize("text", ["=1+1", "+81-3", "-5", "@SUM(A1)", "\tx"])
def test_a_text_is_no_formula_for_a_spreadsheet_program_that_opens_the_csv(text: str) -> None:
    changed = records()[:1]
    changed[0]["program_name"] = text
    made = tidy_files(collection(changed))
    assert rows_of(made, "records")[1][1] == f"'{text}"
    assert pd.read_parquet(io.BytesIO(made.files["records.parquet"])).iloc[0, 1] == text, "Parquet has types and needs no sign"


def test_negative_numbers_stay_numbers() -> None:
    found = [value for row in rows_of(MADE, "statement_cost_statement") for value in row if value.startswith("-")]
    assert found
    assert all(float(value) < 0 for value in found)


def test_another_form_and_nothing_to_sum_up() -> None:
    strange = tidy_files(collection([strange_record()], of=strange_form()))
    assert rows_of(strange, "rows_items")[1][:2] == ["01-02", "1"]
    empty = tidy_files(collection([]))
    assert rows_of(empty, "records")[1:] == []
    assert {name.partition(".")[0] for name in set(MADE.files) - set(empty.files)} == {"statement_cost_statement_make_up"}
    assert all(rows_of(empty, name.removesuffix(".csv"))[0] for name in empty.files if name.endswith(".csv"))


def test_the_command_writes_the_files_and_says_how_to_get_parquet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tidy, "find_spec", lambda name: None)
    monkeypatch.setenv("XLTOOLS_LANG", "ja")
    arguments = ["consolidate", str(EXAMPLES), "-o", str(tmp_path / "集計.xlsx"), "--tidy", str(tmp_path / "表")]
    assert main(arguments) == 0
    said = capsys.readouterr().err
    assert 'pip install "xltools[parquet]"' in said
    written = {path.name for path in (tmp_path / "表").iterdir()}
    assert "datapackage.json" in written
    assert "data.csv" in written
    assert not [name for name in written if name.endswith(".parquet")]
    monkeypatch.undo()
    monkeypatch.setenv("XLTOOLS_LANG", "ja")
    assert main(arguments) == 0
    assert "xltools[parquet]" not in capsys.readouterr().err
    assert (tmp_path / "表" / "data.parquet").is_file()


def test_a_table_of_more_rows_than_a_sheet_is_a_data_set_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {name: data for name, data in MADE.files.items() if name.endswith(".parquet")}
    monkeypatch.setattr(tidy, "MAX_ROWS", 101)
    made = tidying.tidy(VARIED, tmp_path)
    parts = sorted(path.name for path in (tmp_path / "data.parquet").iterdir())
    rows = len(next(table for table in TABLES if table.name == "data").rows)
    assert len(parts) == -(-rows // 100)
    for name, data in whole.items():
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / name), pd.read_parquet(io.BytesIO(data)))
    described = {resource["path"] for resource in json.loads((tmp_path / "datapackage.json").read_text("utf-8"))["resources"]}
    assert {str(target.relative_to(tmp_path)) for target in made.targets} == {*described, "datapackage.json"}


def test_parts_of_an_earlier_run_are_no_part_of_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pd.read_parquet(io.BytesIO(MADE.files["data.parquet"]))
    for most in (51, 101, 10**6, 51):
        monkeypatch.setattr(tidy, "MAX_ROWS", most)
        tidying.tidy(VARIED, tmp_path)
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "data.parquet"), whole)
