"""What a person typed, as Zenodo's query language (Elasticsearch's query string) takes it for words."""

from __future__ import annotations

import re

from scholar_desktop.domain.identifiers import Identifier, Scheme, clean_doi
from scholar_desktop.domain.query import Filters, Query

_PIECES = re.compile(r'"([^"]*)"|(\S+)')
_SPECIAL = re.compile(r'[+=&|><!(){}\[\]^"~*?:\\/]')
_LOOSE = "+-=&|><!(){}[]^\"~*?:\\/.,;'"
_OPERATORS = ("AND", "OR", "NOT", "TO")


def query_string(query: Query) -> str:
    """The value of `q`: the words, or the record that the query's identifier names, and the years. Empty when the
    query has neither."""
    found = _identifier(query.identifier) if query.identifier is not None and not query.words.strip() else ""
    wanted, years = found or words(query.words), _years(query.filters)
    if wanted and years:
        return f"({wanted}) AND {years}"
    return wanted or years


def words(text: str) -> str:
    """*text* as plain words and phrases: `:` and `/` and the other marks have a meaning in the query language, a
    lonely quote is a 400, and a `?` at the end of a title would be a wildcard that finds nothing."""
    found: list[str] = []
    for piece in _PIECES.finditer(text if text.count('"') % 2 == 0 else text.replace('"', " ")):
        if piece[1] is not None:
            phrase = " ".join(piece[1].replace("\\", " ").split())
            found += [f'"{phrase}"'] if phrase else []
        else:
            found += _word(piece[2])
    return " ".join(found)


def quoted(value: str) -> str:
    """*value* as one phrase."""
    return '"' + value.replace("\\", " ").replace('"', " ") + '"'


def _word(text: str) -> list[str]:
    doi = clean_doi(text) if "10." in text else None
    if doi is not None:
        return [f"doi:{quoted(doi)}"]
    bare = text.strip(_LOOSE)
    if not any(character.isalnum() for character in bare):
        return []
    if _SPECIAL.search(bare):
        return [quoted(bare)]
    return [bare.lower() if bare in _OPERATORS else bare]


def _identifier(identifier: Identifier) -> str:
    """The records that an identifier names. A DOI may be a version's or the whole work's (the concept's)."""
    match identifier.scheme:
        case Scheme.DOI:
            return f"doi:{quoted(identifier.value)} OR conceptdoi:{quoted(identifier.value)}"
        case Scheme.ARXIV:
            return f"doi:{quoted(f'10.48550/arxiv.{identifier.value}')}"
        case Scheme.ZENODO:
            return f"recid:{identifier.value} OR conceptrecid:{identifier.value}"
        case _:
            return ""


def _years(filters: Filters) -> str:
    """publication_date as a range; Zenodo's dates are days, months or years, and compare as text."""
    if filters.year_from is None and filters.year_to is None:
        return ""
    first = f"[{filters.year_from:04}-01-01" if filters.year_from is not None else "{*"
    last = f"{filters.year_to:04}-12-31]" if filters.year_to is not None else "*}"
    return f"publication_date:{first} TO {last}"
