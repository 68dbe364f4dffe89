"""How long the start takes, beside a bare window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.report import ResultLine, compare

HERE = Path(__file__).parent
RUNS = 9
MODULES_BEFORE = (87, 335)
"""What `modules` counted at the tag `before-rooms`, with PySide6 6.11 on Python 3.11."""


def lines() -> Iterator[ResultLine]:
    with tempfile.TemporaryDirectory() as profile:
        _prepare(profile)
        yield _start("key", profile, 1.4, "a window that takes keys in the search box")
        yield _start("results", profile, 2.3, "the last search shown")
        for whose, ours, before in zip(("ours", "all"), modules(profile), MODULES_BEFORE, strict=True):
            name = "at the tag before-rooms"
            yield compare(f"modules before the first paint, {whose}", ours, before, name, 1.0, "modules")


def modules(profile: str) -> tuple[int, int]:
    """How many modules are loaded at the first paint: the program's own, and all."""
    command = [sys.executable, str(HERE / "start_ours.py"), "modules", profile]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    ours, every = answer.stdout.split()
    return int(ours), int(every)


def _wall_s(arguments: Sequence[str]) -> float:
    """Seconds from the start of the process to its end, which the first key (or the first row) brings about."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, timeout=60, env=_environment())
    return time.perf_counter() - started


def _environment() -> dict[str, str]:
    """As an installed program has it: its modules are compiled."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _start(until: str, profile: str, limit: float, note: str) -> ResultLine:
    """Program and floor in turn, the least of several each: what the machine does beside them only adds."""
    ours, floor = [], []
    for _ in range(RUNS):
        floor.append(_wall_s([str(HERE / "start_floor.py")]))
        ours.append(_wall_s([str(HERE / "start_ours.py"), until, profile]))
    name = "bare PySide6 window with a line edit under qasync"
    return compare(f"start to {note}", min(ours), min(floor), name, limit, f"seconds, least of {RUNS}, in turn")


def _prepare(profile: str) -> None:
    """A profile whose first start is over and that remembers a search."""
    subprocess.run(
        [sys.executable, "-m", "tests.bench.remember_search", profile], check=True, timeout=120, cwd=HERE.parents[1]
    )
