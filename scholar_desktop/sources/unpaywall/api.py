"""Asking Unpaywall v2: the open copies of a DOI, and papers by words of their title.

The service knows only DOIs that are registered with Crossref, allows 100,000 calls a day, and wants the user's e-mail
address with each: the service's `auth` adds it below the stores, and raises NoEmail where none is set, so that nothing
is asked then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from scholar_desktop.domain.errors import BadRequest, NoEmail, NotFound, UsageError
from scholar_desktop.domain.identifiers.identifiers import clean_doi
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.sources.answers import parse_answer
from scholar_desktop.sources.unpaywall.parse import (
    UnpaywallAbout,
    UnpaywallAnswer,
    UnpaywallResultPage,
    parse_about,
    parse_doi,
    parse_search,
)
from scholar_desktop.sources.unpaywall.query_text import title_query

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.net.client import Client, Service

DAY_S = 86_400.0
DOI_LIFETIME_S = 7 * DAY_S
NEVER_S = 1e10
"""300 years: what never expires."""
SEARCH_LIFETIME_S = DAY_S
MISSING_LIFETIME_S = DAY_S


class Unpaywall:
    """Unpaywall as the program asks it. Raises NoEmail, and SourceErrors with the subject `unpaywall`.

    Args:
        lifetime_s: how long an answer about a DOI is good enough, asked each time: it is a setting.
    """

    def __init__(
        self, client: Client, service: Service, *, lifetime_s: Callable[[], float] = lambda: DOI_LIFETIME_S
    ) -> None:
        self._client = client
        self._service = service
        self._lifetime_s = lifetime_s

    def address(self, doi: str) -> str:
        """The address that is asked for *doi*, with YOUR_EMAIL where the user's goes: it can be shown to anybody.
        Raises UsageError for what is no DOI."""
        return f"{self._service.base_url.rstrip('/')}{_path_of(doi)[1]}?email=YOUR_EMAIL"

    async def doi(self, doi: str, ask: RequestOptions, *, keep: bool = True) -> UnpaywallAnswer:
        """The open copies of *doi* (any spelling). A closed paper is a good answer; NotFound is a DOI that Crossref
        has not registered, or none at all. keep: False neither uses nor keeps answers."""
        clean, path = _path_of(doi)
        lifetime_s = self._lifetime_s()
        try:
            answer = await self._client.ask(
                self._service,
                path,
                ask=ask,
                lifetime_s=lifetime_s,
                missing_lifetime_s=min(lifetime_s, MISSING_LIFETIME_S),
                kept_s=NEVER_S,  # a longer lifetime may be chosen later
                keep=keep,
            )
        except NotFound as error:
            raise NotFound(
                f"Unpaywall does not know the DOI {clean}.",
                hint="Unpaywall lists only DOIs registered with Crossref: one of DataCite (Zenodo, arXiv, figshare) is "
                "not among them. Otherwise a character may be wrong.",
                subject=UNPAYWALL,
                status=error.status,
            ) from error
        except BadRequest as error:
            raise _without_email(error) from error
        return await parse_answer(answer, lambda body: parse_doi(body, clean, answer.retrieved, cached=answer.cached))

    async def search(
        self, words: str, ask: RequestOptions, *, is_oa: bool | None = None, page: int = 1
    ) -> UnpaywallResultPage:
        """A page (50 rows, the first is 1) of papers whose titles hold *words*: all of them, "phrases" as they stand,
        one side or the other of an OR, and none that has a `-` before it. is_oa: only open or only closed ones, None
        for both. A loose match returns titles that have little to do with the words."""
        plain = title_query(words)
        if not plain:
            only_out = bool(words.strip(" -\"'"))
            raise UsageError(
                "There are only words to leave out, and none to look for."
                if only_out
                else "There are no words to search for.",
                hint="Put a word that titles should hold before them." if only_out else None,
                subject=UNPAYWALL,
            )
        if page < 1:
            raise UsageError(f"There is no page {page}: the first is 1.", subject=UNPAYWALL)
        parameters = [("query", plain)]
        if is_oa is not None:
            parameters.append(("is_oa", "true" if is_oa else "false"))
        if page > 1:
            parameters.append(("page", str(page)))
        try:
            answer = await self._client.ask(
                self._service,
                "/v2/search",
                parameters,
                ask=ask,
                lifetime_s=SEARCH_LIFETIME_S,
                missing_lifetime_s=None,  # a search is always there: a 404 in its place is a fault
            )
        except BadRequest as error:
            raise _without_email(error) from error
        return await parse_answer(
            answer, lambda body: parse_search(body, answer.retrieved, page=page, cached=answer.cached)
        )

    async def about(self, ask: RequestOptions) -> UnpaywallAbout:
        """Which version of the service answers."""
        try:
            answer = await self._client.ask(self._service, "/v2/", ask=ask, lifetime_s=DAY_S)
        except BadRequest as error:
            raise _without_email(error) from error
        return await parse_answer(answer, parse_about)


def _path_of(doi: str) -> tuple[str, str]:
    """The DOI in *doi*, and the path that is asked for it."""
    clean = clean_doi(doi)
    if clean is None:
        raise UsageError(
            f"'{doi}' is not a DOI.", hint="A DOI begins with 10., as in 10.1038/nature12373.", subject=doi
        )
    return clean, f"/v2/{quote(clean, safe='/')}"


def _without_email(error: BadRequest) -> BadRequest | NoEmail:
    """The error for a 422 about the address (missing, a sample, or used from too many places); else *error* itself."""
    if error.status != 422 or "email" not in error.service_message.lower():
        return error
    return NoEmail(
        f"Unpaywall does not take the e-mail address: '{error.service_message}'.",
        hint="Enter your own address in the settings.",
        subject=UNPAYWALL,
    )
