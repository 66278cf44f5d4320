"""Where the shipped definitions, templates and schemas are, installed or in a checkout."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path


def folder(name: str) -> Traversable:
    """The shipped folder ``templates`` or ``schemas``: inside the package when installed, beside it in a checkout.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    installed = resources.files("xltools") / name
    if installed.is_dir():
        return installed
    beside = Path(__file__).resolve().parent.parent / name
    if beside.is_dir():
        return beside
    raise FileNotFoundError(f"xltools is installed without its folder {name!r}")


@cache
def tool_version() -> str:
    """The version of xltools that is installed; empty in a bare checkout."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("xltools")
    except PackageNotFoundError:
        return ""


def read_text(folder_name: str, file_name: str) -> str:
    """The text of one shipped file, UTF-8.

    Raises:
        FileNotFoundError: no such file.
    """
    return (folder(folder_name) / file_name).read_text(encoding="utf-8")
