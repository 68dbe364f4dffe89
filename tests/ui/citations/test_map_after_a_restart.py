"""The map of the library after a restart: its links, what was selected on it, and the focus."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.app import App
from scholar_desktop.corpus.corpus_folder import CorpusFolder
from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.corpus.corpus_reader import CorpusReader
from scholar_desktop.ui.citations.map.map_pane import MapPane
from scholar_desktop.ui.widgets.state_pane import FULL, PARTIAL, WAITING
from tests.services.corpus.test_corpus_answers import put_corpus, row_of
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

PAPERS = 12


async def _add_papers(driver: Driver) -> list[Paper]:
    """Add results to the library."""
    await driver.search("attention")
    model = driver.view().model()
    papers = [model.paper(row) for row in range(PAPERS)]
    await driver.program.services.library.add(papers)
    await driver.idle()
    return papers


async def _drawn_map(driver: Driver) -> MapPane:
    await driver.until(lambda: driver.window.navigation.page == "map")
    await driver.until(lambda: driver.state("mapPageView") in (FULL, PARTIAL))
    await driver.idle()
    pane = driver.widget("mapPageView")
    assert isinstance(pane, MapPane)
    return pane


def _links(pane: MapPane) -> set[tuple[str, str]]:
    assert pane.whole is not None
    return {(link.citing, link.cited) for link in pane.whole.links}


def _selected(pane: MapPane) -> set[str]:
    return {paper.id for paper in pane.canvas.chosen_papers()}


async def test_the_links_stay_after_references_of_one_paper_were_loaded(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _add_papers(driver)
        driver.trigger("view.map_library")
        pane = await _drawn_map(driver)
        links, counts = _links(pane), pane._counts()[0]
        assert links
        await keyboard.press("Right")
        await keyboard.press("Return")
        await driver.idle()
        driver.trigger("view.references")
        await driver.idle()
        assert driver.titles("referencesView")
        await keyboard.press("Alt+Left")
        await driver.until(lambda: driver.window.navigation.page == "map")
        await driver.idle()
    demo.reset()
    async with window_on(demo, tmp_path) as driver:
        pane = await _drawn_map(driver)
        assert (_links(pane), pane._counts()[0], pane.pane.state) == (links, counts, FULL)
        assert demo.stats()["counts"] == {}, "nothing is requested for the map of the last run"


async def test_a_map_says_that_references_of_a_new_paper_are_not_loaded_and_loads_them(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _add_papers(driver)
        driver.trigger("view.map_library")
        links = _links(await _drawn_map(driver))
        model = driver.view().model()
        others = [model.paper(row) for row in range(PAPERS, PAPERS + 2)]
        await driver.program.services.library.add(others)
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        pane = await _drawn_map(driver)
        assert _links(pane) >= links
        assert pane.pane.state == PARTIAL
        note = pane.pane.bar.note
        assert note is not None
        assert note.lead == "The references of 2 papers are not loaded, so links may be missing."
        demo.reset()
        pane.pane.bar.button("Load links").click()
        await driver.until(lambda: pane.pane.state == FULL)
        await driver.idle()
        assert demo.stats()["counts"] == {"s2": 1}
        assert {citing for citing, _ in _links(pane)} & {paper.id for paper in others}
        demo.reset()
        driver.trigger("view.map_library")
        await driver.until(lambda: pane.pane.state == FULL)
        await driver.idle()
        assert demo.stats()["counts"] == {}, "what a paper cites is known for every map"


@pytest.mark.parametrize("is_readable", [True, False])
async def test_a_map_offline_waits_until_the_corpus_is_open(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_readable: bool
) -> None:
    async with window_on(demo, tmp_path) as driver:
        papers = await _add_papers(driver)
        driver.trigger("view.map_library")
        await _drawn_map(driver)
    (tmp_path / "cache" / "citations.sqlite").unlink()
    (tmp_path / "cache" / "answers.sqlite").unlink()
    in_corpus = [paper for paper in papers if paper.ids.corpus]
    first, *others = in_corpus
    cited = [
        {
            "citationid": number,
            "citingcorpusid": int(first.ids.corpus or 0),
            "citedcorpusid": int(other.ids.corpus or 0),
            "isinfluential": False,
            "contexts": [],
            "intents": [],
        }
        for number, other in enumerate(others, start=1)
    ]
    put_corpus(tmp_path, [row_of(paper) for paper in in_corpus], cited)
    if not is_readable:
        store = CorpusFolder(tmp_path / "data" / "corpus").store()
        assert store is not None
        store.write_bytes(b"no database" * 1000)
    gate, opened = threading.Event(), CorpusReader._opened
    waiting, states = threading.Event(), []

    def open_late(reader: CorpusReader) -> Any:
        waiting.set()
        gate.wait()
        return opened(reader)

    def hold(program: App) -> None:
        monkeypatch.setattr(CorpusReader, "_opened", open_late)

        def look() -> None:
            pane = program.window.findChild(MapPane, "mapPageView")
            if pane is None or not waiting.is_set():
                asyncio.get_running_loop().call_later(0.01, look)
                return
            states.append(pane.pane.state)
            gate.set()

        asyncio.get_running_loop().call_soon(look)

    try:
        async with window_on(demo, tmp_path, offline=True, prepare=hold) as driver:
            pane = await _drawn_map(driver)
            assert states == [WAITING]
            assert len(pane.shown_papers()) == PAPERS
            if is_readable:
                assert _links(pane) == {(first.id, other.id) for other in others}
                assert pane.pane.state == FULL
            else:
                assert _links(pane) == set()
                assert pane.pane.bar.note is not None
                assert pane.pane.bar.note.lead.startswith("Could not read the corpus: ")
    finally:
        gate.set()


@pytest.mark.parametrize("kind", ["library", "selection", "known"])
async def test_the_selection_and_the_focus_are_on_the_map_again(demo: Any, tmp_path: Path, kind: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _add_papers(driver)
        if kind == "library":
            driver.trigger("view.map_library")
        else:
            await keyboard.press("Ctrl+1")
            driver.view().setFocus()
            await keyboard.press("Ctrl+A")
            driver.trigger("view.map_selection")
        pane = await _drawn_map(driver)
        if kind == "known":
            driver.trigger("map.enlarge")
            await driver.idle()
            pane = await _drawn_map(driver)
        await keyboard.press("Right")
        await keyboard.press("Shift+Right")
        await driver.idle()
        selected, current = _selected(pane), pane.canvas.current_id
        assert len(selected) == 2
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        pane = await _drawn_map(driver)
        assert (_selected(pane), pane.canvas.current_id) == (selected, current)
        assert keyboard.focus is pane.canvas
        shown = driver.window.ui_context.context.now.papers
        assert {paper.id for paper in shown} == selected, "the commands apply to them"
        await keyboard.press("Escape")
        await driver.idle()
        assert _selected(pane) == set()
        await keyboard.press("Ctrl+1")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        assert driver.window.navigation.page == "search"
        driver.trigger("view.map_library")
        assert _selected(await _drawn_map(driver)) == set(), "that of an earlier run is forgotten"
