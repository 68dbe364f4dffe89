"""A service is declared once and created once: in the Protocol `Services`, and in the composition root."""

from __future__ import annotations

import ast

from tests.house.test_rooms import trees

PROTOCOL = "services/services.py"
COMPOSITION = ("composition.py", "composition_downloads.py", "composition_net.py")
MOST_SHARED_NAMES = 4
"""How many attributes a class may have under the names of services; more would be a second list of the services."""


def _class(path: str, name: str) -> ast.ClassDef:
    return next(node for node in trees()[path].body if isinstance(node, ast.ClassDef) and node.name == name)


def _typed_properties(node: ast.ClassDef) -> dict[str, str]:
    """The properties of a class with the text of their types."""
    return {
        item.name: ast.unparse(item.returns).removeprefix("service_types.")
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.decorator_list and item.returns is not None
    }


def _members(node: ast.ClassDef) -> set[str]:
    """The names of methods, properties and annotated attributes of a class."""
    found = {item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)}
    return found | {
        item.target.id for item in node.body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    }


def services() -> dict[str, str]:
    """The services with their types, as the Protocol declares them."""
    return _typed_properties(_class(PROTOCOL, "Services"))


def test_the_composition_root_creates_every_service_with_its_declared_type():
    classes = [node for path in COMPOSITION for node in trees()[path].body if isinstance(node, ast.ClassDef)]
    created = {name: kind for node in classes for name, kind in _typed_properties(node).items()}
    assert len(services()) > 35
    assert {name: created.get(name) for name in services()} == services()


def test_the_composition_root_takes_the_types_of_services_from_the_protocol():
    """A list of its own for the type checker would be a third place to write a new service in."""
    again = []
    for path in COMPOSITION:
        blocks = [node for node in trees()[path].body if isinstance(node, ast.If)]
        imported = {
            alias.name
            for block in blocks
            for node in ast.walk(block)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        again += sorted(imported & set(services().values()))
    assert again == []


def test_no_other_class_lists_the_services():
    lists = {
        f"{path}: {node.name}": sorted(shared)
        for path, tree in trees().items()
        if path not in (PROTOCOL, *COMPOSITION)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and len(shared := _members(node) & set(services())) > MOST_SHARED_NAMES
    }
    assert lists == {}
