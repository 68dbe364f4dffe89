"""`make bench`: one JSON line a workload; exit 1 when a limit is missed. `python -m tests.bench NAME...` runs some."""

from __future__ import annotations

import compileall
import importlib
import os
import sys
from pathlib import Path

from tests.bench.report import show

WORKLOADS = (
    "start",
    "window",
    "first_page",
    "citation_map",
    "library_search",
    "library_organising",
    "library_table",
    "library_opening",
    "citations",
    "citation_pane",
    "fuzzing",
    "memory",
    "getting",
    "downloads_list",
    "searching",
    "lists",
    "importing",
    "references",
    "corpus",
)
"""Modules of this folder; each has `lines()`, which yields the lines of its workloads as they are measured."""


def main(names: list[str]) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    compileall.compile_dir(str(Path(__file__).parents[2] / "scholar_desktop"), quiet=1)
    missed = False
    for name in names or WORKLOADS:
        for line in importlib.import_module(f"tests.bench.{name}").lines():
            show(line)
            missed = missed or line.ok is False
    return 1 if missed else 0


sys.exit(main(sys.argv[1:]))
