"""The text of a paper that the library searches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scholar_desktop.domain.own_fields import Contributor, Value
from scholar_desktop.domain.paper import Paper

SearchColumns = tuple[str, str, int | None, str | None]
"""Title, authors, year and venue."""
_COLUMN_FIELDS = ("title", "container-title")


def search_columns(paper: Paper) -> SearchColumns:
    """Returns title, authors, year and venue for the search."""
    return paper.title, "; ".join([author.name for author in paper.authors]), paper.year, paper.venue


def search_words(columns: SearchColumns, fields: Mapping[str, Value], people: Iterable[Contributor]) -> str:
    """Returns the text of an entry that is searched: all of its fields.

    columns: of the paper as it is shown.
    """
    values = [str(text) for text in columns if text is not None]
    values += [value for name, value in fields.items() if isinstance(value, str) and name not in _COLUMN_FIELDS]
    values += [one.shown for one in people if one.role != "author"]
    return "\n".join(values)
