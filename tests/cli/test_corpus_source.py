"""`--source corpus`: what the commands answer is compared with answers computed from the lines by plain Python. No
service is requested."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.demo.datasets.generated_releases import Sizes
from tests.cli.conftest import CommandRun, Run
from tests.support.corpus_truth import RELEASE, CorpusTruth
from tests.support.demo_fixture import Demo

DAY = f"{RELEASE}T00:00:00Z"


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> CorpusTruth:
    return CorpusTruth(tmp_path_factory.mktemp("releases"), Sizes(800, 9000, seed=21, vectors=30))


@pytest.fixture
def corpus(run: Run, demo: Demo, truth: CorpusTruth, tmp_path: Path) -> Iterator[Run]:
    """`corpus("search", ...)`: a command with `--source corpus` and `--json`; at the end no request was sent."""
    truth.put_into(tmp_path / "profile" / "data")
    yield lambda *words, **more: run(*words, "--source", "corpus", "--json", **more)
    assert demo.stats()["requests"] == []


def ids(ran: CommandRun) -> set[str]:
    assert ran.code == 0, ran.out
    assert {(source["name"], source["state"], source["requests"]) for source in ran.answer["sources"]} == {
        ("corpus", "ok", 0)
    }
    return {paper["id"] for paper in ran.data["papers"]}


def test_search_finds_what_has_the_words_and_passes_the_filters(corpus: Run, truth: CorpusTruth):
    def found(*words: str) -> set[str]:
        ran = corpus("search", *words, "--limit", "2000")
        papers = ids(ran)
        assert ran.data["total"] in ({"corpus": len(papers)}, {"corpus": None})
        return papers

    keys = list(truth.papers)
    one, other, third = truth.words(keys[7], "title")[:3]
    name, second_name = truth.papers[keys[7]]["authors"][0]["name"].lower().split()
    every = {key: set(truth.words(key)) for key in keys}
    both = {key for key in keys if {one, other} <= every[key]}
    assert both
    assert found(one, other) == truth.ids(both)
    assert found(f'"{one} {other} {third}"') == truth.ids(
        key for key in keys if truth.has_phrase(key, f"{one} {other} {third}", "title", "abstract")
    )
    assert found(f"{one} OR {other}") == truth.ids(key for key in keys if {one, other} & every[key])
    assert found(f"{one} -{other}") == truth.ids(
        key for key in keys if one in every[key] and other not in truth.words(key, "title", "abstract")
    )
    assert found(f"title:{one}") == truth.ids(key for key in keys if one in truth.words(key, "title"))
    of_author = {
        key
        for key in keys
        for author in truth.papers[key]["authors"]
        if [name, second_name] == author["name"].lower().split()
    }
    assert truth.ids(of_author) <= found(f'author:"{name} {second_name}"')
    assert found(f"year:2015-2020 {one}") == truth.ids(
        key for key in keys if one in every[key] and 2015 <= (truth.papers[key]["year"] or 0) <= 2020
    )
    assert found(f"-{other} year:2019") == truth.ids(
        key for key in keys if truth.papers[key]["year"] == 2019 and other not in truth.words(key, "title", "abstract")
    )


def test_each_filter_keeps_what_the_rows_say(corpus: Run, truth: CorpusTruth):
    keys = list(truth.papers)
    word = truth.words(keys[7], "title")[0]
    mine = [truth.papers[key] for key in keys if word in truth.words(key)]
    venue = next(row["venue"] for row in mine if row["venue"])
    fields = {row["corpusid"]: {each["category"] for each in row["s2fieldsofstudy"] or ()} for row in mine}
    day = next(row["publicationdate"] for row in mine if row["publicationdate"])
    for option, wanted in {
        ("--year", "2016-2021"): [row for row in mine if 2016 <= (row["year"] or 0) <= 2021],
        ("--venue", venue.upper()): [row for row in mine if row["venue"] == venue],
        ("--field", "computer science,Law"): [r for r in mine if fields[r["corpusid"]] & {"Computer Science", "Law"}],
        ("--min-citations", "4"): [row for row in mine if row["citationcount"] >= 4],
        ("--oa",): [row for row in mine if row["isopenaccess"]],
        ("--date", day[:7]): [row for row in mine if (row["publicationdate"] or "").startswith(day[:7])],
        ("--type", "article"): [row for row in mine if row["publicationtypes"]],
    }.items():
        ran = corpus("search", word, *option, "--limit", "2000")
        assert wanted, option
        assert ids(ran) == truth.ids(row["corpusid"] for row in wanted), option
        assert ran.data["total"] == {"corpus": len(wanted)}
    assert corpus("search", word, "--community", "moss").code == 3


def test_pages_and_orders_of_a_search(corpus: Run, truth: CorpusTruth):
    word = truth.words(list(truth.papers)[7], "title")[0]
    whole = corpus("search", word, "--limit", "2000", "--sort", "citations").data["papers"]
    counts = [paper["counts"]["citations"] for paper in whole]
    assert counts == sorted(counts, reverse=True)
    ten = corpus("search", word, "--limit", "10", "--sort", "citations")
    assert ten.data["total"] == {"corpus": len(whole)}
    assert [paper["counts"]["citations"] for paper in ten.data["papers"]] == counts[:10]
    years = [paper["year"] or 0 for paper in corpus("search", word, "--limit", "9", "--sort", "year").data["papers"]]
    assert years == sorted((paper["year"] or 0 for paper in whole), reverse=True)[:9]
    title = truth.papers[list(truth.papers)[7]]["title"]
    assert corpus("search", title).data["papers"][0]["title"] == title


def test_show_gives_the_rows_as_they_were_sent_by_every_identifier(corpus: Run, truth: CorpusTruth):
    names = {
        "DOI": "",
        "ArXiv": "arxiv:",
        "PubMed": "pmid:",
        "PubMedCentral": "",
        "MAG": "mag:",
        "ACL": "",
        "DBLP": "dblp:",
    }
    for scheme, prefix in names.items():
        key, row = next((k, r) for k, r in truth.papers.items() if r["externalids"][scheme] and k in truth.abstracts)
        value = row["externalids"][scheme]
        ran = corpus("show", f"{'PMC' if scheme == 'PubMedCentral' else prefix}{value}")
        assert ran.code == 0, (scheme, ran.out)
        paper = ran.data
        assert paper["id"] == f"s2:{truth.sha(key)}"
        assert (paper["title"], paper["year"], paper["retrieved"]) == (row["title"], row["year"], DAY)
        assert paper["abstract"].split() == truth.abstracts[key].split()
        assert paper["counts"]["citations"] == row["citationcount"]
        assert [author["name"] for author in paper["authors"]] == [author["name"] for author in row["authors"]]
        assert paper["sources"] == ["corpus"]
        sent = paper["all"]["corpus"]
        assert sent["retrieved"] == DAY
        assert {name: sent["fields"][name] for name in row} == row
    older = next(row for row in truth.rows("paper-ids") if not row["primary"])
    assert corpus("show", f"s2:{older['sha']}").data["ids"]["corpus"] == str(older["corpusid"])
    assert corpus("show", f"CorpusId:{key}").data["id"] == f"s2:{truth.sha(key)}"


def test_what_is_not_in_the_corpus_is_said(corpus: Run):
    for text in ("10.5555/none", "s2:" + "0" * 40, "CorpusId:1", "https://example.org/a-page"):
        ran = corpus("show", text)
        assert (ran.code, ran.error_code) == (3, "not_found")
        assert RELEASE in ran.answer["errors"][0]["message"]
        assert corpus("search", text).code == 3


def test_batch_and_match(corpus: Run, truth: CorpusTruth):
    keys = list(truth.papers)
    given = [f"CorpusId:{keys[5]}", "10.5555/none", truth.sha(keys[9]), f"CorpusId:{keys[5]}", "no identifier"]
    ran = corpus("batch", stdin="\n".join(given))
    assert ran.code == 4
    shown = [paper and paper["id"] for paper in ran.data["papers"]]
    assert shown == [f"s2:{truth.sha(keys[5])}", None, f"s2:{truth.sha(keys[9])}", f"s2:{truth.sha(keys[5])}", None]
    title = truth.papers[keys[9]]["title"]
    assert corpus("match", title.upper()).data["paper"]["title"] == title
    misspelled = title[:-1] + ("b" if title[-1] != "b" else "c")
    assert corpus("match", misspelled).data["paper"]["title"] == title
    missing = corpus("match", "A study of nothing that anybody has written")
    assert (missing.code, missing.data["paper"]) == (3, None)


def test_similar_papers_by_vectors_and_by_shared_references(corpus: Run, truth: CorpusTruth):
    with_vector = [row["corpusid"] for row in truth.rows("embeddings-specter_v2")]
    nearest = corpus("similar", f"CorpusId:{with_vector[0]}", "--limit", "29")
    assert ids(nearest) == truth.ids(with_vector[1:])
    assert nearest.data["pool"] == "corpus"
    source = next(key for key, cited in truth.cited.items() if len(cited) > 4 and key not in with_vector)
    shared = {key: len(cited & truth.cited[source]) for key, cited in truth.cited.items() if key != source}
    most = sorted((count for count in shared.values() if count), reverse=True)[:20]
    papers = corpus("similar", f"CorpusId:{source}", "--limit", "20").data["papers"]
    assert [shared[int(paper["ids"]["corpus"])] for paper in papers] == most


@pytest.mark.parametrize(
    "words",
    [
        ("search", "words"),
        ("show", "10.5555/gen.1"),
        ("batch",),
        ("match", "A title"),
        ("similar", "10.5555/gen.1"),
        ("citations", "10.5555/gen.1"),
        ("references", "10.5555/gen.1"),
        ("author", "100001"),
        ("author-search", "Turing"),
        ("authors", "10.5555/gen.1"),
    ],
)
def test_without_a_corpus_the_commands_name_the_way_to_one(run: Run, demo: Demo, words: tuple[str, ...]):
    ran = run(*words, "--source", "corpus", "--json", stdin="10.5555/gen.1\n")
    assert (ran.code, ran.error_code) == (3, "not_found")
    assert "corpus fetch" in ran.answer["errors"][0]["hint"]
    assert demo.stats()["requests"] == []


def edges_of(ran: CommandRun) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.out
    assert [(one["name"], one["requests"]) for one in ran.answer["sources"]] == [("corpus", 0)]
    edges: list[dict[str, Any]] = ran.data["edges"]
    return edges


def test_citations_are_those_of_the_rows_without_a_limit(corpus: Run, truth: CorpusTruth):
    key = max(truth.citing, key=lambda each: len(truth.citing[each]))
    ran = corpus("citations", f"CorpusId:{key}", "--all")
    edges = edges_of(ran)
    assert {edge["paper"]["id"] for edge in edges} == truth.ids(truth.citing[key])
    assert len(edges) == len(truth.citing[key]) == ran.data["loaded"]
    assert (ran.data["total"], ran.data["complete"]) == (truth.papers[key]["citationcount"], True)
    years = [edge["paper"]["year"] or 0 for edge in edges]
    assert years == sorted(years, reverse=True)
    for edge in edges:
        citing = int(edge["paper"]["ids"]["corpus"])
        rows = [r for r in truth.citations if (r["citingcorpusid"], r["citedcorpusid"]) == (citing, key)]
        rows.sort(key=lambda row: row["citationid"])
        longest = max(rows, key=lambda row: len(row["contexts"] or ()))
        assert edge["influential"] == any(row["isinfluential"] for row in rows)
        assert [each["text"] for each in edge["contexts"]] == (longest["contexts"] or [])
        assert [each["intents"] for each in edge["contexts"]] == [each or [] for each in longest["intents"] or ()]
        people = [{a["authorId"] or a["name"] for a in truth.papers[paper]["authors"]} for paper in (key, citing)]
        assert edge["self_citation"] or not people[0] & people[1]
    influential = corpus("citations", f"CorpusId:{key}", "--all", "--influential").data["edges"]
    assert influential == [edge for edge in edges if edge["influential"]]
    methods = corpus("citations", f"CorpusId:{key}", "--all", "--intent", "method").data["edges"]
    assert methods == [edge for edge in edges if "methodology" in edge["intents"]]
    page = corpus("citations", f"CorpusId:{key}", "--limit", "5", "--offset", "3").data
    assert (page["edges"], page["complete"]) == (edges[3:8], False)
    assert corpus("citations", f"CorpusId:{key}", "--limit", "5").data["edges"] == edges[:5]
    assert corpus("citations", f"CorpusId:{key}", "--all", "--offset", "3").data["edges"] == edges[3:]
    dated = corpus("citations", f"CorpusId:{key}", "--all", "--date", "2015:2020").data["edges"]
    assert dated == [edge for edge in edges if edge["paper"]["year"] and 2015 <= edge["paper"]["year"] <= 2020]


def test_references_have_the_items_that_were_not_identified(corpus: Run, truth: CorpusTruth):
    rows = [row for row in truth.citations if row["citedcorpusid"] is None]
    with_sentences = Counter(row["citingcorpusid"] for row in rows if row["contexts"])
    key = with_sentences.most_common(1)[0][0]
    assert with_sentences[key] > 1
    mine = [row for row in rows if row["citingcorpusid"] == key]
    edges = edges_of(corpus("references", f"CorpusId:{key}", "--all"))
    assert {edge["paper"]["id"] for edge in edges if edge["paper"]} == truth.ids(truth.cited[key])
    unidentified = [edge for edge in edges if edge["paper"] is None]
    assert unidentified == edges[-len(mine) :]
    assert sorted(len(edge["contexts"]) for edge in unidentified) == sorted(len(row["contexts"] or ()) for row in mine)
    for first in range(len(edges)):
        page = corpus("references", f"CorpusId:{key}", "--offset", str(first), "--limit", "2").data
        assert page["edges"] == edges[first : first + 2]


def test_people_and_their_papers(corpus: Run, truth: CorpusTruth):
    wrote: dict[str, set[int]] = defaultdict(set)
    names: dict[str, str] = {}
    for key, row in truth.papers.items():
        for author in row["authors"]:
            if author["authorId"]:
                wrote[author["authorId"]].add(key)
                names[author["authorId"]] = author["name"]
    author_id = max(wrote, key=lambda each: len(wrote[each]))
    row = next(row for row in truth.rows("authors") if row["authorid"] == author_id)
    ran = corpus("author", author_id, "--papers")
    assert ran.code == 0, ran.out
    assert (ran.data["name"], ran.data["counts"]["h_index"]) == (row["name"], row["hindex"])
    assert {paper["id"] for paper in ran.data["papers"]} == truth.ids(wrote[author_id])
    assert ran.data["all"]["corpus"] == {"retrieved": DAY, "fields": row}
    assert ran.source("corpus")["requests"] == 0
    found = corpus("author-search", names[author_id]).data
    wanted = {each for each, name in names.items() if name.lower().split() == names[author_id].lower().split()}
    assert wanted <= {author["id"] for author in found["authors"]}
    for author in found["authors"]:
        parts = author["name"].lower().split()
        assert all(any(part.startswith(word) for part in parts) for word in names[author_id].lower().split())
    paper = next(iter(wrote[author_id]))
    shown = corpus("authors", f"CorpusId:{paper}").data["authors"]
    assert [author["name"] for author in shown] == [author["name"] for author in truth.papers[paper]["authors"]]
    two = corpus("author", author_id, "999999999999")
    assert (two.code, [each and each["id"] for each in two.data["authors"]]) == (4, [author_id, None])
    assert corpus("author", "999999999999").error_code == "not_found"
    assert corpus("author-search", "Nobody Whatever").code == 3
