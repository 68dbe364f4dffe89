"""How a title is shortened for a message or a button."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QTextBoundaryFinder

import scholar_desktop
from scholar_desktop.domain.text.shortening import ELLIPSIS, quotable, shorten

JOINED = [
    "e\u0301",
    "👩‍🚀",
    "🇩🇪",
    "👍🏽",
    "한글",
    "\u1112\u1161\u11ab",
    "क्षि",
    "நி",
    "กำ",
    "ห้",
    "\r\n",
    "\u0600",
    "❤️",
    "🏴\U000e0067\U000e007f",
]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*JOINED, "a", " ", "word", "…", ",", "\u200d", "\u0301"]), max_size=40).map("".join),
)


def test_cut_after_a_word():
    assert shorten("Highly accurate protein structure prediction with AlphaFold", 40) == (
        "Highly accurate protein structure…"
    )


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Attention", 9, "Attention"),
        ("Attention, and what it is for", 12, "Attention…"),
        ("Attention is all", 10, "Attention…"),
        ("https://example.org/a/very/long/path", 20, "https://example.org…"),
        ("A https://example.org/long/path", 12, "A https://e…"),
        ("Cut before… and after", 13, "Cut before…"),
        ("It ends here. More follows then", 17, "It ends here.\u00a0…"),
        ("It ends here. More follows then", 14, "It ends here…"),
        ("It ends here! More follows then", 14, "It ends here!…"),
        ("注意力机制就是你所需要的一切", 8, "注意力机制就是…"),
        ("👩‍🚀👩‍🚀👩‍🚀", 6, "👩‍🚀…"),
        ("e\u0301" * 3, 2, "…"),
    ],
)
def test_what_remains(text: str, most: int, expected: str):
    assert shorten(text, most) == expected


@given(TEXTS, st.integers(1, 40))
@example("🇩🇪🇫🇷🇮🇹", 4)
@example("00🚀🇦🇦🇦0", 6)
@example("\r\nab", 2)
@example("000000000000\u0600  0", 15)
def test_never_too_long_and_never_inside_a_character(text: str, most: int):
    short = shorten(text, most)
    if len(text) <= most:
        assert short == text
        return
    assert len(short) <= most
    assert short.endswith(ELLIPSIS)
    assert not short.endswith((ELLIPSIS * 2, f" {ELLIPSIS}"))
    kept = short.removesuffix(ELLIPSIS)
    assert text.startswith(kept)
    assert len(kept.encode("utf-16-le")) // 2 in boundaries(text)


def boundaries(text: str) -> set[int]:
    """Where Qt puts the cursor in *text*, in its own units. Qt is asked for each row of flags by itself: after an emoji
    it begins to pair their letters with the second one, against rule GB12 of Unicode Standard Annex 29."""
    found = {0}
    begin = 0
    for part in re.split("(?<![\U0001f1e6-\U0001f1ff])(?=[\U0001f1e6-\U0001f1ff])", text):
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, part)
        while (place := finder.toNextBoundary()) != -1:
            found.add(begin + place)
        begin += len(part.encode("utf-16-le")) // 2
    return found


def test_a_quoted_title_has_no_full_stop_of_its_own():
    assert (
        quotable("Neural mechanisms of selective visual attention.")
        == "Neural mechanisms of selective visual attention"
    )
    for title in ("Attention is All you Need", "What is life?", "Health in the U.S.", "To be continued...", "", "."):
        assert quotable(title) == (title if title != "." else "")


def test_nothing_else_cuts_a_text_and_adds_an_ellipsis():
    """Such a cut can divide a character, and its length differs from place to place."""
    own_cut = re.compile(r"\[: ?\w+(?: - \d)?\](?:\.\w+\([^)]*\)(?:\[0\])?)?(?:\} ?…| \+ \"…)")
    package = Path(scholar_desktop.__file__).parent
    found = {
        f"{path.relative_to(package).as_posix()}: {line.strip()}"
        for path in package.rglob("*.py")
        if "demo" not in path.parts
        for line in path.read_text("utf-8").splitlines()
        if own_cut.search(line)
    }
    assert {line.partition(":")[0] for line in found} <= ALLOWED, found


ALLOWED = {
    "domain/identifiers/identifiers.py",  # the first eight letters of an id of Semantic Scholar
    "formats/reference_list_reading.py",  # a line of a list, which is read afterwards
    "ui/zenodo/record_facts.py",  # the middle of an identifier is left out
}
