"""What is written is read back as it was, whatever the titles and names hold."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scholar_desktop.domain.bibliographic_entry import Biblio, Entry
from scholar_desktop.formats.bibtex import biblatex, bibtex
from scholar_desktop.formats.bibtex_reading import read_bibtex
from scholar_desktop.formats.csl_json import csl_json, read_csl_json
from scholar_desktop.formats.latex import LatexReader, escape, escape_text, parts
from scholar_desktop.formats.ris import read_ris, ris
from tests.formats.biblios import ENTRIES, LINES

_PIECES = (
    """@article{a,·title=·{·}·"·,·\n·TY  - JOUR\n·AU  - ·ER  - \n·x·\\·$·@string{·author={A and B·[·{"type":·1·null·]"""
)


def _typed(text: str) -> str:
    """BibTeX has one sign for the apostrophe and the closing single quote."""
    return text.replace("’", "'")


def _as_bibtex_has_it(one: Biblio) -> Biblio:
    """Without the day, which BibTeX has no field for, and with plain apostrophes."""
    texts = {
        name: _typed(value)
        for name in ("title", "container", "publisher", "place", "abstract")
        if (value := getattr(one, name)) is not None
    }
    people = {
        role: tuple(
            msgspec.structs.replace(person, family=_typed(person.family), given=_typed(person.given))
            for person in getattr(one, role)
        )
        for role in ("authors", "editors", "translators")
    }
    return msgspec.structs.replace(one, day=None, **people, **texts)


@settings(max_examples=30)
@given(ENTRIES)
def test_bibtex_comes_back(entries: list[Entry]):
    read = read_bibtex(bibtex(entries, abstracts=True))
    assert read.problems == ()
    assert list(read.entries) == [Entry(entry.key, _as_bibtex_has_it(entry.biblio)) for entry in entries]


@pytest.mark.parametrize("text", ["––", "–-", "-–", "—–", "‘‘", "’’", "“‘", "‘“", "”’", "’”", "–––"])
def test_dashes_and_quotation_marks_do_not_join(text: str):
    assert LatexReader().plain(escape(text, ascii_only=True)) == _typed(text)


@settings(max_examples=30)
@given(ENTRIES)
def test_biblatex_comes_back(entries: list[Entry]):
    read = read_bibtex(biblatex(entries, abstracts=True))
    assert read.problems == ()
    assert list(read.entries) == entries


@given(ENTRIES)
def test_ris_comes_back(entries: list[Entry]):
    read = read_ris(ris(entries, abstracts=True))
    assert read.problems == (() if entries else read.problems)
    assert list(read.entries) == entries


@given(ENTRIES)
def test_csl_json_comes_back(entries: list[Entry]):
    read = read_csl_json(csl_json(entries, abstracts=True))
    assert read.problems == ()
    assert list(read.entries) == entries


@given(LINES, st.booleans())
def test_latex_comes_back_and_its_braces_are_balanced(text: str, ascii_only: bool):
    written = escape(text, ascii_only=ascii_only)
    depth = 0
    for character in written:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert LatexReader().plain(written) == (_typed(text) if ascii_only else text)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
@pytest.mark.parametrize("read", [read_bibtex, read_ris, read_csl_json])
def test_no_file_makes_a_reader_fall_over(read, expect_log, text: str):
    expect_log("Parsing of")
    read(text)


@given(st.lists(st.sampled_from(_PIECES.split("·")), max_size=30).map("".join))
@pytest.mark.parametrize("read", [read_bibtex, read_ris, read_csl_json])
def test_no_broken_file_makes_a_reader_fall_over(read, expect_log, text: str):
    expect_log("Parsing of")
    read(text)


@given(st.text(st.sampled_from("aB -'',.;:()\"\\{}$&%#_~^<>|`\x7f\u00e9\u2013\u2019\n9"), max_size=12))
def test_a_text_with_nothing_to_escape_is_found_as_such(text: str):
    slowly = "".join(part if is_math else escape_text(part, True) for is_math, part in parts(text))
    assert escape(text, ascii_only=True) == slowly
