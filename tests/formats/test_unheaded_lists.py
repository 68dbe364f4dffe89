"""A text that is nothing but references is a list without a heading; running text is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from scholar_desktop.formats.manuscripts.text_citations import WHOLE_TEXT
from scholar_desktop.services.exchange.manuscript_reading import read_text
from tests.support import manuscripts

STYLES = {
    "APA": "Lind, A., & Holm, B. (2019). On mosses of the north. Moss Letters, 12(3), 4–9.",
    "MLA": 'Lind, Ada. "On Mosses." Moss Letters, vol. 3, 2010, pp. 1–4.',
    "Vancouver": "Lind A, Holm B. On mosses. Moss Lett. 2010;3:1-4.",
    "Elsevier": "A. Lind, B. Holm, On mosses, Journal of Moss 60 (2017) 27–31.",
    "group": "World Health Organization. (2019). Global report on moss. WHO.",
    "IEEE": '[1] A. Lind and B. Holm, "On mosses," Moss Lett., vol. 3, no. 2, pp. 1–4, 2010.',
    "numbers": "1. Vaswani A, Shazeer N. Attention is all you need. NeurIPS 2017.",
    "Chicago": "Lind, Ada, and Bo Holm. 2019. On Mosses. London: Moss Press.",
    "Harvard": "Smith, J. (2019) 'Moss and me', Moss Letters, 3(2), pp. 1-4.",
    "German": "Müller, H. (2012): Moose im Norden. Springer, Berlin.",
}
PROSE = (
    "Lind and Holm (2010) found that mosses grow in the shade. Others disagree, as doi:10.5555/12345 shows.",
    "Lind et al. (2010) showed that mosses grow in shade (Holm, 2012), and that the data of 2011 are at "
    "https://doi.org/10.5281/zenodo.1234.",
    "In 2010, the mosses of the north were described by Lind and Holm.",
    "We used the corpus of Vaswani et al., 2017, and trained it.",
    "Memory consolidation was first described by Müller and Pilzecker in 1900. We follow Smith (2001).",
)


def read(folder: Path, text: str) -> list[str]:
    file = folder / "paper.txt"
    file.write_text(text, "utf-8")
    return [one.text for one in read_text(file, "text").references]


@pytest.mark.parametrize("style", STYLES)
def test_lines_of_references_alone_are_a_list(tmp_path: Path, style: str) -> None:
    lines = [STYLES[style], STYLES[style].replace("oss", "oor").replace("[1]", "[2]").replace("1. V", "2. V")]
    assert read(tmp_path, "\n".join(lines)) == lines
    assert read(tmp_path, lines[0]) == lines[:1], "one is a list, too"


def test_a_list_has_its_title_its_order_and_no_citations(tmp_path: Path) -> None:
    lines = list(STYLES.values())
    file = tmp_path / "paper.txt"
    file.write_text("Reading of the winter\n\n" + "\n\n".join(lines), "utf-8")
    found = read_text(file, "text")
    assert [one.text for one in found.references] == lines
    assert (found.heading, found.notes, found.cites_all) == ("Reading of the winter", (WHOLE_TEXT,), True)


@pytest.mark.parametrize("has_doi", [True, False])
def test_the_list_of_a_manuscript_is_one_with_and_without_identifiers(tmp_path: Path, *, has_doi: bool) -> None:
    lines = manuscripts.references(manuscripts.forty())
    lines = lines if has_doi else [line.partition(" https://")[0] for line in lines]
    assert read(tmp_path, "\n".join(lines)) == lines


@pytest.mark.parametrize("between", ["\n", "\n\n", " "])
def test_running_text_is_no_list(tmp_path: Path, between: str) -> None:
    found = read(tmp_path, between.join(PROSE))
    assert found == ["doi:10.5555/12345", "doi:10.5281/zenodo.1234"], "its identifiers alone"
    assert read(tmp_path, between.join(manuscripts.named_text(manuscripts.forty()))) == []
    assert read(tmp_path, between.join(manuscripts.numbered_text(manuscripts.forty()))) == []
    assert read(tmp_path, PROSE[0].partition(",")[0]) == []
