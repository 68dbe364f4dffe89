"""The demo says that it is one, and leads to the live services; its first page leads to four ways to begin."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_review_page import paste

EXAMPLES = {"Words or a title": 5, "An identifier or a link": 1}
"""Each line of the first page with an example, and how many papers it finds at least."""


def visible_texts(driver: Driver, name: str) -> str:
    return " ".join(each.text() for each in driver.widget(name).findChildren(QLabel) if each.isVisible())


def way_in(driver: Driver, title: str) -> Button:
    page = driver.window.search_page.panes.results.pane
    return next(each for each in page.findChildren(Button) if each.accessibleName().startswith(f"{title}: "))


async def test_the_demo_says_that_it_is_one_and_opens_the_live_services(demo, tmp_path, monkeypatch):
    started: list[list[str]] = []
    monkeypatch.setattr(
        QProcess, "startDetached", lambda program, arguments: started.append([program, *arguments]) or 1
    )
    async with window_on(demo, tmp_path, demo=True) as driver:
        assert driver.window.windowTitle() == "Scholar Desktop – demo"
        assert visible_texts(driver, "demoLine") == "Demo with sample data"
        driver.click("useLiveButton")
        panel = driver.widget("livePanel")
        assert panel.isVisible()
        assert str(tmp_path / "data") in visible_texts(driver, "livePanel")
        assert f"start the program with --demo --profile {tmp_path}." in visible_texts(driver, "livePanel")
        driver.click("stayInDemoButton")
        assert (panel.isVisible(), started) == (False, [])

        driver.click("useLiveButton")
        closed: list[bool] = []
        driver.window.close_requested.connect(lambda: closed.append(True))
        driver.click("openLiveButton")
        assert started == [[sys.executable, "-m", "scholar_desktop"]]
        assert closed == [True]


async def test_in_a_small_window_an_icon_leads_to_the_live_services(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True, size=(900, 640)) as driver:
        assert not driver.widget("useLiveButton").isVisible()
        icon = driver.widget("useLiveIcon").content.icon
        assert icon != driver.window.registry["view.unpaywall"].property("icon_name"), (
            "two equal icons one below the other"
        )
        driver.click("useLiveIcon")
        assert driver.widget("livePanel").isVisible()
        QTest.keyClick(driver.widget("openLiveButton"), Qt.Key.Key_Escape)
        assert not driver.widget("livePanel").isVisible()


async def test_a_window_on_the_live_services_says_nothing_of_a_demo(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        assert driver.window.windowTitle() == "Scholar Desktop"
        assert driver.window.findChild(QLabel, "demoLine") is None


@pytest.mark.parametrize("title", EXAMPLES)
async def test_each_example_of_the_first_page_finds_papers_in_the_demo(demo, tmp_path, title):
    async with window_on(demo, tmp_path) as driver:
        QTest.mouseClick(way_in(driver, title), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert len(driver.titles()) >= EXAMPLES[title]


async def test_the_first_page_leads_to_lists_and_to_pdfs(demo, tmp_path, monkeypatch):
    asked: list[str] = []
    async with window_on(demo, tmp_path) as driver:
        monkeypatch.setattr(
            "scholar_desktop.ui.add_pdfs.add_pdfs_commands.open_files",
            lambda _page, title, *_a, **_k: asked.append(title),
        )
        QTest.mouseClick(way_in(driver, "PDFs you have"), Qt.MouseButton.LeftButton)
        assert len(asked) == 1
        add = way_in(driver, "A reference list")
        assert add.text() == driver.window.registry["list.open"].text() == "Add from reference list…", (
            "one name for one job"
        )
        QTest.mouseClick(add, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.window.navigation.page == "review"
        assert driver.widget("reviewTextEdit").hasFocus()
        shown = [one.text() for one in driver.window.findChildren(QLabel) if one.isVisible()]
        assert "Add from reference list" in shown, "the page that it opens has that name"


async def test_an_unknown_identifier_is_said_to_be_unknown_to_the_demo_alone(demo, tmp_path):
    hint = "The demo has only some papers. The live services may have this one."
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("10.1038/nature14539")
        message = driver.window.search_page.panes.results.pane.message
        assert message.heading == "No paper for 10.1038/nature14539"
        assert message.text.endswith(hint)
        await paste(driver, "arXiv:1412.6980\narXiv:1706.03762\n")
        await driver.idle()
        assert driver.view("reviewTable").model().row(0).why.endswith(hint)


async def test_a_title_that_the_demo_does_not_have_is_said_to_be_unknown_to_the_demo_alone(demo, tmp_path):
    hint = "The demo has only some papers. The live services may have this one."
    async with window_on(demo, tmp_path, demo=True) as driver:
        await paste(driver, "Adam: A method for stochastic optimization\nWinged snails in porcelain teapots\n")
        await driver.idle()
        model = driver.view("reviewTable").model()
        assert all("A search for the line also searches Unpaywall and Zenodo." in model.row(at).why for at in range(2))
        assert [model.row(place).why.endswith(hint) for place in range(2)] == [True, True], [
            model.row(place).why for place in range(2)
        ]


async def test_words_that_the_demo_does_not_have_lead_to_words_that_it_has_and_to_the_live_services(demo, tmp_path):
    hint = "The demo has only sample papers. Try one of these words, or use the live services."
    async with window_on(demo, tmp_path, demo=True, size=(1024, 640)) as driver:
        pane = driver.window.search_page.panes.results.pane
        for words in ("phobia", "phobia zyzzyva", "phobia OR zyzzyva"):
            await driver.search(words)
            assert (pane.message.heading, pane.message.text) == (f"No papers for “{words}”", hint)
            assert [step.title for step in pane.message.steps] == ["Edit search", "Use the live services", "See why"]
        for line in pane.message.lines:
            await driver.search("phobia")
            link = way_in(driver, line.name)
            assert link.text() == line.press
            QTest.mouseClick(link, Qt.MouseButton.LeftButton)
            await driver.idle()
            assert len(driver.titles()) >= 5, line.press
        await driver.search("phobia")
        assert len(pane.message.lines) == 4
        live = next(each for each in pane.findChildren(Button) if each.content.text == "Use the live services")
        QTest.mouseClick(live, Qt.MouseButton.LeftButton)
        assert driver.widget("livePanel").isVisible()
        driver.click("stayInDemoButton")
        await driver.search("10.1038/nature14539")
        assert "Use the live services" in [step.title for step in pane.message.steps]


async def test_a_search_that_finds_nothing_with_the_live_services_says_nothing_of_the_demo(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for words, what in (("phobia", "No service found a paper"), ("10.1038/nature14539", "Sources that were")):
            await driver.search(words)
            message = driver.window.search_page.panes.results.pane.message
            assert what in message.text
            assert "demo" not in message.text
            assert not message.lines
            assert "Use the live services" not in [step.title for step in message.steps]
