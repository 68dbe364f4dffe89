"""A file with the title of a paper, by other people: it is accepted if a service names it, and asked about if a person
adds it."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.pdf.report import Judgement, Verdict
from scholar_desktop.pdf.right_article import judge_article

TITLE = "Precise working memory capacity with school children"
DOUBT = "The title matches, but the first pages name none of its authors."
BODY = "We study what children keep in mind, and give a bound on what is lost.\n" * 8


def judged(authors: tuple[str, ...], *lines: str, title: str = "", printed: str = TITLE) -> Judgement:
    paper = Paper(title=TITLE, authors=tuple(map(Author, authors)), year=2004, ids=Ids(doi="10.1234/abebe.2004"))
    return judge_article(paper, ["\n".join((printed, *lines, "Abstract", BODY))], title=title)


def test_the_title_by_another_person_is_doubted():
    found = judged(("Lia Abebe", "Bo Chen"), "I. Larsen, 2010")
    assert (found.verdict, found.doubt) == (Verdict.RIGHT, DOUBT), "a copy that a service names is taken, as before"
    without_names = judged(("Lia Abebe", "Bo Chen"))
    assert without_names.doubt == DOUBT


def test_a_title_in_the_properties_alone_by_another_person_is_doubted():
    near = "Precise working memory capacities of the pupils with school"
    assert judged(("Lia Abebe",), "I. Larsen, 2010", title=TITLE, printed=near).doubt == DOUBT
    assert judged(("Lia Abebe",), "Lia Abebe", title=TITLE, printed=near).doubt == ""


@pytest.mark.parametrize(
    ("authors", "lines"),
    [
        (("Lia Abebe", "Bo Chen"), ["L. Abebe, 2010"]),
        (("Lia Abebe", "Bo Chen"), ["L. ABEBE1 and B. CHEN2"]),
        (("Lia Abebe",), ["I. Larsen, 2010", "https://doi.org/10.1234/abebe.2004"]),
        (("Jörg Müller",), ["J. Mueller"]),
        (("José Núñez",), ["Jose Nun\u0303ez"]),
        (("Ada Griffith",), ["Ada Gri\ufb03th"]),
        (("Ada Griffith",), ["Ada Grif-", "fith"]),
        (("Marie Dupont-Lévy",), ["M. Dupont - Levy"]),
        (("Marie Dupont-Lévy",), ["M. Dupont"]),
        (("World Health Organization",), ["WHO"]),
        (("The ATLAS Collaboration", "Lia Abebe"), ["ATLAS"]),
        ((), ["I. Larsen, 2010"]),
        (("王小明",), ["Wang Xiaoming"]),
        (tuple(f"Ada {'ABCDEFGHIJ'[number]}ndersson" for number in range(10)), ["The Memory Collaboration"]),
        ((*(f"Ada {'ABCDEFGHI'[number]}ndersson" for number in range(9)), "Bo Zimmer"), ["Bo Zimmer and others"]),
    ],
)
def test_a_named_author_an_identifier_and_names_that_cannot_be_looked_for_are_no_reason(
    authors: tuple[str, ...], lines: list[str]
):
    found = judged(authors, *lines)
    assert (found.verdict, found.doubt) == (Verdict.RIGHT, "")


def test_a_file_without_text_is_not_doubted_for_its_authors():
    paper = Paper(title=TITLE, authors=(Author("Lia Abebe"),))
    assert judge_article(paper, [""], title=TITLE).doubt == ""
