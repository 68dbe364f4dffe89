"""Every command of the README runs in the demo, in the order of the README, and finds something."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from scholar_desktop.composition import DEMO_KEY
from tests.cli.conftest import Run

README = Path(__file__).parents[2] / "README.md"
LOOKS_UP = ("search", "show", "citations", "author-search", "author", "similar", "snippets", "match", "oa", "export")
NEEDS_MORE = {
    "corpus fetch": (2, "terms"),
    "corpus update": (3, "no offline corpus"),
    "keys set": (7, "keyring"),
}
"""Commands that end with an error here, and a word of it: the terms of the data are accepted by a person, and there is
no keyring in tests."""
FILES = {
    "ids.txt": "10.18653/v1/N18-1202\narXiv:1706.03762\n",
    "references.bib": "@article{one, title={Attention is All you Need}, author={Vaswani, Ashish}, year={2017}}\n",
    "key.txt": "k-1234567890\n",
}


def commands() -> list[str]:
    block = next(text for text in re.findall(r"```\n(.*?)```", README.read_text("utf-8"), re.S) if "--bulk" in text)
    return [line.split("   ")[0].strip() for line in block.splitlines()]


def test_every_command_of_the_readme_runs_in_the_demo(
    run: Run, demo: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY", DEMO_KEY)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    lines = commands()
    assert len(lines) >= 30
    for line in lines:
        command, _, source = line.partition(" < ")
        typed = (tmp_path / source).read_text("utf-8") if source else ""
        words = shlex.split(command)[1:]
        found = run(*words, *([] if "--json" in words else ["--json"]), stdin=typed)
        code, why = NEEDS_MORE.get(" ".join(words[:2]), (0, ""))
        assert found.code == code, (line, found.out)
        if code:
            assert why in found.answer["errors"][0]["message"], line
        elif words[0] in LOOKS_UP:
            assert found.data, line
            lists = [value for value in found.data.values() if isinstance(value, list)]
            assert not lists or any(lists), line
    for written in ("refs.bib", "report.csv", "answers.json"):
        assert (tmp_path / written).stat().st_size > 0, written
