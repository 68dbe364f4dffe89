"""Links of the user: PDF links added to papers, and links through the proxy or link resolver of the user's library."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.web_address import host_of, hostname_of
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.library.tables import user_links as kept
from scholar_desktop.library.tables.user_links import UserLink
from scholar_desktop.services.open_access.candidates import USER
from scholar_desktop.services.papers.paper_text import paper_link
from scholar_desktop.services.web.url_rules import is_web, normalise_url


class UserLinks:
    """The PDF links that the user added to papers.

    Args:
        data_dir: returns the current library folder.
        now: the current time.

    Events:
        changed: a link was added to a paper or removed; carries no value.
    """

    def __init__(
        self, data_dir: Callable[[], Path], *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.changed: Event[None] = Event("own_links.changed")
        self._data_dir = data_dir
        self._now = now
        self._links: tuple[UserLink, ...] | None = None
        self._writing = asyncio.Lock()

    async def of(self, paper: Paper) -> tuple[Copy, ...]:
        """Returns the links of *paper* as copies, newest first."""
        links = await self._load()
        names = set(_names(paper))
        return tuple(_copy(link) for link in reversed(links) if not names.isdisjoint(link.names))

    async def add(self, paper: Paper, text: str) -> Copy:
        """Saves *text* as the address of a PDF of *paper*.

        Raises:
            UsageError: *text* is not a web address, or the paper has no identifier.
            DiskError: The link cannot be written.
        """
        url = text.strip()
        if url and "://" not in url and "." in url.partition("/")[0]:
            url = f"https://{url}"
        if not is_web(url):
            raise UsageError(
                Message("“{text}” is not a web address.", text=text.strip()),
                hint=Message("A web address begins with https:// or http://."),
                subject=paper.id,
            )
        names = tuple(_names(paper))
        if not names:
            raise UsageError(Message("A link can only be added to a paper with an identifier."), subject=paper.title)
        link = UserLink(url, names, utc_timestamp(self._now()))
        await self._change(lambda links: (*_without(links, paper, url), link))
        return _copy(link)

    async def remove(self, paper: Paper, url: str) -> None:
        """Removes the link *url* from *paper*. Raises DiskError."""
        await self._change(lambda links: _without(links, paper, url))

    async def _load(self) -> tuple[UserLink, ...]:
        if self._links is None:
            try:
                self._links = await asyncio.to_thread(kept.load, self._data_dir())
            except OSError:
                return ()  # read again next time; the file is not changed
        return self._links

    async def _change(self, make: Callable[[tuple[UserLink, ...]], tuple[UserLink, ...]]) -> None:
        async with self._writing:
            try:
                folder = self._data_dir()
                links = make(await asyncio.to_thread(kept.load, folder))
                await asyncio.to_thread(kept.save, folder, links)
            except OSError as error:
                raise DiskError(
                    Message("The link could not be saved: {reason}.", reason=error.strerror or str(error))
                ) from error
            self._links = links
        self.changed.emit(None)


def _names(paper: Paper) -> list[str]:
    return [f"{scheme}:{value}" for scheme, value in paper.ids.items()]


def _without(links: tuple[UserLink, ...], paper: Paper, url: str) -> tuple[UserLink, ...]:
    place, names = normalise_url(url), set(_names(paper))
    return tuple(link for link in links if normalise_url(link.url) != place or names.isdisjoint(link.names))


def _copy(link: UserLink) -> Copy:
    return Copy(
        url=link.url,
        pdf_url=link.url,
        host=host_of(link.url),
        source=USER,
        evidence=Message("You added this link"),
    )


_MISSING_VALUE = {
    "url": Message("The address of your library proxy or link resolver needs a link to the paper, and none is known."),
    "doi": Message("The address of your library proxy or link resolver needs the paper's DOI, and none is known."),
    "title": Message("The address of your library proxy or link resolver needs the paper's title, and none is known."),
}


def library_link_url(template: str, paper: Paper) -> str:
    """Returns the address for *paper* made from *template* (setting `library_link`).

    Raises UsageError when the template needs a value that the paper does not have, or when the result is no address.
    """
    page = paper_link(paper)
    values = {
        "url": page,
        "url_encoded": quote(page, safe="") if page else None,
        "doi": quote(paper.ids.doi, safe="") if paper.ids.doi else None,
        "title": quote(plain(paper.title), safe="") or None,
    }
    if "{" not in template:
        template += "{url}"
    address = template
    for name, value in values.items():
        if f"{{{name}}}" in address:
            if value is None:
                raise UsageError(
                    _MISSING_VALUE[name.partition("_")[0]],
                    hint=Message("Search for the paper in the catalogue of your institution's library."),
                )
            address = address.replace(f"{{{name}}}", value)
    if not hostname_of(address):
        raise UsageError(
            Message("The address of your library proxy or link resolver is not valid."),
            hint=Message("Check the address in Settings."),
        )
    return address
