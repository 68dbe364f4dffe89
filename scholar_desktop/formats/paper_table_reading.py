"""Reads a table of papers with a header line, as Scopus, Web of Science, PubMed and spreadsheets write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from scholar_desktop.domain.bibliographic_entry import Biblio, parse_person
from scholar_desktop.domain.identifiers.identifiers import clean_doi

_NAMES = {  # not translated: heads of columns in files of other programs
    "title": ("title", "article title", "document title", "paper title", "publication title", "name"),
    "authors": ("authors", "author", "author full names", "author names", "creators", "author(s)"),
    "year": ("year", "publication year", "pub year", "py", "date", "published"),
    "container": ("journal", "source title", "venue", "journal/book", "container", "source"),
    "doi": ("doi", "doi link", "doi url"),
    "pmid": ("pmid", "pubmed id", "pubmed"),
    "pmcid": ("pmcid",),
    "arxiv": ("arxiv", "arxiv id", "arxiv_id"),
    "url": ("url", "link"),
}
_ASKS = frozenset(("title", "doi", "pmid", "pmcid", "arxiv"))
_WIDEST = 1_000_000


def table_head(text: str) -> tuple[str, dict[str, int]] | None:
    """Returns (the separator, the index of each known column), or None.

    None if *text* does not begin with the header of such a table.
    """
    first = text.lstrip("\ufeff \t\r\n").partition("\n")[0]
    best: tuple[str, dict[str, int]] | None = None
    for separator in ",;\t":
        cells = [cell.strip().strip('"').strip().casefold() for cell in first.split(separator)]
        columns = {
            ours: next(place for place, cell in enumerate(cells) if cell in names)
            for ours, names in _NAMES.items()
            if any(cell in names for cell in cells)
        }
        is_head = len(cells) > 1 and _ASKS & columns.keys() and len(columns) > 1
        if is_head and (best is None or len(columns) > len(best[1])):
            best = separator, columns
    return best


def read_table(text: str) -> Iterator[tuple[int, Biblio, str]]:
    """Yields (line where it begins, its content, its text) for every row that is not empty.

    Never raises for the content of *text*, which begins with a header.
    """
    head = table_head(text)
    if head is None:
        return
    separator, columns = head
    csv.field_size_limit(_WIDEST)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    is_head, line = True, 1
    while True:
        before = rows.line_num
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            continue  # a cell that is too long, or a lone zero byte
        line = before + 1
        if not any(cell.strip() for cell in cells):
            continue
        if is_head:
            is_head = False
            continue
        yield line, _work(cells, columns), separator.join(cells)


def _work(cells: list[str], columns: dict[str, int]) -> Biblio:
    def one(name: str) -> str | None:
        place = columns.get(name)
        return " ".join(cells[place].split()) or None if place is not None and place < len(cells) else None

    year = next((part for part in (one("year") or "").replace("/", "-").split("-") if len(part) == 4), "")
    names = (one("authors") or "").replace(" and ", ";").split(";")
    first = names[0].strip() or None
    return Biblio(
        type="other",
        title=one("title") or "",
        authors=(parse_person(first),) if first else (),
        year=int(year) if year.isdecimal() and len(year) < 5 else None,
        container=one("container"),
        doi=clean_doi(one("doi") or ""),
        arxiv=one("arxiv"),
        pmid=one("pmid"),
        pmcid=one("pmcid"),
        url=one("url"),
    )
