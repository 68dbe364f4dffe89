"""A decoded body that notes which of its keys somebody has looked at."""

from __future__ import annotations

from typing import Any


class KeyRecorder(dict[str, Any]):
    """An object of a body. `path`: where it stands (`data[].citedPaper`); *seen*: the paths of all keys that were
    read, shared by the whole body."""

    def __init__(self, sent: dict[str, Any], path: str, seen: set[str]) -> None:
        super().__init__(
            {key: record_keys(value, f"{path}.{key}" if path else key, seen) for key, value in sent.items()}
        )
        self.path = path
        self._seen = seen

    def get(self, key: str, default: Any = None) -> Any:
        self._note(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self._note(key)
        return super().__getitem__(key)

    def _note(self, key: str) -> None:
        self._seen.add(f"{self.path}.{key}" if self.path else key)


def record_keys(body: Any, path: str, seen: set[str]) -> Any:
    """*body* with every object in it watched."""
    if isinstance(body, dict):
        return KeyRecorder(body, path, seen)
    if isinstance(body, list):
        return [record_keys(item, f"{path}[]", seen) for item in body]
    return body


def keys_of(body: Any, path: str = "") -> set[str]:
    """The paths of all keys of *body*; the items of a list share theirs."""
    found: set[str] = set()
    if isinstance(body, dict):
        for key, value in body.items():
            here = f"{path}.{key}" if path else key
            found |= {here} | keys_of(value, here)
    elif isinstance(body, list):
        for item in body:
            found |= keys_of(item, f"{path}[]")
    return found
