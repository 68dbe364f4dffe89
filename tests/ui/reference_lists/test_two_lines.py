"""A long text of a line is broken at a space, and the first of its two lines is never cut."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.reference_lists.line_outcome import LineOutcome
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.ui.reference_lists.reference_line_delegate import _two_lines, layout_line
from scholar_desktop.ui.reference_lists.review_columns import PASTED, place_columns
from scholar_desktop.ui.reference_lists.review_rows import review_row
from scholar_desktop.ui.rows.row_layout import elided
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import SMALL

TEXT = "Patel, Q. (2010). Transferable working memory under stress in healthy ageing using a complex span task."


def test_the_first_of_two_lines_is_whole_at_each_width(qapp):
    theme = Theme(qapp, "light")
    broken = 0
    for room in range(150, 600):
        lines = _two_lines(TEXT, room, theme)
        assert " ".join(lines) == TEXT
        if len(lines) == 2:
            broken += 1
            assert elided(theme.type, lines[0], room, SMALL) == lines[0], f"cut at {room} pixels"
    assert broken > 100


def test_an_identifier_is_broken_after_a_slash_or_a_dot_if_the_rest_has_room(qapp):
    theme = Theme(qapp, "light")
    identifier = "10.5555/subject.privacy.23"
    metrics = theme.type.metrics(SMALL)
    room = metrics.horizontalAdvance("10.5555/subject.privac") + 3
    assert _two_lines(identifier, room, theme) == ["10.5555/subject.", "privacy.23"]
    room = metrics.horizontalAdvance("10.5555/s") + 3
    assert _two_lines(identifier, room, theme) == ["10.5555/s", "ubject.privacy.23"], "the rest has no room anyway"


@pytest.mark.parametrize("width", [1024, 1440])
def test_a_long_identifier_and_a_version_go_on_in_the_second_line(qapp, width):
    theme = Theme(qapp, "light")
    identifier = "10.5555/subject.working_memory.12"
    paper = Paper("Working memory", Ids(doi=identifier), year=2020)
    line = ReferenceLine(1, identifier, LineStatus.SURE, paper=paper, by="by DOI")
    found = LineOutcome(ItemOutcome.SAVED, DownloadState.DONE, "https://papers.example.org/1", "publishedVersion")
    filled = ("outcome", "version")
    columns = place_columns(theme, width - 220, (PASTED, *filled), filled, buttons=theme.px(80))
    if width == 1440:
        start, _wide = columns.outcome["version"]
        columns.outcome["version"] = (start, theme.px(90))  # a table with more columns
    layout = layout_line(review_row(line, kept=False, outcome=found), columns, theme)
    texts = {piece.name: piece.text for piece in layout}
    assert texts["pasted"] + texts.get("pasted.1", "") == identifier
    if width == 1440:
        assert (texts["version"], texts["version.1"]) == ("published", "version")
