"""Compares the code of two commits after files were moved and names were changed, and prints what else changed.

`python -m tests.house.compare_commits OLD NEW` parses every Python file of both commits, leaves out imports, maps paths
and names by the tables of docs/moved.md (as they are in NEW), and compares the rest node by node. It prints nothing and
exits 0 if the two commits have the same code. `--no-docstrings` leaves docstrings out as well.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
TABLE = "docs/moved.md"
RENAMES = "tests/house/renames.tsv"
"""Every pair of an old and a new name; docs/moved.md has those of public classes and functions."""


class Tables:
    """The two tables of docs/moved.md: old path to new path, and the pairs of an old and a new name."""

    def __init__(self, text: str, renames: str = "") -> None:
        self.paths: dict[str, str] = {}
        self.names: set[tuple[str, str]] = set()
        for line in text.splitlines():
            cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
            if len(cells) == 2 and line.startswith("| `"):
                if cells[0].endswith(".py") or cells[0].endswith((".json", ".toml")):
                    self.paths[cells[0]] = cells[1]
                else:
                    self.names.add((cells[0], cells[1]))
        for line in renames.splitlines():
            old_name, new_name = line.split("\t")
            self.names.add((old_name, new_name))
        for old, new in self.paths.items():
            self.names.add((PurePosixPath(old).stem, PurePosixPath(new).stem))


def python_files(commit: str) -> list[str]:
    listing = _git("ls-tree", "-r", "--name-only", commit)
    return [path for path in listing.splitlines() if path.endswith(".py")]


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


class _WithoutImports(ast.NodeTransformer):
    def __init__(self, *, docstrings: bool) -> None:
        self._docstrings = docstrings

    def visit_Import(self, node: ast.Import) -> None:
        return None

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        return None

    def visit_If(self, node: ast.If) -> ast.AST | None:
        self.generic_visit(node)
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING" and not node.body:
            return None
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        is_text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if is_text and not self._docstrings else node


def parsed(text: str, *, docstrings: bool) -> ast.AST:
    return _WithoutImports(docstrings=docstrings).visit(ast.parse(text))


WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[^A-Za-z_]+")


def differences(old: object, new: object, names: set[tuple[str, str]], where: str = "") -> Iterator[str]:
    """What differs between two trees other than a name that the table maps to the other."""
    if isinstance(old, ast.AST) and isinstance(new, ast.AST):
        line = f"line {getattr(new, 'lineno', '?')}"
        if type(old) is not type(new):
            yield f"{line}: {ast.unparse(old)[:80]!r} became {ast.unparse(new)[:80]!r}"
            return
        for field in old._fields:
            if field in ("ctx", "kind", "type_comment"):
                continue
            yield from differences(getattr(old, field, None), getattr(new, field, None), names, f"{line}, {field}")
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield f"{where}: {len(old)} parts became {len(new)}"
            return
        for one, other in zip(old, new, strict=True):
            yield from differences(one, other, names, where)
    elif old != new and not (isinstance(old, str) and isinstance(new, str) and _is_same_text(old, new, names)):
        yield f"{where}: {old!r} became {new!r}"


def _is_same_text(old: str, new: str, names: set[tuple[str, str]]) -> bool:
    """Texts may name modules, files and classes: True if they are the same but for names of the tables."""
    if (old, new) in names:
        return True
    squeezed = [re.sub(r"\s+", " ", text) for text in (old, new)]
    return _marked(squeezed[0], names) == _marked(squeezed[1], names)


def _marked(text: str, names: set[tuple[str, str]]) -> str:
    """The text with every name of the tables, and every path and dotted name, put as one mark."""
    text = re.sub(r"\b(?:scholar_desktop|tests|services|ui|domain|library|demo|net|pdf|support)(?:[./]\w+)+", "§", text)
    known = {name for pair in names for name in pair}
    return "".join("§" if part in known else part for part in WORD.findall(text))


def compare(old: str, new: str, *, docstrings: bool = True) -> list[str]:
    """Every difference between the Python code of two commits, one line each."""
    after = set(python_files(new))
    renames = _git("show", f"{new}:{RENAMES}") if _git("ls-tree", "--name-only", new, RENAMES) else ""
    tables = Tables(_git("show", f"{new}:{TABLE}"), renames)
    problems: list[str] = []
    met: set[str] = set()
    renamed = _renamed_by_git(old, new)
    for path in python_files(old):
        moved = renamed.get(path) or tables.paths.get(path, path)
        met.add(moved)
        if moved not in after:
            source = _git("show", f"{old}:{path}")
            if PurePosixPath(path).name != "__init__.py" or parsed(source, docstrings=False).body:  # type: ignore[attr-defined]
                problems.append(f"{path}: gone, and {moved} is not there")
            continue
        if moved == path and _git("rev-parse", f"{old}:{path}") == _git("rev-parse", f"{new}:{path}"):
            continue
        trees = [
            parsed(_git("show", f"{commit}:{name}"), docstrings=docstrings)
            for commit, name in ((old, path), (new, moved))
        ]
        problems += [f"{moved}: {difference}" for difference in differences(*trees, tables.names)]
    for path in sorted(after - met):
        tree = parsed(_git("show", f"{new}:{path}"), docstrings=False)
        if PurePosixPath(path).name != "__init__.py" or tree.body:  # type: ignore[attr-defined]
            problems.append(f"{path}: a new file")
    return problems


def _renamed_by_git(old: str, new: str) -> dict[str, str]:
    """Old path to new path, as git finds them: a file may have moved more than once since `before-rooms`."""
    listing = _git("diff", "--name-status", "-M40%", "-l5000", "--diff-filter=R", old, new)
    rows = [line.split("\t") for line in listing.splitlines()]
    return {before: after for _, before, after in rows}


def main(arguments: list[str]) -> int:
    commits = [word for word in arguments if not word.startswith("--")]
    problems = compare(*commits, docstrings="--no-docstrings" not in arguments)
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
