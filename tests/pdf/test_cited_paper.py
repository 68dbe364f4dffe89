"""Articles that print the wanted DOI and title on their first page: the paper itself is right, one that cites it is to
be checked, wherever and in whatever type the title is printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.pdf.inspect import PdfReader
from tests.support.drawn_pdfs import draw_sized

TITLE = "Tides of the North Sea in a warmer century"
OTHER = "Sediment of salt marshes under repeated storms"
DOI, OTHER_DOI = "10.5555/tides.2020.17", "10.5555/marsh.2021.3"
NAMES, OTHERS = "Anna Reader, Ben Okafor", "Clara Moreau, David Kim"
INITIALS = "Reader, A., Okafor, B."
FOOTER = f"https://doi.org/{DOI}"
ENTRY = (f"{INITIALS} {TITLE}. Journal of", f"Coasts 12, 34-56 (2020). doi:{DOI}")
FURTHER = "Silva, G. Dunes and storms. Ocean Letters 3, 1-9 (2001). https://doi.org/10.1016/dunes.4"
PROSE = tuple(
    f"We find in series {number} that the heat flux of the estuary is larger than the models of the time expected."
    for number in range(12)
)
Lines = list[tuple[float, str]]


def text(*lines: str, size: float = 10) -> Lines:
    return [(size, line) for line in lines]


def article(title: str = TITLE, names: str = NAMES, size: float = 17) -> Lines:
    return [*text("Journal of Coasts 12 (2020) 34-56", size=9), *text(title, size=size), *text(names, size=11)]


ABSTRACT = text("Abstract", *PROSE)

RIGHT = {
    "its DOI in the footer": [[*article(), *ABSTRACT, *text(FOOTER, size=8)]],
    "its DOI in the header": [[*text(f"J. Coasts 12 (2020) 34-56 doi:{DOI}", size=8), *article(), *ABSTRACT]],
    "how to cite it": [[*article(), *text("Citation: ", *ENTRY, size=8), *ABSTRACT]],
    "its DOI and that of its data": [[*article(), *ABSTRACT, *text(FOOTER, "Data: https://doi.org/10.5281/zenodo.7")]],
    "a cover with the citation": [
        [*text("Research Portal of the University", size=14), *text("Citation for published version:", *ENTRY)],
        [*article(), *ABSTRACT],
    ],
    "after the end of another article": [[*text(*PROSE), *article(size=14), *ABSTRACT, *text(FOOTER, size=8)]],
    "a manuscript in one size": [text(TITLE, NAMES, "Abstract", *PROSE, FOOTER)],
    "a manuscript that says where it was published": [
        text("Accepted manuscript", f"Published in Journal of Coasts, doi:{DOI}", TITLE, NAMES, *PROSE)
    ],
    "a letter with its references": [
        [*article(), *text(*PROSE[:5], f"1. {FURTHER}", f"2. {FURTHER}5", FOOTER, size=9)]
    ],
    "under the large name of the journal": [
        [*text("ANNALS OF THE COASTAL SCIENCES", size=28), *article(size=13), *ABSTRACT, *text(FOOTER)]
    ],
    "with a subtitle": [[*article(f"{TITLE}: a study of gauges"), *ABSTRACT, *text(FOOTER)]],
    "under another title, as preprints are": [[*article(OTHER), *ABSTRACT, *text(FOOTER)]],
}
CITING = {
    "in a footnote": [[*article(OTHER, OTHERS), *ABSTRACT, *text("1 ", *ENTRY, f"doi:{OTHER_DOI}", size=8)]],
    "in a footnote, by the same people": [[*article(OTHER), *ABSTRACT, *text("[1]", *ENTRY, f"doi:{OTHER_DOI}")]],
    "in a sentence": [[*article(OTHER, OTHERS), *text(*PROSE[:2], "As shown in", TITLE, f"(doi:{DOI}) we", *PROSE)]],
    "in a list without a heading": [
        [*article(OTHER, OTHERS), *text(*PROSE[:6], f"1. {FURTHER}", "2. ", *ENTRY, size=9)]
    ],
    "line by line": [[*article(OTHER, OTHERS), *text(*PROSE[:6], INITIALS, TITLE, "J. Coasts 12 (2020)", FOOTER)]],
    "under a heading in another language": [[*article(OTHER, OTHERS), *ABSTRACT, *text("Literatur", *ENTRY)]],
    "before its own title": [[*text("Companion to", *ENTRY, size=8), *article(OTHER, OTHERS), *ABSTRACT]],
    "in one size": [text(OTHER, OTHERS, *PROSE[:6], *ENTRY)],
    "in one size, line by line": [text(OTHER, OTHERS, *PROSE[:6], INITIALS, TITLE, FOOTER)],
    "at the top of page 2": [[*article(OTHER, OTHERS), *text(*PROSE, *PROSE, *PROSE)], text(TITLE, *ENTRY, *PROSE)],
    "in its title": [[*article(f"Remarks on {TITLE}", OTHERS), *ABSTRACT, *text(f"Reader (doi:{DOI})")]],
    "as software does": [[*text("Toolbox for gauges, guide", size=18), *text("Please cite:", *ENTRY, *PROSE)]],
    "in a sentence, without its title": [
        [*article(OTHER), *text(*PROSE[:3], f"our earlier work (Reader 2020, doi:{DOI}) and", *PROSE, OTHER_DOI)]
    ],
}


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    made = PdfReader()
    yield made
    made.close()


def verdict(reader: PdfReader, file: Path, pages: list[Lines], doi: str | None = DOI, **how: bool) -> str:
    file.write_bytes(draw_sized(*pages, **how))
    asked = Paper(TITLE, Ids(doi=doi), tuple(map(Author, NAMES.split(", "))))
    return reader.inspect(file, expected=asked).verdict.value


@pytest.mark.parametrize("name", RIGHT)
def test_the_paper_itself_is_right(reader: PdfReader, tmp_path: Path, name: str) -> None:
    assert verdict(reader, tmp_path / "it.pdf", RIGHT[name]) == "right"
    assert verdict(reader, tmp_path / "it.pdf", RIGHT[name], scaled=True) == "right"


@pytest.mark.parametrize("name", ["its DOI in the footer", "how to cite it"])
def test_the_order_of_the_file_does_not_matter(reader: PdfReader, tmp_path: Path, name: str) -> None:
    assert verdict(reader, tmp_path / "it.pdf", RIGHT[name], large_last=True) == "right"


@pytest.mark.parametrize("name", CITING)
def test_an_article_that_cites_it_is_to_be_checked(reader: PdfReader, tmp_path: Path, name: str) -> None:
    assert verdict(reader, tmp_path / "it.pdf", CITING[name]) == "doubtful"
    assert verdict(reader, tmp_path / "it.pdf", CITING[name], scaled=True) == "doubtful"


@pytest.mark.parametrize("name", [name for name in CITING if "without its title" not in name])
def test_it_is_not_taken_for_a_paper_without_a_doi_either(reader: PdfReader, tmp_path: Path, name: str) -> None:
    assert verdict(reader, tmp_path / "it.pdf", CITING[name], doi=None) != "right"
