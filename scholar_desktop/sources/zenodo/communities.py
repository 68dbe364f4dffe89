"""Parses Zenodo's answers about communities. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import Community, Facets
from scholar_desktop.sources.json_values import code_of, dict_of, text_of
from scholar_desktop.sources.plain_text import plain_line, plain_paragraphs
from scholar_desktop.sources.zenodo.pages import Parameters, bad_answer, page_facts


class CommunityPage(msgspec.Struct, frozen=True):
    """One page of a list of communities.

    following: the parameters that request the next page, None on the last; dropped: requested parameters that the
    service ignored; skipped: rows that could not be parsed.
    """

    communities: tuple[Community, ...] = ()
    total: int | None = None
    following: Parameters | None = None
    dropped: tuple[str, ...] = ()
    facets: Facets = {}
    skipped: int = 0
    retrieved: str | None = None
    cached: bool = False


def parse_communities(body: Any, retrieved: str, *, asked: Sequence[str] = (), cached: bool = False) -> CommunityPage:
    """Return a page of GET /communities that was requested with the parameters *asked*."""
    page = page_facts(body, Message("a page of communities"), asked)
    communities = tuple(community for row in page.rows if (community := _community(row)) is not None)
    return CommunityPage(
        communities=communities,
        total=page.total,
        following=page.following,
        dropped=page.dropped,
        facets=page.facets,
        skipped=len(page.rows) - len(communities),
        retrieved=retrieved,
        cached=cached,
    )


def parse_community(body: Any) -> Community:
    """Return the community of GET /communities/{id}. Raises BadAnswer."""
    community = _community(body)
    if community is None:
        raise bad_answer(body, Message("a community"))
    return community


def _community(row: Any) -> Community | None:
    """Return a community, or None for an object without a slug or a title of its own (a record, an error)."""
    if not isinstance(row, dict):
        return None
    metadata, access = dict_of(row.get("metadata")), dict_of(row.get("access"))
    number, slug, title = code_of(row.get("id")), code_of(row.get("slug")), text_of(metadata.get("title"))
    if number is None or slug is None or title is None:
        return None
    return Community(
        id=number,
        slug=slug,
        title=plain_line(title),
        description=_text(metadata.get("description")),
        visibility=code_of(access.get("visibility")),
        member_policy=code_of(access.get("member_policy")),
        # renamed in 2024
        record_policy=code_of(access.get("record_policy")) or code_of(access.get("record_submission_policy")),
        curation_policy=_text(metadata.get("curation_policy")),
        page=_text(metadata.get("page")),
        all=row,
    )


def _text(sent: Any) -> str | None:
    text = text_of(sent)
    return plain_paragraphs(text) or None if text is not None else None
