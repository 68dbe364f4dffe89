"""The rooms of the house: which folder may import which, and what a folder, a file and a class may be called.

`python -m tests.house.test_rooms` prints the size of the program in lines of code.
"""

from __future__ import annotations

import ast
import importlib.util
import io
import re
import subprocess
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import scholar_desktop
from tests.house.syntax_trees import nodes_of, tree_of

PACKAGE = Path(scholar_desktop.__file__).parent
ROOT = PACKAGE.parent

ROOMS: dict[str, tuple[str, ...]] = {
    "domain": (
        "stored_field_names private_files timestamps text",
        "errors file_locks thread_imports",
        "source",
        "paper",
        "attempt events opened_file setting thread_yielding request_options page_picture identifiers",
        "bibliographic_entry collection library download csl_variables field_labels",
        "own_fields",
        "entry_dates",
        "field_input full_entry",
        "zenodo",
        "citations people corpus",
        "merging",
        "search",
        "alerts reference_lists",
    ),
    "library": (
        "containment",
        "folders failures paper_identity cite_keys",
        "shared_folders",
        "database",
        "tables",
        "sidecars",
        "operations",
        "search",
        "recovery",
        "open_library",
        "library_threads",
        "known_titles",
        "library_bulk library_collections library_duplicates library_entries library_imports",
        "tags_and_notes smart_views",
        "store",
    ),
    "services": (
        "tasks",
        "web program library",
        "corpus",
        "papers citations unpaywall",
        "people search reference_lists zenodo",
        "open_access",
        "downloads add_pdfs alerts",
        "exchange",
        "diagnostics",
        "services",
    ),
    "ui": (
        "theme",
        "words",
        "widgets",
        "actions",
        "context",
        "rows",
        "program settings",
        "people zenodo",
        "library exchange",
        "reference_lists",
        "add_pdfs",
        "open_access",
        "citations",
        "papers",
        "downloads",
        "search",
        "unpaywall corpus alerts",
        "window",
    ),
    "demo": (
        "transfers control",
        "broken_responses",
        "corpus",
        "semantic_scholar",
        "unpaywall datasets zenodo",
        "web",
        "app",
        "server",
        "__main__",
    ),
}
"""The rooms and top files of each layer, from below: a room imports rooms of the lines before it, and no other."""

MOST_FILES = 35

SAME_NAME: dict[str, str] = {}
"""Public classes that share their name with another one, and why."""

PARTICIPLES = frozenset(
    {"Said", "Told", "Heard", "Seen", "Kept", "Found", "Taken", "Given", "Broken", "Drawn", "Shown", "Known", "Chosen"}
) | frozenset({"Written", "Read", "Lost", "Left", "Met", "Sent", "Held", "Made", "Done", "Gone", "Begun", "Spent"})
NOUNS = frozenset(
    {"Setting", "Embedding", "Grouping", "Heading", "Listing", "Ranking", "Recording", "String", "Feed", "Speed"}
)
"""Words that end like a participle and are nouns."""


@cache
def trees() -> dict[str, ast.Module]:
    """The parsed files of the package, by their path below it."""
    return {str(path.relative_to(PACKAGE)): tree_of(path) for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def imports() -> dict[str, frozenset[str]]:
    """For each file of the package the files of the package that it imports, late imports and imports for types too."""
    files = {_module(path): path for path in trees()}
    found: dict[str, set[str]] = {path: set() for path in trees()}
    for path in trees():
        for node in nodes_of(PACKAGE / path):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [
                    f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in files else node.module
                    for alias in node.names
                ]
            found[path] |= {files[name] for name in names if name in files and files[name] != path}
    return {path: frozenset(targets) for path, targets in found.items()}


def _module(path: str) -> str:
    return f"scholar_desktop.{path.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")


def _room(path: str) -> str:
    """The room of a file: the folder in its layer, or its own name where it lies at the top of the layer."""
    return path.split("/")[1].removesuffix(".py")


def test_no_two_files_import_each_other_in_a_circle():
    assert list(_circles(imports())) == []


def test_a_circle_is_found_also_by_late_imports_and_imports_for_types():
    root, for_types = "composition_downloads.py", "library/store.py"
    late, between = "services/open_access/fetch_run.py", "services/open_access/pdf_storage.py"
    assert late in imports()[root]
    assert for_types in imports()[between]
    [circle] = _circles(imports() | {for_types: imports()[for_types] | {root}})
    assert {root, late, between, for_types} <= set(circle)


def _circles(graph: dict[str, frozenset[str]]) -> Iterator[list[str]]:
    """Tarjan's strongly connected components of more than one file."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []

    def visit(node: str) -> Iterator[list[str]]:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in sorted(graph[node]):
            if target not in index:
                yield from visit(target)
            if target in stack:
                low[node] = min(low[node], low[target])
        if low[node] == index[node]:
            members = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(members) > 1:
                yield sorted(members)

    for node in graph:
        if node not in index:
            yield from visit(node)


def test_a_room_imports_only_the_rooms_below_it():
    problems = []
    for layer, lines in ROOMS.items():
        height = {room: number for number, line in enumerate(lines) for room in line.split()}
        for path, targets in imports().items():
            if not path.startswith(f"{layer}/") or path == f"{layer}/__init__.py":
                continue
            if _room(path) not in height:
                problems.append(f"{path}: the table has no room {_room(path)}")
                continue
            problems += [
                f"{path} imports {target}"
                for target in sorted(targets)
                if target.startswith(f"{layer}/")
                and _room(target) != _room(path)
                and height.get(_room(target), len(lines)) >= height[_room(path)]
            ]
    assert problems == []


def test_every_room_of_the_table_exists():
    missing = [
        f"{layer}/{room}"
        for layer, lines in ROOMS.items()
        for line in lines
        for room in line.split()
        if not (PACKAGE / layer / room).is_dir() and not (PACKAGE / layer / f"{room}.py").is_file()
    ]
    assert missing == []


def test_a_folder_has_at_most_35_files_and_an_init_that_only_says_what_it_is():
    problems = []
    folders = [PACKAGE, *sorted(path for path in PACKAGE.rglob("*") if path.is_dir() and path.name != "__pycache__")]
    for folder in folders:
        files = list(folder.glob("*.py"))
        name = folder.relative_to(ROOT)
        if not files or (PACKAGE / "resources") in (folder, *folder.parents):
            continue
        if not (folder / "__init__.py").is_file():
            problems.append(f"{name} has no __init__.py")
            continue
        if len(files) > MOST_FILES:
            problems.append(f"{name} has {len(files)} files")
        if folder == PACKAGE:
            continue  # it holds the version
        body = trees()[str((folder / "__init__.py").relative_to(PACKAGE))].body
        if not (len(body) == 1 and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)):
            problems.append(f"{name}/__init__.py holds something other than a docstring")
    assert problems == []


def _public_classes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path, tree in trees().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(path)
    return found


def test_two_public_classes_of_different_meaning_have_different_names():
    shared = {name: paths for name, paths in _public_classes().items() if len(paths) > 1 and not name.startswith("_")}
    assert {name: paths for name, paths in shared.items() if name not in SAME_NAME} == {}
    assert sorted(SAME_NAME.keys() - shared.keys()) == [], "no longer shared"


MOST_WITH_THE_WHOLE_CONTEXT = 30


def _has_context(constructor: ast.FunctionDef) -> bool:
    arguments = constructor.args
    known = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return any(one.annotation is not None and "UiContext" in ast.unparse(one.annotation) for one in known)


def test_few_constructors_get_the_whole_context_of_the_window():
    """Pages and what fills a page may; everything else gets what it uses."""
    found = [
        f"{path.relative_to(PACKAGE)}: {node.name}"
        for path in PACKAGE.rglob("*.py")
        for node in nodes_of(path)
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, ast.FunctionDef) and part.name == "__init__" and _has_context(part)
    ]
    assert found, "the test looks for a class that is gone"
    assert len(found) <= MOST_WITH_THE_WHOLE_CONTEXT, found


def is_bare_participle(name: str) -> bool:
    """True for one word that is the participle of a verb: it says what was done, but not to what."""
    word = name.lstrip("_")
    if not re.fullmatch(r"[A-Z][a-z]+", word) or word in NOUNS:
        return False
    return word in PARTICIPLES or word.endswith(("ed", "ing"))


def test_no_class_is_called_by_a_bare_participle():
    assert is_bare_participle("Climbed")
    assert is_bare_participle("_Looked")
    assert not is_bare_participle("FetchResult")
    classes = [(path, name) for name, paths in _public_classes().items() for path in paths]
    found = [f"{path}: {name}" for path, name in classes if is_bare_participle(name)]
    assert found == []


# -- names in strings

DOTTED = re.compile(r"(?:scholar_desktop|tests)(?:\.[A-Za-z_]\w*)+")
PATH = re.compile(
    r"(?:scholar_desktop|tests|docs|packaging|resources|domain|net|sources|formats|pdf|interop|library|services|ui|cli"
    r"|demo)/[\w./-]*\w"
)
OTHER_NAMES = frozenset({"scholar_desktop.way", "scholar_desktop.backend"})
"""Dotted names in strings that are no modules: an extension of a request, and the log area of the composition root."""


def _strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def _resolves(name: str) -> bool:
    """True if *name* is a module, or an attribute of one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            spec = importlib.util.find_spec(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        if spec is None or (length < len(parts) and spec.submodule_search_locations is not None):
            return False
        return length >= len(parts) - 2
    return False


def test_every_module_that_a_string_names_exists():
    sources = {path: path.read_text("utf-8") for folder in (PACKAGE, ROOT / "tests") for path in folder.rglob("*.py")}
    problems = []
    named = 0
    for path, text in sources.items():
        for line, value in _strings(ast.parse(text)):
            for name in DOTTED.findall(value):
                if name in OTHER_NAMES or value.endswith(f"{name}."):
                    continue
                named += 1
                if not _resolves(name):
                    problems.append(f"{path.relative_to(ROOT)}:{line}: {name}")
    for document in ("pyproject.toml", "Makefile", ".ci/run", "packaging/pyinstaller/scholar-desktop.spec"):
        text = (ROOT / document).read_text("utf-8")
        problems += [f"{document}: {name}" for name in DOTTED.findall(text) if not _resolves(name)]
    assert named > 40
    assert problems == []


def test_the_modules_that_are_imported_by_name_are_listed_in_preload_and_exist():
    from scholar_desktop import preload

    names = [name for value in vars(preload).values() if isinstance(value, tuple) for name in value]
    assert len(names) > 30
    assert [name for name in names if importlib.util.find_spec(name) is None] == []
    importing = {
        path
        for path in trees()
        for node in nodes_of(PACKAGE / path)
        if isinstance(node, ast.Attribute) and node.attr == "import_module"
    }
    assert importing == {"preload.py", "ui/window/page_registration.py"}, "the table of pages has a test of its own"


def test_what_creates_each_page_exists():
    from scholar_desktop.ui.window.page_registration import PAGES

    missing = []
    for page in PAGES:
        module, _, name = page.create_path.rpartition(".")
        if not hasattr(importlib.import_module(f"scholar_desktop.ui.{module}"), name):
            missing.append(page.create_path)
    assert missing == []


DOCUMENTS = (
    *(
        "CONTRIBUTING.md",
        "README.md",
        "README.de.md",
        "docs/torture.md",
        "docs/where-to-find-it.md",
        "docs/glossary.md",
    ),
    "docs/security.md",
)


def test_every_path_that_a_document_or_a_docstring_names_exists():
    texts = {name: (ROOT / name).read_text("utf-8") for name in DOCUMENTS}
    texts |= {f"docs/decisions/{path.name}": path.read_text("utf-8") for path in (ROOT / "docs/decisions").glob("*.md")}
    problems = []
    for name, text in texts.items():
        for match in re.findall(r"`([^`\s]+)`", text):
            found = PATH.fullmatch(match)
            if found and "<" not in match and not any(_exists(match, base) for base in (ROOT, PACKAGE)):
                problems.append(f"{name}: {match}")
    assert problems == []


DOCUMENT_NAMED = re.compile(r"\bdocs/([A-Za-z0-9_][A-Za-z0-9_./-]*[A-Za-z0-9_])|\b[Dd]ecision ([0-9]{4})\b")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def test_every_document_and_decision_that_a_file_names_exists():
    decisions = {path.name[:4] for path in (ROOT / "docs/decisions").glob("[0-9]*.md")}
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "pyproject.toml", ROOT / "Makefile"]
    files += [path for name in ("scholar_desktop", "tests", "packaging") for path in (ROOT / name).rglob("*.py")]
    missing = []
    for path in files:
        text = path.read_text("utf-8")
        for named, number in DOCUMENT_NAMED.findall(text):
            short = re.fullmatch(r"decisions/([0-9]{4})", named)
            number = short[1] if short else number
            if number not in decisions if number else not (ROOT / "docs" / named).exists():
                missing.append(f"{path.relative_to(ROOT)}: {named or number}")
        if path.suffix == ".md":
            links = [link for link in LINK.findall(text) if not (path.parent / link).exists()]
            missing += [f"{path.relative_to(ROOT)}: {link}" for link in links]
    assert missing == []


def _exists(name: str, base: Path) -> bool:
    path = base / name
    return path.exists() or path.with_name(f"{path.name}.py").exists()


def test_the_glossary_has_at_most_40_words():
    rows = [line for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    words = [line.split("|")[1].strip() for line in rows if not line.startswith(("| ---", "| word |"))]
    assert 20 < len(words) <= 40
    assert len(set(words)) == len(words)


# -- size


def lines_of_code(text: str) -> int:
    """Lines without blank lines, comments and docstrings."""
    skipped: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            skipped |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    code: set[int] = set()
    layout = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in layout:
            code |= set(range(token.start[0], token.end[0] + 1))
    return len(code - skipped)


def test_lines_of_code_leaves_out_what_is_no_code():
    text = '"""What it is."""\n\n# why\nx = 1  # here\n\n\ndef f():\n    """A text."""\n    return """two\nlines"""\n'
    assert lines_of_code(text) == 4


def main() -> None:
    files = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    sizes: dict[str, int] = defaultdict(int)
    for name in files.stdout.splitlines():
        sizes[name.split("/")[0]] += lines_of_code((ROOT / name).read_text("utf-8"))
    for name, lines in sorted(sizes.items()):
        sys.stdout.write(f"{lines:7} {name}\n")


if __name__ == "__main__":
    main()
