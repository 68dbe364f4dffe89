"""Draws the window without the network over an offline corpus: search, citations, similar papers and the map.

python -m tests.pictures.offline_corpus [--to docs/pictures] [--papers 100000] [--theme light] [--size 1440x900]

The corpus is generated (with ten citations a paper), built, and deleted at the end. Every address of a service is one
at which nothing answers, so a picture could not have anything from the network.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scholar_desktop import app
from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.corpus_folder import CorpusFolder
from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes, release_name
from tests.support.window_driver import Driver, window_on

NOTHING = SimpleNamespace(url="http://127.0.0.1:9", host_map={})
"""In place of the services."""
CITATIONS = 10
"""Citations for each paper."""
CITED = 400
"""About as many papers cite the one that is shown."""
WORDS = 3
"""So many words of the title are searched for."""


def build_corpus(profile: Path, lines: Path, papers: int) -> str:
    """Generate and build the corpus of *profile*. Returns the title of a paper with many citations."""
    # without vectors, similar papers are those that share references
    sizes = Sizes(papers, papers * CITATIONS, seed=1, vectors=0)
    made = GeneratedReleases(sizes)
    made.write(lines)
    folder = CorpusFolder(profile / "data" / "corpus")
    folder.path.mkdir(parents=True)
    store = folder.next_store()
    Builder([lines / release_name(0)]).build(store, {"release.papers": release_name(0)})
    folder.use(store)
    paper = int(np.abs(made.indegree - CITED).argmin())
    return made.title(paper, 0)


async def draw(profile: Path, title: str, to: Path, theme: str, size: tuple[int, int]) -> None:
    """Take the pictures of a search, of its first paper, and of what is beside it."""
    async with window_on(NOTHING, profile, offline=True, theme=theme, size=size) as driver:

        def take(name: str) -> None:
            driver.window.grab().save(str(to / f"offline-{name}.png"))

        words = sorted(set(title.lower().split()), key=lambda word: (-len(word), word))
        await driver.search(" ".join(words[:WORDS]))
        await open_row(driver, title)
        driver.trigger("view.cited_by")
        await driver.idle()
        await asyncio.sleep(0.5)  # pages of the window that are made when nothing else is to be done
        take("search")
        for name in ("similar", "map"):
            driver.trigger(f"view.{name}")
            await driver.idle()
            await asyncio.sleep(1.5)  # the map comes to rest
            take(name)


async def open_row(driver: Driver, title: str) -> None:
    """Open the paper called *title* from the list, or else the first one."""
    titles = driver.titles()
    row = titles.index(title) if title in titles else 0
    view = driver.view()
    view.setCurrentIndex(view.model().index(row, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    await driver.idle()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures.offline_corpus", description=__doc__)
    parser.add_argument("--to", type=Path, default=Path("docs/pictures"))
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--theme", default="light")
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--profile", type=Path, help="a profile with a corpus that was built before; it stays")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    options.to.mkdir(parents=True, exist_ok=True)
    width, height = (int(part) for part in options.size.split("x"))
    with tempfile.TemporaryDirectory() as temporary:
        profile = options.profile or Path(temporary) / "profile"
        named = profile / "title.txt"
        if not named.exists():
            title = build_corpus(profile, Path(temporary) / "lines", options.papers)
            named.write_text(title, "utf-8")
        application = QApplication([sys.argv[0], "-style", "fusion"])
        application.setQuitOnLastWindowClosed(False)
        loop = app.make_loop(application)
        asyncio.set_event_loop(loop)
        try:
            title = named.read_text("utf-8")
            loop.run_until_complete(draw(profile, title, options.to, options.theme, (width, height)))
        finally:
            loop.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
