"""References compared with those of pandoc's citeproc; `make citations` compares all styles."""

from __future__ import annotations

from pathlib import Path

import pytest

from scholar_desktop.formats.csl_styles import MOST_USED, STYLES
from scholar_desktop.formats.csl_text import format_items
from tests.formats import pandoc_comparison
from tests.formats.pandoc_comparison import LEAST, LEAST_OF_MOST_USED, answers, differences, works

OTHERS = [style for style in STYLES if style not in MOST_USED][::8]
"""A sample of the other styles."""


@pytest.fixture(scope="module")
def pandoc() -> dict[str, dict[str, str]]:
    return answers()


def test_200_works_of_at_least_12_types_are_compared_in_every_style(pandoc: dict[str, dict[str, str]]):
    assert len(works()) == 200
    assert len({work["type"] for work in works()}) >= 12
    assert all(set(texts) == set(STYLES) for texts in pandoc.values())
    assert len(MOST_USED) == 30
    assert set(STYLES) >= MOST_USED


@pytest.mark.parametrize("style", sorted(MOST_USED))
def test_the_most_used_styles_are_as_pandoc_writes_them(style: str, pandoc: dict[str, dict[str, str]]):
    found = differences(style, pandoc)
    assert 100 * len(found) <= (100 - LEAST_OF_MOST_USED) * len(pandoc), found


@pytest.mark.parametrize("style", OTHERS)
def test_other_styles_are_nearly_as_pandoc_writes_them(style: str, pandoc: dict[str, dict[str, str]]):
    found = differences(style, pandoc)
    assert 100 * len(found) <= (100 - LEAST) * len(pandoc), found


def test_the_changes_that_the_style_for_pandoc_has_do_not_change_what_it_says(tmp_path: Path):
    path = tmp_path / "prepared.csl"
    for style in ("nlm-citation-sequence", "apa", "american-chemical-society", "bioinformatics"):
        path.write_bytes(pandoc_comparison.prepared_style(style))
        assert list(format_items(works(), str(path))) == list(format_items(works(), style))
