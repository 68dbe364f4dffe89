"""Finds regular expressions whose time grows faster than the text: `python -m tests.support.slow_patterns`.

Every pattern of the layers that read remote or opened text is applied to texts that are made from its own characters,
each as the methods do that the program calls on it. Processor time counts, and each pattern has a process of its own
with a limit of it, because a match cannot be interrupted.
"""

from __future__ import annotations

import importlib
import itertools
import json
import os
import pkgutil
import re
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

LAYERS = ("domain", "formats", "sources", "services", "net", "pdf", "library", "interop")
LENGTH = 1_500
GROWTH = 4
SLOWER = 10
"""A text that is four times as long may take this many times as long; a square takes 16 times as long."""
NOTICED_S = 0.006
"""Shorter times are not compared."""
CONFIRMED = 3
"""How often a slow pattern is measured again."""
LIMIT_S = 20
MOST_TEXTS = 50
_METHODS = r"\.(match|search|fullmatch|finditer|findall|sub|split)\("


def patterns() -> Iterator[tuple[str, re.Pattern[Any], frozenset[str]]]:
    """(module and name, pattern, the methods that the program calls on it) of every pattern."""
    for layer in LAYERS:
        package = importlib.import_module(f"scholar_desktop.{layer}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, pattern in _in_module(module):
                yield f"{found.name.removeprefix('scholar_desktop.')}.{name}", pattern, _used(module, name)


def _in_module(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, value in vars(module).items():
        if isinstance(value, re.Pattern):
            yield name, value
        elif isinstance(value, tuple | list):
            flat = itertools.chain.from_iterable(one if isinstance(one, tuple) else (one,) for one in value)
            yield from ((f"{name}[{place}]", one) for place, one in enumerate(flat) if isinstance(one, re.Pattern))


def _used(module: ModuleType, name: str) -> frozenset[str]:
    source = Path(str(module.__file__)).read_text("utf-8")
    used = frozenset(re.findall(rf"\b{re.escape(name)}{_METHODS}", source))
    return used or frozenset({"finditer", "fullmatch"})


def texts(pattern: re.Pattern[Any]) -> list[tuple[str, str]]:
    """(beginning, what is repeated) of the texts for *pattern*."""
    parts = sorted({part for part in _literals(pattern) if len(part) < 40})[:24]
    chars = sorted({part[0] for part in parts} | {part[-1] for part in parts})[:12]
    around = [*chars, " ", "a", "1", "."]
    repeated = [*dict.fromkeys([*around, *(a + b for a in around for b in around if a != b), *parts])]
    found = [("", one) for one in repeated]
    found += [(part, one) for part in parts[:12] for one in (" ", "a", "1", ".", "\n", *chars[:4])]
    return found[:MOST_TEXTS] if len(found) <= MOST_TEXTS else found[:: -(-len(found) // MOST_TEXTS)]


def _literals(pattern: re.Pattern[Any]) -> set[str]:
    from re import _parser  # type: ignore[attr-defined]

    found: set[str] = set()

    def walk(tree: Any) -> None:
        word = ""
        for operation, value in tree:
            name = str(operation)
            if name == "LITERAL":
                word += chr(value)
                continue
            found.add(word)
            word = ""
            if name == "BRANCH":
                for branch in value[1]:
                    walk(branch)
            elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
                walk(value[2])
            elif name == "SUBPATTERN":
                walk(value[-1])
            elif name in ("ASSERT", "ASSERT_NOT"):
                walk(value[1])
            elif name == "ATOMIC_GROUP":
                walk(value)
            elif name == "IN":
                for kind, item in value:
                    if str(kind) in ("LITERAL", "RANGE"):
                        found.add(chr(item if str(kind) == "LITERAL" else item[0]))
        found.add(word)

    walk(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else 0))
    return found - {""}


def slow(pattern: re.Pattern[Any], methods: frozenset[str]) -> str:
    """The text with which the time of *pattern* grows faster than its length, in words; empty if there is none."""
    for begin, repeated in texts(pattern):
        long = _text(pattern, begin, repeated, LENGTH * GROWTH)
        for method in sorted(methods):
            if _seconds(pattern, method, long) < NOTICED_S or not _grows(pattern, method, begin, repeated, LENGTH):
                continue
            # again with longer texts: a busy machine does not mislead each time
            if all(_grows(pattern, method, begin, repeated, LENGTH * GROWTH) for _ in range(CONFIRMED)):
                again = _seconds(pattern, method, long)
                return f"{method} of {begin!r} and {repeated!r} repeated: {again * 1000:.0f} ms for {len(long):,}"
    return ""


def _grows(pattern: re.Pattern[Any], method: str, begin: str, repeated: str, length: int) -> bool:
    """Whether a text of `GROWTH` times *length* takes more than `SLOWER` times as long as one of *length*."""
    long = min(_seconds(pattern, method, _text(pattern, begin, repeated, length * GROWTH)) for _ in range(3))
    short = min(_seconds(pattern, method, _text(pattern, begin, repeated, length)) for _ in range(5))
    return long > NOTICED_S and long > SLOWER * short


def _text(pattern: re.Pattern[Any], begin: str, repeated: str, length: int) -> Any:
    text = begin + repeated * (length // len(repeated)) + "\x01"
    return text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text


def _seconds(pattern: re.Pattern[Any], method: str, text: Any) -> float:
    began = time.process_time()
    if method in ("match", "search", "fullmatch"):
        getattr(pattern, method)(text)
    else:
        for _ in pattern.finditer(text):
            pass
    return time.process_time() - began


def slow_in_child(pattern: re.Pattern[Any], methods: frozenset[str], limit_s: int = LIMIT_S) -> str:
    """`slow` in a process of its own, with a limit of processor time."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (limit_s, limit_s))
        os.write(write, slow(pattern, methods).encode()[:2000])
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        told = answer.read().decode()
    _, status = os.waitpid(child, 0)
    return told if status == 0 else f"no end within {limit_s} s of processor time"


def main() -> int:
    """Print one JSON object: the name of every pattern, and its slow text or an empty one."""
    found = {name: slow_in_child(pattern, methods) for name, pattern, methods in patterns()}
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
