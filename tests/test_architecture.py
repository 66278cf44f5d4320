"""Rooms: each imports only from rooms above it in this list, and each third-party library lives in one room."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from forms_for_tests import ROOT, shipped_form

from xltools.forms.definition import definitions, load_form

PACKAGE = ROOT / "xltools"
ROOMS = [
    "arithmetic cells errors problems messages fiscal_years resources files jobs garbage",
    "forms",
    "settings",
    "reading",
    "checks",
    "store",
    "tables",
    "books",
    "inspect",
    "decisions working_folder",
    "between_runs choosing",
    "replacing",
    "cluster expected filling handing_out upgrading giving_back comparing tidying starting monthly",
    "consolidating officer reminding",
    "api __init__",
    "cli __main__",
]
FLOOR = {room: number for number, rooms in enumerate(ROOMS) for room in rooms.split()}

THIRD_PARTY = {
    "jsonschema": {"forms", "settings", "checks"},
    "jsonschema_rs": {"settings", "checks"},
    "python_calamine": {"reading"},
    "pandas": {"tables"},
    "xlsxwriter": {"books"},
    "openpyxl": {"inspect"},
    "distributed": {"cluster"},
    "click": {"cli"},
    "rich": {"cli"},
}
HEAVY = {"jsonschema", "jsonschema_rs", "python_calamine", "pandas", "xlsxwriter", "openpyxl", "rich", "sqlite3", "distributed"}
"""What `xltools --help` does without: imported inside the function that needs it."""
LATE = {"xltools.books.large_book", "xltools.books.table_sheet"}
"""Modules that cannot do without such a library, for a class of their own; they are themselves imported where they are needed."""

MODULES = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
MAX_LINES = 300


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Every module imported, the line, and whether that happens when the module itself is imported."""
    tree = TREES[path]
    inner = {id(node) for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            inner |= {id(found) for found in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno, id(node) not in inner
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}:{node.lineno} imports relatively"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}" if node.module == "xltools" else str(node.module)
                yield whole, node.lineno, id(node) not in inner


def docstrings(tree: ast.AST) -> set[int]:
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}


def constants(kind: type) -> Iterator[tuple[str, object]]:
    for path, tree in TREES.items():
        documentation = docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and type(node.value) is kind and id(node) not in documentation:
                yield f"{name(path)}:{node.lineno}", node.value


def test_every_module_stands_in_a_room() -> None:
    assert {room(path) for path in MODULES} <= set(FLOOR)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_room_imports_only_from_rooms_above_it(path: Path) -> None:
    wrong = []
    for module, line, _ in imports(path):
        parts = module.split(".")
        if parts[0] == "xltools":
            target = parts[1] if len(parts) > 1 and parts[1] in FLOOR else "__init__"
            if FLOOR[target] > FLOOR[room(path)]:
                wrong.append(f"{name(path)}:{line} imports {module}")
    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_third_party_library_is_imported_in_its_room_only(path: Path) -> None:
    wrong = []
    for module, line, _ in imports(path):
        library = module.split(".")[0]
        if library not in sys.stdlib_module_names | {"xltools"} and room(path) not in THIRD_PARTY.get(library, ()):
            wrong.append(f"{name(path)}:{line} imports {library}")
    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_heavy_library_is_imported_inside_the_function_that_needs_it(path: Path) -> None:
    late = name(path) in {f"{module.replace('.', '/')}.py" for module in LATE}
    at_once = [
        f"{name(path)}:{line} imports {module}"
        for module, line, at_import in imports(path)
        if at_import and not late and (module.split(".")[0] in HEAVY or module in LATE)
    ]
    assert at_once == []


def _passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether a handler ends by raising what it caught."""
    return isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_everything_is_caught_in_the_command_line_only(path: Path) -> None:
    caught = []
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.ExceptHandler) and not _passes_on(node):
            types = ast.walk(node.type) if node.type else [ast.Name("BaseException")]
            if any(isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException") for kind in types):
                caught.append(f"{name(path)}:{node.lineno}")
    if room(path) != "cli":
        assert caught == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_module_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def form_words() -> set[str]:
    """Every label and answer of every shipped form, as any of its years prints it."""
    found: set[str] = set()
    for definition in definitions():
        for year in (definition["valid"]["from"], definition["valid"]["from"] + 1):
            form = shipped_form(definition["id"], year)
            for slot in form.slots:
                found |= {
                    slot.label,
                    slot.full_label,
                    *(choice.text for choice in slot.choices),
                    *(str(choice.value) for choice in slot.choices),
                }
            found |= {label.text for sheet in form.sheets for label in sheet.labels}
            names = (table["name"] for table in form.summary["tables"])
            found |= {name if isinstance(name, str) else name["ja"] for name in names}
            found |= set(form.labels.values())
    return {word for word in found if re.search("[\u3041-\u9fff]", word)}


def test_no_label_of_the_form_is_written_in_python() -> None:
    words = form_words()
    assert len(words) > 150  # the search itself works
    written = [f"{where} {text}" for where, text in constants(str) if text in words]
    assert [found for found in written if not found.startswith("xltools/fiscal_years.py")] == []  # its eras are its subject


def test_no_path_of_the_form_is_written_in_python() -> None:
    paths: set[str] = set()
    for definition in definitions():
        paths |= {str(part) for path in load_form(definition["id"]).fields() for part in path if isinstance(part, str) and "_" in part}
    assert "cost_statement" in paths
    assert [f"{where} {text}" for where, text in constants(str) if text in paths] == []


def test_no_year_of_the_form_is_written_in_python() -> None:
    years = [f"{where} {value}" for where, value in constants(int) if isinstance(value, int) and 2010 <= value <= 2040]
    assert [found for found in years if not found.startswith("xltools/fiscal_years.py")] == []


def tracked() -> list[Path]:
    """The files of the checkout; of an unpacked release all but what tools leave behind."""
    listed = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        return [ROOT / found for found in listed.stdout.decode("utf-8").split("\0") if found and (ROOT / found).is_file()]
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not re.search(r"/(\.venv|\.git|[^/]*cache|[^/]*\.egg-info|build|dist)/", path.as_posix())
    ]


def test_no_file_names_a_place_of_one_persons_machine() -> None:
    places = re.compile("|".join(f"/{folder}/" for folder in ("work", "tmp", "root", "home")))
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name(path)}:{text.count(chr(10), 0, match.start()) + 1} {match[0]}" for match in places.finditer(text)]
    assert found == []


def test_every_function_that_others_call_says_what_it_does() -> None:
    silent = []
    for path, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{name(path)}:{node.lineno} {node.name}")
    assert silent == []
