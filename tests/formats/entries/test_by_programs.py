"""Files that pandoc 2.17 and bibutils 7.2 made of one .bib file are read as that file is, where they kept it.

`source.bib` was converted by `pandoc -f bibtex -t csljson|bibtex|biblatex`, and by bibutils: `bib2xml`, then `xml2ris`
and `xml2bib`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.formats.entries.readers import decode_entries, detect_format, reader_of

FOLDER = Path(__file__).parent / "by_programs"
DROPPED = {
    "pandoc.json": {"tags"},
    "pandoc.bib": {"tags", "DOI", "URL", "ISSN", "ISBN", "abstract", "chapter-number"},
    "pandoc-biblatex.bib": {"tags", "chapter-number"},
    "bibutils.ris": {"tags", "chapter-number", "genre", "note"},
    "bibutils.bib": {"chapter-number"},
}
"""What the programs leave out or change: capitals are compared nowhere, keywords are one text in bibutils' RIS."""


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
        assert (after.key, after.item_type) == (before.key, before.item_type)
        for field, value in before.fields.items():
            there = after.fields.get(field)
            if field in DROPPED[name] and there is None:
                continue
            if isinstance(value, str):
                assert str(there).casefold().replace("<i>", "").replace("</i>", "") == value.casefold(), field
            else:
                assert there == value, field
        names = [{(one.role, one.shown) for one in entry.people} for entry in (before, after)]
        assert {name.replace("’", "'") for _, name in names[0]} == {name.replace("’", "'") for _, name in names[1]}
        if "tags" not in DROPPED[name]:
            assert after.tags == before.tags
