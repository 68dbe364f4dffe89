"""Zenodo's communities in their form of 2026: the list with facets and sort orders, one community, those of a record.

A community is found by slug or uuid. Every text is invented, even if the slug is that of a real
community.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Deposit
from scholar_desktop.demo.corpus.seeded_random import SeededRandom
from scholar_desktop.demo.semantic_scholar.ranking import words_of
from scholar_desktop.demo.zenodo.answers import (
    ABSENT,
    SEARCH_LIMIT,
    RequestedPage,
    invalid,
    json_answer,
    page_links,
    pages_of,
    refusal,
)

_API = "https://zenodo.org/api/communities"
_SORTS = ("bestmatch", "newest", "oldest")
_LABELS = {"type": "Type", "funder": "Funders", "organization": "Organizations"}
_TYPES = {"event": "Event", "organization": "Organization", "project": "Project", "topic": "Topic"}
_TOPICS = (
    "glacier", "sediment", "lichen", "dialect", "manuscript", "radar", "pollen", "catalysis", "tide", "beetle",
    "aquifer", "loom", "harbour", "spectrum", "orchard",
)  # fmt: skip
_FORMS = ("records", "field notes", "workshop")
_KINDS = {"records": "topic", "field notes": "project", "workshop": "event"}
HIDDEN = "demo-inner-circle"
"""A community visible only to its members: it is in no list, and requests for it are refused."""


class DemoCommunity(msgspec.Struct, frozen=True):
    """One community. kind: one of _TYPES, or None; funder, organization: (key, label)."""

    slug: str
    title: str
    description: str
    created: str
    curation_policy: str = ""
    page: str = ""
    kind: str | None = None
    funder: tuple[str, str] | None = None
    organization: tuple[str, str] | None = None
    member_policy: str = "open"
    record_policy: str = "open"
    visibility: str = "public"

    @property
    def id(self) -> str:
        """The uuid of the community."""
        digest = hashlib.blake2b(f"community {self.slug}".encode(), digest_size=16).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:]}"


class CommunitiesApi:
    """The endpoints of communities."""

    def __init__(self, corpus: DemoCorpus) -> None:
        self._corpus = corpus

    @property
    def slugs(self) -> list[str]:
        """The slugs of all communities."""
        return [community.slug for community in self._all_communities]

    async def listed(self, request: Request) -> Response:
        """Answers a request for the list of communities."""
        if (refused := refusal(request)) is not None:
            return refused
        given = {key: value for key, value in request.query_params.items() if value != ""}
        sort = given.get("sort", "bestmatch" if "q" in given else "newest")
        if sort not in _SORTS:
            return invalid(request, "sort", f"Invalid sort option '{sort}'.")
        used = {"q": given["q"]} if "q" in given else {}
        scores = {
            community.slug: found
            for community in self._all_communities
            if community.visibility == "public" and (found := _score(community, given.get("q", "")))
        }
        found_communities = [community for community in self._all_communities if community.slug in scores]
        for name in _LABELS:
            if name in given:
                used[name] = given[name]
                found_communities = [
                    community for community in found_communities if _value(community, name)[:1] == (given[name],)
                ]
        found_communities.sort(key=lambda community: community.created, reverse=sort != "oldest")
        if sort == "bestmatch":
            found_communities.sort(key=lambda community: -scores[community.slug])
        return self._page(request, found_communities, {**used, "sort": sort}, facets=True)

    async def one(self, request: Request) -> Response:
        """Answers a request for one community."""
        found = self.find(request)
        return found if isinstance(found, Response) else json_answer(request, community_json(found))

    def of(self, request: Request, record: Deposit) -> Response:
        """Returns the communities of *record*."""
        slugs = {each["id"] for each in record.communities}
        found_communities = [
            community
            for community in self._all_communities
            if community.slug in slugs and community.visibility == "public"
        ]
        return self._page(request, found_communities, {"sort": "newest"}, facets=False)

    def find(self, request: Request) -> DemoCommunity | Response:
        """Returns the requested community, or the answer if it cannot be shown."""
        if (refused := refusal(request)) is not None:
            return refused
        name = request.path_params["id"]
        community = next((each for each in self._all_communities if name in (each.slug, each.id)), None)
        if community is None:
            return json_answer(request, {"status": 404, "message": ABSENT}, 404)
        if community.visibility != "public":
            return json_answer(request, {"status": 403, "message": "Permission denied."}, 403)
        return community

    def _page(
        self, request: Request, found_communities: list[DemoCommunity], used: dict[str, str], *, facets: bool
    ) -> Response:
        pages = pages_of(request)
        if isinstance(pages, Response):
            return pages
        return json_answer(request, _body(request, found_communities, used, pages, facets), limit=SEARCH_LIMIT)

    @cached_property
    def _all_communities(self) -> list[DemoCommunity]:
        """All communities: those of the records first, then invented ones that fill two pages."""
        held = dict.fromkeys(each["id"] for record in self._corpus.data.records for each in record.communities)
        own = [_of_slug(slug) for slug in held]
        invented = [_invented(f"{topic} {form}", _KINDS[form]) for form in _FORMS for topic in _TOPICS]
        hidden = DemoCommunity(HIDDEN, "Inner circle", "For members.", _day("hidden"), visibility="restricted")
        return [*own, *invented, hidden]


def community_json(community: DemoCommunity) -> dict[str, Any]:
    """Returns the community in the recorded form."""
    own, page = f"{_API}/{community.id}", f"https://zenodo.org/communities/{community.slug}"
    names = ("logo", "rename", "members", "public_members", "invitations", "requests", "records")
    inner = {"public_members": "members/public"}
    metadata: dict[str, Any] = {
        "title": community.title,
        "description": community.description,
        "curation_policy": community.curation_policy,
        "page": community.page,
    }
    if community.kind is not None:
        metadata["type"] = {"id": community.kind}
    if community.funder is not None:
        metadata["funding"] = [{"funder": {"id": community.funder[0], "name": community.funder[1]}}]
    if community.organization is not None:
        metadata["organizations"] = [{"id": community.organization[0], "name": community.organization[1]}]
    return {
        "id": community.id,
        "created": community.created,
        "updated": community.created,
        "links": {
            "self": own,
            "self_html": page,
            "settings_html": f"{page}/settings",
            **{name: f"{own}/{inner.get(name, name)}" for name in names},
        },
        "revision_id": 2,
        "slug": community.slug,
        "metadata": metadata,
        "access": {
            "visibility": community.visibility,
            "member_policy": community.member_policy,
            "record_policy": community.record_policy,
            "review_policy": "open",
        },
        "custom_fields": {},
        "deletion_status": {"is_deleted": False, "status": "P"},
    }


def _body(
    request: Request, found_communities: list[DemoCommunity], used: dict[str, str], pages: RequestedPage, facets: bool
) -> dict[str, Any]:
    body = {
        "hits": {
            "hits": [community_json(community) for community in pages.part(found_communities)],
            "total": len(found_communities),
        },
        "sortBy": used["sort"],
        "links": page_links(request, used, pages, len(found_communities)),
    }
    if facets:
        body["aggregations"] = {
            name: {"buckets": _buckets(found_communities, name, used.get(name)), "label": label}
            for name, label in _LABELS.items()
        }
    return body


def _buckets(found_communities: list[DemoCommunity], name: str, selected: str | None) -> list[dict[str, Any]]:
    counts: dict[tuple[str, ...], int] = {}
    for community in found_communities:
        if value := _value(community, name):
            counts[value] = counts.get(value, 0) + 1
    return [
        {"key": key, "doc_count": count, "label": label, "is_selected": key == selected}
        for (key, label), count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]


def _value(community: DemoCommunity, name: str) -> tuple[str, ...]:
    """Returns (key, label) of the facet *name*; empty if the community has none."""
    if name == "type":
        return (community.kind, _TYPES[community.kind]) if community.kind is not None else ()
    return (community.funder if name == "funder" else community.organization) or ()


def _score(community: DemoCommunity, text: str) -> float:
    """Returns the score of a match.

    Every word must be a prefix of a word in slug, title (with the highest weight) or description.
    """
    wanted = words_of(text)
    title, rest = words_of(community.title), words_of(f"{community.slug} {community.description}")
    score = 1.0
    for word in wanted:
        in_title = sum(each.startswith(word) for each in title)
        in_rest = sum(each.startswith(word) for each in rest)
        if not in_title and not in_rest:
            return 0.0
        score += 5 * in_title + in_rest
    return score


def _day(name: str) -> str:
    rng = SeededRandom("community", name)
    year, month, day = 2014 + rng.below(12), 1 + rng.below(12), 1 + rng.below(28)
    return f"{year}-{month:02}-{day:02}T0{rng.below(10)}:33:20.515119+00:00"


def _of_slug(slug: str) -> DemoCommunity:
    """Returns a community that contains records of the corpus."""
    title = slug.replace("-", " ").title()
    return DemoCommunity(
        slug=slug,
        title=title,
        description=f"What the demonstration keeps under the name {slug}.",
        created=_day(slug),
        curation_policy=(
            f"<p>{title} takes what <em>belongs</em> to it: data, programs &amp; reports with a licence.</p>"
            "<ul><li>Say who made it.</li><li>Say how to read it.</li></ul>"
        ),
        page=f'<p>About {title}. See <a href="https://example.org/{slug}">its page</a>.</p>\r\n',
        kind="organization" if "university" in slug else "topic",
        organization=("05demo001", "Example University") if "university" in slug else None,
        record_policy="open" if "demo" in slug else "closed",
    )


def _invented(name: str, kind: str) -> DemoCommunity:
    rng = SeededRandom("community", name)
    policy = f"<p>Records of the {name} are looked at by two members before they are taken.</p>"
    return DemoCommunity(
        slug=name.replace(" ", "-"),
        title=name.capitalize(),
        description=f"An invented community around the {name.split()[0]}.",
        created=_day(name),
        curation_policy=policy if rng.chance(0.6) else "",
        kind=kind if rng.chance(0.9) else None,
        funder=("05demo002", "Demo Research Council") if rng.chance(0.3) else None,
        organization=("05demo001", "Example University") if rng.chance(0.2) else None,
        member_policy=rng.pick(("open", "closed")),
        record_policy=rng.pick(("open", "closed")),
    )
