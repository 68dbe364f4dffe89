"""Keys: author, year, first word of the title; ASCII, and no two alike."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.formats.cite_keys import (
    base_key,
    citation_keys,
    clean_key,
    keys_in_file,
    letter_suffix,
    make_unique,
)
from scholar_desktop.formats.entries.reference_texts import reference_text


def a_paper(title: str, author: str = "", year: int | None = None, s2: str = "0a1b2c3d4e5f") -> Paper:
    return Paper(title, Ids(s2=s2), (Author(author),) if author else (), year)


@pytest.mark.parametrize(
    ("title", "author", "year", "key"),
    [
        ("Attention is All you Need", "Ashish Vaswani", 2017, "vaswani2017attention"),
        ("On the Émile's Ångström", "Jörg Müller", None, "mulleremile"),
        ("A 3D-Gaussian", "Laurens van der Maaten", 2020, "vandermaaten20203d"),
        ("О методе", "Иван Щербаков", 1999, "shcherbakov1999metode"),
        ("α-Teilchen", "Λυκούργος Παπαδόπουλος", 2000, "papadopoylos2000teilchen"),
        ("A search", "The ATLAS Collaboration", 2012, "atlas2012search"),
        ("深度学习", "王小明", 2019, "anon2019-0a1b2c3d"),
        ("", "", None, "anon-0a1b2c3d"),
    ],
)
def test_keys_say_who_when_and_what(title: str, author: str, year: int | None, key: str):
    assert base_key(a_paper(title, author, year)) == key


def test_a_template_says_what_stands_in_a_key():
    paper = a_paper("Attention is All you Need", "Ashish Vaswani", 2017)
    assert base_key(paper, "{auth}:{year}") == "vaswani:2017"
    with pytest.raises(ValueError, match="venue"):
        base_key(paper, "{venue}")


@given(st.text(), st.text(), st.none() | st.integers(1000, 2999), st.text(max_size=40))
def test_any_paper_has_a_key_that_every_bibtex_takes(title: str, author: str, year: int | None, s2: str):
    key = base_key(a_paper(title, author, year, s2))
    assert key
    assert key.isascii()
    assert clean_key(key) == key


def test_papers_that_look_alike_get_letters_whatever_their_order():
    alike = [a_paper("Attention", "A Vaswani", 2017, f"{number}" * 40) for number in range(4)]
    keys = dict(zip([paper.id for paper in alike], citation_keys(alike, {}, lambda key: False), strict=True))
    assert sorted(keys.values()) == [f"vaswani2017attention{letter}" for letter in ("", "a", "b", "c")]
    turned = citation_keys(alike[::-1], {}, lambda key: False)
    assert turned == [keys[paper.id] for paper in alike[::-1]]


def test_keys_of_the_library_stay_and_are_not_given_again():
    papers = [a_paper("Attention", "A Vaswani", 2017, f"{number}" * 40) for number in range(3)]
    known = {papers[1].id: "vaswani2017attention"}
    assert citation_keys(papers, known, {"vaswani2017attentiona"}.__contains__) == [
        *("vaswani2017attentionb", "vaswani2017attention", "vaswani2017attentionc"),
    ]


def test_thousands_alike_are_set_apart_in_few_questions():
    taken: set[str] = set()
    asked = 0

    def is_taken(key: str) -> bool:
        nonlocal asked
        asked += 1
        return key in taken

    for _ in range(2000):
        taken.add(make_unique("x", is_taken))
    assert len(taken) == 2000
    assert asked < 2000 * 60


def test_letters_go_on_after_z():
    assert [letter_suffix(number) for number in (0, 25, 26, 27, 701, 702)] == ["a", "z", "aa", "ab", "zz", "aaa"]


@given(st.lists(st.text(alphabet="ab(){}, ü<>|^$'", min_size=1, max_size=4), unique=True, max_size=12), st.booleans())
def test_the_keys_of_a_file_are_different_also_without_the_characters_that_its_readers_refuse(
    keys: list[str], biblatex: bool
):
    written = [key for key in keys_in_file(keys, biblatex=biblatex) if key]
    assert len(set(written)) == len(written)
    assert not set("".join(written)) & set("{}, <>|^$" + "()'" * biblatex)


def test_letters_and_their_marks_of_all_scripts_stay_in_the_keys_of_a_file():
    keys = ["müller2020", "शर्मा2020", "李2020", "a–b", "o'neil;[1]&co"]
    assert keys_in_file(keys, biblatex=False) == [*keys[:3], "ab", keys[4]]
    assert keys_in_file(keys, biblatex=True) == [*keys[:3], "ab", "oneil;[1]&co"]


@pytest.mark.parametrize("tags", [(), ("a tag",)])
@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_keys_that_differ_only_in_brackets_stay_different_in_a_file(form: str, tags: tuple[str, ...]):
    keys = ("smith(2020)", "smith2020", "müller2020")
    papers = [Paper("A title", Ids(doi=f"10.5555/{key}"), (Author("A Smith"),), 2020) for key in keys]
    kept = [KeptPaper(key, paper, cite_key=key, tags=tags) for key, paper in zip(keys, papers, strict=True)]
    text = reference_text(kept, form)
    first = "smith(2020)" if form == "bibtex" else "smith2020a"
    assert re.findall(r"^@\w+{(.*),$", text, re.MULTILINE) == [first, "smith2020", "müller2020"]
