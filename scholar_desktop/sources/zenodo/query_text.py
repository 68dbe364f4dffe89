"""Converts the user's query to Zenodo's query language (Elasticsearch's query string)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, clean_doi
from scholar_desktop.domain.paper import Ids
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.query_parser import AUTHOR, TITLE, ParsedQuery, QueryTerm, parse_operators
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record_query import RecordQuery

_PIECES = re.compile(r'"([^"]*)"|(\S+)')
_SPECIAL = re.compile(r'[+=&|><!(){}\[\]^"~*?:\\/]')
_LOOSE = "+-=&|><!(){}[]^\"~*?:\\/.,;'"
_OPERATORS = ("AND", "OR", "NOT", "TO")
_FIELD = re.compile(
    r"(?<![\w.:])(?:title|description|notes|method|creators|contributors|keywords|subjects?|doi|conceptdoi|recid|"
    r"conceptrecid|communities|access_right|resource_type|publication_date|language|license|related|grants|version|"
    r"created|updated|metadata|parent|custom_fields|access|_exists_)(?:\.[A-Za-z_.*]+)?:(?=[^\s:/])"
)
"""A field of Zenodo's query language directly followed by a value; `title: moths?` is a text with a colon."""
_BARE_DOI = re.compile(r'\b((?:concept)?doi):(10\.[0-9]{4,9}/[^\s"()*?]+)(?=[\s)]|$)')
_DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def query_string(query: Query) -> str:
    """Return the value of `q`: the words, or the record with the query's identifier, and those filters for which
    Zenodo has no parameter. Empty when the query has none of them.
    """
    found = _identifier(query.identifier) if query.identifier is not None and not query.words.strip() else ""
    wanted = found or _with_operators(query.words)
    filters = query.filters
    first, colon, last = (filters.dates or "").partition(":")
    narrowing = (
        _years(filters),
        _dates(first.strip() or None, (last if colon else first).strip() or None),
        _language(filters.language),
        _closed(filters.access),
    )
    parts = [part for part in narrowing if part]
    if wanted and parts:
        wanted = f"({wanted})"
    return " AND ".join([wanted, *parts] if wanted else parts)


def record_query_string(query: RecordQuery) -> str:
    """Return the value of `q` for *query*: its words (or text of the query language), dates, language and closed
    access. Empty when it has none of them. Raises UsageError for an invalid query.
    """
    is_written = query.as_written or names_a_field(query.words)
    wanted = format_query(query.words) if is_written else plain_query(query.words)
    narrowing = (_dates(query.date_from, query.date_to), _language(query.language), _closed(query.access))
    parts = [part for part in narrowing if part]
    if wanted and parts:
        wanted = f"({wanted})"
    return " AND ".join([wanted, *parts] if wanted else parts)


def _closed(access: str | None) -> str:
    """Return the condition for closed records, for which there is no parameter; empty for every other *access*."""
    return "access_right:closed" if access == "closed" else ""


def about_text(ids: Ids, spellings: Iterable[str] = ()) -> str:
    """Return a query for the records that have the DOI of a paper, or name its DOI or arXiv ID as a related work.

    Related identifiers are stored as users typed them and are compared exactly, so every usual spelling is searched.
    spellings: of the DOI, as services send it. Empty without such an identifier.
    """
    names: list[str] = []
    if ids.doi is not None:
        dois = dict.fromkeys((ids.doi, *spellings, ids.doi.upper()))
        names += [*dois, *(f"https://doi.org/{doi}" for doi in dois)]
    if ids.arxiv is not None:
        names += [f"arXiv:{ids.arxiv}", f"10.48550/arXiv.{ids.arxiv}", f"https://arxiv.org/abs/{ids.arxiv}"]
    parts = [f"related.identifier:{quote_phrase(name)}" for name in names]
    if ids.doi is not None:
        parts.append(f"doi:{quote_phrase(ids.doi)}")
    return " OR ".join(parts)


def names_a_field(text: str) -> bool:
    """Return whether *text* is meant as query language: it names one of Zenodo's fields (`creators.name:"Ong"`)."""
    return _FIELD.search(text) is not None


def format_query(text: str) -> str:
    """Return *text* of the query language as it is sent: a bare DOI after its field is quoted, since `/` has a
    meaning.

    Raises:
        UsageError: unclosed quotes or brackets, which are a 400.
    """
    text = _BARE_DOI.sub(lambda found: f'{found[1]}:"{found[2]}"', text.strip())
    bare = re.sub(r'\\.|"(?:[^"\\]|\\.)*"', "", text)
    if '"' in bare:
        raise _no_query(text, Message("A quotation mark is not closed."))
    depth = 0
    for character in bare:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            raise _no_query(text, Message("A bracket is closed that was not opened."))
    if depth:
        raise _no_query(text, Message("A bracket is not closed."))
    return text


def plain_query(text: str) -> str:
    """Return *text* as plain words and phrases: `:`, `/` and other characters have a meaning in the query language, an
    unpaired quote is a 400, and a `?` at the end of a title would be a wildcard that finds nothing.
    """
    found: list[str] = []
    for piece in _PIECES.finditer(text if text.count('"') % 2 == 0 else text.replace('"', " ")):
        if piece[1] is not None:
            phrase = " ".join(piece[1].replace("\\", " ").split())
            found += [f'"{phrase}"'] if phrase else []
        else:
            found += _word(piece[2])
    return " ".join(found)


def _with_operators(text: str) -> str:
    """Return *text* with its operators in the query language; what the language cannot express (a
    venue) is left out.
    """
    wanted: ParsedQuery = parse_operators(text)
    if wanted.is_plain and not wanted.faults:
        return plain_query(text)
    found = [part for group in wanted.groups if (part := _group(group))]
    # a query with only excluded words would find the whole rest of Zenodo
    return " AND ".join(found) if any(not part.startswith("NOT ") for part in found) else ""


def _group(group: tuple[QueryTerm, ...]) -> str:
    if any(term.field not in (None, TITLE, AUTHOR) for term in group):
        return ""
    parts = [part for term in group if (part := _term(term))]
    return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})" if parts else ""


def _term(term: QueryTerm) -> str:
    text = quote_phrase(term.text) if term.is_phrase or term.field == AUTHOR else " ".join(_word(term.text))
    if not text:
        return ""
    field = {AUTHOR: "creators.name:", TITLE: "title:"}.get(term.field or "", "")
    return f"{'NOT ' if term.is_excluded else ''}{field}{text}"


def quote_phrase(value: str) -> str:
    """Return *value* as one phrase."""
    return '"' + value.replace("\\", " ").replace('"', " ") + '"'


def _word(text: str) -> list[str]:
    doi = clean_doi(text) if "10." in text else None
    if doi is not None:
        return [f"doi:{quote_phrase(doi)}"]
    bare = text.strip(_LOOSE)
    if not any(character.isalnum() for character in bare):
        return []
    if _SPECIAL.search(bare):
        return [quote_phrase(bare)]
    return [bare.lower() if bare in _OPERATORS else bare]


def _identifier(identifier: Identifier) -> str:
    """Return a query for the records with an identifier. A DOI may be that of a version or of the whole work (the
    concept).
    """
    match identifier.scheme:
        case Scheme.DOI:
            # not translated: a query of the service
            return f"doi:{quote_phrase(identifier.value)} OR conceptdoi:{quote_phrase(identifier.value)}"
        case Scheme.ARXIV:
            return f"doi:{quote_phrase(f'10.48550/arxiv.{identifier.value}')}"
        case Scheme.ZENODO:
            # not translated: a query of the service
            return f"recid:{identifier.value} OR conceptrecid:{identifier.value}"
        case _:
            return ""


def _years(filters: Filters) -> str:
    """Return publication_date as a range; Zenodo's dates are days, months or years, and are compared as text."""
    if filters.year_from is None and filters.year_to is None:
        return ""
    first = f"[{filters.year_from:04}-01-01" if filters.year_from is not None else "{*"
    last = f"{filters.year_to:04}-12-31]" if filters.year_to is not None else "*}"
    return f"publication_date:{first} TO {last}"  # not translated: a query of the service


def _dates(first: str | None, last: str | None) -> str:
    """Return a range of dates with both ends included; a year or a month means all its days."""
    if first is None and last is None:
        return ""
    start = f"[{_day(first, is_last=False)}" if first is not None else "{*"
    end = f"{_day(last, is_last=True)}]" if last is not None else "*}"
    return f"publication_date:{start} TO {end}"  # not translated: a query of the service


def _day(text: str, *, is_last: bool) -> str:
    """Return *text* (YYYY, YYYY-MM or YYYY-MM-DD) as a day: its first, or its last."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise UsageError(
            Message("“{text}” is not a date.", text=text),
            hint=Message("Type a day, a month or a year: 2024-05-31, 2024-05 or 2024."),
            subject=ZENODO,
        )
    year, month = match[1], match[2] or ("12" if is_last else "01")
    day = match[3] or (f"{calendar.monthrange(int(year) or 1, int(month))[1]:02}" if is_last else "01")
    return f"{year}-{month}-{day}"


def _language(code: str | None) -> str:
    if not code:
        return ""
    if _LANGUAGE.fullmatch(code.lower()) is None:
        raise UsageError(
            Message("“{code}” is not a language code.", code=code),
            hint=Message("Zenodo uses three letters, such as eng or deu."),
            subject=ZENODO,
        )
    return f"language:{code.lower()}"


def _no_query(text: str, why: str) -> UsageError:
    return UsageError(
        Message("Zenodo cannot read the query “{query}”. {reason}", query=text, reason=why),
        hint=Message("Correct it, or leave out the field names to search for plain words."),
        subject=ZENODO,
    )
