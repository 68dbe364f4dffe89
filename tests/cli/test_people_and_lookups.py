"""author, author-search, authors, similar, snippets, match, complete, batch, search --bulk, show --fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_reading import PAPER
from tests.support.demo_fixture import Demo

TURING = "2262347"
PARNAS = "1726629"
ATTENTION = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"
LONG_COVID = "10.1038/s41579-022-00846-2"
AUTHOR = {"id", "name", "aliases", "affiliations", "homepage", "orcid", "dblp", "counts", "papers"}


def test_an_author_has_the_contracts_keys_and_no_papers_unasked(run: Run, demo: Demo):
    ran = run("author", TURING, "--json")
    assert ran.code == 0
    assert set(ran.data) == AUTHOR | {"all"}
    sent = ran.data["all"]["s2"]
    assert (sent["fields"]["name"], sent["fields"]["paperCount"]) == (ran.data["name"], ran.data["counts"]["papers"])
    assert sent["retrieved"]
    assert (ran.data["id"], ran.data["name"], ran.data["papers"]) == (TURING, "A. Turing", None)
    assert set(ran.data["counts"]) == {"papers", "citations", "h_index"}
    assert demo.stats()["counts"] == {"s2": 1}
    again = run("author", f"https://www.semanticscholar.org/author/A.-Turing/{TURING}", "--json")
    assert again.data == ran.data
    assert (again.source("s2")["requests"], again.source("s2")["cached"]) == (0, 1)
    run("author", TURING, "--refresh", "--json")
    assert demo.stats()["counts"] == {"s2": 2}


def test_an_author_with_papers(run: Run, demo: Demo):
    ran = run("author", PARNAS, "--papers", "--json")
    assert len(ran.data["papers"]) == ran.data["counts"]["papers"] == ran.source("s2")["loaded"]
    assert all(set(paper) == PAPER for paper in ran.data["papers"])
    assert demo.stats()["counts"] == {"s2": 2}
    demo.reset()
    shown = run("show", ran.data["papers"][0]["id"], "--json")
    assert shown.source("s2")["requests"] == 0, "what was listed need not be asked again"
    some = run("author", PARNAS, "--papers", "--limit", "2", "--date", "2000:2010", "--json").data["papers"]
    assert len(some) <= 2
    assert all(2000 <= paper["year"] <= 2010 for paper in some)


def test_several_authors_cost_one_request_and_a_gap_is_4(run: Run, demo: Demo):
    ran = run("author", PARNAS, "0", "--file", "-", "--json", stdin=f"{TURING}\n")
    assert ran.code == 4
    assert set(ran.data) == {"authors"}
    assert [author and author["id"] for author in ran.data["authors"]] == [PARNAS, None, TURING]
    assert (ran.error_code, ran.answer["errors"][0]["subject"]) == ("not_found", "0")
    assert demo.stats()["counts"] == {"s2": 1}
    whole = run("author", PARNAS, TURING, "--json")
    assert (whole.code, whole.source("s2")["requests"]) == (0, 0)
    assert run("author", PARNAS, TURING, "--papers", "--json").code == 2


def test_an_unknown_author_is_3(run: Run):
    ran = run("author", "0", "--json")
    assert (ran.code, ran.error_code, ran.data) == (3, "not_found", None)


def test_papers_that_fail_cost_only_themselves(run: Run, demo: Demo):
    demo.config(faults={f"/graph/v1/author/{TURING}/papers": 500})
    ran = run("author", TURING, "--papers", "--json")
    assert (ran.code, ran.error_code) == (5, "unreachable")
    assert (ran.data["name"], ran.data["papers"]) == ("A. Turing", None)
    assert ran.source("s2")["state"] == "partial"


def test_people_of_a_name_those_with_most_papers_first(run: Run, demo: Demo):
    ran = run("author-search", "turing", "--json")
    assert set(ran.data) == {"total", "loaded", "complete", "authors"}
    assert ran.data["complete"] is True
    assert ran.data["total"] == ran.data["loaded"] == len(ran.data["authors"]) > 1
    assert ran.data["authors"][0]["id"] == TURING
    counts = [author["counts"]["papers"] for author in ran.data["authors"]]
    assert counts == sorted(counts, reverse=True)
    assert demo.stats()["counts"] == {"s2": 1}
    demo.reset()
    run("author", TURING, "--json")
    assert demo.stats()["counts"] == {}, "what a search told of somebody answers the question about them"
    few = run("author-search", "turing", "--limit", "1", "--json")
    assert (few.data["loaded"], few.data["total"], few.data["complete"]) == (1, ran.data["total"], False)
    assert "To load more: --limit N" in run("author-search", "turing", "--limit", "1").err
    assert "--limit" not in run("author-search", "turing").err


def test_nobody_of_a_name_is_3(run: Run):
    ran = run("author-search", "zxqv", "wjkq", "--json")
    assert (ran.code, ran.error_code) == (3, "not_found")
    assert ran.data == {"total": 0, "loaded": 0, "complete": True, "authors": []}


def test_the_authors_of_a_paper(run: Run, demo: Demo):
    ran = run("authors", "arXiv:1706.03762v5", "--json")
    assert set(ran.data) == {"authors"}
    assert [author["name"] for author in ran.data["authors"]][:2] == ["Ashish Vaswani", "Noam M. Shazeer"]
    assert all(set(author) == AUTHOR and author["papers"] is None for author in ran.data["authors"])
    assert demo.stats()["counts"] == {"s2": 1}
    assert run("authors", "10.5555/none", "--json").code == 3


def test_similar_papers_from_both_pools(run: Run, demo: Demo):
    recent = run("similar", ATTENTION, "--limit", "20", "--json")
    assert set(recent.data) == {"pool", "papers"}
    assert (recent.data["pool"], len(recent.data["papers"])) == ("recent", 20)
    assert all(set(paper) == PAPER for paper in recent.data["papers"])
    other = run("similar", ATTENTION, "--pool", "all-cs", "--limit", "20", "--json")
    assert other.data["pool"] == "all-cs"
    assert {paper["id"] for paper in other.data["papers"]}.isdisjoint(paper["id"] for paper in recent.data["papers"])
    assert demo.stats()["counts"] == {"s2": 2}


def test_similar_papers_for_lists(run: Run, demo: Demo):
    ran = run("similar", ATTENTION, LONG_COVID, "--not", "CorpusId:18204056", "--limit", "20", "--json")
    assert (ran.code, ran.data["pool"], len(ran.data["papers"])) == (0, "recent", 20)
    (asked,) = demo.stats()["requests"]
    assert (asked["method"], asked["path"]) == ("POST", "/recommendations/v1/papers/")
    demo.reset()
    singly = run("similar", ATTENTION, LONG_COVID, "--pool", "all-cs", "--limit", "20", "--json")
    assert (singly.code, singly.data["pool"]) == (0, "all-cs")
    assert [asked["method"] for asked in demo.stats()["requests"]] == ["GET", "GET"]
    ids = [paper["id"] for paper in singly.data["papers"]]
    assert len(ids) == len(set(ids)) == 20
    assert f"s2:{ATTENTION}" not in ids


def test_an_empty_recent_pool_names_all_cs(run: Run, demo: Demo):
    for paper in run("search", "theory", "--source", "s2", "--limit", "40", "--json").data["papers"]:
        ran = run("similar", paper["id"], "--json")
        if ran.code == 3:
            assert ran.data == {"pool": "recent", "papers": []}
            assert "all-cs" in ran.answer["errors"][0]["hint"]
            return
    raise AssertionError("no paper of the demo has an empty pool")


def test_similar_to_an_unknown_paper_is_3(run: Run):
    assert run("similar", "10.5555/none", "--json").error_code == "not_found"
    assert run("similar", "10.5555/none", "10.5555/nothing", "--json").code == 3


def test_passages_come_with_their_papers(run: Run, demo: Demo):
    ran = run("snippets", "self-attention", "in", "translation", "--limit", "5", "--json")
    assert ran.code == 0
    assert set(ran.data) == {"snippets"}
    for snippet in ran.data["snippets"]:
        assert set(snippet) == {"text", "kind", "section", "score", "paper"}
        assert snippet["kind"] in ("title", "abstract", "body")
        assert set(snippet["paper"]) == PAPER
        assert snippet["paper"]["id"].startswith("s2:"), "the index knows the CorpusId alone; one batch tells the rest"
    assert [asked["path"] for asked in demo.stats()["requests"]] == [
        "/graph/v1/snippet/search",
        "/graph/v1/paper/batch",
    ]
    demo.reset()
    again = run("snippets", "self-attention", "in", "translation", "--limit", "4", "--json")
    four, five = again.data["snippets"], ran.data["snippets"]  # `data` decodes the output each time
    for snippet in (*four, *five):
        del snippet["paper"]["retrieved"]  # the papers are stored after they were received, perhaps a second later
    assert four == five[:4]
    assert [asked["path"] for asked in demo.stats()["requests"]] == ["/graph/v1/snippet/search"]


def test_passages_are_shown_though_their_papers_cannot_be_looked_up(run: Run, demo: Demo):
    demo.config(faults={"/graph/v1/paper/batch": 500})
    ran = run("snippets", "attention", "--json")
    assert ran.code == 0
    assert ran.data["snippets"][0]["paper"]["id"].startswith("corpus:")
    assert (ran.source("s2")["state"], ran.error_code) == ("partial", "unreachable")


def test_passages_in_one_paper_and_by_filters(run: Run):
    ran = run("snippets", "attention", "--paper", "arXiv:1706.03762", "--json")
    assert {snippet["paper"]["id"] for snippet in ran.data["snippets"]} == {f"s2:{ATTENTION}"}
    by = run("snippets", "attention", "--author", "Vaswani", "--year", "2017", "--limit", "50", "--json")
    assert by.data["snippets"]
    assert all(snippet["paper"]["year"] == 2017 for snippet in by.data["snippets"])
    none = run("snippets", "zxqv", "--json")
    assert (none.code, none.error_code, none.data) == (3, "not_found", {"snippets": []})
    assert run("snippets", "attention", "--inserted-before", "1999", "--json").code == 3


def test_a_title_is_matched_and_another_papers_is_null(run: Run, demo: Demo):
    ran = run("match", "attention", "is", "all", "you", "need", "--json")
    assert ran.code == 0
    assert set(ran.data) == {"score", "paper"}
    assert ran.data["paper"]["id"] == f"s2:{ATTENTION}"
    assert ran.data["score"] > 30
    other = run("match", "attention is all that turing machines need", "--json")
    assert (other.code, other.data["paper"], other.error_code) == (3, None, "not_found")
    assert "The most similar title is" in other.answer["errors"][0]["message"]
    nothing = run("match", "zxqv wjkq", "--json")
    assert (nothing.code, nothing.data) == (3, {"score": None, "paper": None})
    assert run("match", "attention is all you need", "--year", "1936", "--json").code == 3
    demo.reset()
    run("show", ATTENTION, "--json")
    assert demo.stats()["counts"].get("s2", 0) == 0, "a matched paper is remembered"


def test_a_beginning_is_completed(run: Run, demo: Demo):
    ran = run("complete", "attention is all", "--json")
    assert ran.code == 0
    assert ran.data["matches"][0] == {
        "id": f"s2:{ATTENTION}",
        "title": "Attention is All you Need",
        "authors_year": "Vaswani et al., 2017",
    }
    none = run("complete", "zxqv", "--json")
    assert (none.code, none.data) == (3, {"matches": []})


def test_a_batch_keeps_its_order_and_is_4_with_a_gap(run: Run, demo: Demo, tmp_path: Path):
    file = tmp_path / "ids.txt"
    file.write_text(f"# mine\narXiv:1706.03762\n\n10.5555/none\n{LONG_COVID}\n10.1038\n{ATTENTION}\n")
    ran = run("batch", str(file), "--json")
    assert ran.code == 4
    assert set(ran.data) == {"papers"}
    assert [paper and paper["id"] for paper in ran.data["papers"]] == [
        f"s2:{ATTENTION}",
        None,
        ran.data["papers"][2]["id"],
        None,
        f"s2:{ATTENTION}",
    ]
    assert ran.data["papers"][2]["ids"]["doi"] == LONG_COVID
    assert all(set(paper) == PAPER for paper in ran.data["papers"] if paper)
    assert [(error["code"], error["subject"]) for error in ran.answer["errors"]] == [
        ("not_found", "10.5555/none"),
        ("usage", "10.1038"),
    ]
    messages = [error["message"] for error in ran.answer["errors"]]
    assert [message.partition(":")[0] for message in messages] == ["Line 4", "Line 6"]
    assert messages[0] == "Line 4: Semantic Scholar has no DOI 10.5555/none."
    assert demo.stats()["counts"] == {"s2": 1}


def test_a_batch_says_only_what_is_new_of_its_progress(run: Run, demo: Demo):
    ran = run("batch", stdin=f"{ATTENTION}\n{LONG_COVID}\n10.5555/none\n")
    assert ran.err.count("2 of 3 found so far.") == 1, ran.err
    again = run("batch", stdin=f"{ATTENTION}\n{LONG_COVID}\n10.5555/none\n")
    assert again.err.count("2 of 3 found so far.") == 1, again.err


@pytest.mark.parametrize(
    ("words", "hint"),
    [(("--demo",), "scholar-desktop --demo search …"), (("--theme", "dark"), "--theme light|dark search …")],
)
def test_an_option_of_the_program_after_the_command_is_named(run: Run, words: tuple[str, ...], hint: str):
    ran = run("search", "graph", *words)
    assert ran.code == 2
    assert f"{words[0]} goes before the command" in ran.err
    assert hint in ran.err


def test_a_paper_with_a_known_copy_is_not_called_closed_by_any_command(run: Run, demo: Demo, tmp_path: Path):
    file = tmp_path / "ids.txt"
    file.write_text("arXiv:1706.03762\nN18-1202\n")
    run("library", "add", "arXiv:1706.03762")
    for words in (("show", "arXiv:1706.03762"), ("match", "Attention is all you need"), ("batch", str(file))):
        ran = run(*words)
        assert " · green" in ran.out, ran.out
        assert "closed" not in ran.out
    kept = run("library", "search", "attention")
    assert " · green" in kept.out
    assert "closed" not in kept.out


def test_a_paper_that_unpaywall_was_not_asked_about_is_not_called_closed(run: Run, demo: Demo):
    listed = run("search", "attention", "--source", "s2", "--json").data["papers"]
    silent = [one for one in listed if (one["oa"]["is_oa"], one["oa"]["status"]) == (False, None)]
    paper = next(one for one in silent if not one["ids"]["arxiv"] and not one["ids"]["pmcid"])
    assert " closed" not in run("batch", stdin=f"{paper['id']}\n").out
    known = next(one for one in listed if one["oa"]["status"] == "closed" and not one["ids"]["arxiv"])
    assert " · closed" in run("batch", stdin=f"{known['id']}\n").out, "Semantic Scholar passes Unpaywall's status on"


def test_a_batch_refuses_lines_that_are_no_identifier_and_sends_the_rest(run: Run, demo: Demo):
    ran = run("batch", "--json", stdin=f"Attention is all you need\n{ATTENTION}\n../../etc/passwd\n")
    assert (ran.code, [paper and paper["id"] for paper in ran.data["papers"]]) == (4, [None, f"s2:{ATTENTION}", None])
    assert [(error["code"], error["subject"]) for error in ran.answer["errors"]] == [
        ("usage", "Attention is all you need"),
        ("usage", "../../etc/passwd"),
    ]
    assert "is not an identifier" in ran.answer["errors"][0]["message"]
    demo.reset()
    none = run("batch", "--json", stdin="only words\n")
    assert (none.code, none.data["papers"], none.error_code) == (4, [None], "usage")
    assert demo.stats()["counts"] == {}, "nothing is sent for words"


@pytest.mark.parametrize("argv", [("batch",), ("batch", "-")])
def test_a_batch_reads_standard_input_and_costs_one_request_for_500(run: Run, demo: Demo, argv: tuple[str, ...]):
    cited = run("citations", ATTENTION, "--limit", "600", "--json").data["edges"]
    ids = [edge["paper"]["id"] for edge in cited if edge["paper"]][:500]
    assert len(ids) == 500
    demo.reset()
    ran = run(*argv, "--json", stdin="\n".join(ids))
    assert (ran.code, [paper["id"] for paper in ran.data["papers"]]) == (0, ids)
    assert demo.stats()["counts"] == {"s2": 1}
    again = run(*argv, "--json", stdin="\n".join(ids[:20]))
    assert again.data["papers"] == ran.data["papers"][:20]
    assert demo.stats()["counts"] == {"s2": 1}
    assert (again.source("s2")["requests"], again.source("s2")["cached"]) == (0, 20)


def test_a_batch_that_fails_in_the_middle_gives_what_it_has(run: Run, demo: Demo):
    run("batch", "--json", stdin=f"{ATTENTION}\n")
    demo.config(faults={"/graph/v1/paper/batch": 500})
    ran = run("batch", "--json", stdin=f"{LONG_COVID}\n{ATTENTION}\n")
    assert (ran.code, ran.error_code) == (5, "unreachable")
    assert [paper and paper["id"] for paper in ran.data["papers"]] == [None, f"s2:{ATTENTION}"]
    assert (ran.source("s2")["state"], ran.source("s2")["loaded"]) == ("partial", 1)
    nothing = run("batch", "--json", stdin=f"{LONG_COVID}\n")
    assert (nothing.code, nothing.data) == (5, None)


def test_a_bulk_search_asks_one_source_in_its_own_syntax(run: Run, demo: Demo):
    ran = run("search", "--bulk", '(attention | transformer) -"long covid"', "--sort", "citations", "--json")
    assert ran.code == 0
    assert set(ran.data) == {"query", "total", "merged", "papers"}
    assert set(ran.data["total"]) == {"s2"}
    counts = [paper["counts"]["citations"] for paper in ran.data["papers"]]
    assert counts == sorted(counts, reverse=True)
    (asked,) = demo.stats()["requests"]
    assert asked["path"] == "/graph/v1/paper/search/bulk"
    assert "sort=citationCount:desc" in asked["query"]
    assert "%28attention%20%7C%20transformer%29" in asked["query"]


def test_a_bulk_search_by_filters_alone(run: Run):
    ran = run("search", "--bulk", "--year", "2019", "--sort", "paperId", "--json")
    assert {paper["year"] for paper in ran.data["papers"]} == {2019}
    assert ran.data["query"] == ""
    ids = [paper["id"] for paper in ran.data["papers"]]
    assert ids == sorted(ids)
    five = run("search", "--bulk", "--year", "2019", "--sort", "paperId", "--limit", "5", "--json")
    assert [paper["id"] for paper in five.data["papers"]] == ids[:5]
    assert five.data["total"] == {"s2": len(ids)}


def test_a_search_by_dates(run: Run):
    ran = run("search", "turing", "--date", "2020-03:2020-04", "--json")
    assert ran.data["papers"]
    assert all(
        (paper["date"] or f"{paper['year']}-01-01")[:7] in ("2020-03", "2020-04") for paper in ran.data["papers"]
    )


def test_show_with_dotted_fields_and_embeddings(run: Run, demo: Demo):
    fields = "title,authors.hIndex,embedding.specter_v2,citations.title,nonsense"
    ran = run("show", ATTENTION, "--fields", fields, "--json")
    assert ran.code == 0
    sent = ran.data["all"]["s2"]["fields"]
    assert (sent["embedding"]["model"], len(sent["embedding"]["vector"])) == ("specter_v2", 768)
    assert set(sent["authors"][0]) == {"authorId", "hIndex"}
    assert sent["citations"]
    assert demo.stats()["counts"] == {"s2": 2}, "once more without the field that there is not"
    assert ran.source("s2")["state"] == "partial"
    assert "nonsense" in ran.source("s2")["error"]["message"]
    older = run("show", ATTENTION, "--fields", "embedding", "--json")
    assert older.data["all"]["s2"]["fields"]["embedding"]["model"] == "specter_v1"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("author", PARNAS, "--papers"), ["D. Parnas", "20 papers", "h-index", "Software Engineering"]),
        (("author-search", "turing"), ["A. Turing", TURING, "h-index"]),
        (("authors", ATTENTION), ["Ashish Vaswani"]),
        (("similar", ATTENTION, "--limit", "3"), ["s2:de30"]),
        (("snippets", "attention", "--limit", "2"), ["“", "score 0."]),
        (("match", "attention is all you need"), ["Attention is All you Need", f"s2:{ATTENTION}"]),
        (("complete", "attention is"), ["Vaswani et al., 2017"]),
        (("search", "--bulk", "attention"), ["Attention is All you Need"]),
    ],
)
def test_without_json_each_has_a_text_for_people(run: Run, argv: tuple[str, ...], words: list[str]):
    ran = run(*argv)
    assert ran.code == 0
    assert all(word in ran.out for word in words), ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= 100
    assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    "argv",
    [
        ("author", TURING),
        ("author-search", "turing"),
        ("authors", ATTENTION),
        ("similar", ATTENTION),
        ("snippets", "attention"),
        ("match", "attention is all you need"),
        ("complete", "attention"),
        ("search", "--bulk", "attention"),
    ],
)
def test_a_service_that_fails_is_5_for_each(run: Run, demo: Demo, argv: tuple[str, ...]):
    demo.config(faults={"s2": {"status": 429, "retry_after": 100}})
    ran = run(*argv, "--json")
    assert (ran.code, ran.error_code) == (5, "rate_limited")
    assert ran.source("s2")["state"] == "failed"
    offline = run("--offline", *argv, "--json")
    assert (offline.code, offline.error_code) == (5, "offline")
