"""Citing sentences in the window: found by words, selected, copied with their source, and exported as filtered."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.text.word_marks import find_word_parts
from scholar_desktop.services.citations.filtering import CitationFilter, Grouping
from scholar_desktop.services.citations.sentence_export import file_stem
from scholar_desktop.translation import set_language
from scholar_desktop.ui.citations.citation_row_height import NARROW, sentence_height
from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.fake_citations import FakeCitations, row, rows_by_day
from tests.support.window_driver import Driver, window_on
from tests.ui.citations.test_citation_pane import opened, pane_of, rows_of

SENTENCES = ("Before all else.", "Reed et al. (2017) saw waves.", "And =so on.")


@pytest.fixture
def play() -> Iterator[FakeCitations]:
    made = FakeCitations(rows_by_day(40))
    made.rows[0] = row(
        93,
        date="2024-12-31",
        year=2024,
        contexts=list(SENTENCES),
        contextsWithIntent=[{"context": text, "intents": ["methodology"]} for text in SENTENCES],
    )
    yield made
    made.stop()


async def press_copy(driver: Driver) -> tuple[str, str]:
    """Press Ctrl+C in the list; what the clipboard holds then, as text and as HTML."""
    QGuiApplication.clipboard().clear()
    driver.press(Qt.Key.Key_C, "citedByView", Qt.KeyboardModifier.ControlModifier)
    await driver.idle()
    data = QGuiApplication.clipboard().mimeData()
    return (data.text(), data.html()) if data is not None else ("", "")


def sentence_point(driver: Driver, line: int, place: int) -> QPoint:
    view = driver.view("citedByView")
    layout = view.itemDelegate().layout_of(pane_of(driver).model.row(line), view.viewport().width())
    piece = find(layout, f"sentence.{place}")
    assert piece is not None
    return piece.rect.center()


async def test_a_sentence_is_selected_by_a_click_or_the_arrows_and_copied_with_its_source(demo, tmp_path, play):
    async with opened(demo, tmp_path, play) as driver:
        view, model = driver.view("citedByView"), pane_of(driver).model
        view.setFocus()
        view.choose(0)
        copied = (await press_copy(driver))[0].split("\n\n")
        assert [text.partition(" — ")[0] for text in copied] == [f"“{text}”" for text in SENTENCES], "as of several"
        driver.press(Qt.Key.Key_Space, "citedByView")
        await driver.idle()
        copied = (await press_copy(driver))[0].split("\n\n")
        assert [text.partition(" — ")[0] for text in copied] == [f"“{text}”" for text in SENTENCES]
        driver.click_row(0, "citedByView", sentence_point(driver, 0, 1))
        await driver.idle()
        assert model.picked(0) == 1
        text, html = await press_copy(driver)
        citing = pane_of(driver).model.row(0).edge.paper
        row = await driver.program.services.export.references([citing], "apa")
        assert row.text.startswith("Writer93, A. (2024). Study 93 of tides. Journal 13. https://")
        assert text == f"“{SENTENCES[1]}” — {row.text.strip()}", "the reference that Ctrl+C on the paper copies"
        assert row.html.removeprefix("<p>") in html
        assert "<i>Journal 13</i>" in html
        QGuiApplication.clipboard().clear()
        driver.trigger("edit.copy")
        await driver.until(lambda: bool(QGuiApplication.clipboard().text()))
        assert QGuiApplication.clipboard().text() == text, "Copy in the Edit menu copies something else than its key"
        await driver.program.services.settings_editor.set("citation_style", "ieee")
        row = await driver.program.services.export.references([citing], "ieee")
        text, html = await press_copy(driver)
        assert row.text.startswith("[1] A. Writer93, “Study 93 of tides,”")
        assert text == f"“{SENTENCES[1]}” — {row.text[4:].strip()}", "without the number of a list"
        assert "<i>Journal 13</i>" in html
        driver.press(Qt.Key.Key_Right, "citedByView")
        assert (await press_copy(driver))[0].startswith(f"“{SENTENCES[2]}”")
        assert SENTENCES[2] in model.row(0).spoken
        driver.press(Qt.Key.Key_Down, "citedByView")
        assert model.picked(0) == -1, "a sentence of a row that was left looks like the current one"
        driver.press(Qt.Key.Key_Up, "citedByView")
        driver.click_row(0, "citedByView", sentence_point(driver, 0, 1))
        assert model.picked(0) == 1
        for _ in range(3):
            driver.press(Qt.Key.Key_Left, "citedByView")
        assert model.picked(0) == -1
        driver.press(
            Qt.Key.Key_C, "citedByView", Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        assert QGuiApplication.clipboard().text() == "10.5555/study.93"


def choose_intent(driver: Driver, title: str) -> None:
    driver.click("citedBy.filter.intents")
    menu = next(each for each in driver.window.findChildren(QMenu) if each.isVisible())
    entry = next(action for action in menu.actions() if shown_text(action.text()) == title)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    menu.close()


def with_sentences(number: int, *sentences: tuple[str, str]) -> dict[str, Any]:
    """A row with *sentences*, each with its intent; the row has the intents of all of them, as the service sends it."""
    return row(
        number,
        date="2025-01-01",
        year=2025,
        contexts=[text for text, _intent in sentences],
        intents=sorted({intent for _text, intent in sentences if intent}),
        contextsWithIntent=[{"context": text, "intents": [intent] if intent else []} for text, intent in sentences],
    )


async def test_a_filter_by_intent_shows_and_exports_the_sentences_that_have_it(demo, tmp_path, play):
    play.rows[:0] = [
        with_sentences(
            601,
            ("Sleep is old.", "background"),
            ("We score as Reed et al. (2017).", "methodology"),
            ("Their code was used.", "methodology"),
        ),
        with_sentences(602, ("Nights are long.", "background"), ("Our spindles are as many.", "result")),
        with_sentences(603, ("Waves come.", ""), ("The filter is theirs.", "methodology")),
    ]
    play.rows[3]["intents"] = ["methodology"]
    wanted = sorted(
        one["context"] for each in play.rows for one in each["contextsWithIntent"] if "methodology" in one["intents"]
    )
    papers = sum("methodology" in each["intents"] for each in play.rows)
    assert len(wanted) > papers
    async with opened(demo, tmp_path / "profile", play) as driver:
        pane, view = pane_of(driver), driver.view("citedByView")
        choose_intent(driver, "Method")
        await driver.until(lambda: rows_of(driver) == papers)
        first, second = pane.model.row(0), pane.model.row(1)
        assert [first.sentences[place].text for place in first.places] == ["We score as Reed et al. (2017)."]
        assert [second.sentences[place].text for place in second.places] == ["The filter is theirs."]
        view.setFocus()
        view.choose(0)
        driver.press(Qt.Key.Key_Space, "citedByView")
        await driver.idle()
        assert [each.text for each in pane.model.row(0).sentences] == [
            "We score as Reed et al. (2017).",
            "Their code was used.",
        ]
        rows = list(csv.DictReader(io.StringIO(await export(driver, tmp_path / "method.csv", "CSV"))))
        assert sorted(each["sentence"] for each in rows) == wanted
        assert all("method" in each["intent"].split("; ") for each in rows)
        assert driver.window.messages.note("exported").lead == f"Exported {len(wanted)} sentences to method.csv."
        for form, ending in (("Markdown", "md"), ("Word (HTML)", "html")):
            text = await export(driver, tmp_path / f"method.{ending}", form)
            assert "The filter is theirs." in text
            assert "Waves come." not in text
        QTest.keyClicks(driver.widget("citedBy.words"), "code")
        await driver.until(lambda: rows_of(driver) == 1)
        rows = list(csv.DictReader(io.StringIO(await export(driver, tmp_path / "code.csv", "CSV"))))
        assert [each["sentence"] for each in rows] == ["Their code was used."]
        driver.widget("citedBy.words").clear()
        QTest.keyClicks(driver.widget("citedBy.words"), "Waves come")
        await driver.until(lambda: pane.tools.filter.words == "Waves come" and rows_of(driver) == 0)


async def test_the_sentences_of_selected_rows_are_the_same_for_one_row_and_for_several_and_in_a_file(
    demo, tmp_path, play
):
    play.rows[:0] = [
        with_sentences(601, ("Sleep is old.", "background"), ("We score as Reed.", "methodology"), ("So on.", "")),
        with_sentences(602, ("Nights are long.", "background"), ("Their code was used.", "methodology")),
    ]
    async with opened(demo, tmp_path / "profile", play) as driver:
        view = driver.view("citedByView")

        async def copied() -> list[str]:
            texts = (await press_copy(driver))[0].split("\n\n")
            return [text.partition(" — ")[0].strip("“”") for text in texts]

        choose_intent(driver, "Method")
        await driver.until(lambda: 0 < rows_of(driver) < 42)
        view.setFocus()
        view.choose(0)
        assert await copied() == ["We score as Reed."], "those with the intent"
        driver.press(Qt.Key.Key_Space, "citedByView")
        await driver.idle()
        assert [each.text for each in pane_of(driver).model.row(0).sentences] == ["We score as Reed."]
        expanded = await copied()
        assert expanded == ["We score as Reed."], "those that are shown"
        driver.press(Qt.Key.Key_Down, "citedByView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        both = await copied()
        assert both == [*expanded, "Their code was used."]
        bar = driver.widget("citedByView.selectionBar")
        save = bar.findChild(QPushButton, "selection.paper.export_sentences")
        rows = list(csv.DictReader(io.StringIO(await export(driver, tmp_path / "some.csv", "CSV", save))))
        assert sorted(each["sentence"] for each in rows) == sorted(both)
        assert driver.window.messages.note("exported").lead == f"Exported {len(both)} sentences to some.csv."


async def test_the_sentences_of_a_filtered_list_are_those_that_are_shown_copied_and_exported(demo, tmp_path, play):
    play.rows[:0] = [
        with_sentences(601, ("Set as theirs.", "methodology"), ("Families agree.", "result"), ("So on.", "")),
        with_sentences(602, ("Families were asked.", "methodology"), ("Scored as there.", "methodology")),
        with_sentences(603, ("Nights are long.", "background"), ("Read as there.", "methodology")),
    ]
    for line in (0, 2):
        play.rows[line]["citingPaper"]["title"] = "A study of families"
    async with opened(demo, tmp_path / "profile", play) as driver:
        pane, view = pane_of(driver), driver.view("citedByView")

        def shown() -> list[str]:
            rows = [pane.model.row(line) for line in range(3)]
            return [each.text for row in rows for each in row.sentences]

        choose_intent(driver, "Method")
        QTest.keyClicks(driver.widget("citedBy.words"), "families")
        await driver.until(lambda: pane.tools.filter.words == "families" and rows_of(driver) == 3)
        wanted = ["Set as theirs.", "Families were asked.", "Read as there."]
        for is_open in (False, True):
            view.setFocus()
            for line in range(3):
                view.choose(line)
                if is_open:
                    driver.press(Qt.Key.Key_Space, "citedByView")
                    await driver.idle()
            for _ in range(2):
                driver.press(Qt.Key.Key_Up, "citedByView", Qt.KeyboardModifier.ShiftModifier)
            assert shown() == wanted
            copied = (await press_copy(driver))[0].split("\n\n")
            assert [text.partition(" — ")[0].strip("“”") for text in copied] == wanted
            chosen = driver.widget("citedByView.selectionBar").findChild(
                QPushButton, "selection.paper.export_sentences"
            )
            for button in (chosen, None):
                if button is None:
                    view.choose(0)
                    await driver.idle()
                rows = list(csv.DictReader(io.StringIO(await export(driver, tmp_path / "all.csv", "CSV", button))))
                assert [each["sentence"] for each in rows] == wanted
                note = driver.window.messages.note("exported")
                assert note.lead == "Exported 3 sentences to all.csv."
                assert note.text == "Volume and pages of 3 papers are not known here."
        layout = view.itemDelegate().layout_of(pane.model.row(0), view.viewport().width())
        others = next(piece.text for piece in layout if piece.name == "others")
        assert others == "2 other sentences do not match the filters"


async def test_the_line_about_other_sentences_speaks_of_the_words_if_no_intent_is_chosen(demo, tmp_path, play):
    sentences = (("Families agree.", "result"), ("Set as theirs.", "methodology"), ("Unlike them.", "background"))
    play.rows[:0] = [with_sentences(601, *sentences)]

    def others(driver: Driver) -> str:
        view, pane = driver.view("citedByView"), pane_of(driver)
        layout = view.itemDelegate().layout_of(pane.model.row(0), view.viewport().width())
        return next(piece.text for piece in layout if piece.name == "others")

    async with opened(demo, tmp_path / "profile", play) as driver:
        pane = pane_of(driver)
        QTest.keyClicks(driver.widget("citedBy.words"), "agree")
        await driver.until(lambda: pane.tools.filter.words == "agree" and rows_of(driver) == 1)
        assert others(driver) == "2 other sentences do not match the words"
        choose_intent(driver, "Result")
        await driver.until(lambda: others(driver) == "2 other sentences do not match the filters")


async def test_the_first_intent_of_a_row_is_that_of_the_sentence_that_it_shows(demo, tmp_path, play):
    sentences = (("Set as theirs.", "methodology"), ("Families agree.", "result"))
    play.rows[:0] = [with_sentences(601, *sentences)]
    async with opened(demo, tmp_path / "profile", play) as driver:
        view, pane = driver.view("citedByView"), pane_of(driver)

        def tags() -> list[str]:
            layout = view.itemDelegate().layout_of(pane.model.row(0), driver.window.theme.px(NARROW) - 1)
            return [piece.text for piece in layout if piece.kind == "tag"]

        assert tags() == ["method +1"]
        QTest.keyClicks(driver.widget("citedBy.words"), "agree")
        await driver.until(lambda: pane.tools.filter.words == "agree" and rows_of(driver) == 1)
        assert tags() == ["result +1"]


async def test_words_and_an_intent_must_be_of_one_sentence_in_the_list_and_in_its_file(demo, tmp_path, play):
    play.rows[:0] = [
        with_sentences(601, ("Set as theirs.", "methodology"), ("Families agree.", "result")),
        with_sentences(602, ("Unlike them.", "methodology"), ("Families were asked as there.", "methodology")),
        with_sentences(603, ("Scored as there.", "methodology")),
    ]
    play.rows[2]["citingPaper"]["title"] = "A study of families"
    async with opened(demo, tmp_path / "profile", play) as driver:
        pane = pane_of(driver)
        choose_intent(driver, "Method")
        QTest.keyClicks(driver.widget("citedBy.words"), "families")
        await driver.until(lambda: pane.tools.filter.words == "families" and rows_of(driver) == 2)
        shown = [pane.model.row(line) for line in range(2)]
        assert [(each.title, each.sentences[each.lead].text) for each in shown] == [
            ("Study 602 of tides", "Families were asked as there."),
            ("A study of families", "Scored as there."),
        ]
        page = await export(driver, tmp_path / "both.html", "Word (HTML)")
        note = driver.window.messages.note("exported")
        assert note.lead == "Exported 2 sentences to both.html."
        assert "without a sentence" not in note.text
        assert "<p>2 sentences · 2 papers · " in page
        assert "Scored as there." in page, "its title has the words"
        assert "Families agree." not in page
        driver.widget("citedBy.words").clear()
        QTest.keyClicks(driver.widget("citedBy.words"), "agree")
        await driver.until(lambda: pane.tools.filter.words == "agree" and rows_of(driver) == 0)


async def test_an_expanded_row_keeps_its_height_when_the_list_is_filtered_or_grouped(demo, tmp_path, play):
    play.rows[0]["intents"] = ["methodology"]
    async with opened(demo, tmp_path, play) as driver:
        pane, view = pane_of(driver), driver.view("citedByView")

        def height_wanted(line: int) -> int:
            return view.delegate.height_of(pane.model.row(line), view.viewport().width())

        view.choose(0)
        closed = view.rowHeight(0)
        driver.press(Qt.Key.Key_Space, "citedByView")
        await driver.until(lambda: view.rowHeight(0) > closed + 20)
        choose_intent(driver, "Method")
        await driver.until(lambda: 0 < rows_of(driver) < 40)
        assert pane.model.is_open(0)
        assert [view.rowHeight(line) for line in range(3)] == [height_wanted(line) for line in range(3)]
        pane.tools.set_grouping(Grouping.INTENT)
        await driver.until(lambda: pane.model.group(0) is not None)
        assert pane.model.is_open(1)
        # the view takes the heights in a later turn
        await driver.until(lambda: [view.rowHeight(at) for at in range(4)] == [height_wanted(at) for at in range(4)])


async def test_the_sentences_of_several_selected_rows_are_copied_each_with_its_source(demo, tmp_path, play):
    async with opened(demo, tmp_path, play) as driver:
        view, model = driver.view("citedByView"), pane_of(driver).model
        view.setFocus()
        view.choose(0)
        for _ in range(3):
            driver.press(Qt.Key.Key_Down, "citedByView", Qt.KeyboardModifier.ShiftModifier)
        shown = [
            (row.sentences[place].text, row.edge.paper.title)
            for row in (model.row(line) for line in range(4))
            for place in range(len(row.sentences))
        ]
        assert [title for _text, title in shown].count(model.row(0).edge.paper.title) == len(SENTENCES)
        copied = (await press_copy(driver))[0].split("\n\n")
        assert [text.partition(" — ")[0] for text in copied] == [f"“{text}”" for text, _title in shown]
        assert all(title in text for text, (_sentence, title) in zip(copied, shown, strict=True))
        driver.click_row(3, "citedByView", sentence_point(driver, 3, 0))
        await driver.idle()
        assert len((await press_copy(driver))[0].split("\n\n")) == 1
        at = view.visualRect(view.model().index(1, 0)).topLeft() + sentence_point(driver, 1, 0)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, at)
        copied = (await press_copy(driver))[0].split("\n\n")
        assert [text.partition(" — ")[0] for text in copied] == [
            f"“{model.row(line).sentences[0].text}”" for line in (1, 3)
        ]


async def test_a_filter_keeps_the_selected_rows_that_stay_and_clearing_it_the_others(demo, tmp_path, play):
    async with opened(demo, tmp_path, play) as driver:
        view, words = driver.view("citedByView"), driver.widget("citedBy.words")
        view.setFocus()
        view.choose(1)
        for line in (2, 12):
            view.scrollTo(view.model().index(line, 0))
            at = view.visualRect(view.model().index(line, 0)).topLeft() + QPoint(30, 12)
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, at)
        before = driver.chosen("citedByView")
        assert before == ["Study 1 of tides", "Study 2 of tides", "Study 12 of tides"]
        QTest.keyClicks(words, "Study 12")
        await driver.until(lambda: rows_of(driver) == 1)
        assert driver.chosen("citedByView") == ["Study 12 of tides"]
        words.clear()
        QTest.keyClicks(words, "Study 33")
        await driver.until(lambda: driver.titles("citedByView") == ["Study 33 of tides"])
        assert driver.chosen("citedByView") == []
        words.clear()
        await driver.until(lambda: rows_of(driver) == 40)
        assert sorted(driver.chosen("citedByView")) == sorted(before)
        view.setFocus()
        driver.press(Qt.Key.Key_Down, "citedByView")
        chosen = driver.chosen("citedByView")
        assert len(chosen) == 1
        QTest.keyClicks(words, "Study 33")
        await driver.until(lambda: rows_of(driver) == 1)
        words.clear()
        await driver.until(lambda: rows_of(driver) == 40)
        assert driver.chosen("citedByView") == chosen


async def test_a_click_on_a_cut_sentence_shows_all_of_it_also_in_a_small_window(demo, tmp_path, play):
    long = (
        "Half of the work of a night is done by spindles, " * 6 + "as Reed et al. (2017) say, " + "again and again " * 8
    )
    play.rows[0] = with_sentences(93, (long.strip() + ".", "background"), ("Short.", "result"))
    async with opened(demo, tmp_path, play) as driver:
        driver.window.resize(1024, 640)
        await driver.idle()
        view, model = driver.view("citedByView"), pane_of(driver).model
        driver.trigger("view.cited_by")  # in the details, where the list is narrow
        await driver.until(lambda: view.viewport().width() < 500)
        await driver.idle()

        def blank(line: int) -> int:
            layout = view.itemDelegate().layout_of(model.row(line), view.viewport().width())
            return view.rowHeight(line) - max(piece.rect.bottom() for piece in layout if piece.kind == "text")

        driver.click_row(1, "citedByView", sentence_point(driver, 1, 0))
        await driver.idle()
        assert (model.picked(1), model.is_open(1)) == (0, False), "its sentence is shown as a whole"
        driver.click_row(0, "citedByView", sentence_point(driver, 0, 0))
        await driver.idle()
        assert (model.picked(0), model.is_open(0)) == (0, True)
        layout = view.itemDelegate().layout_of(model.row(0), view.viewport().width())
        texts = [piece.text for piece in layout if piece.kind == "text"]
        assert not any("…" in text for text in texts if "work of a night" in text)
        assert "again and again" in " ".join(texts)
        assert (await press_copy(driver))[0].startswith(f"“{long[:40]}")
        less = find(layout, "less")
        assert less is not None
        driver.click_row(0, "citedByView", less.rect.center())
        await driver.idle()
        assert not model.is_open(0)
        line_height = sentence_height(driver.window.theme.type)
        assert [blank(line) < line_height for line in range(4)] == [True] * 4, "no blank line below a short sentence"
        assert view.rowHeight(1) < view.rowHeight(0) - line_height


async def test_a_narrow_row_is_as_high_as_the_sentence_that_it_shows_also_with_filters(demo, tmp_path, play):
    long = f"{'Half of the work of a night is done by spindles, ' * 4}as Reed et al. (2017) say."
    play.rows[:0] = [
        with_sentences(601, ("Sleep is short.", "methodology"), (long, "background")),
        with_sentences(602, (f"Sleep. {long}", "background"), ("Nights are short.", "methodology")),
        with_sentences(603, (long, "background"), (long, "result")),
        with_sentences(604, (f"Sleep. {long}", "methodology")),
    ]
    async with opened(demo, tmp_path, play) as driver:
        driver.window.resize(1024, 640)
        driver.trigger("view.cited_by")
        await driver.idle()
        driver.window.resize(640, 640)
        await driver.idle()
        view, pane = driver.view("citedByView"), pane_of(driver)
        line_height = sentence_height(driver.window.theme.type)

        def high() -> list[str]:
            """The rows whose sentence has two lines; none has less than it needs, or a blank line."""
            found = []
            for line in range(rows_of(driver)):
                row = pane.model.row(line)
                layout = view.itemDelegate().layout_of(row, view.viewport().width())
                left = view.rowHeight(line) - max(piece.rect.bottom() for piece in layout if piece.kind == "text")
                assert 0 < left < line_height, row.title
                rule = next((piece.rect for piece in layout if piece.name == "sentence_rule"), None)
                found += [row.title.split()[1]] if rule is not None and rule.height() > line_height else []
            return found

        assert high() == ["602", "603", "604"]
        for chosen, wanted in (
            (CitationFilter(words="night"), ["601", "602", "603", "604"]),
            (CitationFilter(words="nights"), []),
            (CitationFilter(words="sleep"), ["602", "604"]),
            (CitationFilter(words="tides", intents=frozenset({"method"})), ["604"]),
            (CitationFilter(intents=frozenset({"method"})), ["604"]),
            (CitationFilter(words="601", intents=frozenset({"method"})), []),
            (CitationFilter(words="601", intents=frozenset({"background"})), ["601"]),
            (CitationFilter(), ["602", "603", "604"]),
        ):
            pane.tools.set_filter(chosen)
            await driver.until(lambda chosen=chosen: pane.model._filter == chosen.of_sentences)
            await driver.idle()
            assert high() == wanted, chosen


async def test_the_menu_of_a_row_copies_the_sentence_under_the_pointer(demo, tmp_path, play):
    async with opened(demo, tmp_path, play) as driver:
        view = driver.view("citedByView")
        view.choose(0)
        driver.press(Qt.Key.Key_Space, "citedByView")
        await driver.idle()
        at = view.visualRect(view.model().index(0, 0)).topLeft() + sentence_point(driver, 0, 2)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
        QApplication.sendEvent(view.viewport(), event)
        menu = view.findChild(QMenu)
        assert menu is not None
        inner = [action.menu() for action in menu.actions() if action.menu() is not None]
        entry = next(
            action for one in (menu, *inner) for action in one.actions() if action.objectName() == "paper.copy_sentence"
        )
        assert shown_text(entry.text()) == "Copy sentence"
        entry.trigger()
        menu.close()
        await driver.idle()
        assert QGuiApplication.clipboard().text().startswith(f"“{SENTENCES[2]}” — ")
        await driver.idle()
        driver.click_row(0)
        await driver.idle()
        assert "citing sentence" in driver.window.registry.why_not("paper.copy_sentence")


async def test_the_sentence_with_the_words_is_shown_and_they_are_marked(demo, tmp_path, play):
    async with opened(demo, tmp_path, play) as driver:
        view, model = driver.view("citedByView"), pane_of(driver).model
        assert model.row(0).lead == 0
        QTest.keyClicks(driver.widget("citedBy.words"), "WAVE")
        await driver.until(lambda: rows_of(driver) == 1)
        layout = view.itemDelegate().layout_of(model.row(0), view.viewport().width())
        assert [each.text for each in model.row(0).sentences] == [SENTENCES[1]]
        assert find(layout, "run.hit").text == "wave"
        QTest.keyClick(driver.widget("citedBy.words"), Qt.Key.Key_Escape)
        await driver.until(lambda: rows_of(driver) == 40)
        assert model.row(0).lead == 0


async def file_dialog(driver: Driver, kind: str) -> QFileDialog:
    """Choose a format in the menu of the button; the dialog that asks for the file."""
    await driver.idle()
    menu = driver.window.findChild(QMenu, "sentenceFormatMenu")
    assert [shown_text(action.text()) for action in menu.actions()] == ["Word (HTML)", "Markdown", "CSV"]
    entry = next(action for action in menu.actions() if shown_text(action.text()) == kind)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    QApplication.sendPostedEvents(menu, QEvent.Type.DeferredDelete)
    await driver.until(lambda: driver.window.findChild(QFileDialog, "sentenceExportDialog") is not None)
    dialog: QFileDialog = driver.window.findChild(QFileDialog, "sentenceExportDialog")
    return dialog


async def export(driver: Driver, path: Path, kind: str, button: QPushButton | None = None) -> str:
    """Press the button, choose a kind of file and its name; what the file holds."""
    pane = pane_of(driver)
    if button is None:
        driver.click("citedBy.export")
    else:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = await file_dialog(driver, kind)
    count = len(await pane.rows_that_pass()) if button is None else pane.view.chosen_count()
    assert dialog.windowTitle().startswith(f"Export {count} paper")
    assert dialog.selectedNameFilter() == f"{kind} (*{path.suffix})"
    suggested = Path(dialog.selectedFiles()[0]).name
    assert suggested == f"{file_stem(pane.model.paper_of_list)} - citing sentences{path.suffix}"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    dialog.deleteLater()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    await driver.idle()
    return path.read_text("utf-8-sig")  # noqa: ASYNC240  a small file


@pytest.mark.parametrize("style", ["apa", "ieee", "chicago-author-date"])
async def test_exported_sentences_have_the_reference_that_copied_ones_have(demo, tmp_path, play, style):
    async with opened(demo, tmp_path / "profile", play) as driver:
        await driver.window.ui_context.services.settings_editor.set("citation_style", style)
        view = driver.view("citedByView")
        view.setFocus()
        view.choose(0)
        driver.press(Qt.Key.Key_Space, "citedByView")
        await driver.idle()
        text, html = await press_copy(driver)
        reference = text.split("\n\n")[0].partition("” — ")[2]
        assert "Writer93" in reference
        written = html.partition("” — ")[2].partition("</p>")[0]
        page = await export(driver, tmp_path / "all.html", "Word (HTML)")
        assert page.count(f">— {written}") == 1, "once, below its sentences"
        assert all(f"<blockquote>“{one}” <i>(Intent: method)</i></blockquote>" in page for one in SENTENCES)
        rows = list(csv.DictReader(io.StringIO(await export(driver, tmp_path / "all.csv", "CSV"))))
        assert [one["reference"] for one in rows].count(reference) == len(SENTENCES)
        assert len({one["reference"] for one in rows}) == 40, "one for each paper"
        markdown = await export(driver, tmp_path / "all.md", "Markdown")
        assert re.sub(r"[\\*<>]", "", markdown).count(reference) == 1


async def test_one_message_says_how_far_an_export_is_from_the_start_to_the_end(demo, tmp_path, play, monkeypatch):
    async with opened(demo, tmp_path / "profile", play) as driver:
        messages, rows = driver.window.messages, await pane_of(driver).rows_that_pass()
        asked = []

        async def never(papers, style, on_progress, *, fonts):
            on_progress(10, len(papers))
            asked.append(fonts)
            await asyncio.Event().wait()

        monkeypatch.setattr(driver.window.ui_context.services.export, "sources", never)

        def says(text: str) -> bool:
            note = messages.note("exported")
            assert note is not None, "the message was closed while the export went on"
            assert note.lead == "Exporting sentences to all.csv…"
            return re.match(text, note.text) is not None

        play.refuses_batches.clear()
        driver.click("citedBy.export")
        dialog = await file_dialog(driver, "CSV")
        dialog.fileSelected.emit(str(tmp_path / "all.csv"))
        dialog.close()
        await driver.until(lambda: messages.note("exported") is not None)
        loading = rf"Loaded volume and pages of 0 of {len(rows)} papers · until \d\d:\d\d:\d\d at the latest"
        await driver.until(lambda: says(f"{loading}$"))
        await driver.until(lambda: says(rf"{loading} · since \d\d:\d\d:\d\d$"))
        play.refuses_batches.set()
        await driver.until(lambda: says(f"Formatted 9 of {len(rows)} references"))
        note = messages.note("exported")
        assert note.progress == 9 / len(rows)
        assert asked == [False], "a table has no fonts, which take half of the time"
        QTest.keyClick(driver.window, Qt.Key.Key_Escape)
        assert [step.title for step in note.steps] == ["Stop", "Close"]
        bar = next(one for one in messages.findChildren(NoteBar) if one.note is messages.note("exported"))
        QTest.mouseClick(bar.button("Stop"), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert messages.note("exported") is None
        assert not (tmp_path / "all.csv").exists()


@pytest.mark.parametrize("action", ["paper.copy_citation", "citations.export"])
async def test_the_progress_of_formatting_ends_when_it_fails(demo, tmp_path, play, monkeypatch, action):
    async with opened(demo, tmp_path / "profile", play) as driver:
        messages, service = driver.window.messages, driver.window.ui_context.services.export

        async def fail(papers, style, on_progress, **_fonts):
            on_progress(1, len(papers))
            raise DiskError("The style cannot be read.")

        monkeypatch.setattr(service, "references", fail)
        monkeypatch.setattr(service, "sources", fail)
        driver.trigger(action)
        if action == "citations.export":
            dialog = await file_dialog(driver, "CSV")
            dialog.fileSelected.emit(str(tmp_path / "all.csv"))
            dialog.close()
        await driver.idle()
        assert messages.note("disk").text.startswith("The style cannot be read.")
        assert messages.note("exported") is None
        assert messages.note("copied") is None


async def test_the_list_is_exported_as_it_is_filtered_also_what_is_collapsed(demo, tmp_path, play):
    async with opened(demo, tmp_path / "profile", play) as driver:
        pane = pane_of(driver)
        rows = list(csv.DictReader(io.StringIO(await export(driver, tmp_path / "all.csv", "CSV"))))
        assert len(rows) == 42, "39 papers with a sentence or none, and one with three"
        without = sum(1 for row in rows if not row["sentence"])
        note = driver.window.messages.note("exported")
        assert note.lead == f"Exported {42 - without} sentences to all.csv."
        listed = f"{without} papers without a sentence are listed, too."
        assert note.text == f"{listed} Volume and pages of 40 papers are not known here."
        QTest.keyClicks(driver.widget("citedBy.words"), "Study 3")
        await driver.until(lambda: rows_of(driver) == 14)
        pane.tools.set_grouping(pane.tools.grouping.YEAR)
        await driver.idle()
        view = driver.view("citedByView")
        view.choose(0)
        driver.press(Qt.Key.Key_Space, "citedByView")  # collapses the year
        await driver.idle()
        assert rows_of(driver) == 1
        rows = list(csv.DictReader(io.StringIO(await export(driver, tmp_path / "some.csv", "CSV"))))
        assert len({row["doi"] for row in rows}) == 14
        assert {row["found_in"] for row in rows} == {"title"}, "no sentence has the words"
        assert {row["sentence"] for row in rows} >= set(SENTENCES)
        assert (rows[0]["citing_paper"], rows[0]["year"]) == ("Study 93 of tides", "2024")
        page = await export(driver, tmp_path / "some.html", "Word (HTML)")
        sentences = [row["sentence"] for row in rows if row["sentence"]]
        papers = f"14 papers · {len(rows) - len(sentences)} papers without a sentence"
        assert f"<p>{len(sentences)} sentences · {papers} · filter: “Study 3” in sentences or titles · " in page
        assert page.count("<i>Found by the words in its title.</i>") == 14
        assert page.count("<blockquote>") == len(sentences)
        driver.widget("citedBy.words").clear()
        await driver.until(lambda: pane.tools.filter.words == "")
        await driver.idle()
        QTest.keyClicks(driver.widget("citedBy.words"), "waves")
        await driver.until(lambda: pane.tools.filter.words == "waves")
        await driver.idle()
        rows = list(csv.DictReader(io.StringIO(await export(driver, tmp_path / "waves.csv", "CSV"))))
        assert [(row["sentence"], row["found_in"]) for row in rows] == [(SENTENCES[1], "sentence")]
        text = await export(driver, tmp_path / "some.md", "Markdown")
        assert "> “Reed et al. (2017) saw waves.”" in text
        assert "1 sentence · 1 paper · filter: “waves” in sentences or titles · 40 citing papers searched · " in text
        assert SENTENCES[0] not in text
        assert "Found by" not in text
        assert "Exported 1 sentence" in driver.window.messages.note("exported").lead


async def test_words_are_marked_in_a_title_and_the_box_names_both(demo, tmp_path, play):
    async with opened(demo, tmp_path, play) as driver:
        view, model, box = driver.view("citedByView"), pane_of(driver).model, driver.widget("citedBy.words")
        assert box.placeholderText() in ("Search sentences and titles", "Sentences and titles")
        assert not box.is_hint_cut()
        QTest.keyClicks(box, "tudy 93")
        await driver.until(lambda: rows_of(driver) == 1)
        for width in (view.viewport().width(), 300):
            layout = view.itemDelegate().layout_of(model.row(0), width)
            assert [piece.text for piece in layout if piece.name == "run.title_hit"] == ["tudy", "93"]
            title = "".join(piece.text for piece in layout if piece.name.startswith("run.title"))
            assert title == "Study 93 of tides"
            grounds = [piece for piece in layout if piece.name == "run.ground"]
            assert len(grounds) >= 2
        long = "A study of tides that goes on for many words before it comes to the stratigraphy of mudflats at last"
        row = msgspec.structs.replace(model.row(0), title=long, title_hits=find_word_parts(long, "stratigraphy"))
        for width in (300, 420, 2000):
            layout = view.itemDelegate().layout_of(row, width)
            pieces = [piece for piece in layout if piece.name.startswith("run.title")]
            assert [piece.text for piece in pieces if piece.name == "run.title_hit"] == ["stratigraphy"]
            assert pieces[0].text.startswith("…") == (width < 2000)
            assert all(piece.rect.right() <= width for piece in pieces)


@pytest.mark.parametrize("place", ["tabs", "below"])
async def test_the_buttons_of_a_list_have_their_words_where_there_is_room(demo, tmp_path, place):
    async with window_on(demo, tmp_path, citations=place) as driver:
        await driver.search("attention")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.until(lambda: driver.widget("citedBy.export").isVisible())
        await driver.idle()
        foot = driver.widget("citedBy.export").parentWidget()
        buttons = [driver.widget(f"citedBy.{name}") for name in ("export", "more", "all")]
        assert buttons[0].text() == "Export sentences…"
        for button in buttons:
            assert button.width() >= button.sizeHint().width()
            assert foot.rect().contains(button.geometry())


async def test_no_button_of_a_list_is_an_icon_beside_one_with_words(demo, tmp_path):
    set_language("de")
    try:
        async with window_on(demo, tmp_path, size=(1024, 640), text_size=150) as driver:
            await driver.search("attention is all you need")
            driver.view().choose(0)
            driver.press(Qt.Key.Key_Return, "resultsView")
            driver.trigger("view.cited_by")
            await driver.until(lambda: driver.widget("citedBy.export").isVisible())
            await driver.idle()
            buttons = [driver.widget(f"citedBy.{name}") for name in ("export", "dates")]
            assert [button.text() for button in buttons] == ["Sätze exportieren…", "Nach Datum eingrenzen…"]
            foot = buttons[0].parentWidget()
            assert all(foot.rect().contains(button.geometry()) for button in buttons)
    finally:
        set_language("en")


async def test_the_export_of_a_list_keeps_its_words_longer_than_the_buttons_beside_it(demo, tmp_path, play):
    async with opened(demo, tmp_path, play) as driver:
        driver.trigger("view.cited_by")
        await driver.idle()
        driver.window.resize(640, 640)
        await driver.program.services.settings_editor.set("text_size", "150")
        await driver.idle()
        foot = pane_of(driver).foot
        buttons = foot.export, foot.dates, foot.newer
        foot.newer.show()  # as for a list that was stored
        seen = []
        for width in range(foot.width(), 150, -10):
            foot.resize(width, foot.height())
            shown = tuple(bool(button.content.text) for button in buttons)
            assert all(button.content.text or button.content.icon for button in buttons)
            if shown not in seen:
                seen.append(shown)
        assert seen[-3:] == [(True, True, False), (True, False, False), (False, False, False)]


async def test_the_bar_of_selected_rows_copies_and_exports_their_sentences(demo, tmp_path, play):
    async with opened(demo, tmp_path / "profile", play) as driver:
        model = pane_of(driver).model
        driver.click_row(0, "citedByView")
        for _ in range(3):
            driver.press(Qt.Key.Key_Down, "citedByView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        by_keys = await press_copy(driver)
        assert by_keys[0]
        QGuiApplication.clipboard().clear()
        bar = driver.widget("citedByView.selectionBar")
        copy = bar.findChild(QPushButton, "selection.paper.copy_sentence")
        save = bar.findChild(QPushButton, "selection.paper.export_sentences")
        assert (copy.accessibleName(), save.accessibleName()) == ("Copy sentences", "Export sentences…")
        QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert QGuiApplication.clipboard().mimeData().text() == by_keys[0]
        titles = [model.row(line).edge.paper.title for line in range(4)]
        rows = list(csv.DictReader(io.StringIO(await export(driver, tmp_path / "some.csv", "CSV", save))))
        assert list(dict.fromkeys(row["citing_paper"] for row in rows)) == titles, "only the selected papers"
        assert [row["sentence"] for row in rows if row["citing_paper"] == titles[0]] == list(SENTENCES)
        other = driver.widget("resultsView.selectionBar")
        assert other.findChild(QPushButton, "selection.paper.copy_sentence") is None, "search results have no sentences"


def test_the_suggested_name_has_the_first_author_the_year_and_the_short_title():
    paper = Paper(
        "BERT: Pre-training of Deep Transformers", Ids(doi="10.5555/bert"), (Author("Jacob Devlin"),), year=2019
    )
    assert file_stem(paper) == "Devlin 2019 - BERT"


async def test_selected_papers_found_by_their_titles_export_the_sentences_that_copy_copies(demo, tmp_path, play):
    async with opened(demo, tmp_path / "profile", play) as driver:
        QTest.keyClicks(driver.widget("citedBy.words"), "Study 9")
        await driver.until(lambda: 0 < rows_of(driver) < 40)
        driver.click_row(0, "citedByView")
        driver.press(Qt.Key.Key_Down, "citedByView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        assert SENTENCES[0] in (await press_copy(driver))[0]
        bar = driver.widget("citedByView.selectionBar")
        save = bar.findChild(QPushButton, "selection.paper.export_sentences")
        rows = list(csv.DictReader(io.StringIO(await export(driver, tmp_path / "some.csv", "CSV", save))))
        assert {one["sentence"] for one in rows} >= set(SENTENCES)
        assert {one["found_in"] for one in rows} == {"title"}


async def test_the_menu_of_a_selected_sentence_begins_with_what_the_copy_key_does(demo, tmp_path, play):
    async with opened(demo, tmp_path / "profile", play) as driver:
        view = driver.view("citedByView")
        citation = driver.window.registry["paper.copy_citation"]

        def menu_at(where: QPoint) -> list[str]:
            view.menu_wanted.emit(view.viewport().mapToGlobal(where))
            menu = next(each for each in view.findChildren(QMenu) if each.isVisible())
            titles = [shown_text(action.text()) for action in menu.actions() if not action.isSeparator()]
            assert not citation.isShortcutVisibleInContextMenu()
            menu.close()
            assert citation.isShortcutVisibleInContextMenu(), "as the menus of other lists show it"
            menu.deleteLater()
            return titles

        driver.click_row(0, "citedByView", sentence_point(driver, 0, 0))
        first = view.visualRect(view.model().index(0, 0)).topLeft()
        titles = menu_at(first + sentence_point(driver, 0, 0))
        assert titles[0] == "Copy sentence\tCtrl+C"
        assert len(titles) <= 13
        driver.press(Qt.Key.Key_Left, "citedByView")
        assert pane_of(driver).model.picked(0) == -1
        titles = menu_at(first + QPoint(30, 8))
        assert titles[0] == "Copy sentence\tCtrl+C", "also of the row, as for several"


async def test_delete_or_the_cross_removes_a_filter_of_the_list(demo, tmp_path, play):
    async with opened(demo, tmp_path / "profile", play) as driver:
        tools = pane_of(driver).tools
        choose_intent(driver, "Method")
        await driver.until(lambda: bool(tools.filter.intents))
        chip = driver.widget("citedBy.filter.intents")
        chip.setFocus()
        QTest.keyClick(chip, Qt.Key.Key_Delete)
        assert not tools.filter.intents
        choose_intent(driver, "Method")
        await driver.until(lambda: bool(tools.filter.intents))
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 8, chip.height() // 2))
        assert not tools.filter.intents
        assert not [menu for menu in driver.window.findChildren(QMenu) if menu.isVisible()]


async def test_a_narrow_list_says_below_how_many_papers_match(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention is all you need")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.idle()
        pane = pane_of(driver)
        before = pane.loaded_words()
        QTest.keyClicks(driver.widget("citedBy.words"), "attention")
        await driver.until(lambda: pane.tools.filter.words == "attention" and pane.loaded_words() != before)
        await driver.until(lambda: "by title" in pane.loaded_words())
        assert pane.loaded_words() == f"{rows_of(driver)} papers match, 140 of them by title only · {before}"
        pane.tools.set_filter(CitationFilter(words="attention", intents=frozenset({"method"})))
        await driver.idle()
        box = driver.widget("citedBy.words")
        assert box.fontMetrics().horizontalAdvance(box.text()) < box.width() - 50, "the words are cut"
        pane.tools.clear()
        await driver.until(lambda: pane.loaded_words() == before)


async def test_the_line_below_counts_the_same_papers_by_title_as_the_exported_list(demo, tmp_path, play):
    play.rows[:0] = [
        with_sentences(601, ("Tides are old.", "background"), ("We score as Reed.", "methodology")),
        with_sentences(602, ("Nights are long.", "background"), ("Their code was used.", "methodology")),
        with_sentences(603, ("Tides, as in their code.", "methodology")),
    ]
    method = frozenset({"method"})
    async with opened(demo, tmp_path / "profile", play) as driver:
        pane = pane_of(driver)
        for number, chosen in enumerate(
            (
                CitationFilter(words="tides"),
                CitationFilter(words="tides", intents=method),
                CitationFilter(words="tides reed", intents=method),
                CitationFilter(words="study 6 tides", intents=frozenset({"method", "none"}), year_from=2024),
                CitationFilter(words="tides", intents=method, with_sentence=True),
            )
        ):
            pane.tools.set_filter(chosen)
            pane.tools.set_grouping(Grouping.INTENT if number % 2 else Grouping.NONE)
            await driver.idle()
            if number == 3:
                driver.view("citedByView").setFocus()
                driver.view("citedByView").choose(0)
                driver.press(Qt.Key.Key_Space, "citedByView")  # collapses the intent
                await driver.idle()
            shown = pane.loaded_words()
            file = await export(driver, tmp_path / f"{number}.csv", "CSV")
            papers = {row["doi"]: row["found_in"] for row in csv.DictReader(io.StringIO(file))}
            by_title = sum(found == "title" for found in papers.values())
            words = f"{len(papers)} papers match" if len(papers) > 1 else "1 paper matches"
            if by_title:
                words = f"{words}, {by_title} of them by title only"
            assert (shown.split(" · ")[0], by_title > 0) == (words, number in (0, 1, 3)), chosen


async def test_the_line_below_the_references_counts_the_papers_that_match_by_title(demo, tmp_path, play):
    play.references = [{**each, "citedPaper": each.pop("citingPaper")} for each in play.rows]
    async with opened(demo, tmp_path / "profile", play) as driver:
        driver.trigger("view.references")
        await driver.until(lambda: driver.view("referencesView").model().rowCount() == 40)
        pane = driver.window.search_page.panes.citations.references
        pane.tools.set_filter(CitationFilter(words="tides", intents=frozenset({"method"})))
        await driver.idle()
        assert pane.loaded_words() == "16 papers match, 16 of them by title only · 40 loaded"


async def test_the_matches_are_those_that_the_lists_of_the_service_have(demo, tmp_path):
    """The service's own rows are counted without the program."""
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.idle()
        pane, paper = pane_of(driver), driver.window.search_page.panes.paper.paper
        page = demo.get(f"/graph/v1/paper/{paper.ids.s2}/citations?fields=title,contexts&limit=1000&offset=0")["data"]
        titles = [(row["citingPaper"]["title"] or "").casefold() for row in page]
        sentences = [[one.casefold() for one in row["contexts"] or ()] for row in page]
        assert (len(page), rows_of(driver)) == (1000, 1000)
        for word in ("attention", "gain", "zzqq"):
            in_title = [word in title for title in titles]
            in_sentence = [any(word in one for one in some) for some in sentences]
            alone = sum(title and not sentence for title, sentence in zip(in_title, in_sentence, strict=True))
            for with_sentence, wanted in ((False, sum(in_sentence) + alone), (True, sum(in_sentence))):
                pane.tools.set_filter(CitationFilter(words=word, with_sentence=with_sentence))
                await driver.idle()
                assert (rows_of(driver), pane._arranged.by_title) == (wanted, 0 if with_sentence else alone), word
        pane.tools.set_filter(CitationFilter(with_sentence=True))
        await driver.idle()
        assert rows_of(driver) == sum(map(bool, sentences))


async def test_the_export_of_a_list_that_is_not_loaded_to_its_end_says_so(demo, tmp_path):
    made = FakeCitations(rows_by_day(1100))
    try:
        async with opened(demo, tmp_path / "profile", made) as driver:
            pane = pane_of(driver)
            loaded, total = len(pane.list.table), pane.total
            assert (loaded, total) == (1000, 1100)
            QTest.keyClicks(driver.widget("citedBy.words"), "Study 312")
            await driver.until(lambda: 0 < pane.model.rowCount() < 20)
            await export(driver, tmp_path / "some.csv", "CSV")
            text = driver.window.messages.note("exported").text
            assert "The list is not loaded to its end: 1,000 of 1,100 papers." in text
            pane.load_all()
            await driver.idle()
            assert len(pane.list.table) == total
            await export(driver, tmp_path / "whole.csv", "CSV")
            assert "not loaded to its end" not in driver.window.messages.note("exported").text
    finally:
        made.stop()
