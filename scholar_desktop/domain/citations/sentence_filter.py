"""Finds the sentences of a citation that pass the filter of its list.

Semantic Scholar states intents for the whole citation and for each sentence; a filter by intent finds citations, of
which only some sentences may have that intent. Whether a citation is influential is stated for the citation alone, so
that all its sentences pass.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.citations.citation import Citation, CitationContext, known_intents
from scholar_desktop.domain.text.text_folding import fold_row_text
from scholar_desktop.domain.text.word_marks import best_place

NO_INTENT = "none"


class SentenceFilter(msgspec.Struct, frozen=True):
    """The parts of the filter of a list that sentences pass or not.

    words: all of them are in the sentence; intents: it has one of them (`domain.citations.citation.INTENTS`, or
    `NO_INTENT`); without_titles: words in the title of the paper do not count, and a row must have a sentence.
    """

    words: str = ""
    intents: frozenset[str] = frozenset()
    without_titles: bool = False

    @property
    def needs_sentences(self) -> bool:
        """True if one sentence must have both an intent and the words; the row as a whole does not tell that."""
        return bool(self.intents and self.words.strip())

    def passes(self, edge: Citation) -> bool:
        """Returns True if the title of *edge* has all words, or one sentence has the intent and all words that the
        title lacks; without titles, if one sentence has the intent and all words."""
        if self.without_titles:
            return bool(self._with_all_words(edge))
        lacking = _lacking(edge, fold_row_text(self.words).split())
        if not lacking:
            return True
        texts = (fold_row_text(one.text) for one in with_intents(edge, self.intents))
        return any(all(word in text for word in lacking) for text in texts)

    def kept_of(self, edge: Citation) -> Citation:
        """Returns *edge*, which passed the filter, with only the sentences that pass it: those that the list shows, and
        that are copied and exported.

        If no sentence has all words, those that have all words that the title lacks are kept; if none has, those that
        have one of these; and if only the title has the words, all sentences with the intents.
        """
        kept = with_intents(edge, self.intents)
        if self.without_titles:
            kept = self._with_all_words(edge)
        elif self.words.strip():
            kept = _with_words(edge, kept, self.words) or kept
        # the intents of the row may be those of the sentences that are left out
        intents = edge.intents if len(kept) in (0, len(with_intents(edge, frozenset()))) else ()
        return msgspec.structs.replace(edge, contexts=tuple(kept), intents=intents)

    def lead_of(self, sentences: Sequence[str]) -> int:
        """Returns the index of the one of *sentences*, those that are kept of a row, that the row shows while it is
        collapsed: the first that has most of the words."""
        return best_place(sentences, self.words) if self.words else 0

    def first_shown(self, edge: Citation) -> str:
        """Returns the sentence that *edge*, which passed the filter, shows while it is collapsed; empty without one."""
        sentences = [shown_sentence(one) for one in self.kept_of(edge).contexts]
        return sentences[self.lead_of(sentences)] if sentences else ""

    def is_by_title(self, edge: Citation) -> bool:
        """Returns True if *edge*, which passed the filter, has the words only in its title."""
        if self.without_titles:
            return False
        return bool(self.words.strip()) and not _with_words(edge, with_intents(edge, self.intents), self.words)

    def _with_all_words(self, edge: Citation) -> list[CitationContext]:
        wanted = fold_row_text(self.words).split()
        texts = ((one, fold_row_text(one.text)) for one in with_intents(edge, self.intents))
        return [one for one, text in texts if all(word in text for word in wanted)]


def shown_sentence(context: CitationContext) -> str:
    """Returns the text of *context* as it is shown, in one line."""
    return " ".join(context.text.split())


def with_intents(edge: Citation, intents: frozenset[str]) -> list[CitationContext]:
    """Returns the sentences of *edge* that have one of *intents*; all without *intents*.

    If none has, the intent is stated for the citation alone, and the sentences without an intent of their own may be
    those that it is stated for; without such a sentence, all may.
    """
    sentences = [one for one in edge.contexts if one.text.strip()]
    if not intents:
        return sentences
    if NO_INTENT in intents and not known_intents(edge.intents):
        return [one for one in sentences if not known_intents(one.intents)] or sentences
    found = [one for one in sentences if intents.intersection(known_intents(one.intents))]
    return found or [one for one in sentences if not known_intents(one.intents)] or sentences


def _with_words(edge: Citation, sentences: Sequence[CitationContext], words: str) -> list[CitationContext]:
    wanted = fold_row_text(words).split()
    lacking = _lacking(edge, wanted)
    texts = [(one, fold_row_text(one.text)) for one in sentences]
    return (
        [one for one, text in texts if all(word in text for word in wanted)]
        or [one for one, text in texts if lacking and all(word in text for word in lacking)]
        or [one for one, text in texts if any(word in text for word in lacking)]
    )


def _lacking(edge: Citation, words: Sequence[str]) -> list[str]:
    """Returns those of the folded *words* that the title of *edge* does not contain."""
    title = fold_row_text((edge.paper.title if edge.paper is not None else edge.text) or "")
    return [word for word in words if word not in title]
