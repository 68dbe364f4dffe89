"""The README's examples of the command line find something in the demo."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Run

README = Path(__file__).parents[2] / "README.md"
LOOKS_UP = ("search", "show", "citations", "author-search", "author", "similar", "snippets", "match", "oa", "export")


def examples() -> list[str]:
    block = next(text for text in re.findall(r"```\n(.*?)```", README.read_text("utf-8"), re.S) if "--bulk" in text)
    lines = [line.split("   ")[0].strip() for line in block.splitlines()]
    return [line for line in lines if line.split()[1] in LOOKS_UP and "ids.txt" not in line]


@pytest.mark.parametrize("line", examples())
def test_a_lookup_of_the_readme_finds_something(run: Run, demo: object, line: str, tmp_path: Path) -> None:
    words = [str(tmp_path / word) if word == "refs.bib" else word for word in shlex.split(line)[1:]]
    found = run(*words, *([] if "--json" in words else ["--json"]))
    assert found.code == 0, found.answer["errors"]
    data = found.data
    assert data
    lists = [value for value in data.values() if isinstance(value, list)] if isinstance(data, dict) else [data]
    assert not lists or any(lists), line
