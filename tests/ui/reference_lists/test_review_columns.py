"""The columns of the review table: which have room, and what they say of a PDF."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.library import KeptFile, KeptPaper
from scholar_desktop.domain.paper import Copy, Ids, Paper
from scholar_desktop.domain.reference_lists.line_outcome import LineOutcome, line_outcome
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.services.open_access.get_pdf import RESTRICTED
from scholar_desktop.translation import set_language
from scholar_desktop.ui.reference_lists.reference_line_delegate import button_widths, layout_line
from scholar_desktop.ui.reference_lists.review_columns import (
    GOOD_PAPER,
    GOOD_REASON,
    LEAST_PAPER,
    PASTED,
    TITLES,
    place_columns,
    title_of,
)
from scholar_desktop.ui.reference_lists.review_rows import outcome_words, pdf_words, review_row
from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import CAPTION, SMALL, STRONG
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.wording import version
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on
from tests.ui.reference_lists.test_review_page import CLOSED, FRESH, paste, standings

OUTCOME = [name for name in TITLES if name != PASTED]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (1440, [PASTED, *OUTCOME]),
        (1220, [PASTED, "outcome", "copy", "licence", "reason"]),
        (968, [PASTED, "outcome", "reason"]),
        (584, ["outcome"]),
    ],
)
def test_the_columns_that_fit_do_not_overlap_and_leave_room_for_the_paper(qapp, width, shown):
    theme = Theme(qapp, "light")
    found = place_columns(theme, width, tuple(TITLES), OUTCOME)
    assert [*([PASTED] if found.sign > found.start else []), *found.outcome] == shown
    assert found.paper_end - found.paper >= theme.px(LEAST_PAPER) // (2 if PASTED in shown else 1)
    edges = [found.start, found.sign, found.paper, found.paper_end]
    for left, wide in found.outcome.values():
        edges += [left, left + wide]
    assert edges == sorted(edges)
    assert edges[-1] <= found.end


@pytest.mark.parametrize("width", [640, 960, 1220])
@pytest.mark.parametrize("language", ["en", "de"])
def test_each_word_for_an_outcome_has_room_in_its_column(qapp, language, width):
    theme = Theme(qapp, "light")
    set_language(language)
    try:
        columns = place_columns(theme, width, tuple(TITLES), OUTCOME, buttons=button_widths(theme)[0])
        _left, room = columns.outcome["outcome"]
        ends = [LineOutcome(outcome, DownloadState.DONE) for outcome in ItemOutcome]
        ends.append(LineOutcome(ItemOutcome.CLOSED, DownloadState.DONE, reason=RESTRICTED["restricted"]))
        words = [outcome_words(end)["outcome"] for end in ends]
        assert [word for word in words if theme.type.metrics(SMALL).horizontalAdvance(word) > room] == []
        assert columns.paper_end - columns.paper >= theme.px(LEAST_PAPER) * 3 // 4
    finally:
        set_language("en")


@pytest.mark.parametrize(("width", "column"), [(1440, "version"), (1220, "copy")])
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_names_of_the_versions_have_room_in_their_column(qapp, language, width, column):
    theme = Theme(qapp, "light")
    set_language(language)
    try:
        found = place_columns(theme, width, tuple(TITLES), OUTCOME)
        assert "version" in found.names_in(column)
        names = [version(name) for name in ("publishedVersion", "acceptedVersion", "submittedVersion")]
        room = found.outcome[column][1]
        assert [name for name in names if theme.type.metrics(SMALL).horizontalAdvance(name) > room] == []
    finally:
        set_language("en")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("width", "wanted"),
    [(788, ("licence",)), (840, ("version", "licence")), (1100, ("version", "licence", "reason"))],
)
def test_the_usual_licences_and_the_versions_have_room_in_a_small_window(qapp, language, width, wanted):
    theme = Theme(qapp, "light")
    set_language(language)
    try:
        found = place_columns(theme, width, wanted, OUTCOME, buttons=theme.px(90))
        words: dict[str, list[str]] = {name: [] for name in wanted}
        for name in ("publishedVersion", "acceptedVersion", "submittedVersion"):
            for licence in ("cc-by-nc-nd-4.0", "cc-by-nc-sa-4.0", None):
                of_copy = LineOutcome(version=name, licence=licence, is_of_copy=True)
                for column, text in outcome_words(of_copy).items():
                    words.setdefault(column, []).append(text)
        measured = theme.type.metrics(SMALL)
        assert "licence" in found.outcome
        for column in ("version", "licence"):
            if column in found.outcome:  # a column without room is left out, not cut
                room = found.outcome[column][1]
                assert [text for text in words[column] if measured.horizontalAdvance(text) > room] == []
        assert found.paper_end - found.paper >= theme.px(LEAST_PAPER)
    finally:
        set_language("en")


def test_a_version_and_a_licence_that_share_a_line_have_room(qapp):
    theme = Theme(qapp, "light")
    set_language("de")
    try:
        found = place_columns(theme, 1260, tuple(TITLES), OUTCOME, buttons=theme.px(90))
        assert found.below["copy"] == ("version", "licence")
        line = f"{wording.short_version('publishedVersion')} · {wording.licence('cc-by-nc-nd-4.0')}"
        assert theme.type.metrics(SMALL).horizontalAdvance(line) <= found.outcome["copy"][1]
    finally:
        set_language("en")


def test_columns_that_are_not_wanted_give_their_room_to_others(qapp):
    theme = Theme(qapp, "light")
    found = place_columns(theme, 968, ("version", "date"), OUTCOME)
    assert list(found.outcome) == ["version", "date"]
    assert not place_columns(theme, 968, tuple(TITLES)).outcome


def test_columns_without_text_in_any_row_give_their_room_to_the_pasted_text_and_the_paper(qapp):
    theme = Theme(qapp, "light")
    every = place_columns(theme, 1220, tuple(TITLES), OUTCOME)
    found = place_columns(theme, 1220, tuple(TITLES), ("outcome", "date"))
    assert list(found.outcome) == ["outcome", "date"]
    assert found.sign - found.start > every.sign - every.start
    assert found.paper_end - found.paper > every.paper_end - every.paper


def test_the_words_of_a_download_that_failed():
    copy = Copy(
        "https://www.example.org/a", pdf_url="https://www.example.org/a.pdf", version="acceptedVersion", license="cc-by"
    )
    attempt = Attempt("https://www.example.org/a.pdf", "unpaywall", Outcome.UNAVAILABLE)
    item = DownloadItem(
        "k",
        "10.1/x",
        None,
        DownloadState.DONE,
        copies=(copy,),
        attempts=(attempt,),
        outcome=ItemOutcome.UNAVAILABLE,
        reason="The file is gone.",
        ended="2026-11-20T10:00:00Z",
    )
    assert outcome_words(line_outcome(item, None)) == {
        "outcome": "Unavailable",
        "copy": "example.org",
        "version": "accepted version",
        "licence": "CC BY",
        "reason": "The file is gone.",
        "date": "20 Nov 2026",
    }
    assert line_outcome(None, None) == LineOutcome()
    assert pdf_words(LineOutcome(state=DownloadState.WAITING)) == "getting the PDF"


def test_the_column_with_the_sentence_of_a_saved_pdf_is_not_headed_as_the_reason_of_a_failure():
    words = outcome_words(LineOutcome(ItemOutcome.SAVED, DownloadState.DONE, reason="Saved from arxiv.org."))
    assert {str(TITLES[name]): said for name, said in words.items() if said} == {
        "PDF": "Saved",
        "Details": "Saved from arxiv.org.",
    }


STALLED = "lirias.kuleuven.be sent almost nothing for 90 seconds in all."


def stalled_item(**changes: object) -> DownloadItem:
    """A copy that did not come in its time, and after it its page, which names no PDF."""
    copy = Copy(
        "https://lirias.kuleuven.be/1.pdf",
        pdf_url="https://lirias.kuleuven.be/1.pdf",
        landing_url="https://doi.org/10.1/x",
        version="acceptedVersion",
        license="cc-by",
    )
    attempts = (
        Attempt(copy.url, "unpaywall", Outcome.TIMEOUT, reason=STALLED),
        Attempt(
            "https://doi.org/10.1/x",
            "landing",
            Outcome.HTML_NOT_PDF,
            200,
            "https://www.nature.com/x",
            reason="nature.com returned a web page without a PDF link.",
        ),
    )
    item = DownloadItem("k", "10.1/x", None, DownloadState.DONE, copies=(copy,), attempts=attempts)
    return structs.replace(item, outcome=ItemOutcome.TEMPORARY, reason=STALLED, **changes)


def test_copy_version_licence_and_reason_are_of_one_attempt():
    found = line_outcome(stalled_item(), None)
    assert (found.copy, found.version, found.licence, found.reason) == (
        "https://lirias.kuleuven.be/1.pdf",
        "acceptedVersion",
        "cc-by",
        STALLED,
    )
    page = stalled_item()
    page = structs.replace(page, outcome=ItemOutcome.NEEDS_PERSON, reason=page.attempts[1].reason)
    found = line_outcome(page, None)
    assert (found.copy, found.version, found.licence) == ("https://www.nature.com/x", None, None)


def test_a_reason_of_no_attempt_has_no_copy():
    reason = "No open copy found so far. Unpaywall did not answer."
    found = line_outcome(structs.replace(stalled_item(), reason=reason), None)
    assert (found.copy, found.version, found.licence, found.reason) == (None, None, None, reason)


def test_a_reason_that_is_of_another_file_than_the_pdf_of_the_library_is_left_out():
    file = KeptFile("x.pdf", "/x.pdf", "22", 5, source_url="https://arxiv.org/pdf/1", version="submittedVersion")
    kept = KeptPaper("k", Paper("X"), files=(file,))
    attempt = Attempt("https://a.org/1.pdf", "s2", Outcome.SAVED, sha256="11", reason="Saved from a.org.")
    item = DownloadItem("k", "10.1/x", None, DownloadState.DONE, outcome=ItemOutcome.SAVED, attempts=(attempt,))
    item = structs.replace(item, reason="Saved from a.org.")
    assert line_outcome(item, kept).reason is None
    same = structs.replace(kept, files=(structs.replace(file, sha256="11"),))
    assert line_outcome(item, same).reason == "Saved from a.org."


def test_the_paper_and_the_reason_have_room_before_licence_date_and_version(qapp):
    theme = Theme(qapp, "light")
    found = place_columns(theme, 1236, tuple(TITLES), OUTCOME, buttons=theme.px(80))
    assert list(found.outcome) == ["outcome", "copy", "reason"]
    assert found.outcome["reason"][1] >= theme.px(GOOD_REASON) - 1
    assert found.paper_end - found.paper >= theme.px(GOOD_PAPER) - 1


def test_without_a_column_for_it_the_second_line_says_why_there_is_no_pdf(qapp):
    theme = Theme(qapp, "light")
    paper = Paper("Turing and Benjamin-Feir instability mechanisms", Ids(doi="10.1/x"), year=2020, venue="Proceedings")
    line = ReferenceLine(1, "10.1/x", LineStatus.SURE, paper=paper, by="by DOI")
    refused = "a.org requires you to sign in."
    failed = LineOutcome(ItemOutcome.NEEDS_PERSON, DownloadState.DONE, reason=refused)
    saved = LineOutcome(ItemOutcome.SAVED, DownloadState.DONE, reason="Saved from a.org.")

    def byline(found: LineOutcome, width: int) -> str:
        columns = place_columns(theme, width, tuple(TITLES), ("outcome", "reason"))
        piece = find(layout_line(review_row(line, kept=False, outcome=found), columns, theme), "byline")
        assert piece is not None
        return piece.text

    assert refused in byline(failed, 620)
    assert "by DOI" in byline(saved, 620)
    assert "by DOI" in byline(failed, 1236), "the column has it"


def test_the_second_line_says_once_that_there_is_no_pdf(qapp):
    theme = Theme(qapp, "light")
    line = ReferenceLine(1, "10.1/x", LineStatus.SURE, paper=Paper("Turing", Ids(doi="10.1/x"), year=2020), by="by DOI")
    closed = LineOutcome(ItemOutcome.CLOSED, DownloadState.DONE, reason="No open copy found.")
    for width in (620, 1236):
        columns = place_columns(theme, width, tuple(TITLES), ())
        layout = layout_line(review_row(line, kept=False, outcome=closed), columns, theme)
        assert not [piece for piece in layout if piece.name in ("outcome", "reason")]
        assert find(layout, "byline").text == "2020 · No open copy found."


@pytest.mark.parametrize("buttons", [80, 110])
def test_columns_without_room_are_the_second_line_of_another(qapp, buttons):
    theme = Theme(qapp, "light")
    columns = place_columns(theme, 1236, tuple(TITLES), OUTCOME, buttons=theme.px(buttons))
    assert {one for name in columns.outcome for one in columns.names_in(name)} == {*OUTCOME}
    assert columns.paper_end - columns.paper >= 300
    paper = Paper("Turing and Benjamin-Feir instability mechanisms", Ids(doi="10.1/x"), year=2020, venue="Proceedings")
    line = ReferenceLine(1, "10.1/x", LineStatus.SURE, paper=paper, by="by DOI")
    found = line_outcome(structs.replace(stalled_item(), ended="2026-11-20T10:00:00Z"), None)
    layout = layout_line(review_row(line, kept=True, outcome=found), columns, theme)
    texts = {piece.name: piece.text for piece in layout}
    assert texts["outcome.1"] == "20 Nov 2026"
    assert texts["copy"] == "lirias.kuleuven.be"
    assert texts["copy.1"].startswith("accepted")
    boxes = [piece.rect for piece in layout if piece.name in ("outcome", "outcome.1", "copy", "copy.1", "title")]
    assert not [1 for one in boxes for other in boxes if one is not other and one.intersects(other)]
    wide = place_columns(theme, 2000, tuple(TITLES), OUTCOME, buttons=theme.px(buttons))
    assert (list(wide.outcome), wide.below) == (OUTCOME, {})


@pytest.mark.parametrize("width", [1220, 1228, 1100, 1000])
def test_a_column_with_the_texts_of_others_has_room_for_its_title(qapp, width):
    theme = Theme(qapp, "light")
    found = place_columns(theme, width, tuple(TITLES), OUTCOME)
    for name in found.below:
        title = title_of(*found.names_in(name))
        assert theme.type.metrics(CAPTION, STRONG).horizontalAdvance(title) <= found.outcome[name][1], title
    edges = [edge for left, wide in found.outcome.values() for edge in (left, left + wide)]
    assert edges == sorted(edges)
    assert edges[-1] <= found.end
    assert found.paper_end - found.paper >= theme.px(LEAST_PAPER) // 2


@pytest.mark.parametrize(
    ("version", "licence", "expected"),
    [
        ("acceptedVersion", None, "accepted · not stated"),
        ("submittedVersion", None, "submitted · not stated"),
        ("publishedVersion", "cc-by-4.0", "published · CC BY 4.0"),
    ],
)
def test_version_and_licence_of_a_copy_are_whole_below_its_host(qapp, version, licence, expected):
    theme = Theme(qapp, "light")
    columns = place_columns(theme, 1236, tuple(TITLES), OUTCOME, buttons=theme.px(80))
    assert columns.below["copy"] == ("version", "licence")
    copy = Copy("https://eprints.example.edu/1.pdf", pdf_url="https://eprints.example.edu/1.pdf", version=version)
    attempt = Attempt(copy.url, "unpaywall", Outcome.SAVED)
    item = DownloadItem("k", "10.1/x", None, DownloadState.DONE, attempts=(attempt,), outcome=ItemOutcome.SAVED)
    item = structs.replace(item, copies=(structs.replace(copy, license=licence),), reason="Saved.")
    line = ReferenceLine(1, "10.1/x", LineStatus.SURE, paper=Paper("Turing", Ids(doi="10.1/x"), year=2020), by="by DOI")
    row = review_row(line, kept=True, outcome=line_outcome(item, None))
    piece = find(layout_line(row, columns, theme), "copy.1")
    assert piece is not None
    assert piece.text == expected
    assert row.outcome["version"] == wording.version(version), "the tooltip has the whole"


async def test_an_accepted_line_whose_download_failed_before_brings_no_empty_columns(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        await driver.search(CLOSED)
        driver.click_row(0)
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: len(driver.program.services.downloads.items()) == 1)
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        (item,) = driver.program.services.downloads.items()
        words = item.paper.title.split()
        await paste(driver, f"{' '.join([words[0] + words[0][-1], *words[1:]])}\n{FRESH}\n")
        await driver.until(lambda: standings(driver)[0] is LineStatus.CHECK)
        page, table = driver.window.pages.page("review"), driver.view("reviewTable")
        driver.click_row(0, "reviewTable", QPoint(4, 4))
        table.setFocus()
        await Keyboard(driver).press("Y")
        await driver.until(lambda: standings(driver)[0] is LineStatus.SURE)
        await driver.until(lambda: page._counts.items == (item,))
        assert not page._counts.filled
        assert {title.name for title, _box in page.header._places()} == {"line", "pasted", "status", "paper"}
        driver.click("reviewAddButton")
        await driver.until(lambda: "outcome" in page._counts.filled)
