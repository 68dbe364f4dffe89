"""Looks up many DOIs at Unpaywall, searches its titles, and converts its answers to table rows."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from scholar_desktop.domain.errors import ErrorInfo, NoEmail, NotFound, ScholarError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Scheme
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.unpaywall.parse import UnpaywallAbout, UnpaywallHit, UnpaywallResultPage

MAX_CONCURRENT = 8
"""How many requests run at the same time: the service allows 100,000 a day and states no rate."""


class LookupOutcome(enum.StrEnum):
    """How the lookup of one DOI ended."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    FAILED = "failed"


class DoiLookup(msgspec.Struct, frozen=True):
    """The result of looking up one DOI.

    id: the DOI as given; answer: as Unpaywall sent it, only for FOUND (a closed paper is found, too); retrieved: when
    the answer was retrieved (for an unknown DOI only of a cached answer); cached: it is a cached answer; error: why
    there is no answer; paper: the parsed answer.
    """

    id: str
    outcome: LookupOutcome
    answer: dict[str, Any] | None = None
    retrieved: str | None = None
    cached: bool = False
    error: ErrorInfo | None = None
    paper: Paper | None = None


class LineResult(NamedTuple):
    """A line of a list with its result, None if it was not looked up. repeats: the first text with the same DOI, whose
    result it is; None if this is the first."""

    text: str
    item: DoiLookup | None
    repeats: str | None = None


class UnpaywallLookup:
    """Looks up DOIs at Unpaywall and searches its titles.

    Every method that makes requests raises NoEmail before the first one if no e-mail address is set.
    """

    def __init__(self, unpaywall: Unpaywall, settings: SettingsEditor) -> None:
        self._unpaywall = unpaywall
        self._settings = settings

    async def look_up(
        self,
        texts: Sequence[str],
        ask: RequestOptions,
        *,
        stop_at_failure: bool = True,
        keep: bool = True,
        on_item: Callable[[DoiLookup], None] | None = None,
    ) -> list[DoiLookup]:
        """Looks up *texts*, eight at a time. Returns the results in their order; repeated texts are requested once.

        Args:
            stop_at_failure: when the service fails (an unknown DOI is not a failure), make no more requests, and omit
                the texts without an answer from the result.
            keep: False neither uses nor stores cached answers.
            on_item: called with each result when it arrives, in no particular order.
        """
        self._require_email()
        found: dict[str, DoiLookup] = {}
        waiting = iter(dict.fromkeys(texts))
        stopped = False

        async def work() -> None:
            nonlocal stopped
            for text in waiting:
                if stopped:
                    return
                item = await self._one(text, ask, keep=keep)
                found[text] = item
                if on_item is not None:
                    on_item(item)
                # a text that is not a DOI was not requested, so it says nothing about the service
                if stop_at_failure and item.outcome is LookupOutcome.FAILED and _error_code(item) != "usage":
                    stopped = True

        await gather_all(*(work() for _ in range(min(MAX_CONCURRENT, len(texts)))))
        return [found[text] for text in texts if text in found]

    async def search(
        self, words: str, ask: RequestOptions, *, is_oa: bool | None = None, page: int = 1
    ) -> UnpaywallResultPage:
        """Searches for papers by their titles.

        Args:
            words: may contain "phrases", OR, and -words to exclude.
            is_oa: True for only open papers, False for only closed ones, None for both.
            page: the page of 50 rows to return; the first is 1.
        """
        self._require_email()
        return await self._unpaywall.search(words, ask, is_oa=is_oa, page=page)

    async def about(self, ask: RequestOptions) -> UnpaywallAbout:
        """Returns the version of the service."""
        self._require_email()
        return await self._unpaywall.about(ask)

    def _require_email(self) -> None:
        if self._settings.current.email is None:
            raise missing_email_error()

    def address(self, text: str) -> str:
        """Returns the address that is requested for the DOI in *text*, with YOUR_EMAIL instead of the user's address.

        Raises UsageError if *text* is not a DOI.
        """
        doi, _ = _doi_of(text)
        return self._unpaywall.address(doi or text)

    async def _one(self, text: str, ask: RequestOptions, *, keep: bool) -> DoiLookup:
        doi, fault = _doi_of(text)
        if doi is None:
            return DoiLookup(text, LookupOutcome.FAILED, error=fault)
        try:
            answer = await self._unpaywall.doi(doi, ask, keep=keep)
        except NotFound as error:
            stored = error.retrieved
            return DoiLookup(
                text, LookupOutcome.NOT_FOUND, retrieved=stored, cached=stored is not None, error=error.info
            )
        except ScholarError as error:
            return DoiLookup(text, LookupOutcome.FAILED, error=error.info)
        return DoiLookup(text, LookupOutcome.FOUND, answer.fields, answer.retrieved, answer.cached, paper=answer.paper)


def lookup_from_hit(hit: UnpaywallHit, page: UnpaywallResultPage) -> DoiLookup:
    """Converts a hit of the title search to the result of a DOI lookup; the search returns complete answers."""
    return DoiLookup(
        hit.paper.ids.doi or "", LookupOutcome.FOUND, hit.fields, page.retrieved, page.cached, paper=hit.paper
    )


def missing_email_error() -> NoEmail:
    """Returns the error for requests to Unpaywall when no e-mail address is set."""
    return NoEmail(
        Message("Unpaywall needs an e-mail address, and none is set."),
        hint=Message("Enter yours in Settings, or with: scholar-desktop settings email NAME@UNIVERSITY.EDU"),
        subject=UNPAYWALL,
    )


def answer_rows(answers: Iterable[Mapping[str, Any]], *, extended: bool) -> list[dict[str, Any]]:
    """Converts *answers* to rows of a table, which all have the same columns.

    Args:
        extended: False for one row for each answer, with the best location in columns `best_oa_location.<name>` and all
            locations as a list in the last column. True for one row for each location, in columns
            `oa_location.<name>`, with the columns of the DOI repeated; a closed paper has one row without location.
            The earliest location is in columns `first_oa_location.<name>` in both.
    """
    table: list[dict[str, Any]] = []
    for answer in answers:
        own = {key: value for key, value in answer.items() if not key.endswith(("oa_location", "oa_locations"))}
        first = _prefixed("first_oa_location", answer.get("first_oa_location"))
        if not extended:
            best = _prefixed("best_oa_location", answer.get("best_oa_location"))
            table.append(own | best | first | {"oa_locations": answer.get("oa_locations")})
            continue
        locations = answer.get("oa_locations") or [None]
        table += [own | first | _prefixed("oa_location", location) for location in locations]
    columns = dict.fromkeys(column for row in table for column in row)
    return [{column: row.get(column) for column in columns} for row in table]


def lookup_rows(lines: Iterable[LineResult], *, extended: bool) -> list[dict[str, Any]]:
    """Converts the lookups of a list to rows of a table: the rows of `answer_rows` with what became of the line, and
    one row for each line without an answer, or whose DOI an earlier line has.

    Args:
        lines: each line with its result.
        extended: as of `answer_rows`.
    """
    table: list[dict[str, Any]] = []
    for line in lines:
        item = line.item if line.repeats is None else None
        about = {"line": line.text, "outcome": _outcome_name(line), "reason": _reason(line)}
        answer = item.answer if item is not None else None
        rows = answer_rows([answer], extended=extended) if answer is not None else [{"doi": _doi_of(line.text)[0]}]
        table += [about | row for row in rows]
    columns = dict.fromkeys(column for row in table for column in row)
    return [{column: row.get(column) for column in columns} for row in table]


def _outcome_name(line: LineResult) -> str:
    """Returns what became of a line, in the words of the CSV file."""
    if line.repeats is not None:
        return "repeated"  # not translated: a word of a column
    if line.item is None:
        return "not_looked_up"  # not translated: a word of a column
    is_no_doi = _error_code(line.item) == "usage"
    return "not_a_doi" if is_no_doi else line.item.outcome.value  # not translated: a word of a column


def _reason(line: LineResult) -> str | None:
    if line.repeats is not None:
        return f"An earlier line has it: {line.repeats}"  # not translated: a cell of the CSV file
    error = line.item.error if line.item is not None else None
    return str(error.message) if error is not None else None


def is_doi(text: str) -> bool:
    """Returns True if *text* is looked up: it is a DOI, or an arXiv ID, which has one."""
    return _doi_of(text)[0] is not None


def _doi_of(text: str) -> tuple[str | None, ErrorInfo | None]:
    """Returns the DOI in *text*, or the error in it; arXiv IDs are converted to DOIs."""
    doi = identifiers.clean_doi(text)
    if doi is not None:
        return doi, None
    recognised = identifiers.recognise(text)
    if recognised.problem is not None:
        return None, recognised.problem
    if recognised.identifier is not None and recognised.identifier.scheme is Scheme.ARXIV:
        return f"10.48550/arxiv.{recognised.identifier.value}", None
    quote = identifiers.shorten_quote(text)
    return None, ErrorInfo(
        "usage",
        Message("“{text}” is not a DOI but {identifier}.", text=quote, identifier=recognised.label)
        if recognised.identifier is not None
        else Message("“{text}” is not a DOI.", text=quote),
        Message("A DOI starts with 10., as in 10.1038/nature12373."),
        text,
    )


def _error_code(item: DoiLookup) -> str | None:
    return None if item.error is None else item.error.code


def _prefixed(name: str, location: object) -> dict[str, Any]:
    return {f"{name}.{key}": value for key, value in location.items()} if isinstance(location, Mapping) else {}
