"""Files that other programs made of one .bib file are read as that file is, where they kept it, and go out in each
format and come back without a loss.

`source.bib` was converted by pandoc 2.17 (`-f bibtex -t csljson|bibtex|biblatex`), by bibutils 7.2 (`bib2xml`, then
`xml2ris`, `xml2bib`, `xml2end` and `xml2isi`), by biber 2.18 (`--tool --output-format=bibtex`), and by KBibTeX 0.9.90
(Save As, in its window).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.formats.entries.readers import decode_entries, detect_format, reader_of
from scholar_desktop.formats.entries.remainder import remainder_of
from scholar_desktop.formats.entries.writers import writer_of
from tests.formats.entries.test_round_trips import FORMATS

FOLDER = Path(__file__).parent / "by_programs"
DROPPED = {
    "pandoc.json": {"tags"},
    "pandoc.bib": {"tags", "DOI", "URL", "ISSN", "ISBN", "abstract", "chapter-number"},
    "pandoc-biblatex.bib": {"tags", "chapter-number"},
    "bibutils.ris": {"tags", "chapter-number", "genre", "note"},
    "bibutils.bib": {"chapter-number"},
    "bibutils.enw": {"tags", "chapter-number"},
    "bibutils.ciw": {"tags", "chapter-number", "genre", "note", "edition", "publisher", "number", "container-title"},
    "biber.bib": set(),
    "kbibtex.bib": set(),
    "kbibtex.ris": {"publisher-place", "edition", "note", "chapter-number", "publisher", "genre", "tags"},
}
"""What the programs leave out or change: capitals are compared nowhere, keywords are one text in bibutils' and
KBibTeX's RIS."""
CHANGED = {
    ("kbibtex.ris", "vaswani2017"): {"abstract", "people"},
    ("kbibtex.ris", "doe2001"): {"item_type"},
    ("bibutils.enw", "smith1999"): {"genre"},
    ("bibutils.ciw", ""): {"item_type", "key", "people"},
}
"""What KBibTeX writes wrongly into RIS: `\\emphmarkup`, a suffix in place of the given name, a chapter as GEN. bibutils
calls the thesis a Ph.D. thesis. Web of
Science has no keys; bibutils writes initials there, leaves editors out, and knows articles, books and chapters."""


def read(name: str) -> list[FullEntry]:
    data = (FOLDER / name).read_bytes()
    form = detect_format(name, data)
    assert form is not None
    found = reader_of(form)(decode_entries(data)[0])
    assert found.skipped == ()
    return list(found.entries)


@pytest.mark.parametrize("name", DROPPED)
def test_a_file_of_another_program_is_read_as_its_source(name: str):
    for before, after in zip(read("source.bib"), read(name), strict=True):
        changed = CHANGED.get((name, before.key), set()) | CHANGED.get((name, ""), set())
        assert after.key == before.key or "key" in changed
        assert after.item_type == before.item_type or "item_type" in changed
        for field, value in before.fields.items():
            there = after.fields.get(field)
            if (field in DROPPED[name] and there is None) or field in changed:
                continue
            if isinstance(value, str):
                assert str(there).casefold().replace("<i>", "").replace("</i>", "") == value.casefold(), field
            else:
                assert there == value, field
        if "people" in changed:
            continue
        names = [{(one.role, one.shown) for one in entry.people} for entry in (before, after)]
        assert {name.replace("’", "'") for _, name in names[0]} == {name.replace("’", "'") for _, name in names[1]}
        if "tags" not in DROPPED[name]:
            assert after.tags == before.tags


@pytest.mark.parametrize("name", ["source.bib", *DROPPED])
def test_what_a_program_wrote_comes_back_from_each_format_without_a_loss(name: str):
    entries = read(name)
    assert len(entries) == 6
    lost: dict[str, list[str]] = {}
    for form in FORMATS:
        again = reader_of(form)(writer_of(form)(entries))
        assert (again.skipped, len(again.entries)) == ((), len(entries)), form
        lost[form] = [rest for pair in zip(entries, again.entries, strict=True) if (rest := remainder_of(*pair))]
    assert lost == {form: [] for form in FORMATS}
