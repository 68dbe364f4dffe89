"""Reads the texts that are marked for translation from the source of the program.

Marked are the literal texts in `gettext(text)`, `ngettext(one, many, count)`, `pgettext(context, text)`,
`Message(text)`, `Message.counted(one, many, count)` and `Message.in_context(context, text)`; a text may also be chosen
there by `if … else`. A comment `# translators: …` on the line before tells the translator more.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "scholar_desktop"
DEFINED_IN = ("translation.py", "domain/text/message.py")
"""The functions themselves, which pass texts on."""

MARKERS: dict[str, tuple[str, ...]] = {
    "gettext": ("one",),
    "ngettext": ("one", "many"),
    "pgettext": ("context", "one"),
    "Message": ("one",),
    "counted": ("one", "many"),
    "in_context": ("context", "one"),
}
"""Function -> what its first arguments are."""


class Text(NamedTuple):
    """A text to translate. plural: its form for every count but 1, or None; context: or None; note: for translators."""

    msgid: str
    plural: str | None
    context: str | None
    file: str
    line: int
    note: str = ""

    @property
    def key(self) -> str:
        """The id in the lists for translators: the same as long as text and context are."""
        return key_of(self.msgid, self.context)


class Problem(Exception):
    """Something in the source that cannot be translated; the text says where."""


def key_of(msgid: str, context: str | None) -> str:
    return hashlib.sha1(f"{context or ''}\x04{msgid}".encode(), usedforsecurity=False).hexdigest()[:10]


def marker_of(node: ast.AST | None) -> str | None:
    """Returns the key of `MARKERS` for a call that marks a text, None for every other node."""
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name):
        return node.func.id if node.func.id in ("gettext", "ngettext", "pgettext", "Message") else None
    if isinstance(node.func, ast.Attribute):
        owner, name = getattr(node.func.value, "id", ""), node.func.attr
        if owner == "Message" and name in ("counted", "in_context"):
            return name
        if owner == "translation" and name in ("gettext", "ngettext", "pgettext"):
            return name
    return None


def texts() -> list[Text]:
    """Returns the marked texts of the program by file and line. Raises Problem listing what cannot be translated."""
    found: list[Text] = []
    problems: list[str] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        if file not in DEFINED_IN:
            for each in texts_of(path.read_text("utf-8"), file):
                (found if isinstance(each, Text) else problems).append(each)  # type: ignore[attr-defined]
    plurals: dict[tuple[str | None, str], Text] = {}
    for text in found:
        other = plurals.setdefault((text.context, text.msgid), text) if text.plural is not None else text
        if other.plural != text.plural:
            problems.append(f"{text.file}:{text.line}: another plural than in {other.file}:{other.line}")
    if problems:
        raise Problem("\n".join(problems))
    return found


def texts_of(source: str, file: str) -> Iterator[Text | str]:
    """Yields the marked texts of one file; for each that cannot be translated, a line that says so."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        marker = marker_of(node)
        if marker is None:
            continue
        assert isinstance(node, ast.Call)
        parts = MARKERS[marker]
        place = f"{file}:{node.lineno}"
        if len(node.args) < len(parts) or any(isinstance(argument, ast.Starred) for argument in node.args):
            yield f"{place}: {marker} needs the arguments {', '.join(parts)} at first"
            continue
        choices = [list(_literals(argument)) for argument in node.args[: len(parts)]]
        if any(choice is None for each in choices for choice in each):
            yield f"{place}: the text of {marker} is no literal, so nobody can translate it"
            continue
        if len({len(each) for each in choices if len(each) > 1}) > 1:
            yield f"{place}: {marker} chooses among different numbers of texts"
            continue
        for number in range(max(len(each) for each in choices)):
            values = [each[number if len(each) > 1 else 0] for each in choices]
            named = dict(zip(parts, values, strict=True))
            if not (named["one"] or "").strip():
                yield f"{place}: an empty text"
                continue
            yield Text(
                str(named["one"]), named.get("many"), named.get("context"), file, node.lineno, _note(lines, node.lineno)
            )


def _literals(node: ast.expr) -> Iterator[str | None]:
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    else:
        yield node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _note(lines: list[str], line: int) -> str:
    """Returns the comment for translators that ends on the line before *line*."""
    found: list[str] = []
    while line > 1 and (comment := re.match(r"\s*# ?(.*)", lines[line - 2])):
        found.insert(0, comment[1].strip())
        line -= 1
        if found[0].startswith("translators:"):
            return " ".join(found).removeprefix("translators:").strip()
    return ""
