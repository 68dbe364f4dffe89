"""`make mutation-sample`: small faults at random places of `domain/` and `formats/`, and a test must notice each.

python -m tests.mutants.sample [--seed N] [--count N] [--jobs N] [--only PATH[:LINE]]

A fault changes one operator, one comparison, one condition or one number; texts are left as they are, since the words
of messages and tables are no decisions. Each one runs in a process of its own, in which the changed module is
compiled instead of the one on disk: first the tests that import the module, then all of tests/domain and tests/formats.
It prints every fault that no test noticed; docs/mutation.md says what came of them.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib.util
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).parents[2]
FOLDERS = ("scholar_desktop/domain", "scholar_desktop/formats")
TESTS = ("tests/domain", "tests/formats")
SEED, COUNT = 20261121, 200
LIMIT_S = 300
"""Of processor time: a fault that makes a loop endless is noticed by that."""
NOT_FOUND, FOUND, NOT_LOADED, NO_TESTS = 0, 1, 2, 5
"""pytest's exit codes: all tests passed, some failed, a file of tests could not be imported, no test was there."""
_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """A change of one node of a file. number: which of the file's changes, in the order of `changes_of`."""

    file: str
    number: int
    line: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before} -> {self.after}"


def _swapped(node: ast.AST) -> ast.AST | None:
    """A copy of *node* with another operator or constant; None if it has none that is changed."""
    changed = copy.deepcopy(node)
    match changed:
        case ast.Compare(ops=[operator, *_]) if type(operator) in _COMPARISONS:
            changed.ops[0] = _COMPARISONS[type(operator)]()
        case ast.BoolOp(op=ast.And()):
            changed.op = ast.Or()
        case ast.BoolOp(op=ast.Or()):
            changed.op = ast.And()
        case ast.UnaryOp(op=ast.Not()):
            return changed.operand
        case ast.BinOp(op=operator) | ast.AugAssign(op=operator) if type(operator) in _ARITHMETIC:
            changed.op = _ARITHMETIC[type(operator)]()
        case ast.Constant(value=bool() as value):
            changed.value = not value
        case ast.Constant(value=int() as value):
            changed.value = value + 1
        case ast.Break():
            return ast.copy_location(ast.Continue(), node)
        case ast.Continue():
            return ast.copy_location(ast.Break(), node)
        case _:
            return None
    return changed


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Every node that may be changed, as (its parent, the field there, the index in the field)."""
    if isinstance(node, ast.JoinedStr):
        return  # the parts of an f-string cannot be replaced one by one
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_comment", "decorator_list"):
            continue
        children = value if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if not isinstance(child, ast.AST) or _is_docstring(child):
                continue
            yield node, name, index if isinstance(value, list) else None
            yield from _places(child)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def changes_of(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST, ast.AST]]:
    """The changes of a module: parent, field, index, the node before and after."""
    for parent, name, index in _places(tree):
        value = getattr(parent, name)
        before = value if index is None else value[index]
        after = _swapped(before)
        if after is not None:
            yield parent, name, index, before, after


def faults_of(file: str) -> Iterator[Fault]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    for number, (_, _, _, before, after) in enumerate(changes_of(tree)):
        yield Fault(file, number, before.lineno, ast.unparse(before), ast.unparse(after))  # type: ignore[attr-defined]


def all_faults() -> list[Fault]:
    files = sorted(str(path.relative_to(ROOT)) for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return [fault for file in files for fault in faults_of(file)]


def sample(seed: int, count: int) -> list[Fault]:
    return random.Random(seed).sample(all_faults(), count)


class _ChangedLoader(SourceFileLoader):
    """Compiles the module with the fault in it."""

    def __init__(self, name: str, fault: Fault) -> None:
        super().__init__(name, str(ROOT / fault.file))
        self._fault = fault

    def get_code(self, fullname: str) -> CodeType:
        tree = ast.parse((ROOT / self._fault.file).read_text("utf-8"))
        for number, (parent, name, index, before, after) in enumerate(changes_of(tree)):
            if number == self._fault.number:
                new = ast.copy_location(after, before)
                if index is None:
                    setattr(parent, name, new)
                else:
                    getattr(parent, name)[index] = new
                break
        return compile(ast.fix_missing_locations(tree), self.path, "exec")


class _Finder:
    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._name = module_name(fault.file)

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        if name != self._name:
            return None
        loader = _ChangedLoader(name, self._fault)
        places = [str(Path(loader.path).parent)] if loader.path.endswith("__init__.py") else None
        return importlib.util.spec_from_file_location(
            name, loader.path, loader=loader, submodule_search_locations=places
        )


def module_name(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def nearest_tests(file: str) -> list[str]:
    """The files of tests that import the module itself."""
    package, _, name = module_name(file).rpartition(".")
    whole = re.compile(rf"{re.escape(package)}\.{name}\b|from {re.escape(package)} import [^\n]*\b{name}\b")
    paths = sorted(path for folder in TESTS for path in (ROOT / folder).rglob("test_*.py"))
    return [str(path.relative_to(ROOT)) for path in paths if whole.search(path.read_text("utf-8"))]


def _run(fault: Fault | None, tests: Sequence[str]) -> int:
    """Run *tests* with the fault in a forked process, and return pytest's exit code, or FOUND if it did not end."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status) if not os.WIFSIGNALED(status) else FOUND
    code = FOUND
    with contextlib.suppress(BaseException):
        import resource

        signal.alarm(4 * LIMIT_S)
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_S, LIMIT_S))
        output = os.open(os.devnull, os.O_WRONLY)
        os.dup2(output, 1)
        os.dup2(output, 2)
        if fault is not None:
            sys.meta_path.insert(0, _Finder(fault))  # type: ignore[arg-type]
        import pytest

        options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0"]
        code = int(pytest.main([*options, *tests]))
    os._exit(code)


def is_noticed(fault: Fault) -> bool:
    for tests in (nearest_tests(fault.file), TESTS):
        code = _run(fault, tests) if tests else NO_TESTS
        if code in (FOUND, NOT_LOADED):
            return True
        if code not in (NOT_FOUND, NO_TESTS):
            raise SystemExit(f"pytest ended with {code} at {fault}")
    return False


def look(faults: Sequence[Fault]) -> int:
    """Print the faults that no test notices; return their number."""
    for module in ("pytest", "msgspec", "numpy", "PySide6.QtWidgets"):
        importlib.import_module(module)  # once, before the processes are forked
    if (code := _run(None, TESTS[:1])) != NOT_FOUND:
        raise SystemExit(f"the tests end with {code} without a fault")
    survived = 0
    for fault in faults:
        if not is_noticed(fault):
            survived += 1
            sys.stdout.write(f"{fault}\n")
            sys.stdout.flush()
    return survived


def main() -> int:
    parser = argparse.ArgumentParser(prog="sample")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="faults whose text contains this, of the whole sample")
    parser.add_argument("--part", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    os.chdir(ROOT)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.dont_write_bytecode = True
    faults = [fault for fault in sample(chosen.seed, chosen.count) if chosen.only in str(fault)]
    if chosen.part is not None:
        look(faults[chosen.part :: chosen.jobs])
        return 0
    began, survived = time.monotonic(), 0
    command = [sys.executable, "-m", "tests.mutants.sample", *sys.argv[1:], "--jobs", str(chosen.jobs), "--part"]
    parts = [
        subprocess.Popen([*command, str(part)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for part in range(chosen.jobs)
    ]
    for part in parts:
        told, _ = part.communicate()
        survived += len(told.splitlines())
        sys.stdout.write(told)
    seconds = time.monotonic() - began
    sys.stdout.write(f"{len(faults)} faults of {len(all_faults())}, {survived} not noticed, {seconds:.0f} s\n")
    return 1 if survived or any(part.returncode for part in parts) else 0


if __name__ == "__main__":
    sys.exit(main())
