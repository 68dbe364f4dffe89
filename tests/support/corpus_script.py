"""What a plain script keeps of a release of the bulk datasets: the truth that the offline corpus is compared with."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

DATASETS = ("papers", "abstracts", "tldrs", "authors", "publication-venues", "citations")


def lines_in(files: Iterable[Path]) -> list[bytes]:
    """The lines of gz files."""
    return [line for file in files for line in gzip.decompress(file.read_bytes()).splitlines()]


def kept_by_script(release: Path, keep: Callable[[Any], bool]) -> dict[str, list[bytes]]:
    """The lines of the papers for which *keep* is true, and of the rows about them, by dataset."""
    sent = {name: lines_in(sorted((release / name).glob("*.gz"))) for name in DATASETS}
    papers = [row for row in map(json.loads, sent["papers"]) if keep(row)]
    mine = {row["corpusid"] for row in papers}
    people = {each["authorId"] for row in papers for each in row["authors"]}
    tests: dict[str, Callable[[Any], bool]] = {
        "papers": lambda row: row["corpusid"] in mine,
        "abstracts": lambda row: row["corpusid"] in mine,
        "tldrs": lambda row: row["corpusid"] in mine,
        "authors": lambda row: row["authorid"] in people,
        "publication-venues": lambda _row: True,
        "citations": lambda row: row["citingcorpusid"] in mine and row["citedcorpusid"] in mine,
    }
    return {name: [line for line in sent[name] if tests[name](json.loads(line))] for name in DATASETS}


def write_lines(kept: dict[str, list[bytes]], folder: Path) -> None:
    """Write lines as a folder with one folder for each dataset."""
    for name, lines in kept.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "lines.gz").write_bytes(gzip.compress(b"".join(line + b"\n" for line in lines), 1))
