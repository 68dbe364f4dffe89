"""Lists every text that the program shows to people: `python -m tests.house.texts [OUT.tsv]`.

A line has the text, its file and its line. An f-string has {…} for each value. Left out are docstrings, log calls, SQL,
stylesheets, names (a single word in lower case, an id such as `view.search`), patterns and the demo.

    python -m tests.house.texts --compare OLD.tsv NEW.tsv     which texts are kept, gone and new
    python -m tests.house.texts --unmarked [PATH…]            which are not marked for translation
    python -m tests.house.texts --banned [PATH…]              which have a phrase that the window does not use
    python -m tests.house.texts --glued [PATH…]               which are put together from pieces

A PATH is a file or folder below scholar_desktop, such as ui/zenodo.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.house.syntax_trees import nodes_of, tree_of

ROOT = Path(__file__).parents[2] / "scholar_desktop"
LEFT_OUT = ("demo", "corpus/schema.py", "library/database", "library/tables")
_LOGS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
_NOT_SHOWN = {"compile", "getLogger", "import_module", "fullmatch", "search", "match", "sub", "execute", "stored"}
_SQL = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|PRAGMA|BEGIN|COMMIT|WITH|FROM|WHERE|ORDER BY|ALTER)\b")
_CODE = re.compile(r"[{};]\s*$|^\s*[#.Q][\w-]+.*\{|^[\w.\-:/%\[\]{}…=&?*+#@|\\]+$|^(https?|file):")

_WORD_AND_VALUE = re.compile(r"(^|[\s(])[a-z]{3,} \{…\}|\{…\} [a-z]{3,}([\s).,;:]|$)")


class ShownText(NamedTuple):
    """A text, the file below scholar_desktop, and the line."""

    text: str
    file: str
    line: int


def texts_of(path: Path) -> Iterator[ShownText]:
    """Yields the texts of one file."""
    tree = tree_of(path)
    file = path.relative_to(ROOT).as_posix()
    left_out = set(skipped(tree))
    for node in nodes_of(path):
        text = None if id(node) in left_out else text_of(node)
        if text is not None and is_shown(text):
            yield ShownText(text, file, getattr(node, "lineno", 0))


def text_of(node: ast.AST) -> str | None:
    """Returns the text of a string, with {…} for the values of an f-string; None for every other node."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def skipped(tree: ast.AST) -> Iterator[int]:
    """Yields the ids of the nodes that are no texts: docstrings, what is logged or compiled, parts of f-strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield from (id(part) for part in node.values)
            for part in node.values:
                if isinstance(part, ast.FormattedValue) and part.format_spec is not None:
                    yield from (id(each) for each in ast.walk(part.format_spec))
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in _LOGS | _NOT_SHOWN:
                yield from (id(each) for each in ast.walk(node))
        elif isinstance(node, ast.AnnAssign) or (isinstance(node, ast.arg) and node.annotation is not None):
            yield from (id(each) for each in ast.walk(node.annotation))


def is_shown(text: str) -> bool:
    """Whether *text* looks like one for people."""
    if _WORD_AND_VALUE.search(text) and not _SQL.search(text) and not _CODE.search(text.replace("{…}", "X")):
        return True
    plain = text.replace("{…}", "").strip()
    if len(plain) < 2 or not re.search(r"[A-Za-z]{2}", plain) or _SQL.search(text) or _CODE.search(plain):
        return bool(re.fullmatch(r"[A-Z][a-z]+…?", plain))
    return bool(re.search(r"\s", plain)) or plain[0].isupper()


def all_texts() -> list[ShownText]:
    """Returns the texts of the program, by file and line."""
    paths = [path for path in sorted(ROOT.rglob("*.py")) if "demo" not in path.relative_to(ROOT).parts]
    found = [text for path in paths for text in texts_of(path)]
    return [text for text in found if not text.file.startswith(LEFT_OUT)]


def _write(texts: list[ShownText]) -> str:
    lines = (f"{text.text.encode('unicode_escape').decode()}\t{text.file}\t{text.line}" for text in texts)
    return "\n".join(lines) + "\n"


def _read(path: Path) -> dict[str, str]:
    lines = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return {line[0]: f"{line[1]}:{line[2]}" for line in lines}


def _write_findings(chosen: argparse.Namespace) -> None:
    from tests.house.text_findings import sources

    for kind in ("unmarked", "banned", "glued"):
        paths = getattr(chosen, kind)
        found = [] if paths is None else [finding for source in sources(paths) for finding in getattr(source, kind)()]
        for finding in sorted(found, key=lambda finding: (finding.file, finding.line)):
            text = finding.text.encode("unicode_escape").decode()
            sys.stdout.write(f"{finding.file}:{finding.line}\t{finding.why}\t{text}\n")
        if paths is not None:
            sys.stdout.write(f"{len(found)} {kind}\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.house.texts", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, nargs="?", help="the file to write; standard output without it")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("OLD", "NEW"))
    for kind in ("unmarked", "banned", "glued"):
        parser.add_argument(f"--{kind}", nargs="*", metavar="PATH")
    chosen = parser.parse_args()
    if any(paths is not None for paths in (chosen.unmarked, chosen.banned, chosen.glued)):
        _write_findings(chosen)
        return
    if chosen.compare:
        old, new = map(_read, chosen.compare)
        for title, texts in (("gone", {**old}.keys() - new.keys()), ("new", new.keys() - old.keys())):
            for text in sorted(texts):
                sys.stdout.write(f"{title}\t{text}\t{old.get(text) or new.get(text)}\n")
        sys.stdout.write(f"{len(old.keys() & new.keys())} kept\n")
    elif chosen.out:
        chosen.out.write_text(_write(all_texts()), "utf-8")
    else:
        sys.stdout.write(_write(all_texts()))


if __name__ == "__main__":
    main()
