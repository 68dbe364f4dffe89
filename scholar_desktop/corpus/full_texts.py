"""The full texts of papers (`s2orc`, `s2orc_v2`): which rows are kept, and the form in which the store has them.

The store has the text with the places of its headings, not the row: most of a row are annotations that it does not use.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

import msgspec

from scholar_desktop.corpus.row_columns import CorpusId

if TYPE_CHECKING:
    from scholar_desktop.corpus.line_filter import IdSet

HEADINGS = ("sectionheader", "section_header")
"""The annotation of section headings in `s2orc` and in `s2orc_v2`."""
BIBLIOGRAPHY = "bibentry"
"""The annotation of the items of the bibliography in `s2orc`; `s2orc_v2` has them in a text of their own."""


class UnknownTextForm(msgspec.DecodeError):
    """A line is no row of full texts. The message shows the line."""

    def __init__(self, line: bytes) -> None:
        # not translated: the caller replaces it by a message
        super().__init__(f"no row with a corpusid and a text: {line[:200].decode('utf-8', 'replace')}")


class _Span(msgspec.Struct, gc=False):
    start: int
    end: int


class _Part(msgspec.Struct, gc=False):
    """A text, and JSON arrays of spans as text by the name of the annotation."""

    text: str | None
    annotations: dict[str, str | None] | None = None


class _Row(msgspec.Struct, gc=False):
    """content: in `s2orc`; body: in `s2orc_v2`."""

    corpusid: CorpusId
    content: _Part | msgspec.UnsetType | None = msgspec.UNSET
    body: _Part | msgspec.UnsetType | None = msgspec.UNSET


class _Head(msgspec.Struct, gc=False):
    """A row whose text is not looked at."""

    corpusid: CorpusId
    content: msgspec.Raw = msgspec.Raw()
    body: msgspec.Raw = msgspec.Raw()


class StoredText(msgspec.Struct, frozen=True, array_like=True):
    """A full text. headings: the (start, end) of each heading in *text*, in order."""

    text: str
    headings: tuple[tuple[int, int], ...] = ()

    def sections(self) -> list[tuple[str, str]]:
        """Return (heading, text) of each section. What precedes the first heading is left out."""
        ends = [start for start, _ in self.headings[1:]] + [len(self.text)]
        return [
            (" ".join(self.text[start:end].split()), self.text[end:next_start].strip())
            for (start, end), next_start in zip(self.headings, ends, strict=True)
        ]


_decode_head = msgspec.json.Decoder(_Head).decode
_decode_row = msgspec.json.Decoder(_Row).decode
_decode_spans = msgspec.json.Decoder(list[_Span]).decode
decode_full_text = msgspec.json.Decoder(StoredText).decode


def full_text_of(line: bytes) -> tuple[int, StoredText | None]:
    """Return the CorpusId and the text of a row; None if the row has no text. The bibliography is left out.

    Raises:
        UnknownTextForm: the line is no row of full texts.
    """
    try:
        row = _decode_row(line)
        if row.content is msgspec.UNSET and row.body is msgspec.UNSET:
            raise UnknownTextForm(line)
        part = cast(_Part | None, row.body if row.content is msgspec.UNSET else row.content)
        if part is None or not (part.text or "").strip():
            return row.corpusid, None
        text, marks = part.text or "", part.annotations or {}
        items = _spans(marks.get(BIBLIOGRAPHY), len(text))
        headings = [span for name in HEADINGS for span in _spans(marks.get(name), len(text))]
    except msgspec.DecodeError as error:
        raise UnknownTextForm(line) from error
    end = min((start for start, _ in items), default=len(text))
    if any(start > end for start, _ in headings):
        end = len(text)  # something follows the bibliography
    kept = [span for span, after in itertools.pairwise([*sorted(set(headings)), (end, end)]) if span[1] <= after[0]]
    return row.corpusid, StoredText(text[:end], tuple(kept))


def _spans(marked: str | None, length: int) -> list[tuple[int, int]]:
    found = _decode_spans(marked) if marked else []
    return [(span.start, span.end) for span in found if 0 <= span.start < span.end <= length]


class FullTextTest:
    """Keeps the texts of the papers that are in all of some sets.

    Args:
        papers: those of the corpus; None for all.
        wanted: those whose texts the rule wants; empty for all.
    """

    def __init__(self, papers: IdSet | None, wanted: Iterable[int]) -> None:
        from scholar_desktop.corpus.line_filter import IdSet  # with numpy, and every command imports this module

        chosen = tuple(wanted)
        self._sets = [each for each in (papers, IdSet(chosen) if chosen else None) if each is not None]

    def keep(self, lines: list[bytes]) -> list[bytes]:
        heads = [_decode_head(line) for line in lines]
        for line, head in zip(lines, heads, strict=True):
            if not (len(memoryview(head.content)) or len(memoryview(head.body))):
                raise UnknownTextForm(line)
        import numpy as np

        ids = np.fromiter((head.corpusid for head in heads), np.int64, len(heads))
        passes = np.ones(len(heads), bool)
        for each in self._sets:
            passes &= each.contains(ids)
        kept = [lines[place] for place in np.flatnonzero(passes).tolist()]
        for line in kept:
            full_text_of(line)  # a form that cannot be read later is refused now
        return kept
