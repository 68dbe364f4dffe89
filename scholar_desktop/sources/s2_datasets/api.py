"""Requests to Semantic Scholar's Datasets API: the releases, the datasets of a release, and the links to their files.

Releases need no key; links to files, and diffs, need one. Links are signed and expire, so no answer with links is ever
stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from scholar_desktop.domain.corpus.dataset import LATEST, Dataset, Diffs, Release
from scholar_desktop.domain.errors import AccessRefused, NotFound
from scholar_desktop.domain.source import DATASETS
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.answer_decoding import parse_answer
from scholar_desktop.sources.s2_datasets.parse import parse_dataset, parse_diffs, parse_release, parse_releases

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.net.client import Answer, Client, Service

HOUR_S = 3600.0
LIST_LIFETIME_S = HOUR_S
"""A new release comes about once a week."""
RELEASE_LIFETIME_S = 30 * 24 * HOUR_S
MISSING_LIFETIME_S = HOUR_S
KEY_PAGE = "https://www.semanticscholar.org/product/api#api-key-form"

_ROOT = "/datasets/v1"


class S2Datasets:
    """The client of the Datasets API. Every method raises SourceErrors (subject `datasets`)."""

    def __init__(self, client: Client, service: Service) -> None:
        self._client = client
        self._service = service

    async def releases(self, ask: RequestOptions) -> tuple[str, ...]:
        """Return the dates of all releases, oldest first."""
        answer = await self._ask("/release/", ask, lifetime_s=LIST_LIFETIME_S)
        return await parse_answer(answer, parse_releases)

    async def release(self, release: str, ask: RequestOptions) -> Release:
        """Return *release* (a date, or `latest`): its terms and datasets, without links. Raises NotFound."""
        lifetime = LIST_LIFETIME_S if release == LATEST else RELEASE_LIFETIME_S
        try:
            answer = await self._ask(f"/release/{quote(release, safe='')}", ask, lifetime_s=lifetime)
        except NotFound as error:
            raise _unknown(
                Message("Semantic Scholar has no release {release}.", release=release), _SEE_RELEASES, error
            ) from error
        return await parse_answer(answer, parse_release)

    async def dataset(self, name: str, release: str, ask: RequestOptions) -> Dataset:
        """Return the dataset *name* of *release* (a date, or `latest`) with new links to its files.

        Raises:
            AccessRefused: there is no valid key.
            NotFound: there is no such dataset or release.
        """
        path = f"/release/{quote(release, safe='')}/dataset/{quote(name, safe='')}"
        problem = Message(
            "Semantic Scholar has no dataset {dataset} in the release {release}.", dataset=name, release=release
        )
        answer = await self._links(
            path,
            problem,
            Message("To list its datasets: scholar-desktop corpus release {release}", release=release),
            ask,
        )
        return await parse_answer(answer, parse_dataset)

    async def diffs(self, name: str, start: str, end: str, ask: RequestOptions) -> Diffs:
        """Return the diffs that update the dataset *name* from the release *start* to *end* (a date, or `latest`), with
        new links. Raises the same errors as `dataset`.
        """
        path = f"/diffs/{quote(start, safe='')}/to/{quote(end, safe='')}/{quote(name, safe='')}"
        problem = Message(
            "Semantic Scholar has no changes of {dataset} from {start} to {end}.", dataset=name, start=start, end=end
        )
        answer = await self._links(path, problem, _SEE_RELEASES, ask)
        return await parse_answer(answer, parse_diffs)

    async def _links(self, path: str, problem: str, hint: str, ask: RequestOptions) -> Answer:
        try:
            return await self._ask(path, ask, lifetime_s=0, keep=False)
        except NotFound as error:
            raise _unknown(problem, hint, error) from error
        except AccessRefused as error:
            hint = _about_key(error, has_key=bool(await self._service.auth()))
            raise AccessRefused(error.message, hint=hint, subject=DATASETS, status=error.status) from error

    async def _ask(self, path: str, ask: RequestOptions, *, lifetime_s: float, keep: bool = True) -> Answer:
        return await self._client.ask(
            self._service,
            _ROOT + path,
            ask=ask,
            lifetime_s=lifetime_s,
            missing_lifetime_s=MISSING_LIFETIME_S,
            keep=keep,
        )


_SEE_RELEASES = Message("To list all releases: scholar-desktop corpus releases")


def _unknown(problem: str, hint: str, error: NotFound) -> NotFound:
    return NotFound(problem, hint=hint, subject=DATASETS, status=error.status)


def _about_key(error: AccessRefused, *, has_key: bool) -> str:
    """Return the hint for a refusal: what to do about the key."""
    if has_key:
        return Message(
            "Your key was not accepted: it may be mistyped, or expired after two months without use. Set another "
            "one in Settings or with: scholar-desktop keys set semantic_scholar. Request a new one: {page}",
            page=KEY_PAGE,
        )
    if error.status == 401:
        return Message(
            "You need a key to download these files. Set yours in Settings or with: scholar-desktop keys set "
            "semantic_scholar. Request one: {page}",
            page=KEY_PAGE,
        )
    return Message(
        "A key may help. Set yours in Settings or with: scholar-desktop keys set semantic_scholar. Request one: {page}",
        page=KEY_PAGE,
    )
