"""Zenodo's communities as it answers in 2026: the list with its facets and orders, one by slug or uuid, those that hold
a record (api-facts 3.2). Every text here is invented, also where the slug is that of a real one.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from scholar_desktop.demo.corpus.corpus import Corpus
from scholar_desktop.demo.corpus.corpus_file import Deposit
from scholar_desktop.demo.corpus.seeded_random import Dice
from scholar_desktop.demo.semantic_scholar.ranking import words_of
from scholar_desktop.demo.zenodo.answers import (
    ABSENT,
    SEARCH_LIMIT,
    Pages,
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
"""A community that only its members see: it is in no list, and whoever asks for it is refused."""


class Circle(msgspec.Struct, frozen=True):
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
        digest = hashlib.blake2b(f"community {self.slug}".encode(), digest_size=16).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:]}"


class Communities:
    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    @property
    def slugs(self) -> list[str]:
        return [circle.slug for circle in self._circles]

    async def listed(self, request: Request) -> Response:
        if (refused := refusal(request)) is not None:
            return refused
        given = {key: value for key, value in request.query_params.items() if value != ""}
        sort = given.get("sort", "bestmatch" if "q" in given else "newest")
        if sort not in _SORTS:
            return invalid(request, "sort", f"Invalid sort option '{sort}'.")
        used = {"q": given["q"]} if "q" in given else {}
        scores = {
            circle.slug: found
            for circle in self._circles
            if circle.visibility == "public" and (found := _score(circle, given.get("q", "")))
        }
        circles = [circle for circle in self._circles if circle.slug in scores]
        for name in _LABELS:
            if name in given:
                used[name] = given[name]
                circles = [circle for circle in circles if _value(circle, name)[:1] == (given[name],)]
        circles.sort(key=lambda circle: circle.created, reverse=sort != "oldest")
        if sort == "bestmatch":
            circles.sort(key=lambda circle: -scores[circle.slug])
        return self._page(request, circles, {**used, "sort": sort}, facets=True)

    async def one(self, request: Request) -> Response:
        found = self.find(request)
        return found if isinstance(found, Response) else json_answer(request, rendered(found))

    def of(self, request: Request, record: Deposit) -> Response:
        """Those that hold *record*."""
        slugs = {each["id"] for each in record.communities}
        circles = [circle for circle in self._circles if circle.slug in slugs and circle.visibility == "public"]
        return self._page(request, circles, {"sort": "newest"}, facets=False)

    def find(self, request: Request) -> Circle | Response:
        """The community that is asked for, or the answer where there is none to show."""
        if (refused := refusal(request)) is not None:
            return refused
        name = request.path_params["id"]
        circle = next((each for each in self._circles if name in (each.slug, each.id)), None)
        if circle is None:
            return json_answer(request, {"status": 404, "message": ABSENT}, 404)
        if circle.visibility != "public":
            return json_answer(request, {"status": 403, "message": "Permission denied."}, 403)
        return circle

    def _page(self, request: Request, circles: list[Circle], used: dict[str, str], *, facets: bool) -> Response:
        pages = pages_of(request)
        if isinstance(pages, Response):
            return pages
        return json_answer(request, _body(request, circles, used, pages, facets), limit=SEARCH_LIMIT)

    @cached_property
    def _circles(self) -> list[Circle]:
        """Those of the records first, then invented ones that fill two pages."""
        held = dict.fromkeys(each["id"] for record in self._corpus.data.records for each in record.communities)
        own = [_of_slug(slug) for slug in held]
        invented = [_invented(f"{topic} {form}", _KINDS[form]) for form in _FORMS for topic in _TOPICS]
        hidden = Circle(HIDDEN, "Inner circle", "For members.", _day("hidden"), visibility="restricted")
        return [*own, *invented, hidden]


def rendered(circle: Circle) -> dict[str, Any]:
    """The form that was recorded."""
    own, page = f"{_API}/{circle.id}", f"https://zenodo.org/communities/{circle.slug}"
    names = ("logo", "rename", "members", "public_members", "invitations", "requests", "records")
    inner = {"public_members": "members/public"}
    metadata: dict[str, Any] = {
        "title": circle.title,
        "description": circle.description,
        "curation_policy": circle.curation_policy,
        "page": circle.page,
    }
    if circle.kind is not None:
        metadata["type"] = {"id": circle.kind}
    if circle.funder is not None:
        metadata["funding"] = [{"funder": {"id": circle.funder[0], "name": circle.funder[1]}}]
    if circle.organization is not None:
        metadata["organizations"] = [{"id": circle.organization[0], "name": circle.organization[1]}]
    return {
        "id": circle.id,
        "created": circle.created,
        "updated": circle.created,
        "links": {
            "self": own,
            "self_html": page,
            "settings_html": f"{page}/settings",
            **{name: f"{own}/{inner.get(name, name)}" for name in names},
        },
        "revision_id": 2,
        "slug": circle.slug,
        "metadata": metadata,
        "access": {
            "visibility": circle.visibility,
            "member_policy": circle.member_policy,
            "record_policy": circle.record_policy,
            "review_policy": "open",
        },
        "custom_fields": {},
        "deletion_status": {"is_deleted": False, "status": "P"},
    }


def _body(request: Request, circles: list[Circle], used: dict[str, str], pages: Pages, facets: bool) -> dict[str, Any]:
    body = {
        "hits": {"hits": [rendered(circle) for circle in pages.part(circles)], "total": len(circles)},
        "sortBy": used["sort"],
        "links": page_links(request, used, pages, len(circles)),
    }
    if facets:
        body["aggregations"] = {
            name: {"buckets": _buckets(circles, name, used.get(name)), "label": label}
            for name, label in _LABELS.items()
        }
    return body


def _buckets(circles: list[Circle], name: str, selected: str | None) -> list[dict[str, Any]]:
    counts: dict[tuple[str, ...], int] = {}
    for circle in circles:
        if value := _value(circle, name):
            counts[value] = counts.get(value, 0) + 1
    return [
        {"key": key, "doc_count": count, "label": label, "is_selected": key == selected}
        for (key, label), count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]


def _value(circle: Circle, name: str) -> tuple[str, ...]:
    """(key, label) of the facet *name*, empty where the community has none."""
    if name == "type":
        return (circle.kind, _TYPES[circle.kind]) if circle.kind is not None else ()
    return (circle.funder if name == "funder" else circle.organization) or ()


def _score(circle: Circle, text: str) -> float:
    """Every word must begin one of slug, title (which counts most) or description."""
    wanted = words_of(text)
    title, rest = words_of(circle.title), words_of(f"{circle.slug} {circle.description}")
    score = 1.0
    for word in wanted:
        in_title = sum(each.startswith(word) for each in title)
        in_rest = sum(each.startswith(word) for each in rest)
        if not in_title and not in_rest:
            return 0.0
        score += 5 * in_title + in_rest
    return score


def _day(name: str) -> str:
    dice = Dice("community", name)
    year, month, day = 2014 + dice.below(12), 1 + dice.below(12), 1 + dice.below(28)
    return f"{year}-{month:02}-{day:02}T0{dice.below(10)}:33:20.515119+00:00"


def _of_slug(slug: str) -> Circle:
    """A community that records of the corpus are in."""
    title = slug.replace("-", " ").title()
    return Circle(
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


def _invented(name: str, kind: str) -> Circle:
    dice = Dice("community", name)
    policy = f"<p>Records of the {name} are looked at by two members before they are taken.</p>"
    return Circle(
        slug=name.replace(" ", "-"),
        title=name.capitalize(),
        description=f"An invented community around the {name.split()[0]}.",
        created=_day(name),
        curation_policy=policy if dice.chance(0.6) else "",
        kind=kind if dice.chance(0.9) else None,
        funder=("05demo002", "Demo Research Council") if dice.chance(0.3) else None,
        organization=("05demo001", "Example University") if dice.chance(0.2) else None,
        member_policy=dice.pick(("open", "closed")),
        record_policy=dice.pick(("open", "closed")),
    )
