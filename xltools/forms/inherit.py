"""A definition that extends another one states only what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BASE = "extends"
ITEMS = "items"


class UnknownItem(Exception):
    """`items` names an item that the base does not have. Its argument is the name."""


def inherited(definition: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """A definition with everything that it takes over from its base.

    Its own keys replace those of the base; a key that holds an object is merged with the base's. `items` changes items of
    the sheets, each named by its `id` or its `path`: its keys replace the item's. Everywhere null removes: the key, the item.
    What has a wrong shape is passed on as it is, for the definition's schema to say so.

    Raises:
        UnknownItem: the base has no such item, or `items` does not name any.
    """
    own = {key: _merged(base.get(key), value) for key, value in definition.items() if key not in (BASE, ITEMS)}
    merged = {key: value for key, value in {**base, **own}.items() if value is not None}
    changes = definition.get(ITEMS, {})
    if not isinstance(changes, Mapping):
        raise UnknownItem(changes)
    sheets = merged.get("sheets")
    names = {_name(item) for sheet in _list(sheets) for item in _items(sheet)}
    for name in changes:
        if name not in names:
            raise UnknownItem(name)
    if isinstance(sheets, list):
        merged["sheets"] = [_changed_sheet(sheet, changes) for sheet in sheets]
    return merged


def _list(value: Any) -> list[Any]:
    """A list as it is; nothing for what should be one and is not."""
    return value if isinstance(value, list) else []


def _items(sheet: Any) -> list[Any]:
    return _list(sheet.get("items")) if isinstance(sheet, Mapping) else []


def _changed_sheet(sheet: Any, changes: Mapping[str, Any]) -> Any:
    items = _items(sheet)
    return {**sheet, "items": [new for item in items for new in _changed(item, changes)]} if items else sheet


def _name(item: Any) -> str | None:
    name = item.get("id", item.get("path")) if isinstance(item, Mapping) else None
    return None if name is None else str(name)


def _merged(base: Any, own: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(own, Mapping):
        return {key: value for key, value in {**base, **own}.items() if value is not None}
    return own


def _changed(item: Any, changes: Mapping[str, Any]) -> list[Any]:
    """The item as it is, changed, or gone."""
    name = _name(item)
    if name is None or name not in changes:
        return [item]
    return [] if changes[name] is None else [_merged(item, changes[name])]
