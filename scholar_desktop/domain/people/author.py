"""A person as Semantic Scholar knows them: one profile, under which it gathers what it takes for the same person."""

from __future__ import annotations

import re

import msgspec

from scholar_desktop.domain.paper import Facts, Paper
from scholar_desktop.domain.stored_names import stored

_ID = re.compile(r"[0-9]{1,15}")
_PREFIX = re.compile(r"(?:s2[ _-]?)?author(?:[ _-]?id)?\s*[:=/]\s*", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?semanticscholar\.org/author/(?:[^/?#]*/)?([0-9]{1,15})/?(?:[?#].*)?", re.IGNORECASE
)


class AuthorCounts(msgspec.Struct, frozen=True, rename=stored("papers citations h_index")):
    """How many papers the person has, how often all of them together are cited, and the h-index; None: not said."""

    papers: int | None = None
    citations: int | None = None
    h_index: int | None = None


class AuthorProfile(msgspec.Struct, frozen=True):
    """What the service says of one person.

    id: Semantic Scholar's, digits; None for a name in a paper that it has not linked to anybody. dblp: the names under
    which DBLP has them. papers: None when they were not asked for. retrieved: ISO 8601, UTC. facts: all that was sent,
    None where nothing but a name and an id is known.
    """

    name: str
    id: str | None = None
    aliases: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    homepage: str | None = None
    orcid: str | None = None
    dblp: tuple[str, ...] = ()
    counts: AuthorCounts = AuthorCounts()
    papers: tuple[Paper, ...] | None = None
    retrieved: str | None = None
    facts: Facts | None = None


class AuthorList(msgspec.Struct, frozen=True):
    """People that were found. total: how many the service says there are, None when it does not say; loaded: rows
    taken from it."""

    authors: tuple[AuthorProfile, ...] = ()
    total: int | None = None
    loaded: int = 0


def parse_author_id(text: str) -> str | None:
    """The id in *text*: the digits alone, with a prefix (`author:1741101`), or the address of the person's page. None
    for anything else, an ORCID too: the service looks nobody up by it. Never raises."""
    plain = text.strip().strip("<>()[]\"'").strip()
    address = _ADDRESS.fullmatch(plain)
    if address is not None:
        return address[1]
    plain = _PREFIX.sub("", plain, count=1) if _PREFIX.match(plain) else plain
    return plain if _ID.fullmatch(plain) else None
