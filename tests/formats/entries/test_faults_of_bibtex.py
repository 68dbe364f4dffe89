"""An entry of a .bib file with a small fault is read, and the report names the line."""

from __future__ import annotations

import msgspec
import pytest

from scholar_desktop.domain.full_entry import FileEntries
from scholar_desktop.formats.entries.bibtex_blocks import FieldFault, divide
from scholar_desktop.formats.entries.bibtex_editing import correct_bibtex
from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from scholar_desktop.formats.entries.ris_reading import read_ris_entries


def problems(found: FileEntries) -> list[tuple[int, str, str]]:
    return [(part.line, part.text, str(part.reason)) for part in found.problems]


def kept(found: FileEntries) -> list[tuple[str, str, str]]:
    return [(one.key, one.text("title"), one.text("volume")) for one in found.entries]


NO_VALUE = "The field “year” has no value and was left out."
AFTER = "\n@book{b, title={B}}\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("@article{a,\n  title={A},\n  year,\n  volume={3}\n}", 3),
        ("@article{a,\n  year,\n  title={A},\n  volume={3}\n}", 2),
        ("@article{a,\n  title={A},\n  volume={3},\n  year\n}", 4),
        ("@article{a,\n  title={A}, volume={3}, year}", 2),
    ],
)
def test_a_field_without_a_value_is_left_out(text: str, line: int):
    found = read_bibtex_entries(f"% a list\n{text}{AFTER}")
    assert [(one.key, one.text("title"), one.text("volume")) for one in found.entries] == [
        ("a", "A", "3"),
        ("b", "B", ""),
    ]
    assert (problems(found), found.skipped) == ([(line + 1, "a", NO_VALUE)], ())


def test_a_comma_after_the_key_that_is_missing():
    found = read_bibtex_entries(f"@article{{a\n  title={{A}},\n  volume={{3}}\n}}{AFTER}")
    assert [(one.key, one.text("title"), one.text("volume")) for one in found.entries] == [
        ("a", "A", "3"),
        ("b", "B", ""),
    ]
    assert problems(found) == [(1, "a", "The comma after the key a is missing.")]
    assert read_bibtex_entries("@misc{a title = {A}}").entries[0].key == "a"
    without_key = read_bibtex_entries("@misc{title = {A}}")
    assert ([one.key for one in without_key.entries], without_key.problems) == ([""], ())


def test_a_brace_that_ends_an_entry_too_early_is_a_broken_entry():
    """What comes after it would be lost."""
    found = read_bibtex_entries(f"@article{{a, title={{A}}, B}}, year=2001}}{AFTER}")
    assert [one.key for one in found.entries] == ["b"]
    assert [part.line for part in found.skipped] == [1]


@pytest.mark.parametrize("field", ["crossref", "xdata"])
def test_a_parent_that_is_not_in_the_file_is_named(field: str):
    text = "@book{p, title={P}}\n@inbook{a, title={A}, FIELD={gone}}\n@inbook{c, title={C}, FIELD={P}}\n"
    text = text.replace("FIELD", field)
    found = read_bibtex_entries(text)
    assert [one.key for one in found.entries] == ["p", "a", "c"]
    reason = f"It inherits from gone ({field}), which the file does not have."
    assert problems(found) == [(2, "a", reason)]


def test_what_a_row_lacks_is_named():
    text = """@article{a, title={A}, year={20x4}}
@article{b, author={B, C}, year={in press}}
@inproceedings{c, crossref={d}}
@proceedings{d, title={D}, year=2001}
@book{e, title={ }, date={1999-03}}
"""
    assert problems(read_bibtex_entries(text)) == [
        (1, "a", "“20x4” is not a year. It is kept as it is written."),
        (2, "b", "The entry has no title."),
        (5, "e", "The entry has no title."),
    ]


def test_lines_of_ris_that_are_not_of_the_format_are_named():
    text = "made by hand\nTY  - JOUR\nAU  - Lind, Bo\nrubbish\nPY  - 20x4\nTI  - A\n  title\nER  - \nER  - \nmore\n"
    found = read_ris_entries(text)
    assert [entry.text("title") for entry in found.entries] == ["A title"]
    assert [part[0] for part in problems(found)] == [2, 4, 9, 10]
    assert "not a year" in problems(found)[0][2]
    assert problems(found)[1][1:] == ("rubbish", "The line has no tag. It was added to the field AU before it.")
    assert found.skipped == ()
    lacking = read_ris_entries("TY  - JOUR\nID  - x\nAU  - Lind, Bo\nER  - \n")
    assert problems(lacking) == [(1, "x", "The entry has no title.")]


def test_an_entry_with_faults_is_corrected_in_its_place():
    text = "@article{a\n  title = {A},\n  year,\n  volume = {3}\n}\n"
    (before,) = read_bibtex_entries(text).entries
    after = msgspec.structs.replace(before, fields={**before.fields, "volume": "4"})
    assert correct_bibtex(text, [(before, after)], biblatex=False) == text.replace("{3}", "{4}")


def test_the_lines_of_many_faults_are_counted_once():
    """A file of half a megabyte took half a minute."""
    counted: list[int] = []

    class Counted(str):
        __slots__ = ()

        def count(self, part: str, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
            counted.append((len(self) if end is None else end) - start)
            return str(self).count(part, start, end)

    text = Counted("@article{a, title={A},\n" + "year,\n" * 500 + "volume={3}}\n@book{b, title={B},\nyear}")
    faults = [part.line for part in divide(text) if isinstance(part, FieldFault)]
    assert faults == [*range(2, 502), 504]
    assert sum(counted) <= len(text)


@pytest.mark.parametrize(
    "stray",
    [
        "@@book{x, title={X}}",
        "@{x, title={X}}",
        "@book[x, title={X}]",
        "@Übung{x, title={X}}",
        "@book x, title={X}",
        "book{x,",
    ],
)
def test_a_line_that_begins_no_entry_but_looks_like_one_is_named(stray: str):
    for text, line in (
        (f"@book{{a, title={{A}}}}\n\n{stray}\n{AFTER}", 3),
        (f"@book{{a, title={{A}}}}\n\n{stray}\n", 3),
        (f"{stray}\n{AFTER}", 1),
    ):
        found = read_bibtex_entries(text)
        assert [(part.line, part.text) for part in found.skipped] == [(line, stray)]
        assert str(found.skipped[0].reason) == "An entry begins with “@type{key,”, such as “@book{x,”."
    plain = "me@example.org wrote\n  % @ home\n@comment\nA note {of mine}\n" + AFTER
    assert read_bibtex_entries(plain).skipped == ()
