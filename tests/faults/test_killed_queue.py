"""A window whose program is killed in the middle of its downloads: the next start goes on with every row."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scholar_desktop import app, settings
from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from tests.services.downloads.test_queue import all_done, until
from tests.support.disks import bytes_in
from tests.support.drawn_pdfs import draw_paper
from tests.support.fake_web import FakeWeb, Reply, pdf

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import asyncio, sys
from scholar_desktop import app, settings

async def main():
    backend = app.build_services(settings.load())
    await backend.start()
    await backend.services.downloads.enqueue_ids(sys.argv[1:], batch="three")
    await asyncio.Event().wait()

asyncio.run(main())
"""
"""The queue of the window, without the window."""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeWeb]:
    world = FakeWeb()
    chosen = {f"{name}_URL": world.url for name in ("SEMANTIC_SCHOLAR", "UNPAYWALL", "ZENODO")}
    chosen |= {"HOST_MAP": f"*={world.url}", "EMAIL": "ada@university.edu", "SEMANTIC_SCHOLAR_RATE": "0"}
    chosen |= {"HOST_DELAY": "0", "RETRY_WAIT": "0.01", "DOWNLOADS": "1", "PROFILE": str(tmp_path / "profile")}
    for name, value in chosen.items():
        monkeypatch.setenv(f"SCHOLAR_DESKTOP_{name}", value)
    yield world
    world.close()


async def test_a_killed_queue_goes_on_with_every_row_at_the_byte(world: FakeWeb, tmp_path: Path) -> None:
    dois, files = [], []
    for number, name in enumerate(("first", "second", "third")):
        title = f"The {name} of the chapters on engines and their patterns"
        dois.append(f"10.5555/{number}")
        files.append(draw_paper(title, ["Ada Lovelace"], filler=400_000))
        world.add_paper(title, doi=dois[-1], copies=[f"https://{name}.org/x.pdf"])
    world.web |= {
        "first.org/x.pdf": Reply(404),
        "second.org/x.pdf": pdf(files[1], hang=200_000, ranges=True),
        "third.org/x.pdf": pdf(files[2]),
    }
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, *dois], cwd=ROOT)  # noqa: ASYNC220
    try:
        parts = tmp_path / "profile" / "data" / "downloads"
        while not bytes_in(parts.glob("*.part")):
            assert process.poll() is None
            os.sched_yield()
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    world.release()
    world.web["second.org/x.pdf"] = pdf(files[1], ranges=True)
    world.requests.clear()
    backend = app.build_services(settings.load())
    await backend.start()
    try:
        downloads = backend.services.downloads
        await downloads.load()
        items = await until(downloads, all_done)
        assert {item.batch for item in items} == {"three"}
        assert await backend.services.library.verify() == ()
    finally:
        await backend.aclose()
    assert [item.outcome for item in items] == [ItemOutcome.UNAVAILABLE, ItemOutcome.SAVED, ItemOutcome.SAVED]
    assert {item.state for item in items} == {DownloadState.DONE}
    asked = {request.host: request.headers.get("range") for request in world.requests if "." in request.host[4:]}
    resumed = asked.get("second.org")
    assert resumed is not None
    assert resumed.startswith("bytes=")
    assert "first.org" not in asked, "what had ended is not asked again"
