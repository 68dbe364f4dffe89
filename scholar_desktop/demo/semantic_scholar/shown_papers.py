"""The invented papers that the demo has shown, by title."""

from __future__ import annotations

import re

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Work

_TITLES_KEPT = 50_000


class ShownPapers:
    """Finds invented papers by their titles.

    There are 650,000, which are generated on access: too many for an index. So those are found that an answer has
    contained, which are the ones whose titles a user can know. Of more than 50,000 titles, the oldest are dropped.
    """

    def __init__(self, corpus: DemoCorpus) -> None:
        self._corpus = corpus
        self._by_title: dict[int, tuple[int, ...]] = {}  # hash of the title: CorpusIds, as both take little memory

    def add(self, work: Work) -> None:
        """Remembers *work* if it is invented."""
        if work.origin is None or work.corpus_id is None:
            return
        key = hash(letters(work.title))
        known = self._by_title.get(key, ())
        if work.corpus_id not in known:
            self._by_title[key] = (*known, work.corpus_id)
            if len(self._by_title) > _TITLES_KEPT:
                del self._by_title[next(iter(self._by_title))]

    def with_title(self, title: str) -> list[Work]:
        """Returns the papers with exactly this title, except for case and punctuation, in the order in which they were
        shown."""
        typed = letters(title)
        found = (self._corpus.generator.by_corpus_id(number) for number in self._by_title.get(hash(typed), ()))
        return [work for work in found if work is not None and letters(work.title) == typed]


def letters(text: str) -> str:
    """Returns the words of *text* in lower case without punctuation."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))
