"""The tables of a summary for other programs: CSV, Parquet and a Frictionless data package that describes both.

https://datapackage.org: a descriptor datapackage.json beside the files says for each what its columns are.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any

from xltools import messages
from xltools.tables.collection import Collection
from xltools.tables.columns import Words
from xltools.tables.limits import MAX_ROWS
from xltools.tables.model import Column, SummaryTable
from xltools.tables.summary import all_tables

BOM = b"\xef\xbb\xbf"
"""Tells Excel that a CSV file is UTF-8."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins like this would be a formula for a spreadsheet program that opens the CSV file."""

WHOLE = frozenset({"year", "order", "count"})
"""Kinds of columns that hold whole numbers only."""

DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Tidy:
    """Files by their names, some within a folder of their own (``data.parquet/part-00001.parquet``), and whether Parquet files are among
    them."""

    files: Mapping[str, bytes]
    parquet: bool


def tidy_files(collection: Collection, lang: str | None = "ja", parquet: bool | None = None) -> Tidy:
    """The tables of the summary of a collection as files, the descriptor last. `parquet` says whether to make Parquet files; without it
    they are made if pyarrow is installed. The same collection gives the same bytes."""
    words = Words(collection.form, messages.language(lang))
    with_parquet = find_spec("pyarrow") is not None if parquet is None else parquet
    found: dict[str, bytes] = {}
    resources = []
    for made_anew in all_tables(words, collection):
        table = replace(made_anew, rows=list(made_anew.rows))  # gone through for every column
        columns = [column for column in table.columns if column.kind != "trend"]
        made = {f"{table.name}.csv": _csv(table, columns)}
        if with_parquet:
            made |= _parquet_files(table, columns)
        found |= made
        resources += [_resource(table, columns, name, data) for name, data in made.items()]
    found[DESCRIPTOR] = _descriptor(words, collection, resources)
    return Tidy(found, with_parquet)


def _csv(table: SummaryTable, columns: Sequence[Column]) -> bytes:
    """One row of titles, then the values: a blank is nothing, a number has no thousands separators. A text that a spreadsheet program
    would take for a formula gets an apostrophe before it."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([column.title for column in columns])
    writer.writerows([_cell(value) for value in row] for row in _rows(table, columns))
    return BOM + stream.getvalue().encode("utf-8", "replace")


def _rows(table: SummaryTable, columns: Sequence[Column]) -> list[tuple[Any, ...]]:
    chosen = [table.column(column.key) for column in columns]
    return [tuple(row[position] for position in chosen) for row in table.rows]


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _parquet_files(table: SummaryTable, columns: Sequence[Column], rows: int | None = None) -> dict[str, bytes]:
    """A table as one Parquet file or, if it has more rows than a sheet of Excel (or than `rows`), as a folder of parts, which programs
    that read Parquet take as one data set."""
    rows = rows or MAX_ROWS - 1
    if len(table.rows) <= rows:
        return {f"{table.name}.parquet": _parquet(table, columns)}
    starts = range(0, len(table.rows), rows)
    parts = [replace(table, rows=table.rows[start : start + rows]) for start in starts]
    types = {column.key: _type(table, column) for column in columns}
    return {f"{table.name}.parquet/part-{number:05}.parquet": _parquet(part, columns, types) for number, part in enumerate(parts, 1)}


def _parquet(table: SummaryTable, columns: Sequence[Column], types: Mapping[str, str] | None = None) -> bytes:
    """`types` are those of the columns by their keys, if they are not to be seen from this table alone."""
    import pandas as pd

    kinds = {"integer": "Int64", "number": "Float64", "string": "string"}
    types = types or {column.key: _type(table, column) for column in columns}
    made = {column.title: pd.Series(_typed(table, column, types[column.key]), dtype=kinds[types[column.key]]) for column in columns}
    return bytes(pd.DataFrame(made).to_parquet(None, engine="pyarrow", index=False))


def _typed(table: SummaryTable, column: Column, type_: str) -> list[Any]:
    values = table.values(column.key)
    return [value if value is None else str(value) for value in values] if type_ == "string" else values


def _type(table: SummaryTable, column: Column) -> str:
    """The type of a column by its kind and by what it holds: a column of text may hold numbers of its own, which become text."""
    values = [value for value in table.values(column.key) if value is not None]
    if any(isinstance(value, (str, bool)) for value in values) or column.kind in ("text", "code", "prose"):
        return "string"
    return "integer" if all(isinstance(value, int) for value in values) and (values or column.kind in WHOLE) else "number"


def _resource(table: SummaryTable, columns: Sequence[Column], name: str, data: bytes) -> dict[str, Any]:
    """How the descriptor describes one file."""
    suffix = name.rpartition(".")[2]
    fields = [
        {"name": column.title, "type": _type(table, column), "xltools:key": column.key, **({"unit": column.unit} if column.unit else {})}
        for column in columns
    ]
    told = {"csv": {"encoding": "utf-8", "mediatype": "text/csv", "dialect": {"delimiter": ",", "lineTerminator": "\r\n"}}}
    return {
        "name": re.sub("[._/]", "-", name).lower(),
        "path": name,
        "format": suffix,
        "title": table.title,
        "description": table.note,
        **told.get(suffix, {"mediatype": "application/vnd.apache.parquet"}),
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "profile": "tabular-data-resource",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _descriptor(words: Words, collection: Collection, resources: Sequence[Mapping[str, Any]]) -> bytes:
    form = collection.form
    package = {
        "profile": "tabular-data-package",
        "name": f"{form.family}-{collection.fiscal_year}-summary",
        "title": words.text("cover.title", title=form.title, year=words.year(collection.fiscal_year)),
        "description": words.text("tidy.description", count=len(collection.readings)),
        "resources": list(resources),
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
