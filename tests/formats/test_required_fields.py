"""The fields that an entry of a .bib file must have, by the documentation of BibTeX and of BibLaTeX."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.full_entry import MissingFields
from scholar_desktop.formats.manuscripts.required_fields import missing_fields


def _missing(text: str, *, biblatex: bool = False) -> dict[str, tuple[str, ...]]:
    return {one.key: one.fields for one in missing_fields(text, biblatex=biblatex)}


def test_the_entries_that_lack_a_field_are_named_in_their_order() -> None:
    text = """
@article{smith2020, author = {Smith, Ann}, title = {On Tides}, year = 2020}
@article{whole, author = {Smith, Ann}, title = {On Tides}, journal = {Nature}, year = 2020}
@inproceedings{empty, author = {Smith, Ann}, title = {On Tides}, booktitle = { }, year = {}}
@misc{free, title = {On Tides}}
"""
    assert missing_fields(text, biblatex=False) == [
        MissingFields("smith2020", ("journal",)),
        MissingFields("empty", ("booktitle", "year")),
    ]


@pytest.mark.parametrize(
    ("entry", "bibtex", "biblatex"),
    [
        ("@book{k, editor={A}, title={T}, year=2001}", ("publisher",), ("author",)),
        ("@book{k, author={A}, title={T}, publisher={P}, date={2001-03}}", ("year",), ()),
        ("@inbook{k, author={A}, title={T}, pages={1--2}, publisher={P}, year=2001}", (), ("booktitle",)),
        ("@phdthesis{k, author={A}, title={T}, year=2001}", ("school",), ("institution",)),
        ("@thesis{k, author={A}, title={T}, school={S}, year=2001}", (), ("type",)),
        ("@techreport{k, author={A}, title={T}, institution={I}, year=2001}", (), ()),
        ("@online{k, author={A}, title={T}, year=2001}", (), ("url",)),
        ("@www{k, editor={A}, title={T}, year=2001, doi={10.1/x}}", (), ()),
        ("@conference{k, author={A}, title={T}, year=2001, crossref={p}}", (), ()),
        ("@conference{k, author={A}, title={T}, year=2001}", ("booktitle",), ("booktitle",)),
        ("@article{k, author={A}, title={T}, journaltitle={J}, date={2001}}", ("journal", "year"), ()),
        ("@article{k, author={A}, title={T}, journal={J}, year={2001}}", (), ()),
        ("@unpublished{k, author={A}, title={T}}", ("note",), ("date",)),
        ("@misc{k}", (), ("author", "title", "date")),
        ("@invented{k}", (), ()),
    ],
)
def test_each_format_has_its_own_list(entry: str, bibtex: tuple[str, ...], biblatex: tuple[str, ...]) -> None:
    assert _missing(entry).get("k", ()) == bibtex
    assert _missing(entry, biblatex=True).get("k", ()) == biblatex
