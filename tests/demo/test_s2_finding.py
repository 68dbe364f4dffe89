"""The demo's bulk search, title match and completion, against recorded answers and written rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.semantic_scholar import title_and_bulk_search
from scholar_desktop.demo.semantic_scholar.bulk_query import SearchDocument, parse

from .conftest import same_kinds

PAPER = "/graph/v1/paper"
BULK = f"{PAPER}/search/bulk"
MATCH = f"{PAPER}/search/match"

Bodies = Callable[[str], Any]


# --- the syntax


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("a fish on a ladder", "fish ladder", True),
        ("a fish", "fish ladder", False),
        ("a fish", "fish + ladder", False),
        ("a fish", "fish | ladder", True),
        ("a fish", "fish -ladder", True),
        ("a fish on a ladder", "fish -ladder", False),
        ("the fish ladder", '"fish ladder"', True),
        ("a ladder for fish", '"fish ladder"', False),
        ("fish is on a ladder", '"fish ladder"~3', True),
        ("fish is not at all on a ladder", '"fish ladder"~3', False),
        ("fish is on ladder", '"fish ladder"~', True),
        ("outflow", "(fish ladder) | outflow", True),
        ("fish", "(fish ladder) | outflow", False),
        ("fish outflow", "fish (ladder | outflow)", True),
        ("fist", "fish~", True),
        ("fihs", "fish~", True),
        ("fork", "fish~1", False),
        ("fishes and ladders", "ladder", True),
        ("neuroscience", "neuro*", True),
        ("neural", "neuro*", False),
        ("self-attention", "self-attention", True),
        ("attention to self", "self-attention", False),
        ("anything", "", True),
        ("anything", '"" ( ) | + - ~', True),
        ("a fish", "(fish", True),
        ("a fish", 'fish "', True),
        ("a fish", ")fish(", True),
        ("a fish", "-(ladder | outflow)", True),
        ("a fish", "--fish", True),
    ],
)
def test_the_words_mean_what_the_specification_says(text: str, query: str, found: bool) -> None:
    assert parse(query)(SearchDocument(text)) is found


WORDS = ("fish", "ladder", "river", "trout", "salmon")

EXPRESSIONS = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or", "plus"]), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=8,
)


def written(expression: Any) -> str:
    if isinstance(expression, str):
        return expression
    kind, inner = expression
    if kind == "not":
        return f"-({written(inner)})" if not isinstance(inner, str) else f"-{inner}"
    sign = {"and": " ", "or": " | ", "plus": " + "}[kind]
    return "(" + sign.join(written(part) for part in inner) + ")"


def meant(expression: Any, words: set[str]) -> bool:
    if isinstance(expression, str):
        return expression in words
    kind, inner = expression
    if kind == "not":
        return not meant(inner, words)
    parts = [meant(part, words) for part in inner]
    return any(parts) if kind == "or" else all(parts)


@given(expression=EXPRESSIONS, words=st.sets(st.sampled_from(WORDS)))
def test_every_expression_is_read_as_it_was_written(expression: Any, words: set[str]) -> None:
    assert parse(written(expression))(SearchDocument(" ".join(sorted(words)))) is meant(expression, words)


@given(text=st.text(alphabet='ab "()|+-*~0123', max_size=40), document=st.text(max_size=20))
def test_nothing_that_is_typed_is_a_mistake(text: str, document: str) -> None:
    assert parse(text)(SearchDocument(document)) in (True, False)


# --- whole lists


def test_a_bulk_search_answers_in_the_recorded_form(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("semantic_scholar/papersearch-s2_bulk_search")
    fields = ",".join(key for key in recorded["data"][0] if key != "paperId")
    ours = client.get(BULK, params={"query": "attention", "fields": fields, "limit": 1, "offset": 5}).json()
    same_kinds(ours, recorded)
    same_kinds(ours["data"][0], recorded["data"][0])
    assert (ours["token"], len(ours["data"])) == (None, ours["total"]), "limit and offset mean nothing here"
    ids = [paper["paperId"] for paper in ours["data"]]
    assert ids == sorted(ids)


def test_a_list_goes_on_by_its_token_until_it_is_null(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = client.get(BULK, params={"query": "a* | the | of"}).json()
    monkeypatch.setattr(title_and_bulk_search, "CALL", 7)
    seen: list[str] = []
    token: str | None = None
    while True:
        asked = {"query": "a* | the | of", **({"token": token} if token else {})}
        body = client.get(BULK, params=asked).json()
        seen += [paper["paperId"] for paper in body["data"]]
        assert body["total"] == whole["total"]
        token = body["token"]
        if token is None:
            break
        assert len(body["data"]) == 7
    assert seen == [paper["paperId"] for paper in whole["data"]]
    first = client.get(BULK, params={"query": "the"}).json()["token"]
    for wrong in ("nonsense", first[:-1], "ÄÖÜ"):
        assert client.get(BULK, params={"query": "of", "token": wrong}).status_code == 400


def test_a_list_is_sorted_with_the_unknown_at_the_end(client: httpx.Client) -> None:
    def column(sort: str, field: str) -> list[Any]:
        body = client.get(BULK, params={"query": "the | of | and", "sort": sort, "fields": f"{field},year"}).json()
        return [paper[field] for paper in body["data"]]

    counts = column("citationCount:desc", "citationCount")
    assert counts == sorted(counts, reverse=True)
    assert column("citationCount", "citationCount") == sorted(counts)
    years = column("publicationDate:asc", "year")
    known = [year for year in years if year is not None]
    assert known == sorted(known)
    assert years[: len(known)] == known
    assert client.get(BULK, params={"query": "x", "sort": "title"}).status_code == 400


def test_filters_alone_choose_too(client: httpx.Client) -> None:
    body = client.get(BULK, params={"year": "2019", "fields": "year"}).json()
    assert {paper["year"] for paper in body["data"]} == {2019}


@pytest.mark.parametrize("field", ["tldr", "embedding", "embedding.specter_v2", "citations", "references.title"])
def test_nothing_nested_is_to_be_had(client: httpx.Client, field: str) -> None:
    answer = client.get(BULK, params={"query": "turing", "fields": f"title,{field}"})
    assert (answer.status_code, answer.json()) == (400, {"error": f"Unrecognized or unsupported fields: [{field}]"})


# --- titles


def test_a_title_finds_its_paper_in_the_recorded_form(client: httpx.Client, body_of: Bodies) -> None:
    recorded = body_of("semantic_scholar/search_paper_match_title--200-00")
    ours = client.get(MATCH, params={"query": "attention is all you need"}).json()
    same_kinds(ours, recorded)
    same_kinds(ours["data"][0], recorded["data"][0])
    assert (len(ours["data"]), ours["data"][0]["title"]) == (1, "Attention is All you Need")
    assert 30 <= ours["data"][0]["matchScore"] <= 300


def test_a_wrong_paper_is_matched_happily_and_nothing_at_all_is_a_404(client: httpx.Client, body_of: Bodies) -> None:
    ours = client.get(MATCH, params={"query": "attention needs of turing machines", "fields": "title"})
    assert ours.status_code == 200
    answer = client.get(MATCH, params={"query": "zxqv wjkq"})
    assert (answer.status_code, answer.json()) == (
        404,
        body_of("semantic_scholar/TestTaskDataset.tool_failure--404-02"),
    )
    assert client.get(MATCH, params={"query": "attention is all you need", "year": "1936"}).status_code == 404
    assert client.get(MATCH).status_code == 400


def test_a_beginning_is_completed_in_the_documented_form(
    client: httpx.Client, body_of: Bodies, corpus: DemoCorpus
) -> None:
    recorded = body_of("semantic_scholar/doc-autocomplete")
    ours = client.get(f"{PAPER}/autocomplete", params={"query": "attention is all"}).json()
    same_kinds(ours, recorded)
    same_kinds(ours["matches"][0], recorded["matches"][0])
    assert ours["matches"][0]["authorsYear"] == "Vaswani et al., 2017"
    assert len(client.get(f"{PAPER}/autocomplete", params={"query": "a"}).json()["matches"]) == 10
    assert client.get(f"{PAPER}/autocomplete", params={"query": "zxqv"}).json() == {"matches": []}
    longest = max((work.title for work in corpus.scholar), key=len)
    cut = client.get(f"{PAPER}/autocomplete", params={"query": longest[:100].rstrip() + "zxqv" * 30}).json()
    assert (longest in [match["title"] for match in cut["matches"]]) is (len(longest[:100].rstrip()) == 100)


# --- invented papers


def test_an_invented_paper_that_was_shown_is_found_by_its_title(client: httpx.Client, corpus: DemoCorpus) -> None:
    cited = next(work for work in corpus.scholar if work.citation_count > 30)
    rows = client.get(f"{PAPER}/{cited.s2}/citations", params={"fields": "title,year", "limit": "30"}).json()["data"]
    papers = [row["citingPaper"] for row in rows if row["citingPaper"]["paperId"]]
    invented = [paper for paper in papers if (corpus.scholarly(paper["paperId"]) or cited).origin is not None]
    assert len(invented) > 10
    for paper in invented:
        asked = {"query": paper["title"].upper() + ".", "fields": "title,year"}
        match = client.get(MATCH, params=asked).json()["data"][0]
        assert match["title"] == paper["title"]
        if "-" not in paper["title"]:
            found = client.get(f"{PAPER}/search", params={"query": paper["title"], "fields": "title"}).json()["data"]
            assert paper["paperId"] in [each["paperId"] for each in found if each["title"] == paper["title"]]


def test_a_search_for_some_words_finds_the_papers_of_the_corpus_only(client: httpx.Client, corpus: DemoCorpus) -> None:
    cited = next(work for work in corpus.scholar if work.citation_count > 30)
    before = client.get(f"{PAPER}/search", params={"query": "second look"}).json()["total"]
    client.get(f"{PAPER}/{cited.s2}/citations", params={"fields": "title", "limit": "900"})
    assert client.get(f"{PAPER}/search", params={"query": "second look"}).json()["total"] == before
