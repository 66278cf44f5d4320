"""Settings: found, read, and refused with the line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from xltools import resources
from xltools.errors import XltoolsError
from xltools.forms.definition import definitions, load_form
from xltools.settings import DEFAULTS, SCHEMA_FILE, find_settings, is_valid, line_of, load_settings, settings_schema, with_checks

GOOD = """\
[checks]
budget_basis = "initial"

[checks.A5]
level = "off"
tolerance = 3
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "xltools.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_every_default_applies() -> None:
    assert load_settings(None) is DEFAULTS


def test_levels_and_limits_of_checks_are_read(tmp_path: Path) -> None:
    checks = load_settings(written(tmp_path, GOOD)).checks
    assert checks.options == {"budget_basis": "initial"}
    assert checks.rules == {"A5": {"level": "off", "tolerance": 3}}
    assert (checks.level("A5"), checks.level("A6")) == ("off", None)


def test_settings_hold_for_every_folder_below(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    (tmp_path / "提出" / "企画課").mkdir(parents=True)
    assert find_settings(tmp_path / "提出" / "企画課") == path


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("[checks]\nbudget_basis = final\n", "settings-not-toml", "2"),
        ("[checks", "settings-not-toml", "1"),
        ("[check]\nx = 1", "setting-unknown", "1"),
        ('[checks]\nbudget_basis = "final"\nbudget_base = "x"\n', "setting-unknown", "3"),
        ('[checks]\n# A5 is ours\n[checks.A5]\nlevel = "high"', "setting-wrong", "4"),
        ("[checks.A5]\ntolerance = -1", "setting-wrong", "2"),
        ('[checks.A5]\ntolerance = "much"', "setting-wrong", "2"),
        ("[checks.Z99]\n", "setting-unknown", "1"),
        ("checks = 5\n", "setting-wrong", "1"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_line(text: str, code: str, line: str, tmp_path: Path) -> None:
    with pytest.raises(XltoolsError) as caught:
        load_settings(written(tmp_path, text))
    assert (caught.value.code, caught.value.details["line"]) == (code, line)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 2100), st.floats(), st.sampled_from(["off", "initial", "newest", ""])),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["level", "tolerance", "x"]), inner, max_size=2),
    max_leaves=4,
)
SECTION = st.dictionaries(
    st.sampled_from([*settings_schema()["properties"]["run"]["properties"], "budget_basis", "A5", "Z99"]), VALUES, max_size=3
)


@given(st.dictionaries(st.sampled_from(["run", "checks", "x"]), VALUES | SECTION))
def test_the_fast_validator_agrees_with_the_one_that_has_the_words(data: dict[str, Any]) -> None:
    slow = Draft202012Validator(settings_schema()).is_valid(data)
    assert slow or not is_valid(data)
    if "nan" not in repr(data) and "inf" not in repr(data):  # what JSON does not know, only the slow one lets pass
        assert slow == is_valid(data)


def test_a_number_that_json_does_not_know_is_for_the_one_that_has_the_words(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, "[checks.A5]\ntolerance = inf")).checks.rules == {"A5": {"tolerance": float("inf")}}


def test_a_key_that_is_not_found_is_placed_at_its_table() -> None:
    assert line_of("[a]\nb = 1\n[c]\n", ("c", "d")) == 3


def test_the_schema_names_every_check_of_every_form() -> None:
    """Regenerate it with the command at the end of the README after a change of a definition."""
    schema = json.loads(resources.read_text("schemas", SCHEMA_FILE))
    examples_last = sorted(definitions(), key=lambda definition: definition.get("example", False))
    assert with_checks(schema, [load_form(definition["id"]) for definition in examples_last]) == schema
