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

    Its own keys replace those of the base; a key that holds an object is merged with the base's, null removing a key.
    `items` changes items of the sheets, each named by its `id` or its `path`: its keys replace the item's, and null removes
    the item or the key.

    Raises:
        UnknownItem: the base has no such item.
    """
    own = {key: value for key, value in definition.items() if key not in (BASE, ITEMS)}
    merged = {**base, **{key: _merged(base.get(key), value) for key, value in own.items()}}
    changes = definition.get(ITEMS, {})
    for name in changes:
        if all(_name(item) != name for sheet in merged["sheets"] for item in sheet["items"]):
            raise UnknownItem(name)
    merged["sheets"] = [
        {**sheet, "items": [new for item in sheet["items"] for new in _changed(item, changes)]} for sheet in merged["sheets"]
    ]
    return merged


def _name(item: Mapping[str, Any]) -> str | None:
    name = item.get("id", item.get("path"))
    return None if name is None else str(name)


def _merged(base: Any, own: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(own, Mapping):
        return {key: value for key, value in {**base, **own}.items() if value is not None}
    return own


def _changed(item: Mapping[str, Any], changes: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The item as it is, changed, or gone."""
    name = _name(item)
    if name is None or name not in changes:
        return [item]
    return [] if changes[name] is None else [_merged(item, changes[name])]
