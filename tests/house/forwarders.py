"""Finds functions that only forward their arguments: `python -m tests.house.forwarders` prints them.

The body of a forwarder is one call, after its docstring, with exactly its own parameters as arguments: nothing is
added, left out or changed, so its callers could make the call themselves. These are not counted:

- a function with a decorator: it adds a cache, or makes an attribute (`property`)
- a method that a base class has too: it overrides that, or is what a class of Qt or httpcore calls
- a call of something that no file of the package defines (`QWidget.setVisible`), or of a method of a container that the
  class or the module creates (`self._listeners.append`): it hides what the data is kept in
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import scholar_desktop
from tests.house.syntax_trees import nodes_of, tree_of

PACKAGE = Path(scholar_desktop.__file__).parent
CONTAINERS = ("list", "dict", "set", "frozenset", "tuple", "deque", "OrderedDict", "Mapping", "Sequence")
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Forwarder(NamedTuple):
    """A function that only forwards: its file (relative to the package), line, name, and the call."""

    file: str
    line: int
    name: str
    call: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.name} -> {self.call}"


def forwarders() -> list[Forwarder]:
    """Return the forwarders of the package."""
    return [found for path in sorted(PACKAGE.rglob("*.py")) for found in forwarders_in(path)]


def forwarders_in(path: Path) -> Iterator[Forwarder]:
    """Yield the forwarders of one file."""
    tree = tree_of(path)
    for owner in nodes_of(path):
        for node in ast.iter_child_nodes(owner):
            if not isinstance(node, Function) or node.decorator_list:
                continue
            call = forwarded_call(node, in_class=isinstance(owner, ast.ClassDef))
            if call is None or called_name(call) not in _defined_names() or _is_of_container(call, owner, tree):
                continue
            if isinstance(owner, ast.ClassDef) and _is_override(path, tree, owner, node.name):
                continue
            yield Forwarder(path.relative_to(PACKAGE).as_posix(), node.lineno, node.name, ast.unparse(call))


def forwarded_call(function: Function, *, in_class: bool) -> ast.Call | None:
    """Return the call that is the whole body of *function* if it passes exactly its parameters; else None."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if len(body) != 1 or not isinstance(body[0], ast.Return | ast.Expr):
        return None
    value = body[0].value
    call = value.value if isinstance(value, ast.Await) else value
    if not isinstance(call, ast.Call):
        return None
    given = [one.value if isinstance(one, ast.Starred) else one for one in call.args]
    given += [keyword.value for keyword in call.keywords]
    names = [one.id if isinstance(one, ast.Name) else "" for one in given]
    return call if sorted(names) == sorted(_parameters(function, in_class=in_class)) else None


def called_name(call: ast.Call) -> str:
    """Return the name of the function or the method that is called."""
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def _parameters(function: Function, *, in_class: bool) -> list[str]:
    of = function.args
    plain = [one.arg for one in (*of.posonlyargs, *of.args)]
    rest = [one.arg for one in (*of.kwonlyargs, of.vararg, of.kwarg) if one is not None]
    return [*(plain[1:] if in_class else plain), *rest]


@cache
def _defined_names() -> frozenset[str]:
    """Return the names of all functions, methods and classes of the package."""
    return frozenset(
        node.name
        for path in PACKAGE.rglob("*.py")
        for node in nodes_of(path)
        if isinstance(node, Function | ast.ClassDef)
    )


def _is_of_container(call: ast.Call, owner: ast.AST, tree: ast.Module) -> bool:
    """Return True if the call is one of a method of a list, dict or set of the class *owner*, or of the module."""
    if not isinstance(call.func, ast.Attribute):
        return False
    holder = ast.unparse(call.func.value)
    for node in ast.walk(owner if holder.startswith("self.") else tree):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(ast.unparse(target) == holder for target in targets):
            annotation = ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else ""
            return annotation.partition("[")[0] in CONTAINERS or isinstance(node.value, ast.List | ast.Dict | ast.Set)
    return False


def _is_override(path: Path, tree: ast.Module, owner: ast.ClassDef, name: str) -> bool:
    bases = [_resolved(path, tree, base) for base in owner.bases]
    return any(hasattr(base, name) for base in bases if base is not None)


def _resolved(path: Path, tree: ast.Module, expression: ast.expr) -> object | None:
    """Return the class that *expression*, a base in the file *path*, names; None if it cannot be imported."""
    head, *rest = ast.unparse(expression).partition("[")[0].split(".")
    imports: dict[str, tuple[str, str | None]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            imports.update({one.asname or one.name: (node.module, one.name) for one in node.names})
        elif isinstance(node, ast.Import):
            imports.update({one.asname or one.name: (one.name, None) for one in node.names})
    own = ".".join(("scholar_desktop", *path.relative_to(PACKAGE).with_suffix("").parts))
    module, attribute = imports.get(head, (own, head))
    found: object | None = importlib.import_module(module)
    for part in (*([attribute] if attribute else []), *rest):
        found = getattr(found, part, None)
    return found


if __name__ == "__main__":
    every = forwarders()
    sys.stdout.write("\n".join((*map(str, every), f"{len(every)} functions only forward their arguments\n")))
