"""A library folder that this program did not write: with papers in it, and with what may harm."""

from __future__ import annotations

import json
from pathlib import Path

from tests.torture.model import Paper, State

PLANTED = ("Broken folder", "Old folder", "Elsewhere", "linked.pdf", "outside")
"""Parts of the names of what cannot be taken in."""
STRANGER, STRANGERS_FILE = "7", 11
"""The number of the paper and of the PDF that another program has put there."""


def doi(number: str) -> str:
    return f"10.5555/torture.{number}"


def content_of(file: int) -> bytes:
    return b"%%PDF-1.4\n%d\n" % file + b"x" * (file * 900) + b"\n%%EOF\n"


def plant(data_dir: Path, outside: Path) -> State:
    """Make the folder, and one beside it that must stay as it is. Returns what is to be taken in."""
    papers = data_dir / "papers"
    good = papers / "Stranger"
    good.mkdir(parents=True)
    (good / "paper.json").write_text(json.dumps({"title": f"Paper {STRANGER}", "ids": {"doi": doi(STRANGER)}}))
    (good / "theirs.pdf").write_bytes(content_of(STRANGERS_FILE))
    outside.mkdir()
    (outside / "paper.json").write_text(json.dumps({"title": "Secret", "ids": {"doi": "10.5555/secret"}}))
    (outside / "secret.pdf").write_bytes(b"%PDF-1.4 secret")
    (outside / "empty").mkdir()
    (good / "linked.pdf").symlink_to(outside / "secret.pdf")
    (papers / "Elsewhere").symlink_to(outside)
    (papers / "Elsewhere empty").symlink_to(outside / "empty")
    for name, text in (("Broken folder", "[" * 200_000), ("Old folder", '{"title": "x", "year": ' + "9" * 31 + "}")):
        (papers / name).mkdir()
        (papers / name / "paper.json").write_text(text)
    work = data_dir / ".library"
    work.mkdir()
    moves = [["../outside/placed.desktop", "papers/Stranger/theirs.pdf"], ["papers/taken.pdf", f"{outside}/secret.pdf"]]
    (work / "moves-0.jsonl").write_text("".join(json.dumps(move) + "\n" for move in moves))
    return State(frozenset({Paper(frozenset({f"a{STRANGER}"}), False, frozenset({STRANGERS_FILE}))}))


def is_planted(text: str) -> bool:
    """Whether *text* names something of this that cannot be taken in."""
    return any(name in text for name in PLANTED)


def contents(folder: Path) -> dict[str, bytes]:
    """All that lies in *folder*, by its path."""
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}
