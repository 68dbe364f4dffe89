"""A title whose words are divided at other places is said to be written differently."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.domain.reference_lists.title_agreement import assess_candidate, judge_by_title
from scholar_desktop.formats.reference_list_reading import make_line


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Small older adults, large effect:s episodic memory in classrooms", "the title is written differently"),
        ("Small older adult slarge effects: episodic memory in classrooms", "the title is written differently"),
        (
            "Small older adults, large effects: episodic memory in classrooms",
            "title, first author and year match, but the line names no venue",
        ),
    ],
)
def test_the_reason_is_the_title_that_is_written_differently(title: str, reason: str) -> None:
    paper = Paper(
        title="Small older adults, large effects: episodic memory in classrooms",
        authors=(Author("Uma Abebe"),),
        year=2022,
        venue="Psychology Review (Demo)",
    )
    line = make_line(f"Abebe, U. (2022). {title}.", 1, 1)
    status, why = judge_by_title(line.wanted, assess_candidate(line.wanted, line.text, paper))
    assert (status, str(why)) == (LineStatus.CHECK, reason)
