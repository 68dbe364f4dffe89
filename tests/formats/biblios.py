"""Any bibliographic record that a paper may have, for the round trips."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import strategies as st

from scholar_desktop.domain.bibliographic_entry import BIBLIO_TYPES, Biblio, Entry, Person, make_person, parse_person
from scholar_desktop.formats.bibliographic import parse_pages

LETTERS = st.characters(
    exclude_categories=("Cs", "Co", "Cn", "Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Mc", "Me", "Sk", "Lm"),
    max_codepoint=0x2FA1F,
)
_TRICKY_WORDS = """
BERT deep Über naïve α-helix {x} 100% A&B C++ a_b $5 #1 ~ ^ \\alpha and AND , “care” ‘x’ it's – — -- '' `` ?` 王小明 Щ ß
Łódź ế … × − H₂O @book @ = " % \\ { } }{ <b> | N1 TY ER : ; [ ]
"""
WORDS = st.one_of(st.sampled_from(_TRICKY_WORDS.split()), st.text(LETTERS, min_size=1, max_size=8))
_NAME_WORDS = "Ashish Vaswani Müller Łukasz J.-P. O'Neil McDonald D’Amico Šimić 王 小明 Иван Ångström N. K."


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


LINES = st.lists(WORDS, min_size=1, max_size=7).map(" ".join).map(_plain).filter(bool)
SHORT = st.text(st.sampled_from("0123456789abcXYZ.:"), min_size=1, max_size=8).filter(lambda text: text[0].isalnum())
NAME_WORDS = st.one_of(
    st.sampled_from(_NAME_WORDS.split()),
    st.text(st.characters(categories=("Lu", "Ll", "Lo"), max_codepoint=0x2FFF), min_size=2, max_size=6).map(_plain),
)
PEOPLE = st.one_of(
    st.builds(
        make_person,
        st.builds(" ".join, st.lists(NAME_WORDS, min_size=1, max_size=2)),
        st.builds(" ".join, st.lists(NAME_WORDS, min_size=1, max_size=3)),
        st.sampled_from(["", "", "Jr.", "III"]),
    ),
    st.builds(
        lambda particle, family, given: make_person(f"{particle} {family}", given),
        st.sampled_from(["van der", "de", "von"]),
        NAME_WORDS,
        NAME_WORDS,
    ),
    st.sampled_from(["The ATLAS Collaboration", "Research and Development Group", "World Health Organization"]).map(
        parse_person
    ),
    NAME_WORDS.map(parse_person),
).filter(lambda one: bool(one.family) and _is_clear(one))


def _is_clear(one: Person) -> bool:
    """Whether nothing in a part looks like another part: 'Jan van' has a particle where nobody can see that it is
    none."""
    return one.is_group or make_person(one.family_whole, one.given, one.suffix) == one


def _pages(first: str, last: str | None) -> tuple[str, str | None] | None:
    return parse_pages(first) if last is None or last == first else (first, last)


DOIS = st.text(st.sampled_from("abcdefghij0123456789._-()/<>;"), min_size=3, max_size=12).map(
    lambda text: f"10.5555/a{text.rstrip('.;>/)(<%-_')}z"
)


@st.composite
def biblios(draw: st.DrawFn) -> Biblio:
    type_ = draw(st.sampled_from(BIBLIO_TYPES))
    year = draw(st.none() | st.integers(1000, 2999))
    month = draw(st.none() | st.integers(1, 12)) if year is not None else None
    day = draw(st.none() | st.integers(1, 28)) if month is not None else None
    is_serial = type_ == "article"
    doi = draw(st.none() | DOIS)
    return Biblio(
        type=type_,
        title=draw(LINES),
        authors=tuple(draw(st.lists(PEOPLE, max_size=4))),
        year=year,
        month=month,
        day=day,
        container=draw(LINES if type_ in ("article", "conference", "chapter", "preprint") else st.none()),
        volume=draw(st.none() | SHORT),
        issue=draw(st.none() | SHORT),
        pages=draw(st.none() | st.builds(_pages, SHORT, st.none() | SHORT)),
        publisher=draw(st.none() | LINES) if type_ != "preprint" else None,
        place=draw(st.none() | LINES),
        issn=tuple(draw(st.lists(st.from_regex(r"[0-9]{4}-[0-9]{3}[0-9X]", fullmatch=True), max_size=2)))
        if is_serial
        else (),
        isbn=draw(st.none() | st.from_regex(r"978[0-9]{10}", fullmatch=True)) if not is_serial else None,
        version=draw(st.none() | SHORT) if type_ in ("dataset", "software") else None,
        edition=draw(st.none() | SHORT) if type_ not in ("dataset", "software") else None,
        editors=tuple(draw(st.lists(PEOPLE, max_size=2))),
        translators=tuple(draw(st.lists(PEOPLE, max_size=1))),
        doi=doi,
        arxiv=draw(st.from_regex(r"[0-9]{4}\.[0-9]{5}|hep-th/[0-9]{7}", fullmatch=True))
        if type_ == "preprint"
        else None,
        pmid=draw(st.none() | st.from_regex(r"[1-9][0-9]{0,7}", fullmatch=True)),
        pmcid=draw(st.none() | st.from_regex(r"PMC[1-9][0-9]{0,7}", fullmatch=True)),
        url=None if doi is None else f"https://doi.org/{doi}",
        abstract=draw(st.none() | LINES),
    )


KEYS = st.from_regex(re.compile(r"[a-z]{2,8}[0-9]{4}[a-z]{0,8}", re.ASCII), fullmatch=True)
ENTRIES = st.lists(st.builds(Entry, KEYS, biblios()), max_size=3)
