"""Requests to Unpaywall v2: the open copies of a DOI, and papers by words of their title.

The service knows only DOIs that are registered with Crossref, allows 100,000 calls a day, and requires the user's
e-mail address with each call. The service's `auth` adds it below the stores, and raises NoEmail if none is set, so that
no request is sent then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from scholar_desktop.domain.errors import BadRequest, NoEmail, NotFound, UsageError
from scholar_desktop.domain.identifiers.identifiers import clean_doi
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.answer_decoding import parse_answer
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
"""300 years: the lifetime of answers that never expire."""
SEARCH_LIFETIME_S = DAY_S
MISSING_LIFETIME_S = DAY_S


class Unpaywall:
    """The client of Unpaywall. Raises NoEmail, and SourceErrors with the subject `unpaywall`.

    Args:
        lifetime_s: returns how long an answer about a DOI is valid; called each time, since it is a setting.
    """

    def __init__(
        self, client: Client, service: Service, *, lifetime_s: Callable[[], float] = lambda: DOI_LIFETIME_S
    ) -> None:
        self._client = client
        self._service = service
        self._lifetime_s = lifetime_s

    def address(self, doi: str) -> str:
        """Return the address that is requested for *doi*, with YOUR_EMAIL in place of the user's e-mail, so that it can
        be shown to anybody. Raises UsageError if *doi* is not a DOI.
        """
        return f"{self._service.base_url.rstrip('/')}{_path_of(doi)[1]}?email=YOUR_EMAIL"

    async def doi(self, doi: str, ask: RequestOptions, *, keep: bool = True) -> UnpaywallAnswer:
        """Return the open copies of *doi* (any spelling). A closed paper is a valid answer.

        keep: False neither uses nor stores answers.

        Raises:
            NotFound: the DOI is not registered with Crossref, or does not exist.
        """
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
            missing = NotFound(
                Message("Unpaywall does not know the DOI {doi}.", doi=clean),
                hint=Message(
                    "Unpaywall does not cover the DOIs of Zenodo, arXiv and figshare. Or the DOI may be mistyped."
                ),
                subject=UNPAYWALL,
                status=error.status,
            )
            missing.retrieved = error.retrieved
            raise missing from error
        except BadRequest as error:
            raise _without_email(error) from error
        return await parse_answer(answer, lambda body: parse_doi(body, clean, answer.retrieved, cached=answer.cached))

    async def search(
        self, words: str, ask: RequestOptions, *, is_oa: bool | None = None, page: int = 1
    ) -> UnpaywallResultPage:
        """Return a page (50 rows, the first page is 1) of papers whose titles contain *words*: all words, "phrases"
        exactly, one side or the other of an OR, and none with a `-` before it.

        The service matches loosely and returns titles that have little to do with the words.
        is_oa: only open or only closed papers, None for both.
        """
        plain = title_query(words)
        if not plain:
            only_out = bool(words.strip(" -\"'"))
            raise UsageError(
                Message("The search only has words to exclude.")
                if only_out
                else Message("Type some words to search for."),
                hint=Message("Add a word that the title should contain.") if only_out else None,
                subject=UNPAYWALL,
            )
        if page < 1:
            raise UsageError(Message("There is no page {page}. The first page is 1.", page=page), subject=UNPAYWALL)
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
                missing_lifetime_s=None,  # the search endpoint always exists: a 404 is an error
            )
        except BadRequest as error:
            raise _without_email(error) from error
        return await parse_answer(
            answer, lambda body: parse_search(body, answer.retrieved, page=page, cached=answer.cached)
        )

    async def about(self, ask: RequestOptions) -> UnpaywallAbout:
        """Return the version of the service."""
        try:
            answer = await self._client.ask(self._service, "/v2/", ask=ask, lifetime_s=DAY_S)
        except BadRequest as error:
            raise _without_email(error) from error
        return await parse_answer(answer, parse_about)


def _path_of(doi: str) -> tuple[str, str]:
    """Return the DOI in *doi*, and the path that is requested for it."""
    clean = clean_doi(doi)
    if clean is None:
        raise UsageError(
            Message("“{text}” is not a DOI.", text=doi),
            hint=Message("A DOI begins with “10.”, such as 10.1038/nature12373."),
            subject=doi,
        )
    return clean, f"/v2/{quote(clean, safe='/')}"


def _without_email(error: BadRequest) -> BadRequest | NoEmail:
    """Return the error for a 422 about the e-mail address (missing, an example, or used from too many places); else
    *error* itself.
    """
    if error.status != 422 or "email" not in error.service_message.lower():
        return error
    return NoEmail(
        Message("Unpaywall did not accept your e-mail address. Its message: “{words}”", words=error.service_message),
        hint=Message("Enter your own e-mail address in Settings."),
        subject=UNPAYWALL,
    )
