"""Processes Unpaywall's answers: extracts links from an answer, DOIs from a text, and writes answers to a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from scholar_desktop.domain.identifiers.kinds import clean_doi

if TYPE_CHECKING:
    from scholar_desktop.services.unpaywall.unpaywall_lookup import LineResult


def best_link(answer: Mapping[str, Any]) -> str | None:
    """Returns the address of the best copy; None for a closed paper.

    It is the PDF if the answer names one, else the page (`best_oa_location.url`).
    """
    return _address(_best(answer).get("url")) or _address(_best(answer).get("url_for_landing_page"))


def page_link(answer: Mapping[str, Any]) -> str | None:
    """Returns the address to open in the browser: that of the best copy, or of the DOI for a closed paper; None if the
    answer names neither."""
    return best_link(answer) or _address(answer.get("doi_url"))


def pdf_link(answer: Mapping[str, Any]) -> str | None:
    """Returns the PDF address of the best copy that has one, or None."""
    return next(iter(pdf_links(answer)), None)


def pdf_links(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Returns the PDF addresses of all copies, best copy first, each once."""
    return _once(_address(place.get("url_for_pdf")) for place in _places(answer))


def all_links(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Returns all addresses of all copies, best copy first, each once."""
    return _once(
        _address(place.get(key)) for place in _places(answer) for key in ("url", "url_for_pdf", "url_for_landing_page")
    )


def _places(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    named = answer.get("oa_locations")
    others = [place for place in named if isinstance(place, Mapping)] if isinstance(named, list) else []
    return [place for place in (_best(answer), *others) if place]


def _best(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    best = answer.get("best_oa_location")
    return best if isinstance(best, Mapping) else {}


def _address(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None


def _once(addresses: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for address in addresses if address is not None))


_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/)?(?:doi:\s*)?10\.\d{4,9}/[^\s\"<>{}|\\^]+", re.I)
_ENDS = ",;.'’”»"
MAX_DOIS = 100_000
"""The number of requests that the service answers in a day."""


class ListedDoi(NamedTuple):
    """A DOI of a text as it is written, or a line without one. repeats: the first text with the same DOI, as it is
    written; None if this is the first."""

    text: str
    repeats: str | None = None


def list_dois(text: str, *, only_dois: bool = False) -> tuple[ListedDoi, ...]:
    """Returns the DOIs, or their addresses, in each line of *text*, in order; each once in a line.

    A line without a DOI is returned itself, so that the user learns that it is not one. Lines that begin with `#` are
    omitted, and so is what follows the first MAX_DOIS different ones.

    Args:
        only_dois: omit lines without a DOI as well (for a bibliography or a web page).
    """
    first: dict[str, str] = {}
    found: list[ListedDoi] = []
    for line in text.replace("\ufeff", "").splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        named = [_trimmed(match) for match in _DOI.findall(line)]
        in_line: dict[str, str] = {}
        for one in named or ([] if only_dois else [line]):
            in_line.setdefault(clean_doi(one) or one, one)
        for doi, one in in_line.items():
            if doi in first:
                found.append(ListedDoi(one, first[doi]))
            elif len(first) < MAX_DOIS:
                first[doi] = one
                found.append(ListedDoi(one))
    return tuple(found)


def is_bibliography(name: str) -> bool:
    """Returns True if a file of that name contains more than a list of DOIs: it is a bibliography or a web page."""
    return name.lower().endswith((".bib", ".ris", ".enw", ".ciw", ".nbib", ".json", ".html", ".htm", ".md"))


def _trimmed(doi: str) -> str:
    doi = doi.rstrip(_ENDS)
    while doi.endswith((")", "]")) and doi.count(doi[-1]) > doi.count({")": "(", "]": "["}[doi[-1]]):
        doi = doi[:-1].rstrip(_ENDS)
    return doi


class AnswersToWrite(msgspec.Struct, frozen=True):
    """The answers of a page.

    lines: each line of a list with its result; extended: write one row for each copy;
    skips_failed: leave out the lines whose lookup failed; are_hits: of a search by title, where every row is an answer.
    """

    lines: tuple[LineResult, ...]
    extended: bool = False
    skips_failed: bool = False
    are_hits: bool = False


class WrittenAnswers(NamedTuple):
    """The number of rows that were written, and of the lines that were left out."""

    rows: int
    left_out: int


def write_answers(path: Path, wanted: AnswersToWrite, kind: str) -> WrittenAnswers:
    """Writes *wanted* to *path*. Blocking; raises DiskError.

    Args:
        kind: `csv`, which has every line of the list with its outcome, and in which no cell is interpreted as a
            formula; or `json`, which contains the answers as sent, or the rows if each copy has one.
    """
    # Imported here because the window imports this module at its start, for the links.
    from scholar_desktop.formats.csv_table import csv_text
    from scholar_desktop.profile import write_atomically
    from scholar_desktop.services.unpaywall.unpaywall_lookup import LookupOutcome, answer_rows, lookup_rows

    own = [one.item for one in wanted.lines if one.repeats is None]
    answers = [item.answer for item in own if item is not None and item.answer is not None]
    lines = wanted.lines
    if kind == "csv" and not wanted.are_hits:
        if wanted.skips_failed:
            lines = tuple(one for one in lines if one.item is None or one.item.outcome is not LookupOutcome.FAILED)
        table = lookup_rows(lines, extended=wanted.extended)
        left_out = len(wanted.lines) - len(lines)
    else:
        table = answer_rows(answers, extended=wanted.extended)
        left_out = len(own) - len(answers)
    if kind == "csv":
        content = csv_text(table).encode("utf-8-sig")
    else:
        content = msgspec.json.format(msgspec.json.encode(table if wanted.extended else answers), indent=1)
    write_atomically(path, content)
    return WrittenAnswers(len(table), left_out)
