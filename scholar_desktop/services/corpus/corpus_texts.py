"""The full texts of the offline corpus, as the library's search box finds them beside the text of the PDFs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import OtherText, TextPassage
from scholar_desktop.domain.text.word_search import SearchTerm, excerpt, find_spans
from scholar_desktop.services.corpus.corpus_papers import names_in_corpus
from scholar_desktop.services.corpus.corpus_reader import CorpusReader
from scholar_desktop.services.corpus.corpus_rows import paper_of

if TYPE_CHECKING:
    from scholar_desktop.corpus.full_texts import StoredText
    from scholar_desktop.corpus.store import CorpusStore

log = logging.getLogger(__name__)

MOST_TEXTS = 2000
"""Texts that are looked up for one search, the best ones: more of them say little about any."""


class CorpusTexts:
    """Implements `OtherTexts`: the texts are known by the CorpusIds of their papers."""

    def __init__(self, reader: CorpusReader) -> None:
        self._reader = reader

    async def find(self, match: str) -> tuple[OtherText, ...]:
        """Return the texts that satisfy *match*, an FTS5 expression, the best first."""
        if not self._reader.exists:
            return ()
        try:
            return await self._reader.read(partial(_found, match=match))
        except ScholarError as error:  # the library is searched all the same
            log.info("the full texts of the corpus are not searched: %s", error.message)
            return ()

    async def passages(self, numbers: Sequence[int], terms: Sequence[SearchTerm]) -> dict[int, TextPassage]:
        """Return where *terms* are in the texts *numbers*."""
        try:
            return await self._reader.read(partial(_passages, numbers=numbers, terms=terms))
        except ScholarError as error:
            log.info("the full texts of the corpus are not shown: %s", error.message)
            return {}


def _found(store: CorpusStore, match: str) -> tuple[OtherText, ...]:
    papers = store.papers(store.texts_with(match, MOST_TEXTS), with_texts=False)
    return tuple(
        OtherText(key, tuple(names_in_corpus(paper_of(stored, "", keep_facts=False).ids)))
        for key, stored in papers.items()
    )


def _passages(store: CorpusStore, numbers: Sequence[int], terms: Sequence[SearchTerm]) -> dict[int, TextPassage]:
    texts = {number: store.full_text(number) for number in numbers}
    return {number: passage_of(text, terms) for number, text in texts.items() if text is not None}


def passage_of(text: StoredText, terms: Sequence[SearchTerm]) -> TextPassage:
    """Return the part of the first section that has the most of *terms*; its heading counts, too."""
    first = text.headings[0][0] if text.headings else len(text.text)
    sections = [("", text.text[:first]), *text.sections()]
    counts = [len({term for _, term in find_spans(f"{heading}\n{words}", terms)}) for heading, words in sections]
    heading, words = sections[counts.index(max(counts))]
    shown, marks = excerpt(" ".join(words.split()), terms)
    return TextPassage(heading, shown, marks)
