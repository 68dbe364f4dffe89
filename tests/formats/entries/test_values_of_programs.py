"""Fifteen entries of many types, written by hand as `source.bib`, and their values as `truth.json`: what another
program kept of them in its file is all in the entries that are read. The comparison finds the values in the text of
the file by itself; it uses no reader of this program.

`source.bib` was converted by pandoc 2.17 (`-f biblatex`), bibutils 7.2 (`biblatex2xml`, and `bib2xml` for .enw), biber
2.18 (`--tool`) and KBibTeX 0.9.90 (Save As, in its window).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from unicodedata import normalize

import msgspec
import pytest

from scholar_desktop.formats.entries.readers import decode_entries, detect_format, reader_of

FOLDER = Path(__file__).parent / "by_programs" / "fifteen"
TRUTH: dict[str, dict[str, list[str]]] = json.loads((FOLDER / "truth.json").read_text("utf-8"))
KEPT = {
    "source.bib": 123,
    "biber.bib": 123,
    "bibutils.bib": 104,
    "bibutils.ciw": 83,
    "bibutils.enw": 108,
    "bibutils.ris": 107,
    "kbibtex.bib": 123,
    "kbibtex.ris": 106,
    "pandoc.bib": 97,
    "pandoc-biblatex.bib": 115,
    "pandoc.json": 124,
}
"""The number of values of the 125 that the program kept; those of @string and in LaTeX are not found by their text."""
_ACCENT = re.compile(r"""\{?\\(["'])\{?\\?([a-zA-Z])\}?\}?""")
_MARKS = {'"': "\u0308", "'": "\u0301"}


def plain(text: str) -> str:
    text = re.sub(r"<[^>]*>", "", text)
    text = _ACCENT.sub(lambda found: normalize("NFC", found[2] + _MARKS[found[1]]), text.replace('\\"quoted', "quoted"))
    text = re.sub(r"\\([&%_])", r"\1", text).replace("–", "-").replace("--", "-")
    return re.sub(r"[{}\s]+", " ", re.sub(r"\{\\TeX\}", "TeX", text).replace("{", "").replace("}", "")).casefold()


def records(name: str, text: str) -> list[str]:
    if name.endswith(".json"):
        return [json.dumps(item, ensure_ascii=False) for item in json.loads(text)]
    ends = {"ris": "\nER  -", "ciw": "\nER", "enw": "\n\n"}
    return re.split(ends.get(name.rpartition(".")[2], "\n@"), text)


@pytest.mark.parametrize("name", KEPT)
def test_no_value_that_a_program_kept_is_lost(name: str):
    data = (FOLDER / name).read_bytes()
    form = detect_format(name, data)
    assert form is not None
    text, _ = decode_entries(data)
    found = reader_of(form)(text)
    assert (len(found.entries), found.skipped) == (15, ())
    entries = [plain(json.dumps(msgspec.to_builtins(one), ensure_ascii=False)) for one in found.entries]
    parts = [plain(part) for part in records(name, text)]
    kept, lost = 0, []
    for key, values in TRUTH.items():
        title = plain(values["title"][0])[:14]
        part, entry = (
            next((one for one in texts if key in one), None) or next((one for one in texts if title in one), "")
            for texts in (parts, entries)
        )
        for field, value in ((field, plain(value)) for field, several in values.items() for value in several):
            if value in part:
                kept += 1
                lost += [(key, field, value)] * (value not in entry)
    assert (lost, kept) == ([], KEPT[name])
