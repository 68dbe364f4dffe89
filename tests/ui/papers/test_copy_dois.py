"""The DOIs of several selected papers are copied, and the message says how many papers have none."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from scholar_desktop.domain.bibliographic_entry import Entry
from scholar_desktop.formats import csl_json
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.formats.bibtex import bibtex
from scholar_desktop.formats.plain_reference import cited_doi, reference
from scholar_desktop.formats.ris import ris
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import row_menu, window_on


@pytest.mark.qt_log_ignore("This plugin does not support")  # a menu without a display
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
