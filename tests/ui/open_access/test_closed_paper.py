"""A paper without an open copy: it can be watched, opened through the library, or given a PDF; not tried again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.ui.context.question_panel import QuestionPanel
from scholar_desktop.ui.open_access import closed_paper, watching
from scholar_desktop.ui.open_access.watching import can_watch
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.words.wording import day
from tests.support.window_driver import Driver, recorded, shown_tooltip, window_on

ASK = "Your institution's library may have access, or you can ask the authors for a copy."
CLOSED = "10.1037/0003-066X.37.2.122"
WATCH = "If you watch it, News shows when it becomes open access."


def buttons(driver: Driver, pane: str) -> dict[str, Button]:
    found = driver.widget(pane).findChildren(Button)
    return {button.content.text: button for button in found if button.isVisible()}


def question(driver: Driver) -> QuestionPanel | None:
    """Return the question that is shown."""
    shown = (one for one in driver.window.findChildren(QuestionPanel) if one.isVisible())
    return next(shown, None)


def answer(driver: Driver, title: str) -> None:
    """Press the button *title* of the question."""
    found = question(driver).findChildren(Button)
    QTest.mouseClick(next(one for one in found if one.content.text == title), Qt.MouseButton.LeftButton)


def undo_buttons(driver: Driver) -> list[Button]:
    """Return the Undo buttons of the messages."""
    found = driver.window.messages.findChildren(Button)
    return [button for button in found if button.isVisible() and button.content.text == "Undo"]


async def ended(driver: Driver) -> None:
    await driver.program.services.downloads.enqueue_ids((CLOSED,), batch="")
    await driver.until(lambda: driver.program.services.downloads.active == 0)
    await driver.idle()


async def test_a_closed_download_offers_what_helps(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await ended(driver)
        driver.trigger("view.downloads")
        driver.view("downloadsView").choose(0)
        await driver.until(lambda: bool(buttons(driver, "attemptsPane")))
        await driver.idle()
        offered = buttons(driver, "attemptsPane")
        assert [*offered] == [
            "Watch…",
            "Set up institution access",
            "Open in browser",
            "Attach PDF…",
            "Add to library",
            "Remove from list",
        ]
        assert driver.widget("reasonNote").accessibleName() == f"No open copy found. {ASK}"
        assert any(WATCH in one.text() for one in driver.widget("attemptsPane").findChildren(QLabel) if one.isVisible())
        assert driver.widget("downloadsView").model().row(0).act == "Watch…"
        assert shown_tooltip(offered["Watch…"]).endswith("and offers to turn on automatic checks.")
        QTest.mouseClick(offered["Watch…"], Qt.MouseButton.LeftButton)
        answer(driver, "Only add to library")
        await driver.idle()
        assert len(driver.titles("downloadsView")) == 1
        note = driver.window.messages.note("undo")
        assert note.lead.startswith("Added “")
        page = await driver.program.services.library.page()
        assert [kept.paper.ids.doi for kept in page.papers] == [CLOSED.lower()]
        bar = driver.window.messages
        QTest.mouseClick(buttons(driver, "attemptsPane")["Watch…"], Qt.MouseButton.LeftButton)
        settings = driver.program.services.settings_editor
        assert not settings.current.watch, "it asks first, since all papers without a PDF are checked then"
        assert "each paper of your library that has no PDF" in question(driver)._text.text()
        answer(driver, "Check automatically")
        await driver.until(lambda: settings.current.watch)
        await driver.idle()
        note = bar.note("undo")
        assert (note.lead[:10], note.text[:24]) == ("Watching “", "Automatic checks are on.")
        note.steps[0].run()  # Undo
        await driver.until(lambda: not settings.current.watch)
        await driver.idle()
        assert [kept.paper.ids.doi for kept in (await driver.program.services.library.page()).papers]
        QTest.mouseClick(buttons(driver, "attemptsPane")["Watch…"], Qt.MouseButton.LeftButton)
        answer(driver, "Check automatically")
        await driver.until(lambda: settings.current.watch)
        await driver.idle()
        row = driver.widget("downloadsView").model().row(0)
        assert (row.act, row.held) == ("Stop watching", "Watching")
        offered = [*buttons(driver, "attemptsPane")]
        assert offered == [
            "Stop watching",
            "Set up institution access",
            "Open in browser",
            "Attach PDF…",
            "Remove from list",
        ]
        assert driver.widget("watchedNote").accessibleName().startswith("Watching: ")
        await driver.program.services.settings_editor.set("library_link", "https://proxy.example.edu/login?url={url}")
        await driver.idle()
        driver.click("sidebar.view.search")
        await driver.search(CLOSED)
        await driver.idle()
        offered = buttons(driver, "detailPane")
        assert f"No open copy found. {ASK} Watching: " in driver.widget("pdfNote").accessibleName()
        assert offered["Stop watching"].kind is ButtonKind.PLAIN
        assert "Open via institution" in offered
        assert "Attach PDF…" in offered
        assert "Try again" not in offered
        driver.trigger("view.downloads")
        driver.view("downloadsView").choose(0)
        await driver.idle()
        QTest.mouseClick(buttons(driver, "attemptsPane")["Stop watching"], Qt.MouseButton.LeftButton)
        await driver.until(lambda: "Watch" in buttons(driver, "attemptsPane"))
        row = driver.widget("downloadsView").model().row(0)
        assert (row.act, row.held) == ("Watch", "In library")


async def test_stop_watching_leaves_the_paper_in_the_library_and_can_be_undone(demo, tmp_path):
    async def checked(driver: Driver) -> list[str]:
        """Return the keys of the papers that News checks for open copies."""
        return [one.key for one in await driver.program.services.library.watches.papers_without_pdf()]

    def is_offered(driver: Driver, title: str) -> bool:
        return title in buttons(driver, "attemptsPane")

    async with window_on(demo, tmp_path, watch=True) as driver:
        library = driver.program.services.library
        await ended(driver)
        driver.trigger("view.downloads")
        driver.view("downloadsView").choose(0)
        await driver.until(lambda: is_offered(driver, "Watch"))
        QTest.mouseClick(buttons(driver, "attemptsPane")["Watch"], Qt.MouseButton.LeftButton)
        await driver.until(lambda: is_offered(driver, "Stop watching"))
        [kept] = (await library.page()).papers
        await library.star([kept.key], True)
        await driver.idle()
        assert await checked(driver) == [kept.key]
        assert is_offered(driver, "Stop watching"), "also if it is starred"
        QTest.mouseClick(buttons(driver, "attemptsPane")["Stop watching"], Qt.MouseButton.LeftButton)
        await driver.until(lambda: is_offered(driver, "Watch"))
        assert [one.key for one in (await library.page()).papers] == [kept.key]
        assert (await library.counts()).trashed == 0
        assert await checked(driver) == []
        assert driver.widget("watchedNote").accessibleName() == "It is in your library, but not watched."
        note = driver.window.messages.note("undo")
        assert "It stays in your library." in note.lead
        note.steps[0].run()
        await driver.until(lambda: is_offered(driver, "Stop watching"))
        assert await checked(driver) == [kept.key]
        await driver.idle()  # redo is possible once the undo has ended
        driver.trigger("edit.redo")
        await driver.until(lambda: is_offered(driver, "Watch"))
    async with window_on(demo, tmp_path, watch=True) as driver:
        assert await checked(driver) == []
        driver.trigger("view.downloads")
        driver.view("downloadsView").choose(0)
        await driver.until(lambda: is_offered(driver, "Watch"))
        QTest.mouseClick(buttons(driver, "attemptsPane")["Watch"], Qt.MouseButton.LeftButton)
        await driver.until(lambda: is_offered(driver, "Stop watching"))
        assert len(await checked(driver)) == 1
        assert driver.window.messages.note("undo").lead.startswith("Watching “")


async def test_undo_of_a_watched_paper_is_gone_after_a_later_change(demo, tmp_path):
    """It would undo that change, not the one that the message names."""
    async with window_on(demo, tmp_path, watch=True) as driver:
        await ended(driver)
        driver.trigger("view.downloads")
        driver.view("downloadsView").choose(0)
        await driver.until(lambda: "Watch" in buttons(driver, "attemptsPane"))
        QTest.mouseClick(buttons(driver, "attemptsPane")["Watch"], Qt.MouseButton.LeftButton)
        await driver.until(lambda: "Stop watching" in buttons(driver, "attemptsPane"))
        await driver.until(lambda: bool(undo_buttons(driver)))
        library = driver.program.services.library
        [kept] = (await library.page()).papers
        await library.star([kept.key], True)
        await driver.idle()
        assert undo_buttons(driver) == []
        driver.trigger("edit.undo")
        await driver.idle()
        [kept] = (await library.page()).papers
        assert not kept.starred


async def test_a_closed_paper_that_cannot_be_watched_is_opened_in_the_browser(demo, tmp_path, monkeypatch):
    for module in (closed_paper, watching):  # as with a DOI that is not of Crossref
        monkeypatch.setattr(module, "can_watch", lambda _paper: False)
    opened: list[str] = []
    async with window_on(demo, tmp_path, prepare=recorded("open_url", opened)) as driver:
        await ended(driver)
        driver.trigger("view.downloads")
        driver.view("downloadsView").choose(0)
        await driver.until(lambda: bool(buttons(driver, "attemptsPane")))
        assert driver.widget("downloadsView").model().row(0).act == "Open in browser"
        words = driver.widget("watchedNote").accessibleName()
        assert words == "It can't be watched for an open copy: Unpaywall does not cover its DOI."
        offered = buttons(driver, "attemptsPane")
        assert [*offered][:2] == ["Open in browser", "Set up institution access"], "the main one first"
        assert offered["Open in browser"].kind is ButtonKind.PRIMARY
        QTest.mouseClick(offered["Open in browser"], Qt.MouseButton.LeftButton)
        await driver.idle()
        assert opened == [f"https://doi.org/{CLOSED.lower()}"]


async def test_a_paper_of_which_no_service_says_that_it_is_closed_is_not_called_so(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("Attention is Turing-Complete")
        driver.view().choose(driver.titles().index("Attention is Turing-Complete"))
        await driver.idle()
        paper = driver.view().model().paper_at(driver.view().currentIndex().row())
        assert (paper.oa.status, paper.ids.doi) == (None, None)
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        await driver.idle()
        (item,) = driver.program.services.downloads.items()
        assert item.outcome is ItemOutcome.CLOSED
        await driver.until(lambda: "No PDF." in driver.widget("pdfNote").accessibleName())
        assert "It can't be watched for an open copy: it has no DOI." in driver.widget("pdfNote").accessibleName()
        driver.trigger("view.downloads")
        driver.view("downloadsView").choose(0)
        await driver.idle()
        assert driver.widget("downloadsGroup.closed").content.text == "No open copy"
        assert driver.widget("downloadsView").model().row(0).icon == "without-pdf"
        words = driver.widget("watchedNote").accessibleName()
        assert words == "It can't be watched for an open copy: it has no DOI."


async def test_a_row_says_that_its_paper_is_in_the_library_while_automatic_checks_are_off(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await ended(driver)
        driver.trigger("view.downloads")
        model = driver.widget("downloadsView").model()
        driver.view("downloadsView").choose(0)
        await driver.until(lambda: "Watch…" in buttons(driver, "attemptsPane"))
        QTest.mouseClick(buttons(driver, "attemptsPane")["Watch…"], Qt.MouseButton.LeftButton)
        answer(driver, "Only add to library")
        await driver.until(lambda: model.row(0).held == "In library")
        words = driver.widget("watchedNote").accessibleName()
        assert words == "It is in your library, but not watched."
        await driver.until(lambda: "Watch…" in buttons(driver, "attemptsPane"))
        QTest.mouseClick(buttons(driver, "attemptsPane")["Watch…"], Qt.MouseButton.LeftButton)
        answer(driver, "Check automatically")
        await driver.until(lambda: model.row(0).held == "Watching")


async def test_several_selected_downloads_are_watched_at_once_and_their_steps_say_how_many(demo, tmp_path):
    async with window_on(demo, tmp_path, watch=True) as driver:
        await driver.search("attention")
        downloads = driver.program.services.downloads
        papers = driver.window.search_page.search.result.papers
        closed = [one for one in papers if can_watch(one) and one.oa.is_oa is False][:3]
        await downloads.enqueue_ids((CLOSED, "10.5555/not.known"))
        downloads.enqueue([*closed, papers[0]], batch="x")
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        outcomes = [one.outcome for one in downloads.items()]
        many = outcomes.count(ItemOutcome.CLOSED)
        assert many > 1
        total = len(outcomes)
        driver.trigger("view.downloads")
        driver.view("downloadsView").selectAll()
        await driver.until(lambda: f"Watch {many}" in buttons(driver, "attemptsPane"))
        in_library = [one.paper.ids.doi for one in (await driver.program.services.library.page()).papers]
        new = sum(one.paper is not None and one.paper.ids.doi not in in_library for one in downloads.items())
        offered = [
            f"Watch {many}",
            "Try 1 again",
            "Set up institution access",
            f"Add {new} papers to library",
            f"Remove {total} from list",
        ]
        assert [*buttons(driver, "attemptsPane")] == offered
        shown = [one.accessibleName() for one in driver.widget("attemptsPane").findChildren(Prose)]
        assert shown == [f"{total} downloads selected", f"{many} of {total} papers can be watched."]
        QTest.mouseClick(buttons(driver, "attemptsPane")[f"Watch {many}"], Qt.MouseButton.LeftButton)
        await driver.until(lambda: f"Watch {many}" not in buttons(driver, "attemptsPane"))
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        assert driver.window.messages.note("undo").lead == f"Added and watching {many} of {total} papers."
        library = [one.key for one in (await driver.program.services.library.page()).papers]
        assert len(library) == many + outcomes.count(ItemOutcome.SAVED)
        await driver.until(lambda: f"Stop watching {many}" in buttons(driver, "attemptsPane"))
        await driver.idle()
        watches = driver.program.services.library.watches
        assert len(await watches.papers_without_pdf()) == many
        QTest.mouseClick(buttons(driver, "attemptsPane")[f"Stop watching {many}"], Qt.MouseButton.LeftButton)
        await driver.until(lambda: f"Stop watching {many}" not in buttons(driver, "attemptsPane"))
        await driver.idle()
        stopped = driver.window.messages.note("undo").lead
        assert stopped == f"Stopped watching {many} papers. They stay in your library."
        assert await watches.papers_without_pdf() == []
        QTest.mouseClick(undo_buttons(driver)[0], Qt.MouseButton.LeftButton)
        await driver.until(lambda: f"Stop watching {many}" in buttons(driver, "attemptsPane"))
        await driver.idle()
        assert len(await watches.papers_without_pdf()) == many
        driver.trigger("edit.undo")
        await driver.idle()
        library = [one.key for one in (await driver.program.services.library.page()).papers]
        assert len(library) == outcomes.count(ItemOutcome.SAVED), "they were added to be watched"


def test_unpaywall_cannot_check_the_dois_of_zenodo():
    assert not can_watch(Paper(title="Files", ids=Ids(doi="10.5281/zenodo.123", zenodo="123")))
    assert not can_watch(Paper(title="Files", ids=Ids(doi="10.5555/zenodo.123", zenodo="123")))
    assert can_watch(Paper(title="A paper", ids=Ids(doi="10.1037/0003-066x.37.2.122", zenodo="123")))


async def test_the_note_about_a_closed_paper_repeats_no_button_above_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search(CLOSED)
        await ended(driver)
        driver.click_row(0)
        await driver.until(lambda: driver.widget("pdfNote").isVisible())
        await driver.idle()
        pane = [one.content.text for one in driver.widget("detailPane").findChildren(Button) if one.isVisible()]
        assert pane.count("Open in browser") == 1


async def test_the_preview_of_a_closed_paper_says_so_when_its_download_ends(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search(CLOSED)
        driver.click_row(0)
        driver.press(Qt.Key.Key_Space, "resultsView")
        await driver.until(lambda: driver.widget("pdfView").message is not None)
        message = driver.widget("pdfView").message
        assert [step.title for step in message.steps] == ["Get PDF"]
        next(one for one in driver.widget("pdfView").findChildren(Button) if one.text() == "Get PDF").click()
        await driver.idle()
        await driver.until(lambda: len(driver.widget("pdfView").message.steps) > 1)
        message = driver.widget("pdfView").message
        assert message.heading == "No PDF in your library"
        assert message.text == f"Not open access. No open copy found. {ASK} {WATCH}"
        assert [step.title for step in message.steps] == [
            "Watch…",
            "Set up institution access",
            "Open in browser",
            "Attach PDF…",
        ]
        next(one for one in driver.widget("pdfView").findChildren(Button) if one.text() == "Watch…").click()
        answer(driver, "Check automatically")
        await driver.idle()
        await driver.until(lambda: "Stop watching" in [step.title for step in driver.widget("pdfView").message.steps])


def test_only_papers_that_the_background_checks_look_up_can_be_watched():
    assert can_watch(Paper(title="An article", ids=Ids(doi=CLOSED.lower())))
    assert not can_watch(Paper(title="A deposit", ids=Ids(doi="10.5281/zenodo.10001")))
    assert not can_watch(Paper(title="A preprint", ids=Ids(doi="10.48550/arxiv.1706.03762")))
    assert not can_watch(Paper(title="A report"))


async def test_details_show_the_row_of_the_paper_and_back_returns(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await ended(driver)
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        driver.trigger("view.downloads")
        await driver.idle()
        driver.click("downloadsGroup.saved")
        await driver.idle()
        assert len(driver.titles("downloadsView")) == 1
        driver.click("sidebar.view.search")
        await driver.search(CLOSED)
        driver.click_row(0)
        await driver.idle()
        title = driver.chosen()
        details = buttons(driver, "detailPane")["Details"]
        QTest.mouseClick(details, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert len(driver.titles("downloadsView")) == 2, "of all outcomes"
        assert driver.chosen("downloadsView") == title
        back, forward = driver.window.registry["go.back"], driver.window.registry["go.forward"]

        # from the downloads to the field in the settings, and back page by page
        QTest.mouseClick(buttons(driver, "attemptsPane")["Set up institution access"], Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.widget("libraryLinkEdit").hasFocus())
        edit, area = driver.widget("libraryLinkEdit"), driver.widget("settingsPage")
        await driver.until(lambda: area.rect().contains(edit.mapTo(area, edit.rect().center())))
        assert (back.isEnabled(), forward.isEnabled()) == (True, False)
        QTest.keyClick(edit, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        await driver.idle()
        assert driver.window.navigation.page == "downloads"
        assert driver.chosen("downloadsView") == title
        driver.press(Qt.Key.Key_Left, "downloadsView", Qt.KeyboardModifier.AltModifier)
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert driver.chosen() == title

        # pages of the sidebar lead back too, and never through papers that are not in sight
        driver.click("sidebar.view.settings")
        await driver.idle()
        assert (back.isEnabled(), forward.isEnabled()) == (True, False)
        driver.click("sidebar.view.downloads")
        driver.click("sidebar.view.settings")
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == "search", "a page that was gone back to is not on the way twice"


async def test_after_a_restart_a_closed_paper_says_who_was_asked_and_when(demo, tmp_path):
    def told(driver: Driver) -> str:
        return " ".join(one.plain_text() for one in driver.widget("detailPane").findChildren(Prose) if one.isVisible())

    async with window_on(demo, tmp_path) as driver:
        await driver.search(CLOSED)
        driver.click_row(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        assert "None at Semantic Scholar and Unpaywall." in told(driver)
    sent = len(demo.stats()["requests"])
    today = day(current_timestamp())
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: f"None at Semantic Scholar and Unpaywall, looked up on {today}." in told(driver))
        assert not driver.window.search_page.panes.paper.is_open
    assert len(demo.stats()["requests"]) == sent
