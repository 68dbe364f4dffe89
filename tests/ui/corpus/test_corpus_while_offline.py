"""The window without the network, over an offline corpus: search, the detail pane, citations and references."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.store import CorpusStore
from scholar_desktop.corpus.stored_answers import SearchHits
from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.ui.citations.list_foot import CitationListFoot
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.widgets.state_pane import StatePane
from tests.support.corpus_truth import RELEASE, CorpusTruth
from tests.support.demo_fixture import Demo
from tests.support.window_driver import shown_tooltip, window_on

FOUR = ["Introduction", "Methods", "Results", "Discussion"]


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> CorpusTruth:
    return CorpusTruth(tmp_path_factory.mktemp("releases"), Sizes(300, 6000, seed=9, vectors=1, texts=60))


async def test_a_paper_of_the_corpus_is_found_opened_and_followed_in_both_directions(
    demo: Demo, tmp_path: Path, truth: CorpusTruth
):
    truth.put_into(tmp_path / "data")
    # the most cited of the papers with references and a full text
    key = max(truth.full_texts, key=lambda each: len(truth.citing[each]) * bool(truth.cited[each]))
    title = truth.papers[key]["title"]
    async with window_on(demo, tmp_path, offline=True) as driver:
        await driver.search(title)
        words = set(truth.words(key, "title"))
        wanted = [each for each in truth.papers if words <= set(truth.words(each))]
        assert sorted(driver.titles()) == sorted(truth.papers[each]["title"] for each in wanted)
        assert driver.titles()[0] == title
        assert driver.state("resultsView") in ("full", "partial")
        chip = driver.widget("sourceChip.corpus")
        assert (chip.isVisible(), chip.property("state")) == (True, "ok")
        assert RELEASE in shown_tooltip(chip)
        driver.click_row(0)
        await driver.idle()
        assert driver.state("detailPane") == "full"
        foot = driver.window.search_page.panes.citations.cited_by.findChild(CitationListFoot)
        assert foot.words().startswith(f"{len(truth.citing[key])}")
        assert "from the offline corpus, as of" in foot.words()
        assert sorted(driver.titles("citedByView")) == sorted(truth.papers[e]["title"] for e in truth.citing[key])
        headings = [driver.widget(f"fullTextHeading.{number}") for number in range(4)]
        assert [each.text() for each in headings] == FOUR
        section = headings[1].parentWidget()
        assert section.findChildren(Prose) == [], "the text is laid out when it is wanted"
        driver.window.search_page.panes.detail._scroll.ensureWidgetVisible(headings[1])
        driver.click("fullTextHeading.1")
        [words] = section.findChildren(Prose)
        await driver.until(words.isVisible)
        assert words.plain_text() == truth.full_texts[key].partition("Methods\n\n")[2].partition("\n\n")[0]
        driver.trigger("view.references")
        await driver.idle()
        assert driver.state("referencesView") == "full"
        shown = driver.titles("referencesView")
        assert {truth.papers[each]["title"] for each in truth.cited[key]} <= set(shown)
        driver.trigger("view.similar")
        await driver.idle()
        similar = driver.titles("similarView")
        counts = {each: len(truth.cited[each] & truth.cited[key]) for each in truth.papers if each != key}
        assert counts[next(each for each in counts if truth.papers[each]["title"] == similar[0])] == max(
            counts.values()
        )
        assert not driver.widget("similar.pool").isVisible()
        driver.trigger("view.timeline")
        await driver.idle()
        # its text finds it in the library, too
        await driver.program.backend.store.add([Paper(title, Ids(s2=truth.sha(key)))])
        word = max(sorted(set(truth.words(key, "text")) - set(truth.words(key, "title"))), key=len)
        driver.trigger("focus.library")
        driver.type(word, "libraryEdit")
        await driver.idle()
        library = driver.window.search_page.panes.library
        row = library.model.row(0)
        assert (driver.titles("libraryView"), row.line.section in FOUR) == ([title], True)
        assert f"found in its full text, “{row.line.section}”: " in row.spoken
        assert library._count == "1 paper found · 1 only in full texts of the corpus"
        driver.trigger("focus.search")
        await driver.search("10.5555/none")
        assert driver.titles() == []
        driver.click("sourceChip.corpus")
        await driver.until(lambda: driver.widget("corpusPage").isVisible())
    assert demo.stats()["requests"] == []


async def test_a_query_under_way_is_interrupted_by_the_next(
    demo: Demo, tmp_path: Path, truth: CorpusTruth, monkeypatch: pytest.MonkeyPatch
):
    truth.put_into(tmp_path / "data")
    title = next(iter(truth.papers.values()))["title"]
    search = CorpusStore.search
    ended: list[str] = []
    begun: list[str] = []

    def endless(store: CorpusStore, match: str, *arguments: Any, **named: Any) -> SearchHits:
        """A question that does not end by itself, as one about many millions of papers."""
        if "endless" not in match:
            return search(store, match, *arguments, **named)
        begun.append(match)
        try:
            while True:
                store.facts([1])
        except sqlite3.OperationalError as error:
            ended.append(str(error))
            raise

    monkeypatch.setattr(CorpusStore, "search", endless)
    async with window_on(demo, tmp_path, offline=True) as driver:
        driver.type("endless")
        driver.press(Qt.Key.Key_Return)
        await driver.until(lambda: bool(begun))
        await driver.search(title)
        assert ended == ["interrupted"]
        assert driver.titles()[0] == title
        # typing asks nothing; Return does
        driver.type("endless words")
        await driver.idle()
        assert len(begun) == 1
        driver.press(Qt.Key.Key_Return)
        await driver.until(lambda: len(begun) == 2)
        driver.press(Qt.Key.Key_Return)
        driver.type(title)
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert (set(ended), driver.titles()[0]) == ({"interrupted"}, title)


async def test_a_paper_without_citations_in_the_corpus_is_not_called_uncited(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(GeneratedReleases, "citation_count", lambda *_: 31)
    truth = CorpusTruth(tmp_path / "releases", Sizes(300, 900, seed=9, vectors=0))
    truth.put_into(tmp_path / "data")
    title = next(
        row["title"]
        for key, row in truth.papers.items()
        if row["referencecount"] and not truth.citing[key] and not truth.cited[key]
    )
    reason = "Semantic Scholar counts 31, and the corpus has none of them."
    async with window_on(demo, tmp_path, offline=True) as driver:
        await driver.search(title)
        # the tabs fill themselves, because nothing is sent for them
        citations = driver.window.search_page.panes.citations

        def message(pane: StatePane) -> str:
            found = pane.message
            return "" if found is None else " ".join((found.heading, found.text, *map(str, found.lines)))

        await driver.until(lambda: reason in message(citations.cited_by.pane))
        driver.trigger("view.references")
        await driver.until(lambda: "No references in the offline corpus" in message(citations.references.pane))
        driver.trigger("view.map")
        await driver.until(lambda: "No citing papers in the offline corpus" in message(citations.views[3].pane))
        driver.trigger("view.timeline")
        await driver.until(lambda: reason in message(citations.timeline.pane))
        # the user has not opened the paper by this
        session = driver.window.search_page.panes.paper
        assert (session.trail, session.is_open) == ((), True)
        assert not driver.window.ui_context.marks.of(session.paper).opened
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.until(lambda: [paper.title for paper in session.trail] == [title])
        assert driver.window.ui_context.marks.of(session.paper).opened
        driver.trigger("view.similar")
        similar = citations.similar.rows.pane
        await driver.idle()
        await driver.until(lambda: "similar papers were not loaded before" in message(similar))
        assert (similar.state, "no vectors, because it was made without their dataset" in message(similar)) == (
            "empty",
            True,
        )
        assert [step.title for step in similar.message.steps] == ["Go online", "Open offline corpus"]
        before = len(demo.stats()["requests"])
        next(one for one in similar.findChildren(Button) if one.text() == "Go online").click()
        await driver.idle()
        assert not driver.program.services.status.offline
        assert [one for one in demo.stats()["requests"][before:] if "recommendations" in str(one)]


async def test_the_map_leaves_out_papers_that_are_not_in_the_corpus(demo: Demo, tmp_path: Path):
    truth = CorpusTruth(tmp_path / "releases", Sizes(300, 3000, seed=9))
    key = max(truth.papers, key=lambda each: len(truth.cited[each]) * bool(truth.citing[each]))
    kept = {each: row for each, row in truth.papers.items() if each == key or each % 2}
    assert truth.cited[key] - kept.keys(), "not all of its references are kept"
    first, *others = sorted((truth.release / "papers").glob("*.gz"))
    first.write_bytes(gzip.compress("".join(f"{json.dumps(row)}\n" for row in kept.values()).encode()))
    for file in others:
        file.unlink()
    Builder([truth.release]).build(truth.release.parent / "corpus-0001.sqlite", {"release.papers": RELEASE})
    truth.put_into(tmp_path / "data")
    async with window_on(demo, tmp_path, offline=True) as driver:
        await driver.search(kept[key]["title"])
        driver.click_row(0)
        await driver.idle()
        driver.trigger("view.map")
        await driver.until(lambda: driver.state("citationPane") == "full")
        around = kept.keys() & (truth.cited[key] | truth.citing[key])
        wanted = {kept[each]["title"] for each in (*around, key)}
        await driver.until(lambda: {paper.title for paper in driver.widget("mapView").whole.papers} == wanted)


async def test_damaged_rows_are_left_out_and_the_lists_say_so(
    demo: Demo, tmp_path: Path, truth: CorpusTruth, expect_log: Callable[[str], None]
):
    truth.put_into(tmp_path / "data")
    key = max(truth.papers, key=lambda each: len(truth.citing[each]) * bool(truth.cited[each]))
    title = truth.papers[key]["title"]
    damaged = next(each for each in sorted(truth.citing[key]) if truth.papers[each]["title"] != title)
    [store] = (tmp_path / "data" / "corpus").glob("*.sqlite")
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE paper SET row = x'00' WHERE id = ?", (damaged,))
    connection.close()
    expect_log(f"row {damaged} of paper in the offline corpus cannot be read and is left out")
    words = "1 row of the offline corpus is damaged and was left out."
    async with window_on(demo, tmp_path, offline=True) as driver:
        await driver.search(title)
        driver.click_row(0)
        await driver.idle()
        pane = driver.window.search_page.panes.citations.cited_by
        await driver.until(lambda: pane.pane.bar.note is not None)
        assert (pane.pane.bar.note.lead, pane.pane.bar.note.text) == (words, "Rebuild the corpus to repair it.")
        assert (driver.state("citedByView"), pane.list.state.complete) == ("partial", False)
        assert len(pane.list.table) == len(truth.citing[key])
        assert "not in the corpus yet" not in pane.loaded_words()
        lists = driver.program.services.citations
        dated = await lists.load(
            pane.list.paper, "citations", lambda _: None, RequestOptions(source="corpus"), limit=None, date="1900:2100"
        )
        assert (dated.complete, dated.damaged) == (False, 1)
        with_date = [each for each in truth.citing[key] - {damaged} if truth.papers[each]["year"]]
        assert len(dated.edges) == len(with_date)
        whole = await driver.program.backend.edges.load_any(pane.list.paper, "citations")
        assert (whole.state.complete, whole.state.damaged) == (False, 1)
        await driver.search(truth.papers[damaged]["title"])
        results = driver.window.search_page.panes.results.pane
        assert (driver.titles(), words in str(results.message)) == ([], True)
        await driver.search(truth.words(damaged, "title")[0])
        assert driver.titles()
        assert (results.bar.note.lead, driver.state("resultsView")) == (words, "partial")
        assert truth.papers[damaged]["title"] not in driver.titles()
        await driver.search(title)
        driver.click_row(0)
        await driver.until(lambda: pane.pane.bar.note is not None)
        [button] = [each for each in pane.pane.bar.findChildren(Button) if each.text() == "Open offline corpus"]
        button.click()
        await driver.until(lambda: driver.widget("rebuildCorpusButton").isVisible())
    assert demo.stats()["requests"] == []
