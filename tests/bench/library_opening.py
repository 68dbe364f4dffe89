"""How long the program needs from its start to the rows of the library, with 100,000 papers and with none.

`python -m tests.bench.library_opening PROFILE` starts it once, prints the time at which the library is shown (seconds
since 1970), and closes it: after a kill, the next start would check the whole database first.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.big_library import fill
from tests.bench.report import ResultLine, compare

PAPERS = 100_000
RUNS = 7
LIMIT = 1.2


def lines() -> Iterator[ResultLine]:
    """Both in turn, the least of several each: what the machine does beside them only adds."""
    with tempfile.TemporaryDirectory() as folder:
        empty, full = Path(folder) / "empty", Path(folder) / "full"
        for profile, papers in ((empty, 1), (full, PAPERS)):
            fill(profile / "data", papers, is_indexed=True)
        seconds: dict[Path, list[float]] = {empty: [], full: []}
        for _ in range(RUNS):
            for profile, taken in seconds.items():
                command = [sys.executable, "-m", "tests.bench.library_opening", str(profile)]
                began = time.time()
                ran = subprocess.run(command, check=True, timeout=60, capture_output=True, text=True)
                taken.append(float(ran.stdout) - began)
        name = "the same with one paper"
        note = f"seconds from the start to the rows, least of {RUNS}, in turn"
        yield compare(f"opening {PAPERS:,} papers", min(seconds[full]), min(seconds[empty]), name, LIMIT, note)


def _open(profile: str) -> None:
    from PySide6.QtWidgets import QApplication

    from scholar_desktop import app, settings
    from tests.support.painting import paint_now

    application = QApplication(sys.argv[:1])
    loop = app.make_loop(application)
    asyncio.set_event_loop(loop)
    program = app.build(settings.load(["--demo", "--profile", profile, "--size", "1440x900"]))
    shown = asyncio.Event()

    def show_library() -> None:
        program.window.registry["focus.library"].trigger()
        look()

    def look() -> None:
        library = program.window.search_page.panes.library
        if library.model.rowCount():
            paint_now(library.view.viewport())
            sys.stdout.write(f"{time.time()}\n")
            shown.set()
        else:
            loop.call_later(0.001, look)

    async def run() -> None:
        await shown.wait()
        await program.aclose()

    program.window.painted.connect(lambda: loop.call_soon(show_library))  # the actions are there then
    program.window.show()
    loop.run_until_complete(run())
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    _open(sys.argv[1])
