"""The page 'Unpaywall': many DOIs, titles, kept answers, and what can be done with one."""

from __future__ import annotations

import asyncio
import csv
import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.services.program.answer_cache import CachedAnswer
from scholar_desktop.services.unpaywall.answers import page_link
from scholar_desktop.translation import shown
from scholar_desktop.ui.actions.action_context import ActionState
from scholar_desktop.ui.unpaywall.cached_answers_tab import kept_answer_row
from scholar_desktop.ui.unpaywall.unpaywall_actions import HAS_PAGE
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.widgets.note_bar import NoteBar
from tests.support.window_driver import Driver, recorded, shown_tooltip, window_on

OPEN = "10.1038/s41579-022-00846-2"
SECOND = "10.1016/j.jns.2020.116832"
UNKNOWN = "10.5555/there-is-no-such-paper"


async def opened(driver: Driver):
    driver.trigger("view.unpaywall")
    await driver.idle()
    return driver.widget("unpaywallPage")


async def look_up(driver: Driver, *dois: str) -> None:
    driver.widget("doisEdit").setPlainText("\n".join(dois))
    driver.press(Qt.Key.Key_Return, "doisEdit", Qt.KeyboardModifier.ControlModifier)
    await driver.idle()
    await driver.until(lambda: driver.state("answersView") in ("full", "partial"))


def words(driver: Driver, name: str = "answersView") -> list[str]:
    model = driver.view(name).model()
    return [model.row(number).word for number in range(model.rowCount())]


def copied() -> str:
    return QGuiApplication.clipboard().text()


async def test_many_dois_are_looked_up_in_their_order_and_counted(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        assert driver.state("answersView") == "empty"
        await look_up(driver, f"see https://doi.org/{OPEN}.", UNKNOWN, OPEN.upper(), "PMID:123456")
        assert words(driver) == ["Bronze OA", "Not found", "Not a DOI"]
        said = page.dois.list.bar.accessibleName()
        assert said.startswith("Looked up 2 DOIs.")
        assert "1 open · 1 not found · 1 line without a DOI · 1 repeated · 2 requests" in said
        assert driver.widget("answerDetail").isVisible()
        assert demo.stats()["counts"][UNPAYWALL] == 2
        status = {line.source: shown(line.text) for line in driver.program.services.status.lines()}
        assert status[UNPAYWALL].endswith("2 of 100,000 requests today")
        ticks = {name: driver.widget(name) for name in ("skipTick", "refreshTick", "noCacheTick")}
        assert [tick.text() for tick in ticks.values()] == [
            "Continue after a failure",
            "Replace saved answers",
            "Don't use or save answers",
        ]
        assert "the others are looked up nevertheless" in shown_tooltip(ticks["skipTick"])
        assert "The new answer is saved." in shown_tooltip(ticks["refreshTick"])
        assert "new answers are not saved" in shown_tooltip(ticks["noCacheTick"])
        await look_up(driver, OPEN)
        assert "0 requests · 1 saved answer" in page.dois.list.bar.accessibleName()
        driver.click("refreshTick")
        await look_up(driver, OPEN)
        assert "1 request · 0 saved answers" in page.dois.list.bar.accessibleName()
        driver.click("refreshTick")
        driver.click("noCacheTick")
        await look_up(driver, SECOND)
        await look_up(driver, SECOND)
        assert "1 request · 0 saved answers" in page.dois.list.bar.accessibleName(), "nothing was kept"


async def _search_titles(driver: Driver, words_: str) -> None:
    driver.window.pages.page("unpaywall").show_tab(1)
    driver.type(words_, "titleQueryEdit")
    driver.press(Qt.Key.Key_Return, "titleQueryEdit")
    await driver.until(lambda: driver.state("titlesView") in ("full", "partial"))


async def test_get_pdf_and_copying_apply_to_the_selected_answers(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page, actions, downloads = await opened(driver), driver.window.registry, driver.program.services.downloads
        assert actions.why_not("paper.get_pdf") == "Select a paper first."
        await look_up(driver, OPEN, SECOND)
        driver.click_row(0, "answersView")
        await driver.idle()
        (button,) = (one for one in page.detail.findChildren(Button) if one.content.text == "Get PDF")
        assert button.isEnabled(), button.toolTip()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.until(lambda: len(downloads.items()) == 1)
        assert downloads.items()[0].paper.ids.doi == OPEN
        driver.trigger("paper.copy_doi")
        await driver.idle()
        assert OPEN in copied()
        driver.press(Qt.Key.Key_A, "answersView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert len(driver.window.context.now.papers) == 2
        driver.trigger("paper.add")
        await driver.idle()
        assert (await driver.program.services.library.counts()).papers == 2


async def test_a_hit_of_the_title_search_is_downloaded_by_its_key(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        await _search_titles(driver, "memory")
        driver.click_row(0, "titlesView")
        await driver.idle()
        driver.press(Qt.Key.Key_D, "titlesView", Qt.KeyboardModifier.ControlModifier)
        downloads = driver.program.services.downloads
        await driver.until(lambda: len(downloads.items()) == 1)
        assert downloads.items()[0].paper.title


async def test_a_failure_stops_it_and_the_rest_can_be_asked_for(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        demo.config(faults={"unpaywall": 500})
        await look_up(driver, *(f"10.5555/number-{number}" for number in range(30)))
        assert driver.state("answersView") == "partial"
        assert len(words(driver)) < 30
        (again,) = page.dois.list.bar.note.steps
        assert again.title == "Look up the other 30"
        demo.reset()
        again.run()
        await driver.idle()
        await driver.until(lambda: driver.state("answersView") == "full")
        assert words(driver) == ["Not found"] * 30


async def test_without_an_email_it_says_so_and_asks_nothing(demo, tmp_path):
    async with window_on(demo, tmp_path, email=None) as driver:
        page = await opened(driver)
        driver.widget("doisEdit").setPlainText(OPEN)
        driver.click("lookUpButton")
        await driver.idle()
        assert driver.state("answersView") == "error"
        assert "e-mail" in page.dois.list.message.heading
        assert demo.stats()["counts"] == {}


async def test_addresses_json_and_the_request_are_copied_and_a_row_a_copy_repeats_the_doi(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        assert not driver.window.registry["unpaywall.copy_json"].isEnabled()
        await look_up(driver, OPEN)
        driver.window.registry.refresh()
        driver.trigger("unpaywall.copy_json")
        answer = json.loads(copied())
        assert answer["doi"] == OPEN
        driver.trigger("unpaywall.copy_best")
        assert copied() == answer["best_oa_location"]["url"]
        driver.trigger("unpaywall.copy_pdf")
        assert copied() == answer["best_oa_location"]["url_for_pdf"]
        driver.trigger("unpaywall.copy_links")
        assert {place["url"] for place in answer["oa_locations"]} <= set(copied().splitlines())
        driver.trigger("unpaywall.copy_request")
        assert copied() == f"{demo.url}/v2/{OPEN}?email=YOUR_EMAIL"
        assert len(words(driver)) == 1
        model = driver.view("answersView").model()
        title = model.row(0).title
        driver.click("extendedChoice")
        model = driver.view("answersView").model()
        rows = [model.row(number) for number in range(model.rowCount())]
        assert len(rows) == len(rows[0].item.answer["oa_locations"]) > 1
        assert all(row.below.endswith(f" · {OPEN}") for row in rows)
        assert {row.title for row in rows} == {title}, "the paper of each copy"
        assert len({row.below for row in rows}) == len(rows)


async def test_a_pdf_is_viewed_without_being_kept_saved_under_a_name_and_opened_outside(demo, tmp_path):
    paths: list[str] = []
    async with window_on(demo, tmp_path) as driver:
        driver.program.services.open_path = paths.append
        page = await opened(driver)
        await look_up(driver, OPEN)
        driver.window.registry.run_on("unpaywall.view_pdf")
        await driver.idle()
        await driver.until(lambda: driver.state("answerPdfView") == "full")
        assert page.detail.pdf.pages.page_count > 0
        await driver.idle()
        driver.trigger("pdf.find")
        assert page.detail.pdf.isAncestorOf(page.focusWidget())
        assert page.focusWidget().objectName() == "pdfSearchEdit"
        left = [file for file in tmp_path.rglob("*") if file.suffix in (".pdf", ".part")]
        assert left == [], "only memory has it"
        sent = demo.stats()["counts"]
        target = tmp_path / "chosen" / "My name.pdf"
        page.commands.save_pdf(page.row(), target)
        driver.trigger("unpaywall.open_outside")
        await driver.idle()
        assert target.read_bytes().startswith(b"%PDF-")
        viewed = next(tmp_path.rglob("viewed/*.pdf"))
        assert (paths, viewed.read_bytes()) == ([str(viewed)], target.read_bytes())
        assert demo.stats()["counts"] == sent, "what is shown is not fetched again"
        driver.click("pdfWideButton")
        assert not driver.view("answersView").isVisible()
        driver.click("pdfCloseButton")
        assert driver.view("answersView").isVisible()


@pytest.mark.parametrize("leaves", [False, True])
async def test_a_pdf_that_comes_late_has_the_focus_unless_the_user_went_elsewhere(demo, tmp_path, monkeypatch, leaves):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        await look_up(driver, OPEN)
        may_come, look = asyncio.Event(), page.commands._look

        async def look_late(row):
            await may_come.wait()
            return await look(row)

        monkeypatch.setattr(page.commands, "_look", look_late)
        driver.view("answersView").setFocus()
        driver.window.registry.run_on("unpaywall.view_pdf")
        pdf = driver.widget("answerPdfView")
        await driver.until(lambda: pdf._pane._grey.isVisible())
        assert pdf.isAncestorOf(driver.window.focusWidget())
        if leaves:
            driver.view("answersView").setFocus()
        may_come.set()
        await driver.until(lambda: driver.state("answerPdfView") == "full")
        assert driver.window.focusWidget() is (driver.view("answersView") if leaves else pdf.pages)


async def test_a_pdf_that_does_not_come_is_told_with_the_browser_as_the_way_out(demo, tmp_path):
    async with window_on(demo, tmp_path, host_map={"*": "refuse"}) as driver:
        page = await opened(driver)
        await look_up(driver, OPEN)
        driver.window.registry.run_on("unpaywall.view_pdf")
        await driver.idle()
        await driver.until(lambda: driver.state("answerPdfView") == "error")
        assert [step.title for step in page.detail.pdf.message.steps] == ["Open in browser"]


async def test_a_closed_paper_is_said_to_be_closed_and_its_page_is_opened(demo, tmp_path):
    closed, urls = "10.1146/annurev.ne.18.030195.001205", list[str]()
    async with window_on(demo, tmp_path, prepare=recorded("open_url", urls)) as driver:
        page = await opened(driver)
        await look_up(driver, OPEN, closed)
        driver.click_row(0, "answersView")
        await driver.idle()
        assert not page.detail.findChild(Prose, "answerNoCopy").isVisible()
        driver.click_row(1, "answersView")
        await driver.idle()
        note = page.detail.findChild(Prose, "answerNoCopy")
        assert note.isVisible()
        assert "no open copy" in note.plain_text()
        driver.click("answer.unpaywall.open_browser")
        assert urls == [f"https://doi.org/{closed}"]


@pytest.mark.parametrize(
    ("given", "opened_page"),
    [
        ({"doi_url": "https://doi.org/10.1/x"}, "https://doi.org/10.1/x"),
        ({"doi_url": "file:///etc/passwd"}, None),
        ({"doi_url": 7}, None),
        ({}, None),
        (
            {"doi_url": "https://doi.org/10.1/x", "best_oa_location": {"url": "https://a.org/1.pdf"}},
            "https://a.org/1.pdf",
        ),
    ],
)
def test_only_an_address_of_the_web_is_opened_as_the_page_of_a_doi(given, opened_page):
    assert page_link(given) == opened_page
    now = ActionState(answer=given)
    assert HAS_PAGE.holds(now) is (opened_page is not None)


async def test_answers_are_exported_with_every_field(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        await look_up(driver, OPEN, SECOND, UNKNOWN)
        answers = [item.answer for item in page.dois.items if item.answer]
        own = {name for name in answers[0] if not name.endswith(("oa_location", "oa_locations"))}

        async def exported() -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
            for form in ("csv", "json"):
                page.commands.export(form, tmp_path / f"out.{form}")
                await driver.idle()
            rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()))
            return rows, json.loads((tmp_path / "out.json").read_bytes())

        rows, read = await exported()
        assert (len(rows), len(read)) == (3, 2)
        assert {f"best_oa_location.{name}" for name in answers[0]["oa_locations"][0]} | own <= set(rows[0])
        assert read == answers
        driver.click("extendedChoice")
        rows, read = await exported()
        assert (len(rows), len(read)) == (5, 4)
        assert {f"oa_location.{name}" for name in answers[0]["oa_locations"][0]} | own <= set(rows[0])
        assert {row["doi"] for row in read} == {OPEN, SECOND}


async def test_dois_come_from_a_file_too_and_titles_are_searched_with_their_state_pages_and_marked_words(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        bib = tmp_path / "mine.bib"
        bib.write_text(f"@article{{a,\n title = {{x}},\n doi = {{{OPEN}}},\n}}\n", encoding="utf-8")
        page.dois.take_file(bib)
        await driver.idle()
        assert driver.widget("doisEdit").toPlainText() == OPEN
        page._tabs.setCurrentIndex(1)
        driver.type("the", "titleQueryEdit")
        driver.press(Qt.Key.Key_Return, "titleQueryEdit")
        await driver.idle()
        assert driver.state("titlesView") == "full"
        first = driver.titles("titlesView")
        driver.click("pageAfterButton")
        await driver.idle()
        assert set(driver.titles("titlesView")).isdisjoint(first)
        driver.click("isOa.False")
        await driver.idle()
        assert set(words(driver, "titlesView")) == {"Closed"}
        driver.click("isOa.None")
        driver.type("covid", "titleQueryEdit")
        driver.click("searchTitlesButton")
        await driver.idle()
        row = driver.view("titlesView").model().row(0)
        start, end = row.marks[0]
        assert row.title[start:end].lower() == "covid"
        assert row.right.startswith("relevance 0.")
        driver.type("zxqvwjkq", "titleQueryEdit")
        driver.click("searchTitlesButton")
        await driver.idle()
        assert driver.state("titlesView") == "empty"


async def test_dois_that_were_not_looked_up_offline_lead_online(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        driver.trigger("app.offline")
        await look_up(driver, OPEN, SECOND)
        [bar] = [one for one in page.findChildren(NoteBar) if one.isVisible()]
        assert bar.accessibleName().startswith("You are offline. DOIs without a saved answer were not looked up.")
        [online] = [one for one in bar.findChildren(Button) if one.content.text == "Go online"]
        QTest.mouseClick(online, Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.state("answersView") == "full")
        assert not driver.program.services.status.offline
        assert len(words(driver)) == 2


async def test_the_arrow_keys_lead_from_the_words_of_a_title_to_the_rows_and_back(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        await _search_titles(driver, "attention")
        await driver.idle()
        view = driver.view("titlesView")
        driver.press(Qt.Key.Key_Down, "titleQueryEdit")
        await driver.idle()
        assert QApplication.focusWidget() is view
        assert view.chosen_rows() == [0]
        driver.press(Qt.Key.Key_Up, "titlesView")
        assert QApplication.focusWidget() is driver.widget("titleQueryEdit")


async def test_the_score_of_a_title_is_written_as_the_language_writes_numbers(demo, tmp_path):
    async with window_on(demo, tmp_path, language="de") as driver:
        page = await opened(driver)
        page._tabs.setCurrentIndex(1)
        driver.type("attention", "titleQueryEdit")
        driver.press(Qt.Key.Key_Return, "titleQueryEdit")
        await driver.idle()
        row = driver.view("titlesView").model().row(0)
        assert row.right.startswith("Relevanz 0,0")


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (OPEN, OPEN),
        ("search?query=deep%20sea", "Search for “deep sea”"),
        ("search?query=attention&is_oa=true", "Search for “attention”, open access only"),
        ("graph/v1/paper/1?fields=title", "graph/v1/paper/1?fields=title"),
    ],
)
def test_a_saved_search_of_unpaywall_is_named_by_its_words(subject: str, title: str) -> None:
    one = CachedAnswer("", UNPAYWALL, subject, "", True, "2026-11-20T08:00:00Z", None, False, 10)
    assert kept_answer_row(one).title == title


async def test_kept_answers_are_deleted_and_brought_back_saved_and_loaded(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        await look_up(driver, OPEN, SECOND)
        page._tabs.setCurrentIndex(2)
        await driver.idle()
        assert sorted(driver.titles("keptAnswersView")) == sorted([OPEN, SECOND])
        page.kept.save_to(tmp_path / "answers.json")
        await driver.idle()
        driver.view("keptAnswersView").selectAll()
        driver.click("deleteAnswersButton")
        await driver.idle()
        assert driver.state("keptAnswersView") == "empty"
        undo = driver.window.messages.note("answers").steps[0]
        undo.run()
        await driver.idle()
        assert len(driver.titles("keptAnswersView")) == 2
        driver.click("clearAnswersButton")
        await driver.idle()
        page.kept.load_from(tmp_path / "answers.json")
        await driver.idle()
        assert len(driver.titles("keptAnswersView")) == 2
        driver.click("neverExpiresTick")
        await driver.idle()
        assert driver.program.services.settings_editor.current.unpaywall_days == 0
        assert "never expires" in driver.view("keptAnswersView").model().row(0).below


def csv_rows(path: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


async def test_lines_without_a_doi_are_named_before_and_are_not_counted_as_requests(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        driver.widget("doisEdit").setPlainText(f"{OPEN}\narXiv:1706.03762\nnot a doi")
        cost = page.dois._cost
        assert driver.widget("lookUpButton").text() == "Look up 2"
        assert cost.text() == "up to 2 requests · 1 line without a DOI: “not a doi”"
        driver.widget("doisEdit").setPlainText(f"{OPEN}\nnot a doi\nPMID:123456")
        assert driver.widget("lookUpButton").text() == "Look up"
        assert cost.text() == "up to 1 request · 2 lines without a DOI: “not a doi”, …"
        assert shown_tooltip(cost) == "not a doi\nPMID:123456"
        driver.click("lookUpButton")
        await driver.idle()
        await driver.until(lambda: driver.state("answersView") == "full")
        said = page.dois.list.bar.accessibleName()
        assert said.startswith("Looked up 1 DOI.")
        assert "2 lines without a DOI" in said
        driver.widget("doisEdit").setPlainText("PMID:123456")
        assert cost.text() == "1 line without a DOI: “PMID:123456”"
        assert driver.widget("lookUpButton").isEnabled(), "its row says what the line is"


async def test_every_line_is_in_the_table_with_its_outcome_unless_failed_ones_are_skipped(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        await look_up(driver, OPEN, UNKNOWN, "not a doi", SECOND)

        async def exported(kind: str) -> str:
            page.commands.export(kind, tmp_path / f"out.{kind}")
            await driver.idle()
            note = driver.window.messages.note("saved")
            return f"{note.lead} {note.text}".strip()

        assert await exported("csv") == "Exported 4 rows to out.csv."
        rows = csv_rows(tmp_path / "out.csv")
        found = [(row["line"], row["outcome"], row["doi"]) for row in rows]
        assert found == [
            (OPEN, "found", OPEN),
            (UNKNOWN, "not_found", UNKNOWN),
            ("not a doi", "not_a_doi", ""),
            (SECOND, "found", SECOND),
        ]
        assert [row["reason"] for row in rows][1:3] == [
            f"Unpaywall does not know the DOI {UNKNOWN}.",
            "“not a doi” is not a DOI.",
        ]
        assert await exported("json") == "Exported 2 rows to out.json. Left out 2 lines without an answer."
        driver.click("skipTick")
        assert await exported("csv") == "Exported 3 rows to out.csv. Left out 1 line without an answer."
        assert [row["outcome"] for row in csv_rows(tmp_path / "out.csv")] == ["found", "not_found", "found"]
        driver.click("extendedChoice")
        await exported("csv")
        rows = csv_rows(tmp_path / "out.csv")
        copies = [sum(row["line"] == line for row in rows) for line in (OPEN, UNKNOWN, SECOND)]
        assert copies == [len(page.dois.items[0].answer["oa_locations"]), 1, len(rows) - copies[0] - 1]


async def test_repeated_lines_are_counted_and_are_in_the_table(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        address = f"https://doi.org/{OPEN.upper()}"
        lines = (OPEN, "not a doi", f"{UNKNOWN} https://doi.org/{UNKNOWN}", address, UNKNOWN, "not a doi")
        driver.widget("doisEdit").setPlainText("\n".join(lines))
        assert page.dois._cost.text() == "up to 2 requests · 1 line without a DOI: “not a doi” · 3 repeated"
        driver.click("lookUpButton")
        await driver.idle()
        await driver.until(lambda: driver.state("answersView") == "full")
        said = page.dois.list.bar.accessibleName()
        assert "1 open · 1 not found · 1 line without a DOI · 3 repeated · 2 requests" in said
        for choice in ("extendedChoice", "rawChoice"):
            driver.click(choice)
            page.commands.export("csv", tmp_path / "out.csv")
            await driver.idle()
            rows = [row for row in csv_rows(tmp_path / "out.csv") if row["outcome"] == "repeated"]
            assert [(row["line"], row["doi"], row["reason"]) for row in rows] == [
                (address, OPEN, f"An earlier line has it: {OPEN}"),
                (UNKNOWN, UNKNOWN, f"An earlier line has it: {UNKNOWN}"),
                ("not a doi", "", "An earlier line has it: not a doi"),
            ]
        assert len(csv_rows(tmp_path / "out.csv")) == len(lines)
        page.commands.export("json", tmp_path / "out.json")
        await driver.idle()
        note = driver.window.messages.note("saved")
        assert (note.lead, note.text) == ("Exported 1 row to out.json.", "Left out 2 lines without an answer.")


async def test_a_file_with_repeated_dois_fills_the_box_with_all_of_them_unless_it_is_a_bibliography(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        for name, lines in (("list.txt", [OPEN, SECOND, OPEN]), ("list.bib", [OPEN, SECOND])):
            (tmp_path / name).write_text(f"{OPEN}\n{SECOND}\n{OPEN}\n", encoding="utf-8")
            page.dois.take_file(tmp_path / name)
            await driver.idle()
            assert driver.widget("doisEdit").toPlainText().splitlines() == lines


async def test_lines_after_a_failure_are_in_the_table_as_not_looked_up(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        demo.config(faults={"unpaywall": 500})
        lines = [f"10.5555/number-{number}" for number in range(30)]
        await look_up(driver, *lines)
        page.commands.export("csv", tmp_path / "out.csv")
        await driver.idle()
        rows = csv_rows(tmp_path / "out.csv")
        assert [row["line"] for row in rows] == lines
        assert {row["outcome"] for row in rows} == {"failed", "not_looked_up"}


async def test_a_button_and_ctrl_e_export_the_answers(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        save = driver.widget("exportAnswersButton")
        assert (save.text(), save.isEnabled()) == ("Save as CSV…", False)
        assert shown_tooltip(save) == "Look up DOIs or titles on the Unpaywall page first."
        control = Qt.KeyboardModifier.ControlModifier

        def dialog() -> QFileDialog | None:
            found = [one for one in driver.window.findChildren(QFileDialog) if one.isVisible()]
            return found[0] if found else None

        driver.press(Qt.Key.Key_E, "doisEdit", control)
        note = driver.window.messages.note("unpaywall.export_csv")
        assert (note.lead, note.text) == ("Export answers as CSV…", shown_tooltip(save))
        await look_up(driver, OPEN, UNKNOWN)
        for place in ("doisEdit", "answersView"):
            driver.press(Qt.Key.Key_E, place, control)
            await driver.until(lambda: dialog() is not None)
            dialog().reject()
            await driver.until(lambda: dialog() is None)
        driver.click("exportAnswersButton")
        await driver.until(lambda: dialog() is not None)
        target = tmp_path / "answers.csv"
        dialog().selectFile(str(target))
        dialog().accept()
        await driver.idle()
        assert [row["outcome"] for row in csv_rows(target)] == ["found", "not_found"]

        driver.window.pages.page("unpaywall").show_tab(1)
        await driver.idle()
        assert not driver.widget("exportTitlesButton").isEnabled()
        driver.type("covid", "titleQueryEdit")
        driver.press(Qt.Key.Key_Return, "titleQueryEdit")
        await driver.idle()
        driver.press(Qt.Key.Key_E, "titleQueryEdit", control)
        await driver.until(lambda: dialog() is not None)
        dialog().selectFile(str(tmp_path / "titles.csv"))
        dialog().accept()
        await driver.idle()
        assert len(csv_rows(tmp_path / "titles.csv")) == driver.view("titlesView").model().rowCount()


async def test_a_click_on_a_tab_leads_to_its_box_and_the_arrow_keys_stay_on_the_tabs(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        tabs = driver.widget("unpaywallTabs")

        def click(number: int) -> None:
            QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(number).center())

        for number, name in ((1, "titleQueryEdit"), (0, "doisEdit"), (2, "keptAnswersView"), (2, "keptAnswersView")):
            click(number)
            assert tabs.currentIndex() == number
            assert driver.window.focusWidget() is driver.widget(name)
        click(1)
        QTest.keyClicks(driver.window.focusWidget(), "sleep")
        assert driver.widget("titleQueryEdit").text() == "sleep"
        tabs.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(tabs, Qt.Key.Key_Left)
        assert tabs.currentIndex() == 0
        assert driver.window.focusWidget() is tabs


async def search_titles_offline(driver: Driver) -> Any:
    """Return the list of titles, which has no answer for the words."""
    page = await opened(driver)
    page.show_tab(1)
    driver.type("attention", "titleQueryEdit")
    driver.press(Qt.Key.Key_Return, "titleQueryEdit")
    await driver.until(lambda: driver.state("titlesView") == "error")
    await driver.idle()
    return page.titles.list


def shown_buttons(around: Any) -> dict[str, Button]:
    return {one.text(): one for one in around.findChildren(Button) if one.isVisible() and one.text()}


async def test_an_offline_search_of_titles_offers_to_go_online_and_search(demo, tmp_path):
    async with window_on(demo, tmp_path, offline=True) as driver:
        titles = await search_titles_offline(driver)
        QTest.mouseClick(shown_buttons(titles)["Go online and search"], Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.state("titlesView") == "full")
        await driver.idle()
        assert not driver.program.services.status.offline


async def test_the_message_of_an_offline_search_of_titles_goes_when_the_program_is_online(demo, tmp_path):
    async with window_on(demo, tmp_path, offline=True) as driver:
        titles = await search_titles_offline(driver)
        driver.trigger("app.offline")
        await driver.idle()
        assert "Go online and search" not in shown_buttons(titles)
        QTest.mouseClick(shown_buttons(titles)["Search now"], Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.state("titlesView") == "full")
        await driver.idle()
