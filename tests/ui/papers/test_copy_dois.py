"""The DOIs of several selected papers are copied, and the message says how many papers have none."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from scholar_desktop.domain.bibliographic_entry import Entry
from scholar_desktop.domain.identifiers.identifiers import parse
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.formats import csl_json
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.formats.bibtex import bibtex
from scholar_desktop.formats.plain_reference import cited_doi, reference
from scholar_desktop.formats.ris import ris
from scholar_desktop.services.papers.paper_text import list_identifiers
from scholar_desktop.ui.papers.copied_identifiers import copy_dois
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, row_menu, window_on


async def test_the_dois_of_a_selection_are_copied_one_on_each_line(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await keyboard.press("Down")
        await keyboard.press("Ctrl+A")
        await driver.idle()
        papers = driver.window.context.now.papers
        dois = [doi for paper in papers if (doi := cited_doi(paper))]
        lacking = len(papers) - len(dois)
        assert len(dois) > 1
        assert lacking > 1

        await keyboard.press("Ctrl+Shift+C")
        await driver.idle()
        assert QGuiApplication.clipboard().text().split("\n") == dois
        lead = driver.window.messages.note("copied").lead
        assert lead == f"Copied {len(dois)} DOIs. {lacking} selected papers have no DOI."

        menu = row_menu(driver)
        entries = [
            action for one in (menu, *[a.menu() for a in menu.actions() if a.menu()]) for action in one.actions()
        ]
        assert "Copy DOIs" in [shown_text(one.text()) for one in entries]
        menu.close()


async def test_other_identifiers_are_copied_in_the_form_that_a_reference_list_reads(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await keyboard.press("Down")
        await keyboard.press("Ctrl+A")
        await driver.idle()
        papers = driver.window.context.now.papers
        await keyboard.press("Ctrl+Shift+C")
        await driver.idle()
        press_step(driver, "Copy other IDs too")
        await driver.idle()
        lines = QGuiApplication.clipboard().text().split("\n")
        assert len(lines) == len(papers)
        assert any(line.startswith("arXiv:") for line in lines)
        for paper, line in zip(papers, lines, strict=True):
            found = parse(line)
            assert found is not None, line
            assert (found.scheme.value, found.value) in paper.ids.items()
            assert cited_doi(paper) in (None, line)
        assert driver.window.messages.note("copied").lead == f"Copied {len(papers)} identifiers."

        await keyboard.press("Ctrl+V")
        lists = driver.program.services.reference_lists
        await driver.until(lambda: driver.window.navigation.page == "review" and lists.current is not None)
        known = {LineStatus.SURE, LineStatus.CHECK}  # a line that is doubtful for another reason names its paper
        await driver.until(lambda: {line.standing for line in lists.current.lines} <= known)
        assert [line.text for line in lists.current.lines] == lines
        assert [line.paper.title for line in lists.current.lines] == [paper.title for paper in papers]


def press_step(driver: Driver, title: str) -> None:
    """Click a button of a message."""
    buttons = driver.window.messages.findChildren(QAbstractButton)
    (button,) = (one for one in buttons if one.isVisible() and shown_text(one.text()) == title)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (Ids(doi="10.5555/1", arxiv="2004.05150"), "10.5555/1"),
        (Ids(arxiv="2004.05150", pmid="12", s2="a" * 40), "arXiv:2004.05150"),
        (Ids(arxiv="hep-th/9901001"), "arXiv:hep-th/9901001"),
        (Ids(pmid="12345", pmcid="PMC1"), "PMID:12345"),
        (Ids(pmcid="PMC2808891", s2="a" * 40), "PMC2808891"),
        (Ids(s2="a" * 40, corpus="7"), "a" * 40),
        (Ids(corpus="13756489"), "CorpusId:13756489"),
        (Ids(acl="N18-1202"), "ACL:N18-1202"),
        (Ids(mag="2998574808"), "MAG:2998574808"),
        (Ids(zenodo="14839856"), "zenodo:14839856"),
    ],
)
def test_each_identifier_is_read_again(ids: Ids, expected: str) -> None:
    assert list_identifiers([Paper("On ferns", ids)]) == [expected]
    found = parse(expected)
    assert found is not None
    assert (found.scheme.value, found.value) in ids.items()


def test_papers_without_any_identifier_are_counted() -> None:
    copied: list[tuple[str, str, tuple[Step, ...]]] = []

    def copy(text: str, message: str, *, steps: tuple[Step, ...] = (), lasts_ms: int = 0) -> None:
        copied.append((text, message, steps))

    with_doi, preprint = Paper("One", Ids(doi="10.5555/1")), Paper("Two", Ids(arxiv="2004.05150"))
    nothing = Paper("Three", Ids(key="three2001"))
    copy_dois([with_doi, nothing], copy)
    assert copied.pop() == ("10.5555/1", "Copied the DOI. 1 selected paper has no DOI.", ())
    copy_dois([preprint, with_doi, nothing], copy)
    text, message, steps = copied.pop()
    assert (text, message) == ("10.5555/1", "Copied the DOI. 2 selected papers have no DOI.")
    steps[0].run()
    assert copied.pop() == (
        "arXiv:2004.05150\n10.5555/1",
        "Copied 2 identifiers. 1 selected paper has no identifier.",
        (),
    )


async def test_the_copied_doi_is_that_of_the_exports(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await keyboard.press("Down")
        await driver.idle()
        [paper] = driver.window.context.now.papers
        assert (paper.ids.doi, paper.ids.zenodo) == ("10.5555/zenodo.90000011", "90000011"), "that of a copy at Zenodo"
        copy = driver.window.registry["paper.copy_doi"]
        assert not copy.isEnabled()
        assert "The only DOI of this paper is that of a copy in a repository." in copy.toolTip()

        await keyboard.press("Ctrl+A")
        await driver.idle()
        papers = driver.window.context.now.papers
        await keyboard.press("Ctrl+Shift+C")
        await driver.idle()
        copied = QGuiApplication.clipboard().text().split("\n")
        records = [Entry(f"key{place}", bibliographic_record(one)) for place, one in enumerate(papers)]
        assert [item["DOI"] for item in csl_json.items(records) if "DOI" in item] == copied
        assert [line[6:] for line in ris(records).splitlines() if line.startswith("DO  - ")] == copied
        assert re.findall(r"^ +doi += \{(.*)\}", bibtex(records), re.MULTILINE) == copied
        assert re.findall(r"https://doi\.org/(\S+)", "\n".join(map(reference, papers))) == copied
