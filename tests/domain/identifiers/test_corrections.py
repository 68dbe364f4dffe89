"""The identifier that a mistyped one probably means."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.identifiers.corrections import corrected_identifier
from scholar_desktop.domain.identifiers.identifiers import parse

SHA = "649def34f8be52c8b66281af98ae884c09aef38b"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1O.1038/nature12373", "10.1038/nature12373"),
        ("1o.1038/nature12373", "10.1038/nature12373"),
        ("lO.1O38/nature12373", "10.1038/nature12373"),
        ("10.l038/nature12373", "10.1038/nature12373"),
        ("10,1145/3386569", "10.1145/3386569"),
        ("10.1038/ nature12373", "10.1038/nature12373"),
        (" doi:1O.1038/nature12373 ", "doi:10.1038/nature12373"),
        ("https://doi.org/10.1O38/nature12373", "https://doi.org/10.1038/nature12373"),
        ("17O6.03762", "1706.03762"),
        ("arXiv:1706.O3762v2", "arXiv:1706.03762v2"),
        ("https://arxiv.org/abs/17O6.03762", "https://arxiv.org/abs/1706.03762"),
        ("hep-th/99O1001", "hep-th/9901001"),
        ("PMID:l9872477", "PMID:19872477"),
        ("PMC28O8891", "PMC2808891"),
        (SHA.replace("0", "O"), SHA),
        ("10.5555 / subject.4", "10.5555/subject.4"),
        ("10. 5555/subject.4", "10.5555/subject.4"),
        ("https://doi.org/10.5555 / subject.4", "https://doi.org/10.5555/subject.4"),
        ("1706. 03762", "1706.03762"),
        ("hep-th / 9901001", "hep-th/9901001"),
        ("10.1038nature12373", "10.1038/nature12373"),
        ("10.1038-nature12373", "10.1038/nature12373"),
        ("0.1038/nature12373", "10.1038/nature12373"),
        ("10..1016/s0021-9258(18)33056-4", "10.1016/s0021-9258(18)33056-4"),
        ("2139/ssrn.288970", "10.2139/ssrn.288970"),
        ("101016/j.cell.2010.01.001", "10.1016/j.cell.2010.01.001"),
    ],
)
def test_a_letter_in_place_of_a_digit_and_a_space_are_corrected(typed: str, meant: str) -> None:
    assert parse(typed) is None
    assert corrected_identifier(typed) == meant
    assert parse(meant) is not None


@pytest.mark.parametrize(
    "text",
    [
        *("", "10.1000/O1", "PMC2808891", "oolong tea", "pool: oil", "level 1O", "lool", "PMCOIL", "in vitro IL 10"),
        *("10.1O38", "PMID:abc", "the 2019.Olli", "tool/Oolloil", "IL: 1O", "O.1 l/min", "1O.1038/x " * 40),
        *("2019/05", "2019/may-12", "1234/5678", "10000/year", "page 1016/j.cell.2010.01.001"),
        *("Mosses / lichens", "3. 1706.03762", "2019. 12345", "see 10.1038 / nature12373"),
    ],
)
def test_words_and_whole_identifiers_are_not(text: str) -> None:
    assert corrected_identifier(text) is None
