"""Sentences about papers that were restored or got a star, or lost it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.words.wording import message_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scholar_desktop.domain.paper import Paper


def restored_words(papers: Sequence[Paper]) -> str:
    """Return the sentence about papers that were restored."""
    if len(papers) == 1:
        return gettext("Restored “{title}” from the trash.", title=message_title(papers[0].title))
    return ngettext("Restored {count} paper from the trash.", "Restored {count} papers from the trash.", len(papers))


def starred_words(papers: Sequence[Paper]) -> str:
    """Return the sentence about papers that were added and starred."""
    if len(papers) == 1:
        return gettext("Added and starred “{title}”.", title=message_title(papers[0].title))
    return ngettext("Added and starred {count} paper.", "Added and starred {count} papers.", len(papers))


def star_words(papers: Sequence[Paper], *, on: bool) -> str:
    """Return the sentence about papers of the library whose stars were changed."""
    if len(papers) == 1:
        title = message_title(papers[0].title)
        return (
            gettext("Starred “{title}”.", title=title)
            if on
            else gettext("Removed the star from “{title}”.", title=title)
        )
    return (
        ngettext("Starred {count} paper.", "Starred {count} papers.", len(papers))
        if on
        else ngettext("Removed the star from {count} paper.", "Removed the star from {count} papers.", len(papers))
    )
