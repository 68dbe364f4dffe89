"""The demo services have a paper for every rung of the ladder: the only copy of it that works is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.identifiers.identifiers import parse
from scholar_desktop.domain.request_options import RequestOptions
from tests.support.demo_fixture import Demo

if TYPE_CHECKING:
    from tests.support.fake_web_fixtures import Started

CLOSED = "10.1093/mind/lix.236.433"
ONLY_BY = {
    "unpaywall": "10.7150/thno.70568",
    "arxiv": "arXiv:1312.6114",
    "s2": "CorpusId:8642177",
    "s2, at OpenReview": "CorpusId:64908139",
    "pmc": "10.1242/dev.183699",
    "europepmc": "10.1101/2024.04.01.587366",
    "europepmc, by its search": "10.1101/2020.06.04.135087",
    "acl": "10.18653/v1/2021.naacl-srw.7",
    "biorxiv": "10.1101/2020.03.03.974980",
    "zenodo": "https://zenodo.org/records/90000021",
    "landing": "10.1016/j.matchar.2022.112470",
    "user": CLOSED,
}


async def test_each_rung_has_a_paper(demo: Demo, started: Started) -> None:
    at_the_demo = {
        "SEMANTIC_SCHOLAR_URL": demo.url,
        "UNPAYWALL_URL": demo.url,
        "ZENODO_URL": demo.url,
        "HOST_MAP": f"*={demo.url}",
    }
    async with started(**at_the_demo) as backend:
        closed = parse(CLOSED)
        assert closed is not None
        paper = await backend.papers.open(closed, lambda _paper: None, RequestOptions())
        await backend.user_links.add(paper, f"people.example.edu/{CLOSED}.pdf")
        items = await backend.batch_download.get(
            list(ONLY_BY.values()), ask=RequestOptions(), on_item=lambda _item: None
        )
    found = {
        name: (item.outcome, item.attempts[-1:] and item.attempts[-1].source)
        for name, item in zip(ONLY_BY, items, strict=True)
    }
    assert found == {name: ("saved", name.partition(",")[0]) for name in ONLY_BY}
