"""docs/where-to-find-it.md names what is there: every endpoint once, actions, controls and commands that exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import scholar_desktop
from scholar_desktop.cli.run import COMMANDS
from scholar_desktop.ui.window.action_definitions import ALL
from tests.house.syntax_trees import nodes_of

PACKAGE = Path(scholar_desktop.__file__).parent
PAGE = PACKAGE.parent / "docs" / "where-to-find-it.md"
ENDPOINTS = (
    *("GET /paper/{id}", "POST /paper/batch", "GET /paper/search", "GET /paper/search/bulk", "GET /paper/search/match"),
    *("GET /paper/autocomplete", "GET /paper/{id}/citations", "GET /paper/{id}/references", "GET /paper/{id}/authors"),
    *("GET /author/{id}", "GET /author/{id}/papers", "POST /author/batch", "GET /author/search", "GET /snippet/search"),
    *("GET /papers/forpaper/{id}", "POST /papers/"),
    *("GET /release/", "GET /release/{id}", "GET /release/{id}/dataset/{name}", "GET /diffs/{start}/to/{end}/{name}"),
    *("GET /v2/{doi}", "GET /v2/search"),
    *("GET /records", "GET /records/{id}", "GET /records/{id}/versions", "GET /records/{id}/versions/latest"),
    *("GET /records/{id}/files", "GET /records/{id}/files/{name}/content", "GET /records/{id}/files-archive"),
    *("GET /records/{id}/communities", "GET /communities", "GET /communities/{slug or uuid}"),
    "GET /communities/{id}/records",
)


def rows() -> list[tuple[str, str, str]]:
    """(question, in the window, command) of every row of the tables."""
    cells = [
        tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith("| ") and not line.startswith(("| ---", "| question"))
    ]
    assert all(len(row) == 3 for row in cells)
    return cells  # type: ignore[return-value]


def names_in(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@cache
def words_of_the_window() -> tuple[set[str], set[str]]:
    """Every text in the sources of the window: whole ones, and beginnings of those that are put together."""
    whole: set[str] = set()
    beginnings: set[str] = set()
    for path in (PACKAGE / "ui").rglob("*.py"):
        for node in nodes_of(path):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
    return whole, beginnings


PUT_TOGETHER = ("records", "communityRecords")
"""Names that begin those within a list of records: `ui/zenodo/record_list_pane.py`."""


def is_there(name: str) -> bool:
    whole, beginnings = words_of_the_window()
    if name in {action.id for action in ALL} or name in whole:
        return True
    if "." in name and f"{name.partition('.')[0]}." in beginnings:
        return True
    rest = next((name.removeprefix(start) for start in PUT_TOGETHER if name.startswith(start)), None)
    source = (PACKAGE / "ui/zenodo/record_list_pane.py").read_text("utf-8")
    return rest is not None and f"}}{rest.partition('.')[0]}" in source


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_endpoint_has_its_row(endpoint):
    assert [names_in(question) for question, _, _ in rows()].count([endpoint]) == 1


@pytest.mark.parametrize(("question", "window", "command"), rows())
def test_what_a_row_names_is_there(question, window, command):
    assert [name for name in names_in(window) if not is_there(name)] == []
    assert names_in(window), "nothing to point at"
    assert names_in(command)
    assert [name for name in names_in(command) if name not in COMMANDS] == []
