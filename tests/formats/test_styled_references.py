"""What a citation style writes in italics, bold or raised is marked; without the marks it is the plain reference."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.text.styled_text import BOLD, ITALIC, MARKS, StyledRun, are_paired, runs_of, without_marks
from scholar_desktop.formats.csl.punctuation import join
from scholar_desktop.formats.csl.reference_files import reference_file
from scholar_desktop.formats.csl_styles import STYLES
from scholar_desktop.formats.csl_text import format_items, format_styled_items
from scholar_desktop.formats.plain_reference import linked_text_html
from tests.formats.pandoc_comparison import works

ARTICLE = {
    "type": "article-journal",
    "title": "On things",
    "author": [{"family": "Doe", "given": "Ada"}],
    "issued": {"date-parts": [[2020]]},
    "container-title": "Journal of Things",
    "volume": "12",
    "issue": "3",
    "page": "1-9",
    "DOI": "10.1/x",
}


def fonts(style: str) -> list[tuple[str, str]]:
    ((_place, marked),) = format_styled_items([ARTICLE], style)
    return [
        ("italic" if run.is_italic else "bold" if run.is_bold else "raised", run.text)
        for run in runs_of(marked)
        if run.is_italic or run.is_bold or run.is_raised
    ]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("apa", [("italic", "Journal of Things"), ("italic", "12")]),
        ("nature", [("italic", "Journal of Things"), ("bold", "12")]),
        ("ieee", [("italic", "Journal of Things")]),
        ("springer-lecture-notes-in-computer-science", []),
    ],
)
def test_fonts_are_those_of_the_style(style: str, expected: list[tuple[str, str]]) -> None:
    assert fonts(style) == expected


@pytest.mark.parametrize("style", sorted(STYLES)[::16])
def test_without_its_marks_each_reference_is_the_plain_one(style: str) -> None:
    sent = works()[:60]
    plain, styled = list(format_items(sent, style)), list(format_styled_items(sent, style))
    assert [(place, without_marks(text)) for place, text in styled] == plain
    assert not any(MARKS & set(text) for _place, text in plain)


def test_marks_do_not_change_how_punctuation_meets() -> None:
    title = f"{ITALIC[0]}Nature.{ITALIC[1]}"
    assert join((title, ". 12")) == f"{title} 12"
    assert join((f"{ITALIC[0]}Why?{ITALIC[1]}", f"{BOLD[0]}.{BOLD[1]} End")) == (
        f"{ITALIC[0]}Why?{ITALIC[1]}{BOLD[0]}{BOLD[1]} End"
    )
    assert join(("one", f"{ITALIC[0]}, two{ITALIC[1]}"), " ") == f"one{ITALIC[0]}, two{ITALIC[1]}"


def test_runs_may_be_inside_one_another_and_marks_must_be_paired() -> None:
    text = f"a{ITALIC[0]}b{BOLD[0]}c{BOLD[1]}d{ITALIC[1]}e"
    assert list(runs_of(text)) == [
        StyledRun("a"),
        StyledRun("b", is_italic=True),
        StyledRun("c", is_italic=True, is_bold=True),
        StyledRun("d", is_italic=True),
        StyledRun("e"),
    ]
    assert are_paired(text)
    assert not are_paired(f"{ITALIC[0]}a")
    assert not are_paired(f"a{ITALIC[1]}")
    assert not are_paired(f"{ITALIC[0]}{BOLD[0]}a{ITALIC[1]}{BOLD[1]}")


@pytest.mark.parametrize(
    ("style", "title", "written"),
    [
        ("apa", "The <i>Fly</i> and H<sub>2</sub>O", "The <i>Fly</i> and H<sub>2</sub>O. "),
        ("apa", "<em>My</em> <STRONG>x</STRONG>: <i>a view</i>", "<i>My</i> <b>x</b>: <i>A view</i>. "),
        ("apa", "On <i>“things”</i>", "On <i>“things.”</i> "),
        ("ieee", "<i>What is it?</i>", "“<i>What is it?</i>” "),
        ("apa", '<span style="font-variant:small-caps;">Dna</span> x<sup>2</sup>', None),
        ("apa", "Left <i>open", "Left open. "),
        ("apa", "<b>Crossed <i>tags</b></i>", "Crossed tags. "),
    ],
)
def test_the_markup_of_a_title_is_kept(style: str, title: str, written: str | None) -> None:
    ((_place, marked),) = format_styled_items([ARTICLE | {"title": title}], style)
    ((_place, plain),) = format_items([ARTICLE | {"title": title}], style)
    assert without_marks(marked) == plain
    small = '<span style="font-variant:small-caps">Dna</span> x<sup>2</sup>. '
    assert (small if written is None else written) in linked_text_html(marked)


def test_what_an_italic_title_sets_off_is_upright() -> None:
    book = {"type": "book", "title": "Reading <i>Hamlet</i> again", "author": ARTICLE["author"]}
    ((_place, marked),) = format_styled_items([book], "modern-language-association")
    assert "<i>Reading </i>Hamlet<i> Again</i>" in linked_text_html(marked)


def test_a_file_of_references_has_the_markup_of_a_title() -> None:
    sent = [ARTICLE | {"title": 'H<sub>2</sub>O and <span style="font-variant:small-caps;">Dna</span>'}]
    lines = [text for _place, text in format_styled_items(sent, "apa")]
    assert "H<sub>2</sub>O" in reference_file(lines, ".html")
    assert "H<sub>2</sub>O" in reference_file(lines, ".md")
    assert "H{\\sub 2}O and {\\scaps Dna}" in reference_file(lines, ".rtf")
    assert "H2O and Dna" in reference_file(lines, ".txt")
