"""Few functions only forward their arguments, so a reader need not pass through them."""

from __future__ import annotations

import ast

import pytest

from tests.house.forwarders import Function, forwarded_call, forwarders

MOST = 49
"""The number that was reached; to be lowered, never raised. `python -m tests.house.forwarders` prints them."""


@pytest.mark.parametrize(
    "source",
    [
        "def star(self, keys, on):\n    'Doc.'\n    return self._store.star(keys, on)",
        "async def ask(self, path, *more, keep=True):\n    return await self._client.ask(path, *more, keep=keep)",
        "def close(self):\n    self._file.close()",
    ],
)
def test_a_call_with_the_same_arguments_is_found(source: str):
    (function,) = ast.parse(source).body
    assert isinstance(function, Function)
    assert forwarded_call(function, in_class=True) is not None


@pytest.mark.parametrize(
    "source",
    [
        "def star(self, keys):\n    return self._store.star(keys, True)",
        "def star(self, keys):\n    return self._store.star(tuple(keys))",
        "def star(self, keys, on):\n    return self._store.star(keys)",
        "def star(self, keys):\n    self._count += 1\n    return self._store.star(keys)",
        "def stars(self):\n    return self._stars",
    ],
)
def test_a_function_that_does_more_is_not(source: str):
    (function,) = ast.parse(source).body
    assert isinstance(function, Function)
    assert forwarded_call(function, in_class=True) is None


def test_few_functions_only_forward_their_arguments():
    found = forwarders()
    assert len(found) <= MOST, "\n".join(map(str, found))
