"""The demo's search for passages, against recorded answers and written rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from .conftest import same_kinds

SNIPPETS = "/graph/v1/snippet/search"
ATTENTION = "ARXIV:1706.03762"


def rows(client: httpx.Client, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(SNIPPETS, params={"query": "attention", "limit": 1000, **params})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


def test_passages_have_the_recorded_form(client: httpx.Client, body_of: Callable[[str], Any]) -> None:
    recorded = body_of("semantic_scholar/reported-snippet-title-abstract-body")
    ours = client.get(SNIPPETS, params={"query": "attention"}).json()
    same_kinds(ours, recorded, nullable=False)
    assert len(ours["data"]) == 10
    found = rows(client)
    assert {row["snippet"]["snippetKind"] for row in found} == {"title", "abstract", "body"}
    for row in found:
        theirs = recorded["data"][0]
        same_kinds(row, theirs)
        for part in ("paper", "snippet"):
            same_kinds(row[part], theirs[part])
        same_kinds(row["paper"]["openAccessInfo"], theirs["paper"]["openAccessInfo"])
        same_kinds(row["snippet"]["snippetOffset"], theirs["snippet"]["snippetOffset"])
        same_kinds(row["snippet"]["annotations"], theirs["snippet"]["annotations"])
        assert (row["snippet"]["section"] is None) is (row["snippet"]["snippetKind"] != "body")
        assert 0.5 <= row["score"] <= 0.9
        offset = row["snippet"]["snippetOffset"]
        assert offset["end"] - offset["start"] == len(row["snippet"]["text"])
    scores = [row["score"] for row in found]
    assert scores == sorted(scores, reverse=True)


def test_words_that_nobody_wrote_give_an_empty_list(client: httpx.Client) -> None:
    assert client.get(SNIPPETS, params={"query": "zxqv wjkq"}).json() == {"data": [], "retrievalVersion": "demo-v1"}


def test_parts_of_a_passage_are_chosen_by_name(client: httpx.Client) -> None:
    assert set(rows(client, fields="snippet.text")[0]["snippet"]) == {"text"}
    some = rows(client, fields="snippet.snippetKind,snippet.annotations.sentences")[0]["snippet"]
    assert set(some) == {"snippetKind", "annotations"}
    assert set(some["annotations"]) == {"sentences"}
    for wrong in ("paper", "score", "snippet.snippetOffset.start", "text"):
        answer = client.get(SNIPPETS, params={"query": "attention", "fields": wrong})
        assert (answer.status_code, answer.json()) == (
            400,
            {"error": f"Unrecognized or unsupported fields: [{wrong}]"},
        )


def test_filters_narrow_the_passages(client: httpx.Client) -> None:
    everything = rows(client)
    one = rows(client, paperIds=f"{ATTENTION},DOI:10.9999/none")
    assert {row["paper"]["title"] for row in one} == {"Attention is All you Need"}
    assert rows(client, paperIds="DOI:10.9999/none") == []
    by = rows(client, authors="vasvani,shazeer")
    assert by
    assert all("Ashish Vaswani" in row["paper"]["authors"] for row in by), "near spellings do, and all must be there"
    assert rows(client, authors="vaswani,turing") == []
    for filters in ({"year": "2018-2020"}, {"minCitationCount": "100"}, {"fieldsOfStudy": "Biology"}):
        assert len(rows(client, **filters)) < len(everything)
    assert len(rows(client, insertedBefore="2024-05")) < len(everything)
    assert rows(client, insertedBefore="2019") == []
    assert rows(client, publicationDateOrYear="1900:1901") == []


@pytest.mark.parametrize(
    "change",
    [
        {"query": ""},
        {"limit": "1001"},
        {"limit": "0"},
        {"paperIds": ",".join(f"CorpusId:{number}" for number in range(101))},
        {"authors": ",".join(["someone"] * 11)},
        {"insertedBefore": "May"},
    ],
)
def test_a_parameter_out_of_bounds_is_refused(client: httpx.Client, change: dict[str, str]) -> None:
    assert client.get(SNIPPETS, params={"query": "attention", **change}).status_code == 400
