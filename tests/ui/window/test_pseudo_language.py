"""Every text of the window can be translated, and has room for a translation that is 40 % longer.

The window is opened in a language in which each translated text stands in ⟦…⟧ (tests/support/pseudo_language.py); every
page is shown over the demo, and what has no marks is compared with the texts of the source.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.pictures.pseudo_walk import untranslated, without_marks
from tests.support.pseudo_language import CLOSE, LONGER, OPEN, PseudoCatalogue, longer

ALL = ("ui",)
FINISHED: tuple[str, ...] = ALL
"""The rooms of ui/ whose texts are all marked; `ALL` when all are."""


def walked(out: Path) -> dict[str, Any]:
    """What a walk through every page of the window finds, in a process of its own: about 40 s of processor time."""
    command = [sys.executable, "-m", "tests.pictures.pseudo_walk", str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=600, cwd=Path(__file__).parents[3])
    answer: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return answer


def test_every_text_of_every_page_is_translated_and_none_is_cut(tmp_path: Path) -> None:
    found = walked(tmp_path / "found.json")
    assert found["failed"] == {}
    assert found["marked"] > 500
    places = tuple(f"{room}/" for room in FINISHED)
    assert [fault for fault in found["untranslated"] if fault["shown_by"].startswith(places or "-")] == []

    assert found["cut"] == {}


@pytest.mark.parametrize(
    "text", ["Save", "Rename…", "Saved {file}.", " and ", "{count} papers", "A long sentence, with words.", "Name:"]
)
def test_the_pseudo_language_is_longer_and_keeps_placeholders_and_punctuation(text: str) -> None:
    found = longer(text)
    assert len(found.strip()) >= LONGER * len(text.strip())
    assert found.strip().startswith(OPEN)
    assert found.strip().endswith(CLOSE)
    assert found.strip(f" {OPEN}{CLOSE}")[-1] == text.strip()[-1] or text.strip()[-1].isalnum() or text.endswith("}")
    assert text.count("{") == found.count("{")
    assert PseudoCatalogue(right_to_left=True).gettext(text) == f"\u202e{found}\u202c"


def test_what_is_outside_the_marks_is_compared_with_the_source() -> None:
    import re

    from tests.pictures.pseudo_walk import SourceText

    def known(pattern: str, word: str, *, is_sentence: bool) -> dict[str, list[SourceText]]:
        return {word: [SourceText("ui/a.py:1", True, re.compile(pattern), is_sentence)]}

    papers = known(r"[\d.,]+ papers", "papers", is_sentence=False)
    assert list(untranslated("3 papers", papers))
    assert list(untranslated("⟦Found one⟧ · 1,204 papers", papers))
    assert not list(untranslated("⟦3 papers one⟧", papers))
    assert not list(untranslated("On 3 papers about membranes", papers))  # a title
    sentence = known("Press Enter to load them", "Press", is_sentence=True)
    assert list(untranslated("<qt>⟦Not loaded one⟧ Press Enter to load them.</qt>", sentence))
    assert without_marks("a ⟦b ⟦c⟧ d⟧ e") == "a  e"
    assert without_marks("a ⟦b elid…") == "a "
