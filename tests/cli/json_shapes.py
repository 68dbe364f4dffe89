"""Reads the JSON shapes of docs/command-line.md, and compares values with them.

A shape is a name (`PAPER`), an object (`{key, key: SHAPE}`, `*` for any key), a list (`[SHAPE]`), `ANY`, or objects
that are added (`PAPER + {all: ANY}`). A key without a shape has text, a number, true, false or null. A key with a
shape may be null. An object has exactly the keys of its shape.
"""

from __future__ import annotations

import re
from typing import Any

Shape = str | dict[str, Any] | list[Any]

SCALAR = "scalar"
_TOKEN = re.compile(r"\s*([{}\[\],:+]|[\w.*-]+)")


def read_shapes(document: str) -> dict[str, Shape]:
    """Return the shapes by name: those of every ```` ```shapes ```` block of *document*."""
    shapes: dict[str, Shape] = {}
    for block in re.findall(r"```shapes\n(.*?)```", document, re.S):
        for entry in re.split(r"\n(?=\S)", block.strip()):
            named = re.match(r"(.+?)(?:\s{2,}|\s(?=[{\[]))(.*)", entry, re.S)
            assert named is not None, f"no shape: {entry}"
            shapes[named[1]] = _Reader(named[2]).shape()
    return shapes


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = _TOKEN.findall(text)
        self._place = 0

    def _next(self) -> str:
        self._place += 1
        return str(self._tokens[self._place - 1])

    def _is_next(self, token: str) -> bool:
        return self._place < len(self._tokens) and self._tokens[self._place] == token

    def shape(self) -> Shape:
        first = self._one()
        if not self._is_next("+"):
            return first
        parts = [first]
        while self._is_next("+"):
            self._next()
            parts.append(self._one())
        return ["+", *parts]

    def _one(self) -> Shape:
        token = self._next()
        if token == "[":
            inner = SCALAR if self._is_next("]") else self.shape()
            assert self._next() == "]"
            return [inner]
        if token != "{":
            return token
        found: dict[str, Any] = {}
        while not self._is_next("}"):
            key = self._next()
            found[key] = SCALAR
            if self._is_next(":"):
                self._next()
                found[key] = self.shape()
            if self._is_next(","):
                self._next()
        self._next()
        return found


def differences(value: Any, shape: Shape, shapes: dict[str, Shape], where: str = "data") -> list[str]:
    """Return where *value* has another form than *shape*."""
    if shape == "ANY" or (value is None and shape != SCALAR):
        return []
    if shape == SCALAR:
        return [f"{where}: a {type(value).__name__}"] if isinstance(value, dict | list) else []
    if isinstance(shape, str):
        return differences(value, shapes[shape], shapes, where)
    if isinstance(shape, list) and shape[0] == "+":
        return differences(value, _added(shape, shapes), shapes, where)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{where}: no list"]
        return [each for item in value for each in differences(item, shape[0], shapes, f"{where}[]")]
    if not isinstance(value, dict):
        return [f"{where}: no object"]
    if "*" in shape:
        return [each for key, item in value.items() for each in differences(item, shape["*"], shapes, f"{where}.{key}")]
    found = [f"{where}.{key} is missing" for key in shape if key not in value]
    found += [f"{where}.{key} is not in the document" for key in value if key not in shape]
    for key in value.keys() & shape.keys():
        found += differences(value[key], shape[key], shapes, f"{where}.{key}")
    return found


def _added(shape: Shape, shapes: dict[str, Shape]) -> dict[str, Any]:
    if isinstance(shape, str):
        return _added(shapes[shape], shapes)
    if isinstance(shape, list):
        return {key: value for part in shape[1:] for key, value in _added(part, shapes).items()}
    return shape
