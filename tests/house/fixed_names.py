"""Collect the names that scripts, stored state and tests hold on to: `python -m tests.house.fixed_names` prints them.

The list of the commit before the reorganisation is `fixed_names.json`; `test_fixed_names.py` compares. Names may be
added, none may go. To add those of a new version to the list: `python -m tests.house.fixed_names --add`.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import enum
import importlib
import json
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

import scholar_desktop
from scholar_desktop import settings
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.run import COMMANDS
from scholar_desktop.corpus.corpus_folder import KeptLines, KeptRelease
from scholar_desktop.domain.alerts.followed_items import UsageCounts
from scholar_desktop.domain.attempt import Attempt
from scholar_desktop.domain.citations.citation import Citation, CitationListState
from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import OwnFields
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.manuscript import CheckedManuscript
from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine, ReferenceListHead
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import SearchResult
from scholar_desktop.domain.search.saved_search import SavedSearch, SearchMemory
from scholar_desktop.domain.search.search_ledger import FoundPaper, LedgerRun
from scholar_desktop.library import sidecars
from scholar_desktop.library.database.write_session import Inverse
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.library.tables import compared_papers, user_links, watch_table
from scholar_desktop.library.tables.stored_own_fields import StoredOwnFields
from scholar_desktop.net.cached_answers import ExportedAnswer
from scholar_desktop.net.download import Resume
from scholar_desktop.options import OPTIONS
from scholar_desktop.services.exchange.import_report import StoredImport
from scholar_desktop.services.exchange.live_files import LiveFile
from scholar_desktop.services.exchange.sending import OutboxState
from scholar_desktop.services.program import answer_cache
from scholar_desktop.ui.citations.list_view import Place
from scholar_desktop.ui.citations.similar_examples import Example
from scholar_desktop.ui.window.action_definitions import ALL
from tests.house.syntax_trees import nodes_of, tree_of

PACKAGE = Path(scholar_desktop.__file__).parent
LIST = Path(__file__).with_name("fixed_names.json")

DOCUMENTS: dict[str, Any] = {
    "undo entry": Inverse,
    "paper": Paper,
    "compared facts of a paper": compared_papers.StoredFacts,
    "own fields": OwnFields,
    "row of own fields": StoredOwnFields,
    "queue item": DownloadItem,
    "queue attempt": Attempt,
    "list line": ReferenceLine,
    "list head": ReferenceListHead,
    "checked manuscript": CheckedManuscript,
    "ledger run": LedgerRun,
    "ledger papers": tuple[FoundPaper, ...],
    "news": watch_table._NewsDetails,
    "problem of a watch": ErrorInfo,
    "saved search": SavedSearch,
    "memory of a saved search": SearchMemory,
    "numbers of a followed record": UsageCounts,
    "own links": user_links._LinkFile,
    "outbox": OutboxState,
    "file of kept answers": answer_cache._File,
    "answer in a file of kept answers": ExportedAnswer,
    "notes of a .part file": Resume,
    "state of a citation list": CitationListState,
    "rows of a citation list": tuple[Citation, ...],
    "thumb of a recommended paper": Example,
    "selected row of the citations": Place,
    "last search": SearchResult,
    "filters of the window": Filters,
    "file of a sidecar": sidecars.FileEntry,
    "kept lines of the corpus": KeptLines,
    "kept release of the corpus": KeptRelease,
    "rule of the corpus": CorpusRule,
    "live file": LiveFile,
    "report of the last import": StoredImport,
}
"""What is stored as JSON or MessagePack by the fields of a Struct."""

NOT_STORED = ("demo", "pdf", "sources", "formats", "cli")
"""Packages that decode what services, the child process or a person's file say, and store none of it that way."""


# The sources


@cache
def sources(*folders: str) -> tuple[tuple[Path, ast.Module], ...]:
    """The parsed files of the package, or of some of its folders."""
    found = [path for path in sorted(PACKAGE.rglob("*.py")) if not folders or _top(path) in folders]
    return tuple((path, tree_of(path)) for path in found)


def _top(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _module(path: Path) -> Any:
    parts = (PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts)
    return importlib.import_module(".".join(parts).removesuffix(".__init__"))


def _texts(node: ast.AST | None) -> list[str]:
    """The texts that an expression may be, `{}` where they are not known."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)]
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    return []


# objectNames


class _ObjectNames:
    """The objectNames that the window's sources give, through any number of functions that pass a name on.

    A name is a template: `{}` stands for what is known only when the program runs.
    """

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._file = ""
        self._constants: dict[str, ast.expr] = {}
        self._takers: dict[str, set[tuple[str, int, str]]] = {}
        """Function or class -> (parameter, its place, template with `{parameter}`): what it names by its argument."""

    def collect(self) -> set[str]:
        """All of them: as long as a further function turns out to pass a name on, the files are read once more."""
        size = -1
        while size != (size := len(self.found) + sum(map(len, self._takers.values()))):
            for path, tree in sources("ui"):
                self._file = str(path)
                self._constants = {
                    ast.unparse(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)
                }
                self._read(tree, None, ())
        return self.found

    def _read(self, node: ast.AST, owner: ast.ClassDef | None, functions: tuple[ast.FunctionDef, ...]) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                self._read(child, child, ())
            elif isinstance(child, ast.FunctionDef):
                self._read(child, owner, (*functions, child))
            else:
                if isinstance(child, ast.Call):
                    self._read_call(child, owner, functions)
                self._read(child, owner, functions)

    def _read_call(self, call: ast.Call, owner: ast.ClassDef | None, functions: tuple[ast.FunctionDef, ...]) -> None:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name == "setObjectName":
            self._take(call.args[0], "{}", owner, functions)
            return
        names = [name]
        if name == "__init__" and owner is not None:
            names = [base.id for base in owner.bases if isinstance(base, ast.Name)]
        for taker in names:
            for parameter, place, template in tuple(self._takers.get(self._called(taker), ())):
                given = next((word.value for word in call.keywords if word.arg == parameter), None)
                if given is None and place < len(call.args):
                    given = call.args[place]
                if given is not None:
                    self._take(given, template, owner, functions)

    def _unrolled(self, given: ast.AST, functions: tuple[ast.FunctionDef, ...]) -> Iterator[ast.JoinedStr]:
        """A text put together of several parts, once for each value of a loop over what is written out."""
        if not isinstance(given, ast.JoinedStr):
            return
        for place, part in enumerate(given.values):
            if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name):
                for function in functions:
                    for value in self._looped(function, part.value.id):
                        if isinstance(value, ast.Constant):
                            yield ast.JoinedStr([*given.values[:place], value, *given.values[place + 1 :]])

    def _looped(self, function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
        """What *name* is in turn, where it is the variable of a loop over what is written out."""
        for node in ast.walk(function):
            if not isinstance(node, ast.For | ast.comprehension):
                continue
            rows = self._constants.get(ast.unparse(node.iter), node.iter)
            if not isinstance(rows, ast.Tuple | ast.List):
                continue
            for row in rows.elts:
                if isinstance(node.target, ast.Name) and node.target.id == name:
                    yield row
                elif isinstance(node.target, ast.Tuple) and isinstance(row, ast.Tuple):
                    for target, each in zip(node.target.elts, row.elts, strict=False):
                        if isinstance(target, ast.Name) and target.id == name:
                            yield each

    def _called(self, name: str) -> str:
        """A private function is known by its file, too: many files have a `_button`."""
        return f"{self._file} {name}" if name.startswith("_") else name

    def _take(
        self, given: ast.AST, template: str, owner: ast.ClassDef | None, functions: tuple[ast.FunctionDef, ...]
    ) -> None:
        for text in _texts(given):
            self.found.add(template.replace("{}", text, 1))
        for each in self._unrolled(given, functions):
            self._take(each, template, owner, functions)
        inside = given.values if isinstance(given, ast.JoinedStr) else [given]
        for place, part in enumerate(inside):
            value = part.value if isinstance(part, ast.FormattedValue) else part
            around = "{}"
            if isinstance(given, ast.JoinedStr):
                pieces = [str(one.value) if isinstance(one, ast.Constant) else "{}" for one in given.values]
                if any("{}" in piece for number, piece in enumerate(pieces) if number != place):
                    continue  # two unknown parts: a template is enough
                around = "".join(pieces)
            self._pass_on(value, template.replace("{}", around, 1), owner, functions)

    def _pass_on(
        self, value: ast.AST, template: str, owner: ast.ClassDef | None, functions: tuple[ast.FunctionDef, ...]
    ) -> None:
        """Note that *value* is a parameter, so that whoever calls the function gives the name."""
        if isinstance(value, ast.Attribute) and owner is not None:
            start = next(
                (one for one in owner.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None
            )
            kept = [
                node.value
                for node in ast.walk(start or ast.Module([], []))
                if isinstance(node, ast.Assign)
                and isinstance(node.targets[0], ast.Attribute)
                and node.targets[0].attr == value.attr
            ]
            if start is None or not kept:
                return
            value, functions = kept[0], (start,)
        if not isinstance(value, ast.Name):
            return
        for function in functions:
            for given in self._looped(function, value.id):
                self._take(given, template, owner, functions)
            arguments = [*function.args.posonlyargs, *function.args.args]
            is_method = bool(arguments) and arguments[0].arg == "self"
            names = [one.arg for one in arguments][is_method:]
            taker = owner.name if owner is not None and function.name == "__init__" else function.name
            keywords = {
                one.arg: given for one, given in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
            }
            last = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
            if value.id in names or value.id in keywords:
                place = names.index(value.id) if value.id in names else 99
                self._takers.setdefault(self._called(taker), set()).add((value.id, place, template))
                for text in _texts(({**keywords, **last}).get(value.id)):
                    self.found.add(template.replace("{}", text, 1))


def object_names() -> set[str]:
    written_out = {text for path, _ in sources("ui") for node in nodes_of(path) for text in _texts(node)}
    told = {text for text in written_out if re.fullmatch(r"[a-z]\w*(Link|Button|Chip|Tick|Edit)\.\w+", text)}
    return told | {name for name in _ObjectNames().collect() if OBJECT_NAME.fullmatch(name)}


OBJECT_NAME = re.compile(r"[a-z{][\w.{}]*[a-zA-Z][\w.{}]*")
"""No text of the window: a parameter called `name` may be either."""


# Stored documents


def stored_names() -> set[str]:
    """`document: field.field`, `document: field=value` for an enumeration, `document: field#tag` for a tag."""
    return {f"{name}: {path}" for name, kind in DOCUMENTS.items() for path in _paths(msgspec.inspect.type_info(kind))}


def structs_of(kind: Any) -> set[type]:
    """Every Struct that *kind* is made of."""
    found: set[type] = set()
    for _ in _paths(msgspec.inspect.type_info(kind), found=found):
        pass
    return found


def _paths(kind: Any, before: str = "", within: tuple[type, ...] = (), found: set[type] | None = None) -> Iterator[str]:
    if isinstance(kind, msgspec.inspect.StructType):
        if found is not None:
            found.add(kind.cls)
        if kind.tag is not None:
            yield f"{before}#{kind.tag_field}={kind.tag}"
        if kind.cls in within:
            return
        for field in kind.fields:
            path = f"{before}.{field.encode_name}".lstrip(".")
            yield path
            yield from _paths(field.type, path, (*within, kind.cls), found)
    elif isinstance(kind, msgspec.inspect.EnumType):
        yield from (f"{before}={each.value}" for each in kind.cls)
    elif isinstance(kind, msgspec.inspect.LiteralType):
        yield from (f"{before}={value}" for value in kind.values)
    else:
        for name in ("item_type", "value_type"):
            if hasattr(kind, name):
                yield from _paths(getattr(kind, name), before, within, found)
        for name in ("types", "item_types"):
            for each in getattr(kind, name, ()):
                yield from _paths(each, before, within, found)


def decoded_types() -> Iterator[tuple[str, Any]]:
    """(place, type) of everything that the program decodes into a Struct and that it may have stored itself."""
    for path, _ in sources():
        if _top(path) in NOT_STORED:
            continue
        for node in nodes_of(path):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            what = node.func.attr
            if what not in ("decode", "Decoder", "convert") or "msgspec" not in ast.unparse(node.func):
                continue
            given = next((word.value for word in node.keywords if word.arg == "type"), None)
            at = 0 if what == "Decoder" else 1
            given = given or (node.args[at] if len(node.args) > at else None)
            if given is None or isinstance(given, ast.Call):
                continue
            words = ast.unparse(given)
            try:
                kind = eval(words, dict(vars(_module(path))))
            except NameError:
                kind = _imported_late(words)
            if kind is not None:
                yield f"{path.relative_to(PACKAGE)}:{node.lineno} {words}", kind


def _imported_late(words: str) -> Any:
    """A type that a file imports for the type checker alone, or a parameter (None)."""
    known = {kind.__name__: kind for document in DOCUMENTS.values() for kind in structs_of(document)}
    try:
        return eval(words, known)
    except NameError:
        return None


def sidecar_names() -> set[str]:
    """The keys of paper.json."""
    paper = Paper("A title")
    kept = KeptPaper("k", paper, added="2026-01-01")
    text = sidecars.text_of(kept, [("doi", "10.1/x")], paper)
    return set(_keys(json.loads(text)))


def _keys(value: Any, before: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{before}.{key}".lstrip(".")
            yield from _keys(inner, f"{before}.{key}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner, before)


# Databases


def tables() -> set[str]:
    """`table.column`, each with the columns beside it: `runs(found id run started words)`."""
    found = _library_tables()
    for path, _ in sources():
        scripts = [
            text
            for node in nodes_of(path)
            if isinstance(node, ast.Constant) and isinstance(text := node.value, str) and "CREATE TABLE" in text
            if "CREATE TABLE stage." not in text  # a working file, which is deleted
        ]
        if not scripts or "migration" in path.name:
            continue  # the library has the outcome of its migrations
        connection = sqlite3.connect(":memory:")
        for script in scripts:
            connection.executescript(script)
        found |= _tables_of(connection)
        connection.close()
    return found


def _library_tables() -> set[str]:
    with tempfile.TemporaryDirectory() as folder:

        async def make() -> None:
            store = LibraryStore(Path(folder))
            await store.counts()
            await store.aclose()

        loop = asyncio.new_event_loop()
        loop.run_until_complete(make())
        loop.close()
        connection = sqlite3.connect(Path(folder) / "library.sqlite")
        found = {f"library.sqlite {table}" for table in _tables_of(connection)}
        connection.close()
    return found


def _tables_of(connection: sqlite3.Connection) -> set[str]:
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        f"{name}({' '.join(sorted(row[1] for row in connection.execute(f'PRAGMA table_info({name})')))})"
        for name in names
        if not name.startswith("sqlite_") and not re.search(r"_fts_\w+$", name)
    }


# The rest


def role_names() -> set[str]:
    """Names that models give to their roles: bytes in a function or method that is about role names."""
    found = set()
    for path, _ in sources("ui"):
        for node in nodes_of(path):
            if isinstance(node, ast.FunctionDef) and node.name in ("roleNames", "role_names"):
                found |= {
                    each.value.decode()
                    for each in ast.walk(node)
                    if isinstance(each, ast.Constant) and isinstance(each.value, bytes)
                }
    return found


def command_names() -> set[str]:
    """`command` and `command --option` or `command ARGUMENT`."""
    found = set()
    for words, command in COMMANDS.items():
        parser = Parser(words, command.usage)
        command.arguments(parser)
        found.add(words)
        for action in parser._actions:
            found |= {f"{words} {option}" for option in action.option_strings or (action.dest.upper(),)}
            found |= {f"{words} {action.option_strings or action.dest}={choice}" for choice in action.choices or ()}
    return found


def json_keys() -> set[str]:
    """The keys of the JSON that commands print: those of dicts written out in the code."""
    found = set()
    for path, _ in sources("cli", "formats"):
        if _top(path) == "formats" and "json" not in path.name and "ledger" not in path.name:
            continue
        for node in nodes_of(path):
            if isinstance(node, ast.Dict):
                found |= {text for key in node.keys for text in _texts(key)}
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
                found |= set(_texts(node.slice))
    return {name for name in found if re.fullmatch(r"[\w.{}-]+", name)}


def error_codes() -> set[str]:
    def below(kind: type[ScholarError]) -> Iterator[str]:
        yield kind.code
        for each in kind.__subclasses__():
            yield from below(each)

    return set(below(ScholarError))


def log_areas() -> set[str]:
    """The first part of the names of our loggers, which `--log` takes."""
    texts = [(path, ast.unparse(tree)) for path, tree in sources()]
    named = {name for _, text in texts for name in re.findall(r"getLogger\('scholar_desktop\.(\w+)", text)}
    return named | {_top(path) for path, text in texts if "getLogger(__name__)" in text} - {"demo"}


def file_names() -> set[str]:
    """Names of files and folders of a profile: what is joined to a path by `/`, and constants with such an ending."""
    found = set()
    for path, _ in sources():
        if _top(path) in ("demo", "sources", "cli", "formats") or "theme" in path.parts:
            continue
        for node in nodes_of(path):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                found |= set(_texts(node.right))
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                found |= {text for text in _texts(node.value) if FILE_NAME.fullmatch(text)}
    return {name for name in found if name.strip("{}")}


FILE_NAME = re.compile(r"[\w.-]*\.(json|toml|sqlite|txt|lock|bad|part|db|bin|log)")


def enumerations() -> set[str]:
    """The values of each enumeration of texts."""
    found = set()
    for path, tree in sources():
        if _top(path) == "demo" or "StrEnum" not in ast.unparse(tree):
            continue
        for value in vars(_module(path)).values():
            if isinstance(value, type) and issubclass(value, enum.StrEnum) and value is not enum.StrEnum:
                found.add(" ".join(sorted(each.value for each in value)))
    return found


def kept_values() -> set[str]:
    """Keys of the window's state, its pages, and constants of domain and services: states, kinds of what is watched."""
    found = set()
    for path, tree in sources("ui", "services", "domain"):
        kept_by: set[str] = set()
        for node in nodes_of(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "set"):
                if not ast.unparse(node.func.value).endswith("state") or not node.args:
                    continue
                kept_by |= {ast.unparse(node.args[0])} if isinstance(node.args[0], ast.Name) else set()
                found |= {f"state {text} ({node.func.attr})" for text in _texts(node.args[0])}
            elif isinstance(node, ast.FunctionDef) and node.name.endswith("_key") and _top(path) == "ui":
                returned = [each.value for each in ast.walk(node) if isinstance(each, ast.Return)]
                found |= {f"state {text}" for each in returned for text in _texts(each) if text[:1] != "{"}
        for node in tree.body:
            if isinstance(node, ast.Assign):
                if isinstance(node.value, ast.Dict) and ast.unparse(node.targets[0]) == "KEPT_LEVELS":
                    found |= {f"state .{text}" for each in node.value.values for text in _texts(each)}
                if _top(path) != "ui":
                    found |= {f"value {text}" for text in _words(node.value)}
                for name, text in _constants(node):
                    if name in kept_by:
                        found.add(f"state {text}")
                    elif path.name == "navigation.py":
                        found.add(f"page {text}")
    return found


def _words(value: ast.expr) -> list[str]:
    """The short texts of a constant or of a tuple of constants: states, types and names of services."""
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    return [text for part in parts for text in _texts(part) if re.fullmatch(r"[a-z0-9][a-z0-9_-]*", text)]


def _constants(node: ast.Assign) -> Iterator[tuple[str, str]]:
    targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else [node.targets[0]]
    values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    for target, value in zip(targets, values, strict=False):
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield target.id, value.value


COLLECTORS = {
    "objectNames": object_names,
    "actions": lambda: {action.id for action in ALL},
    "roleNames": role_names,
    "settings": lambda: {setting.key for setting in settings.SETTINGS},
    "options": lambda: {f"--{name}" for name, _, _ in OPTIONS},
    "commands": command_names,
    "JSON keys of commands": json_keys,
    "error codes": error_codes,
    "stored documents": stored_names,
    "paper.json": sidecar_names,
    "tables": tables,
    "enumerations": enumerations,
    "kept values": kept_values,
    "log areas": log_areas,
    "files": file_names,
}

SETS = ("tables", "enumerations")
"""Kinds whose entries are sets of names themselves: an entry of today may have more."""


def collect(kind: str) -> list[str]:
    return sorted(COLLECTORS[kind]())


def missing(kind: str, fixed: Iterable[str], today: Iterable[str]) -> list[str]:
    """The names of *fixed* that are not there today."""
    names = set(today)
    if kind not in SETS:
        return [name for name in fixed if name not in names]
    return [name for name in fixed if not any(_has_all(name, other) for other in names)]


def _has_all(fixed: str, today: str) -> bool:
    """Whether the set of names *today* has all of *fixed*; a table must be the same one."""
    head, _, rest = fixed.rpartition("(")
    other_head, _, other_rest = today.rpartition("(")
    return head == other_head and set(rest.strip(")").split()) <= set(other_rest.strip(")").split())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.house.fixed_names", description=__doc__.splitlines()[0])
    parser.add_argument("--add", action="store_true", help="write today's names into the list, beside those it has")
    chosen = parser.parse_args()
    found = {kind: collect(kind) for kind in COLLECTORS}
    if chosen.add:
        old = json.loads(LIST.read_text("utf-8")) if LIST.exists() else {}
        found = {kind: sorted({*names, *old.get(kind, ())}) for kind, names in found.items()}
        LIST.write_text(json.dumps(found, indent=0, ensure_ascii=False) + "\n", "utf-8")
    else:
        sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
