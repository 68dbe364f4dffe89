"""What the window takes of memory with a library of 100,000 papers, against one with an empty library.

`python -m tests.bench.memory PROFILE` opens the library of a profile, searches in it, scrolls, and prints its bytes.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.big_library import fill
from tests.bench.report import ResultLine, compare, memory_mb

PAPERS = 100_000
LIMIT = 1.6


def lines() -> Iterator[ResultLine]:
    """Megabytes that are in memory in the end; each in a process of its own."""
    taken = []
    for papers in (0, PAPERS):
        with tempfile.TemporaryDirectory() as profile:
            if papers:
                fill(Path(profile) / "data", papers)
            ran = subprocess.run(
                [sys.executable, "-m", "tests.bench.memory", profile], check=True, capture_output=True, timeout=300
            )
            taken.append(int(ran.stdout))
    empty, full = (size / 1e6 for size in taken)
    name = "the same with an empty library"
    yield compare(f"memory with {PAPERS:,} papers", full, empty, name, LIMIT, "MB; library opened, searched, scrolled")


async def _use(profile: str) -> int:
    from PySide6.QtTest import QTest

    from scholar_desktop import app, settings

    program = app.build(settings.load(["--demo", "--profile", profile, "--size", "1440x900"]))
    program.window.show()
    await program.idle()
    shown = program.window.search_page.panes.library
    program.window.registry["focus.library"].trigger()
    await program.idle()
    for words in ("learning", "data analysis", "graph", ""):
        shown.box.clear()
        QTest.keyClicks(shown.box, words)
        await program.idle()
        for _ in range(5):
            bar = shown.view.verticalScrollBar()
            bar.setValue(bar.maximum())
            await program.idle()
    size = round(memory_mb("VmRSS") * 1024 * 1024)
    await program.aclose()
    return size


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from scholar_desktop import app

    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    loop = app.make_loop(application)
    asyncio.set_event_loop(loop)
    sys.stdout.write(f"{loop.run_until_complete(_use(sys.argv[1]))}\n")
