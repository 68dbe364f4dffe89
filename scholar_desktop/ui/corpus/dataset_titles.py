"""The names of the datasets for the user."""

from __future__ import annotations

from scholar_desktop.domain.corpus.rule import FULL_TEXT
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown

_TITLES = {
    "papers": Message("Papers"),
    "abstracts": Message("Abstracts"),
    "tldrs": Message("Summaries"),
    "authors": Message("Authors"),
    "publication-venues": Message("Venues"),
    "citations": Message("Citations"),
    "paper-ids": Message("Earlier IDs"),
    "embeddings-specter_v2": Message("Vectors"),
    FULL_TEXT: Message("Full texts"),
}


def dataset_title(name: str) -> str:
    """Return the title of the dataset *name* of Semantic Scholar, or *name* if the corpus does not use it."""
    title = _TITLES.get(name)
    return shown(title) if title is not None else name


def dataset_tooltip(name: str) -> str:
    """Return the text that names the dataset as Semantic Scholar does."""
    return gettext("Dataset “{name}” of Semantic Scholar", name=name)
