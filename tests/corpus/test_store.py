"""The store answers as the generator's data say: look-ups, search, citations in both directions, co-citation."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.corpus import build, schema
from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.citing_sentences import read_edges
from scholar_desktop.corpus.store import CorpusStore, match_of
from scholar_desktop.corpus.stored_answers import SearchFilter, StoreDamaged
from scholar_desktop.corpus.verify import differences
from scholar_desktop.demo.datasets.generated_releases import release_name
from tests.corpus.conftest import Releases


def rows(releases: Releases, dataset: str, release: int = 0) -> list[dict[str, Any]]:
    """The rows of a dataset, read without the program."""
    files = sorted((releases.release(release) / dataset).glob("*.gz"))
    return [json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines()]


def test_every_paper_is_found_by_each_of_its_identifiers(store: CorpusStore, releases: Releases) -> None:
    papers = rows(releases, "papers")
    assert store.about()["papers"] == str(len(papers)) == str(releases.truth[release_name(0)]["papers"])
    keys = {"DOI": "doi", "ArXiv": "arxiv", "PubMed": "pmid", "PubMedCentral": "pmcid", "MAG": "mag", "ACL": "acl"}
    for row in papers[::7]:
        wanted = row["corpusid"]
        assert store.resolve("corpus", str(wanted)) == wanted
        assert store.resolve("s2", row["url"].rpartition("/")[2]) == wanted
        for key, scheme in keys.items():
            if row["externalids"][key]:
                assert store.resolve(scheme, row["externalids"][key].lower()) == wanted
    assert store.resolve("doi", "10.5555/gen.none") is None
    assert store.resolve("corpus", "9" * 30) is None
    assert store.resolve("s2", "no sha") is None


def test_older_shas_lead_to_the_paper(store: CorpusStore, releases: Releases) -> None:
    older = [row for row in rows(releases, "paper-ids") if not row["primary"]]
    assert len(older) > 100
    assert all(store.resolve("s2", row["sha"]) == row["corpusid"] for row in older)


def test_rows_come_back_as_they_were_sent(store: CorpusStore, releases: Releases) -> None:
    papers = {row["corpusid"]: row for row in rows(releases, "papers")}
    abstracts = {row["corpusid"]: row for row in rows(releases, "abstracts")}
    tldrs = {row["corpusid"]: row for row in rows(releases, "tldrs")}
    found = store.papers(papers)
    assert set(found) == set(papers)
    for key, paper in found.items():
        assert (paper.row, paper.abstract, paper.tldr) == (papers[key], abstracts.get(key), tldrs.get(key))


def test_citations_in_both_directions_are_those_of_the_data(store: CorpusStore, releases: Releases) -> None:
    truth = releases.truth[release_name(0)]
    sent = rows(releases, "citations")
    for key, citing in truth["cited_by"].items():
        assert sorted(store.citing_ids(int(key))) == sorted(set(citing))
        assert store.edge_count(int(key), cited_by=True) == len(set(citing))
        edges = store.edges(int(key), cited_by=True, limit=10_000)
        assert sorted(edge.other for edge in edges) == sorted(set(citing))
        years = [store.facts([edge.other])[edge.other][0] for edge in edges]
        known = [year for year in years if year is not None]
        assert known == sorted(known, reverse=True)
        for edge in edges[:30]:
            pair = [r for r in sent if (r["citingcorpusid"], r["citedcorpusid"]) == (edge.other, int(key))]
            longest = max(pair, key=lambda row: len(row["contexts"] or ()))
            assert edge.influential == any(row["isinfluential"] for row in pair)
            assert [text for text, _ in edge.contexts] == (longest["contexts"] or [])
            assert [list(intents) for _, intents in edge.contexts] == [each or [] for each in longest["intents"] or ()]
    for key, cited in truth["references"].items():
        named = [row["citedcorpusid"] for row in sent if row["citingcorpusid"] == int(key)]
        assert set(cited) <= set(named)
        assert sorted(store.cited_ids(int(key))) == sorted(set(named) - {None})
        assert store.edge_count(int(key), cited_by=False) == len(set(named) - {None}) + named.count(None)


def test_pages_of_citations_have_each_paper_once(store: CorpusStore, releases: Releases) -> None:
    key = int(next(iter(releases.truth[release_name(0)]["cited_by"])))
    whole = [edge.other for edge in store.edges(key, cited_by=True, limit=10_000)]
    pages = [
        edge.other
        for at in range(0, len(whole) + 50, 50)
        for edge in store.edges(key, cited_by=True, limit=50, offset=at)
    ]
    assert pages == whole


def test_words_find_the_papers_that_have_them(store: CorpusStore, releases: Releases) -> None:
    papers = rows(releases, "papers")
    abstracts = {row["corpusid"]: row["abstract"] for row in rows(releases, "abstracts")}
    texts = {
        row["corpusid"]: set(
            f"{row['title']} {abstracts.get(row['corpusid'], '')} {' '.join(a['name'] for a in row['authors'])}"
            .lower().replace(".", " ").split()
        )
        for row in papers
    }  # fmt: skip
    for row in papers[::150]:
        words = row["title"].lower().split()[:2]
        wanted = {key for key, text in texts.items() if set(words) <= text}
        assert row["corpusid"] in wanted
        hits = store.search(match_of(" ".join(words)), limit=2000)
        assert set(hits.ids) == wanted
        assert store.count(match_of(" ".join(words))) == len(wanted)


@pytest.mark.parametrize("limits", [None, SearchFilter(first_year=2000)])
def test_pages_by_relevance_have_each_hit_once_also_beyond_the_ranked_ones(
    store: CorpusStore, releases: Releases, monkeypatch: pytest.MonkeyPatch, limits: SearchFilter | None
) -> None:
    """Those with the words in their titles come first, then the ranked ones, then the others by citations."""
    papers = {row["corpusid"]: row for row in rows(releases, "papers")}
    words = Counter(word for row in papers.values() for word in row["title"].lower().split())
    match = match_of(words.most_common(1)[0][0])
    every = set(store.search(match, limits, limit=5000).ids)
    assert len(every) > 200
    monkeypatch.setattr("scholar_desktop.corpus.store.RANKED_HITS", 40)
    monkeypatch.setattr("scholar_desktop.corpus.store.TITLES_FIRST", 15)
    pages = [store.search(match, limits, limit=30, offset=at) for at in range(0, len(every) + 30, 30)]
    ids = [key for page in pages for key in page.ids]
    assert len(ids) == len(set(ids))
    assert set(ids) == every
    assert all(page.ranked_of == 40 for page in pages)
    assert all(words.most_common(1)[0][0] in papers[key]["title"].lower().split() for key in ids[:15])
    rest = [papers[key]["citationcount"] for key in ids[60:]]
    assert rest == sorted(rest, reverse=True)
    assert ids == list(store.search(match, limits, limit=5000).ids)


def test_filters_and_orders_hold_for_every_hit(store: CorpusStore, releases: Releases) -> None:
    papers = {row["corpusid"]: row for row in rows(releases, "papers")}
    limits = SearchFilter(first_year=2015, last_year=2024, fields=("Computer Science", "Medicine"), min_citations=3)
    wanted = {
        key
        for key, row in papers.items()
        if row["year"] and 2015 <= row["year"] <= 2024 and row["citationcount"] >= 3
        and {each["category"] for each in row["s2fieldsofstudy"] or ()} & {"Computer Science", "Medicine"}
    }  # fmt: skip
    assert wanted
    assert set(store.search("", limits, limit=5000).ids) == wanted
    assert store.count("", limits) == len(wanted)
    by_year = [papers[key]["year"] for key in store.search("", limits, sort="year", limit=5000).ids]
    assert by_year == sorted(by_year, reverse=True)
    by_citations = [papers[key]["citationcount"] for key in store.search("", limits, sort="citations", limit=5000).ids]
    assert by_citations == sorted(by_citations, reverse=True)
    venue = next(row["venue"] for row in papers.values() if row["venue"])
    of_venue = {key for key, row in papers.items() if row["venue"] == venue}
    assert set(store.search("", SearchFilter(venues=(venue.upper(),)), limit=5000).ids) == of_venue


def test_co_citation_and_coupling_count_as_the_data_say(store: CorpusStore, releases: Releases) -> None:
    pairs = {
        (row["citingcorpusid"], row["citedcorpusid"]) for row in rows(releases, "citations") if row["citedcorpusid"]
    }
    cites: dict[int, set[int]] = {}
    for citing, cited in pairs:
        cites.setdefault(citing, set()).add(cited)
    paper = int(list(releases.truth[release_name(0)]["cited_by"])[-1])
    together = Counter(other for cited in cites.values() if paper in cited for other in cited if other != paper)
    assert dict(store.co_cited([paper], limit=10_000)) == dict(together)
    source = next(key for key, cited in cites.items() if len(cited) > 3)
    shared = Counter({key: len(cited & cites[source]) for key, cited in cites.items() if key != source})
    assert dict(store.coupled([source], limit=10_000)) == {key: count for key, count in shared.items() if count}
    chosen = list(cites)[:40]
    assert store.subgraph(chosen) == sorted((a, b) for a, b in pairs if a in chosen and b in chosen)


def test_people_lead_to_their_papers(store: CorpusStore, releases: Releases) -> None:
    papers = rows(releases, "papers")
    author = next(a["authorId"] for row in papers for a in row["authors"] if a["authorId"])
    wrote = {row["corpusid"] for row in papers if author in [a["authorId"] for a in row["authors"]]}
    assert set(store.papers_of_author(author)) == wrote
    assert store.author(author)["name"]
    assert store.author("no number") is None


def test_a_store_of_another_layout_is_refused(whole_store: Path, tmp_path: Path) -> None:
    other = tmp_path / "corpus-0002.sqlite"
    other.write_bytes(whole_store.read_bytes())
    with sqlite3.connect(other) as connection:
        schema.set_about(connection, {"layout": "0"})
    connection.close()
    with pytest.raises(StoreDamaged, match="layout 0"):
        CorpusStore(other)
    (tmp_path / "no.sqlite").write_bytes(b"no database")
    with pytest.raises(StoreDamaged):
        CorpusStore(tmp_path / "no.sqlite")


def test_a_build_that_fails_leaves_nothing(releases: Releases, tmp_path: Path) -> None:
    broken = tmp_path / "lines" / "papers"
    broken.mkdir(parents=True)
    whole = next((releases.release(0) / "papers").glob("*.gz")).read_bytes()
    (broken / "cut.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EOFError):
        Builder([tmp_path / "lines"]).build(tmp_path / "corpus" / "corpus-0001.sqlite", {})
    assert list((tmp_path / "corpus").iterdir()) == []


def test_small_batches_build_the_same_store(
    releases: Releases, whole_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "BATCH", 97)
    path = tmp_path / "corpus-0001.sqlite"
    Builder([releases.release(0)]).build(path, {"release.papers": release_name(0)})
    first, second = sqlite3.connect(whole_store), sqlite3.connect(path)
    queries = [f"SELECT * FROM {table} ORDER BY 1, 2" for table in ("facts", "place", "name", "wrote", "about")]
    for query in queries:
        assert first.execute(query).fetchall() == second.execute(query).fetchall(), query
    sent = {row["citationid"]: (row["contexts"], row["intents"]) for row in rows(releases, "citations")}
    for store in (first, second):
        found = {number: text for _, _, number, _, text in read_edges(store)}
        assert found.keys() == sent.keys()
        assert all(json.loads(text or b"[null,null]") == [*sent[number]] for number, text in found.items() if text)
        assert {number for number, text in found.items() if text} == {number for number in sent if any(sent[number])}
    first.close()
    assert differences(path, whole_store) == []
    with second:
        second.execute("UPDATE edge SET ctx = NULL WHERE cid = (SELECT min(cid) FROM edge WHERE ctx IS NOT NULL)")
    second.close()
    assert [(each.table, each.changed) for each in differences(path, whole_store)] == [("edge", 1)]
