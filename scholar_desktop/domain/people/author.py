"""An author's profile at Semantic Scholar, which groups the papers that it assigns to one person."""

from __future__ import annotations

import re

import msgspec

from scholar_desktop.domain.paper import Facts, Paper
from scholar_desktop.domain.stored_field_names import stored

_ID = re.compile(r"[0-9]{1,15}")
_PREFIX = re.compile(r"(?:s2[ _-]?)?author(?:[ _-]?id)?\s*[:=/]\s*", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?semanticscholar\.org/author/(?:[^/?#]*/)?([0-9]{1,15})/?(?:[?#].*)?", re.IGNORECASE
)


class AuthorCounts(msgspec.Struct, frozen=True, rename=stored("papers citations h_index")):
    """Counts of an author, each None if the service does not say.

    papers: number of papers; citations: number of citations of all of them together; h_index: the h-index.
    """

    papers: int | None = None
    citations: int | None = None
    h_index: int | None = None


class AuthorProfile(msgspec.Struct, frozen=True):
    """What the service knows about one author.

    id: Semantic Scholar's, digits; None for a name in a paper that it has not linked to an author. dblp: the author's
    names at DBLP. papers: None if they were not requested. retrieved: ISO 8601, UTC. facts: all that was sent, None if
    only a name and an id are known.
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
    """The result of a search for authors.

    total: the service's count of matches, None if it does not say; loaded: number of rows received; has_more: the
    service has more of them.
    """

    authors: tuple[AuthorProfile, ...] = ()
    total: int | None = None
    loaded: int = 0
    has_more: bool = False


def parse_author_id(text: str) -> str | None:
    """Returns the author id in *text*, or None. Never raises.

    Accepts digits alone, digits with a prefix (`author:1741101`), and the address of the author's page. None for
    anything else, including an ORCID, because the service cannot look up authors by it.
    """
    plain = text.strip().strip("<>()[]\"'").strip()
    address = _ADDRESS.fullmatch(plain)
    if address is not None:
        return address[1]
    plain = _PREFIX.sub("", plain, count=1) if _PREFIX.match(plain) else plain
    return plain if _ID.fullmatch(plain) else None
