"""The candidates of a line say which of them has the identifier in the line, and what does not match in plain words."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import json, structs

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.reference_lists.contradicted_paper import IDENTIFIER_UNKNOWN, chosen_by
from scholar_desktop.domain.reference_lists.reference_list import (
    FieldMatch,
    LineCandidate,
    LineStatus,
    ParsedReference,
    ReferenceLine,
)
from scholar_desktop.domain.reference_lists.title_agreement import NO, OK
from scholar_desktop.domain.text.message import Message, encode_stored
from scholar_desktop.formats.list_report import list_rows
from scholar_desktop.ui.context.messages import WHY_NOT
from scholar_desktop.ui.reference_lists.candidates import CandidateModel
from scholar_desktop.ui.reference_lists.review_rows import review_row
from scholar_desktop.ui.words.wording import message_title
from tests.support.keyboard import Keyboard
from tests.support.window_driver import shown_tooltip, window_on
from tests.ui.reference_lists.test_review_page import FRESH, find_in_row, paste, press_in_row, spoken, standings
from tests.ui.reference_lists.test_undone_decisions import message

OTHER_DOI = "Matthew E. Peters. Deep contextualized word representations. NAACL 2018. doi:10.1037/0003-066X.37.2.122"
"""A title with the DOI of another paper."""
EXACT = "Deep contextualized word representations"
"""The same title alone, which is to check."""


ONLY_UNPAYWALL = "10.18653/v1/d19-5724"


async def test_the_candidate_with_the_doi_of_the_line_says_so(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OTHER_DOI}\n{FRESH}\n")
        assert standings(driver)[0] is LineStatus.CHECK
        reading = driver.program.services.reference_lists.current
        proposed, said = reading.line(1).paper, "By DOI, but the line has another title"
        assert said in spoken(driver, 0)
        press_in_row(driver, 0, "candidates")
        await driver.idle()
        view = driver.view("candidatesView")
        await driver.until(lambda: view.model().count() == 2)
        words = [
            [
                piece.text
                for place in range(6)
                if (piece := find_in_row(driver, row, f"part.{place}", "candidatesView")) is not None
            ]
            for row in range(2)
        ]
        assert words[0] == ["another DOI", "title", "first author", "venue", "year"]
        assert words[1][:3] == ["DOI in the line", "another title", "another first author"]
        assert "DOI in the line: matches" in spoken(driver, 1, "candidatesView")
        assert not driver.widget("reviewAcceptButton").isVisible(), "the DOI contradicts the title"
        assert standings(driver)[0] is LineStatus.CHECK, "to look at the candidates chooses none"
        assert reading.line(1).paper.id != proposed.id
        assert (reading.line(1).paper.title, driver.view("candidatesView").currentIndex().row()) == (
            "Deep Contextualized Word Representations",
            0,
        ), "the paper with the title of the line is proposed in place of that of the DOI"
        assert "The DOI in the line is that of another paper; by title, first author" in spoken(driver, 0)


def actions(driver: Any, row: int) -> list[str]:
    return [words for _name, words in driver.view("reviewTable").model().row(row).actions]


async def test_the_paper_of_a_doi_with_another_title_is_not_accepted_before_its_candidates_are_seen(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OTHER_DOI}\n{FRESH}\n{EXACT}\n")
        keyboard, view = Keyboard(driver), driver.view("reviewTable")
        assert standings(driver) == [LineStatus.CHECK, LineStatus.SURE, LineStatus.CHECK]
        assert actions(driver, 0) == ["Choose…", "Skip"]
        view.setFocus()
        reading = driver.program.services.reference_lists.current
        wrong = reading.line(1)
        for rows, key in (([0], "Y"), ([0], "A"), ([0, 1], "Y")):
            driver.window.messages.close_message(WHY_NOT)
            view.select_rows(rows, current=0)
            await keyboard.press(key)
            note = driver.window.messages.note(WHY_NOT)
            assert (note.lead, note.text) == (
                "Accept suggested paper",
                "The DOI is that of another paper. Press Enter to choose.",
            )
            assert reading.line(1) == wrong
        view.select_rows([0, 1, 2], current=0)
        await keyboard.press("Y")
        await driver.idle()
        assert standings(driver) == [LineStatus.CHECK, LineStatus.SURE, LineStatus.SURE], "the others are accepted"

        view.choose(0)
        await keyboard.press("Return")
        await driver.until(lambda: driver.view("candidatesView").model().count() == 2)
        await driver.idle()
        await keyboard.press("Escape")
        await driver.until(lambda: actions(driver, 0) == ["Choose…", "Accept"])
        proposed = reading.line(1)
        assert proposed.paper.id != wrong.paper.id
        press_in_row(driver, 0, "yes")
        await driver.idle()
        assert (standings(driver)[0], reading.line(1).paper.id) == (LineStatus.SURE, proposed.paper.id)
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: standings(driver)[0] is LineStatus.CHECK)
        assert reading.line(1) == proposed


SIMILAR_TITLE = (
    "Medina, J. R., & Kalita, J. (2018). Parallel Attention Mechanisms in Neural Machine Translation. ICMLA. "
    "https://doi.org/10.18653/v1/2021.emnlp-main.258"
)
"""The paper of its DOI has a similar title and another first author, and the record of its own paper has no venue."""


async def test_the_paper_of_a_doi_with_a_similar_title_and_another_first_author_is_not_accepted_either(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{SIMILAR_TITLE}\n{FRESH}\n")
        keyboard, reading = Keyboard(driver), driver.program.services.reference_lists.current
        wrong = reading.line(1)
        assert (wrong.paper.title, actions(driver, 0)) == (
            "Recurrent Attention for Neural Machine Translation",
            ["Choose…", "Skip"],
        )
        driver.view("reviewTable").setFocus()
        driver.view("reviewTable").choose(0)
        await keyboard.press("Y")
        note = driver.window.messages.note(WHY_NOT)
        assert note.text == "The DOI is that of another paper. Press Enter to choose."
        assert reading.line(1) == wrong
        await keyboard.press("Return")
        candidates = driver.view("candidatesView")
        await driver.until(lambda: candidates.model().count() >= 2)
        await driver.idle()
        assert candidates.currentIndex().row() == 0
        line = reading.line(1)
        assert (line.standing, line.paper.title) == (
            LineStatus.CHECK,
            "Parallel Attention Mechanisms in Neural Machine Translation",
        )
        assert line.by == (
            "the DOI in the line is that of another paper; "
            "title, first author and year match, but the record names no venue"
        )
        await keyboard.press("Escape")
        await driver.until(lambda: actions(driver, 0) == ["Choose…", "Accept"])


@pytest.mark.parametrize(
    ("taken", "why"),
    [
        (0, "accepted by you: the DOI in the line is that of another paper; by title, first author, venue and year"),
        (1, "chosen by you; the line has another title"),
    ],
)
async def test_a_paper_taken_in_the_candidates_keeps_what_is_wrong_with_the_line(
    demo: Any, tmp_path: Any, taken: int, why: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OTHER_DOI}\n{FRESH}\n")
        reading = driver.program.services.reference_lists.current
        press_in_row(driver, 0, "candidates")
        await driver.until(lambda: driver.view("candidatesView").model().count() == 2)
        await driver.idle()
        paper = driver.view("candidatesView").model().paper_at(taken)
        press_in_row(driver, taken, "take", "candidatesView")
        await driver.idle()
        line = reading.line(1)
        assert (line.standing, line.paper.id, line.by, line.is_decided) == (LineStatus.SURE, paper.id, why, True)
        assert why in spoken(driver, 0)
        assert list_rows(reading.lines, {}, reading.shown_number)[0]["why"] == why


def test_a_chosen_paper_keeps_that_the_identifier_in_the_line_is_that_of_another_or_unknown() -> None:
    title = FieldMatch(OK, Message("title"))
    right, wrong = (Paper(title=doi, ids=Ids(doi=doi, s2=doi[-1] * 40)) for doi in ("10.1000/1", "10.1000/2"))
    several = LineCandidate(right, (title,)), LineCandidate(wrong, (FieldMatch(NO, Message("another title")),))
    line = ReferenceLine(1, "A line", ParsedReference("doi:10.1000/2", "A line"), LineStatus.CHECK, candidates=several)
    by = chosen_by(line, right)
    assert by == "chosen by you; the DOI in the line is that of another paper"
    assert structs.replace(line, by=by).is_decided
    assert chosen_by(line, wrong) == "chosen by you; the line has another title"
    version = structs.replace(line, candidates=(several[0], LineCandidate(wrong, (title,))))
    assert chosen_by(version, right) == "chosen by you", "the DOI may be that of another version of the paper"
    unknown = ParsedReference(title="A line", note=IDENTIFIER_UNKNOWN.filled(identifier="doi:10.1000/2"))
    by = chosen_by(structs.replace(line, wanted=unknown), right)
    assert by == "chosen by you; doi:10.1000/2 is unknown"
    row = review_row(structs.replace(line, wanted=unknown, standing=LineStatus.SURE, paper=right, by=by), kept=False)
    assert (row.warning, row.why) == ("DOI unknown", "chosen by you")
    stored = json.decode(json.encode(structs.replace(line, by=by), enc_hook=encode_stored), type=ReferenceLine)
    assert (stored.by, stored.is_decided) == (by, True)


RECORD = "Sentence pairs used to redraw the attention maps: companion to Vaswani (2017)"
"""The title of a record of Zenodo that no other service has."""


async def test_a_search_by_hand_for_a_line_also_finds_papers_that_only_unpaywall_knows(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        page = demo.get("/v2/search?query=integration&email=a@uni.example.org")
        title = next(one["response"]["title"] for one in page["results"] if one["response"]["doi"] == ONLY_UNPAYWALL)
        await paste(driver, f"{title}\n{FRESH}\n")
        assert standings(driver)[0] is LineStatus.NONE
        press_in_row(driver, 0, "edit")
        await driver.idle()
        driver.type(title, "reviewWordsEdit")
        driver.click("reviewSearchButton")
        await driver.idle()
        first = driver.program.services.reference_lists.current.line(1)
        assert first.paper is not None
        assert first.paper.ids.doi == ONLY_UNPAYWALL
        assert first.standing is LineStatus.CHECK
        await driver.until(driver.view("candidatesView").hasFocus)
        await Keyboard(driver).press("Y")
        await driver.until(lambda: standings(driver)[0] is LineStatus.SURE)


async def test_a_search_by_hand_for_a_line_also_finds_the_records_of_zenodo(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{RECORD}\n{FRESH}\n")
        assert standings(driver) == [LineStatus.NONE, LineStatus.SURE]
        assert "/api/records" not in demo.stats()["paths"], "a lookup of a whole list does not search Zenodo by titles"
        model = driver.view("reviewTable").model()
        assert model.row(0).title == "Not at Semantic Scholar"
        assert model.row(0).why.startswith(
            "Edit the words or add a DOI. A search for the line also searches Unpaywall and Zenodo."
        )
        press_in_row(driver, 0, "edit")
        await driver.idle()
        assert shown_tooltip(driver.widget("reviewSearchButton")) == (
            "Searches Semantic Scholar, Unpaywall and Zenodo. Uses 3 requests."
        )
        driver.type("winged snails nobody described", "reviewWordsEdit")
        driver.click("reviewSearchButton")
        await driver.idle()
        neither = "Semantic Scholar, Unpaywall and Zenodo have no work with these words."
        await driver.until(lambda: model.row(0).title == neither)
        await driver.until(lambda: driver.widget("reviewSearchButton").text() == "Search")

        driver.type(RECORD, "reviewWordsEdit")
        driver.click("reviewSearchButton")
        await driver.idle()
        assert demo.stats()["paths"]["/api/records"] == 2
        first = driver.program.services.reference_lists.current.line(1)
        assert first.paper is not None
        assert first.paper.title == RECORD
        assert first.paper.ids.zenodo is not None
        await driver.until(lambda: driver.view("candidatesView").model().count() > 0)
        assert driver.widget("reviewCost").plain_text() == "8 requests used. Results are saved."


def test_the_paper_that_accept_takes_is_the_selected_candidate() -> None:
    nearest, proposed = (Paper(title=title, ids=Ids(s2=digit * 40)) for title, digit in (("A", "1"), ("B", "2")))
    line = ReferenceLine(
        1, "B", standing=LineStatus.CHECK, paper=proposed, candidates=(LineCandidate(nearest), LineCandidate(proposed))
    )
    model = CandidateModel()
    model.show_line(line)
    assert model.on == 1
    model.show_line(structs.replace(line, paper=None))
    assert model.on == 0


async def test_y_accepts_the_marked_candidate_of_an_opened_line(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OTHER_DOI}\n{FRESH}\n")
        keyboard = Keyboard(driver)
        driver.view("reviewTable").setFocus()
        driver.view("reviewTable").choose(0)
        await keyboard.press("Return")
        await driver.idle()
        candidates, reading = driver.view("candidatesView"), driver.program.services.reference_lists.current
        await driver.until(lambda: candidates.hasFocus() and candidates.model().rowCount() == 2)
        assert driver.widget("reviewLine")._keys.accessibleName() == (
            "↑ ↓ to move · Enter or Y to choose · Delete to skip"
        )
        proposed = candidates.currentIndex().row()
        assert candidates.model().paper_at(proposed).id == reading.line(1).paper.id
        await keyboard.press("Up" if proposed else "Down")
        marked = candidates.model().paper_at(1 - proposed)
        await keyboard.press("Y")
        await driver.idle()
        assert (standings(driver)[0], reading.line(1).paper.id) == (LineStatus.SURE, marked.id)
        assert driver.view("reviewTable").hasFocus(), "the line is closed, as after Enter"
        assert message(driver) == f"Accepted “{message_title(marked.title)}”."
        await keyboard.press("Return")
        await driver.until(lambda: candidates.hasFocus())
        await keyboard.press("Y")
        await driver.idle()
        note = driver.window.messages.note(WHY_NOT)
        assert (note.lead, note.text) == (
            "Accept suggested paper",
            "This line is matched already. Press A to add its paper.",
        )
        assert candidates.hasFocus()
