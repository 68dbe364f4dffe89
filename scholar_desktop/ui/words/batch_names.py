"""Names the batches of downloads by the list that their papers were selected in."""

from __future__ import annotations

from datetime import datetime

from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import ngettext
from scholar_desktop.ui.words.wording import time_of_day

LONGEST = 48
"""Characters of the words, name or title in the name of a batch."""


def batch_name(title: str, count: int) -> str:
    """Return 'Search for “attention”, 18:09'; empty for a single paper, which is no batch.

    Args:
        title: what the papers are, empty if that has no name.
        count: of the papers.
    """
    if count < 2:
        return ""
    return dated_name(title or ngettext("{count} paper", "{count} papers", count))


def dated_name(title: str) -> str:
    """Return *title* with the time of day: several batches may have one title."""
    return f"{title}, {time_of_day(datetime.now().astimezone().isoformat())}"


def short_title(words: str) -> str:
    """Return *words* as they are quoted in the name of a batch."""
    return shorten(words, LONGEST)
