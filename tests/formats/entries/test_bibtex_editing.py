"""Corrections are made in the text of a .bib file, and nothing else of it changes."""

from __future__ import annotations

import difflib

import msgspec
import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.formats.entries.bibtex_editing import correct_bibtex
from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries

BIB = """% Encoding: windows-1252
% kept by hand
@string{jmr = "Journal of Made Results"}
@preamble{"\\newcommand{\\x}{y}"}

@Article{ second,
    Title   = {A {Title} of \\emph{mine}},
    AUTHOR  = "Ames, A. and Boole, B.",
    journal = jmr # { (B)},   year = 2015,
    month   = mar,
    doi     = {10.1000/wrong}
}
A remark between the entries, with an @ sign.
@comment{jabref-meta: databaseType:bibtex;}
@misc(first, title="First", note={not {touched}, at all})
@book{third,title={Third},year=1999}
"""


def corrected(text: str, key: str, **changes: object) -> str:
    """*text* in which the entry *key* has other values of its fields; None removes one, people is the authors."""
    read = read_bibtex_entries(text)
    before = next(one for one in read.entries if one.key == key)
    people = changes.pop("people", before.people)
    kind = changes.pop("item_type", before.item_type)
    fields = {name: value for name, value in (before.fields | changes).items() if value is not None}
    after = msgspec.structs.replace(before, fields=fields, people=people, item_type=kind)
    written = correct_bibtex(text, [(before, after)], biblatex=read.format == "biblatex")
    again = next(one for one in read_bibtex_entries(written).entries if one.key == key)
    assert (again.fields, again.people, again.item_type) == (fields, people, kind)
    return written


def changed_lines(before: str, after: str) -> list[str]:
    lines = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    return sorted(lines, key=lambda line: line[0] == "+")


def test_only_what_is_wrong_is_replaced():
    after = corrected(BIB, "second", DOI="10.1000/right", issued={"from": "2017", "to": None})
    assert changed_lines(BIB, after) == [
        "- % Encoding: windows-1252",
        "-     journal = jmr # { (B)},   year = 2015,",
        "-     month   = mar,",
        "-     doi     = {10.1000/wrong}",
        "+ % Encoding: UTF-8",
        "+     journal = jmr # { (B)},   year = {2017},",
        "+     doi     = {10.1000/right}",
    ]


def test_people_are_replaced_and_fields_added_as_the_others_are_laid_out():
    people = (Contributor("author", "Ames", "A."), Contributor("author", "Carr", "C."))
    after = corrected(BIB, "second", people=people, volume="7", issue="2")
    lines = [line for line in changed_lines(BIB, after) if "Encoding" not in line]
    assert lines[:3] == [
        '-     AUTHOR  = "Ames, A. and Boole, B.",',
        "-     doi     = {10.1000/wrong}",
        "+     AUTHOR  = {Ames, A. and Carr, C.},",
    ]
    assert sorted(lines[3:]) == ["+     doi     = {10.1000/wrong},", "+     number  = {2}", "+     volume  = {7},"]


def test_entries_in_parentheses_on_one_line_and_without_fields():
    after = corrected(BIB, "first", DOI="10.1000/first")
    assert [line for line in changed_lines(BIB, after) if "Encoding" not in line] == [
        '- @misc(first, title="First", note={not {touched}, at all})',
        '+ @misc(first, title="First", note={not {touched}, at all}, doi={10.1000/first})',
    ]
    after = corrected(BIB, "third", issued=None, publisher="A press")
    assert [line for line in changed_lines(BIB, after) if "Encoding" not in line] == [
        "- @book{third,title={Third},year=1999}",
        "+ @book{third,title={Third}, publisher={A press}}",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_type_and_the_line_ends(end: str):
    text = end.join(["@online{p,", "  title = {T},", "  date = {2019-03-05},", "  eprint = {2004.05150},",
                     "  eprinttype = {arxiv},", "}", ""])  # fmt: skip
    after = corrected(
        text, "p", item_type="article-journal", **{"container-title": "Mind", "issued": {"from": "2020", "to": None}}
    )
    assert after.startswith(f"@article{{p,{end}  title = {{T}},{end}  date = {{2020}},{end}")
    assert f"  journaltitle = {{Mind}}{end}" in after or f"  journaltitle = {{Mind}},{end}" in after
    assert after.count("\r") == (after.count("\n") if end == "\r\n" else 0)


def test_without_a_correction_the_text_is_the_same():
    read = read_bibtex_entries(BIB)
    same = [(one, one) for one in read.entries]
    assert correct_bibtex(BIB, same, biblatex=False) == BIB.replace("windows-1252", "UTF-8")
    assert isinstance(same[0][0], FullEntry)
