"""What a line says of a paper besides its identifier."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.line_comparison import compare_line


@pytest.mark.parametrize("line", ["1706.03762", "2103.00020", "1802.05365v2", "arXiv:1706.03762"])
def test_the_number_of_a_preprint_is_no_year(line: str) -> None:
    assert compare_line(line, Paper(title="Attention is all you need", year=2017)).stated_year is None
