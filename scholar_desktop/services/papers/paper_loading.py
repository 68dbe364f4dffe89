"""The state of one paper while it is opened: the data so far and the sources that are still needed. Sends no
request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from scholar_desktop.domain.errors import ErrorInfo, NoEmail, NotFound, Offline, ScholarError, Unreachable
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme
from scholar_desktop.domain.merging.dedupe import are_split, merge_fields, source_rows
from scholar_desktop.domain.merging.split_rows import NO_SPLITS, SplitRows, row_key
from scholar_desktop.domain.merging.unrelated_papers import are_unrelated
from scholar_desktop.domain.paper import S2_REQUEST_SCHEMES, Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import CORPUS, S2, TITLES, UNPAYWALL, ZENODO, Phase, SourceReport, not_found_at
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.services.papers.record_cache import FRESH, has_facts

LONGEST_TITLE = 120
"""Characters of the title of another paper that a report names."""
_ELSEWHERE = ("10.48550/", "10.5281/", "10.6084/", "10.17605/")
"""DOI prefixes of arXiv, Zenodo, figshare and OSF, which are registered with DataCite."""


class PaperLoad:
    """Collects the data of one paper from its sources.

    Attributes:
        paper: the data so far, None while there is none.
        learned: the papers of new responses, to be stored.
        is_s2_unreachable: whether Semantic Scholar was not reached, and no record of it is known.
    """

    def __init__(
        self,
        subject: Paper | Identifier,
        on_update: Callable[[Paper], None],
        ask: RequestOptions,
        on_report: Callable[[SourceReport], None] | None = None,
        *,
        splits: SplitRows = NO_SPLITS,
    ) -> None:
        self.ask = ask
        self.paper = subject if isinstance(subject, Paper) else None
        self.identifier = None if isinstance(subject, Paper) else subject
        self.learned: list[Paper] = []
        self._on_update = on_update
        self._on_report = on_report
        self._splits = splits
        now = datetime.now(UTC)
        self._newer_than = utc_timestamp(now if ask.refresh else now - FRESH)
        self._settled: set[str] = set()
        self._failures: list[ScholarError] = []
        self._without_paper: list[str] = []
        self.is_s2_unreachable = False
        self._spent_before = {
            source: (ask.request_counts.of(source).requests, ask.request_counts.of(source).cached)
            for source in (S2, UNPAYWALL, ZENODO, CORPUS)
        }
        if self.paper is not None:
            on_update(self.paper)

    @property
    def ids(self) -> Ids:
        """The identifiers of the paper that are known so far."""
        if self.paper is not None:
            return self.paper.ids
        return identifiers.ids_of(self.identifier) if self.identifier is not None else Ids()

    def wants(self, source: str) -> bool:
        """True if *source* must be requested: it may know the paper, and its data is missing or old.

        Zenodo is not requested for its own search result that is opened, because that contains its record.
        """
        if source in self._settled or (
            self.paper is not None and has_facts(self.paper, source, newer_than=self._newer_than)
        ):
            return False
        if self._is_row_split_off(source):
            return False
        if source == S2:
            return self.s2_identifier() is not None
        if source == UNPAYWALL:
            return self.ids.doi is not None and is_crossref(self.ids.doi)
        is_from_zenodo = self.paper is not None and ZENODO in self.paper.sources
        return self.zenodo_number is not None and (self.identifier is not None or not is_from_zenodo)

    def is_split_from(self, paper: Paper) -> bool:
        """True if the user has split *paper* from the paper that is loaded."""
        return bool(self._splits.pairs) and self.paper is not None and are_split(self.paper, paper, self._splits)

    def _is_row_split_off(self, source: str) -> bool:
        """True if the user has split the row that *source* has under the identifiers of the paper from it."""
        if self.paper is None or not self._splits.pairs:
            return False
        mine = [row_key(row) for row in source_rows(self.paper)]
        if source == S2:  # which row it has under the DOI is not known
            return self.ids.s2 is None and self._splits.has_source_beside(S2, mine)
        theirs = f"{UNPAYWALL}:doi:{self.ids.doi}" if source == UNPAYWALL else f"{ZENODO}:{self.zenodo_number}"
        return self._splits.between(mine, [theirs])

    @property
    def zenodo_number(self) -> str | None:
        """The number of the Zenodo record of the paper, also where only its DOI says that it is one; else None."""
        ids = self.ids
        return ids.zenodo or (identifiers.zenodo_of_doi(ids.doi) if ids.doi is not None else None)

    def s2_identifier(self) -> Identifier | None:
        """Return the identifier for the request to Semantic Scholar: the one that was typed if the service accepts
        it."""
        if self.identifier is not None and self.identifier.scheme is not Scheme.KEY:
            return doi_of_record(self.identifier) or self.identifier
        return identifiers.s2_identifier_of(self.ids)

    def take(self, paper: Paper, *, leads: bool = False) -> None:
        """Merge *paper* into the data so far. Existing values take precedence, unless *leads* is set."""
        if self.paper is None:
            self.paper = paper
        else:
            self.paper = merge_fields(paper, self.paper) if leads else merge_fields(self.paper, paper)
        self._on_update(self.paper)

    def take_answer(self, source: str, paper: Paper) -> bool:
        """Merge *paper*, which *source* has under an identifier of the paper. If it is another paper, since one of them
        has the identifier by mistake, only report that, and return False."""
        if self.is_split_from(paper):
            self._report_split_off(source)
            return False
        if self.paper is not None and are_unrelated(self.paper, paper):
            self._report_unrelated(source, paper)
            return False
        self.take(paper, leads=source == S2)
        return True

    def _report_split_off(self, source: str) -> None:
        words = Message("You split off the row from {source}.", source=TITLES.get(source, source))
        self.report(source, Phase.SKIPPED, error=ErrorInfo(NotFound.code, words, None, source))

    def _report_unrelated(self, source: str, paper: Paper) -> None:
        shared = next(
            (
                Identifier(Scheme(name), value)
                for name in ("doi", *S2_REQUEST_SCHEMES, "zenodo")
                if (value := getattr(paper.ids, name)) is not None and value == getattr(self.ids, name)
            ),
            self.identifier,
        )
        label = identifiers.label_of(shared) if shared is not None else Message("The identifier")
        words = Message(
            "{identifier} is that of another paper: “{title}”.",
            identifier=label,
            title=shorten(plain(paper.title), LONGEST_TITLE),
        )
        hint = Message("Nothing of it was added. If the identifier is wrong, change it with “Edit details”.")
        self.report(source, Phase.PARTIAL, error=ErrorInfo(NotFound.code, words, hint, source))

    def failed(self, source: str, error: ScholarError, *, recalled: bool) -> None:
        """Record that the request to *source* failed.

        Args:
            recalled: whether its stored record is used instead.
        """
        if source == S2:
            self.is_s2_unreachable = not recalled and isinstance(error, Offline | Unreachable)
        if recalled:
            self.report(source, Phase.PARTIAL, loaded=1, error=error.info)
        elif isinstance(error, NotFound):
            self._without_paper.append(source)
            if self.paper is None or self.paper.title:
                self.report(source, Phase.OK)
        else:
            if not isinstance(error, NoEmail):
                self._failures.append(error)
            self.report(
                source, Phase.SKIPPED if isinstance(error, NoEmail | Offline) else Phase.FAILED, error=error.info
            )

    def report_not_found(self) -> None:
        """Report the services that do not have the paper, if it is an entry without a title: it has then only its
        identifier, which may be mistyped."""
        missing = [source for source in self._without_paper if source not in self._settled]
        if self.paper is None or self.paper.title or not missing:
            for source in missing:
                self.report(source, Phase.OK)
            return
        name = identifiers.s2_identifier_of(self.ids)
        words = not_found_at(identifiers.label_of(name) if name is not None else self.paper.id, self._without_paper)
        hint = Message("If the identifier is wrong, change it with “Edit details”.")
        for source in missing:
            self.report(source, Phase.PARTIAL, error=ErrorInfo(NotFound.code, words, hint, source))

    def report_unasked(self, source: str) -> None:
        """Record that *source* was not requested, because it was not needed or there was nothing to request."""
        if source in self._settled:
            return
        if self.paper is not None and has_facts(self.paper, source):
            self.report(source, Phase.OK, loaded=1)
        elif self._is_row_split_off(source):
            self._report_split_off(source)
        elif source == UNPAYWALL:
            doi = self.ids.doi
            reason = (
                Message("This paper has no known DOI, which Unpaywall needs.")
                if doi is None
                else Message("Unpaywall does not cover the DOI {doi}.", doi=doi)
            )
            self.report(source, Phase.SKIPPED, error=ErrorInfo("not_found", reason, None, source))

    def report(self, source: str, phase: Phase, *, loaded: int = 0, error: ErrorInfo | None = None) -> None:
        """Report the final state of *source*."""
        self._settled.add(source)
        if self._on_report is None:
            return
        spent = self.ask.request_counts.of(source)
        requests, cached = self._spent_before.get(source, (0, 0))
        self._on_report(
            SourceReport(
                source,
                phase,
                requests=spent.requests - requests,
                cached=spent.cached - cached,
                total=loaded if phase is Phase.OK else None,
                loaded=loaded,
                error=error,
            )
        )

    def outcome(self) -> Paper:
        """Return the paper.

        Raises:
            ScholarError: the first failure, if no source returned the paper.
            NotFound: no source knows the paper.
        """
        if self.paper is not None:
            return self.paper
        if self._failures:
            raise self._failures[0]
        assert self.identifier is not None
        raise NotFound(
            not_found_at(identifiers.label_of(self.identifier), self._without_paper),
            hint=Message("A character may be wrong or missing, or the paper is too new to be listed."),
            subject=str(self.identifier),
        )


def is_crossref(doi: str) -> bool:
    """Return False for DOIs of known other registries, which Unpaywall answers with 404; True for all others, for which
    only a request can tell."""
    return not doi.startswith(_ELSEWHERE)


def can_unpaywall_check(doi: str) -> bool:
    """Return False for DOIs that Unpaywall does not cover: those of other registries, and those of Zenodo's records,
    also if these have another prefix."""
    return is_crossref(doi) and not doi.partition("/")[2].startswith("zenodo.")


def doi_of_record(identifier: Identifier) -> Identifier | None:
    """Return the DOI of a Zenodo record, because Semantic Scholar does not accept Zenodo numbers; None for other
    identifiers."""
    if identifier.scheme is not Scheme.ZENODO:
        return None
    return Identifier(Scheme.DOI, f"10.5281/zenodo.{identifier.value}")
