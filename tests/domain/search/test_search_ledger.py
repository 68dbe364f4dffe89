"""What the ledger keeps of a run accounts for every row that was loaded."""

from __future__ import annotations

import csv
import json

import msgspec
import pytest

from scholar_desktop.domain.errors import ErrorInfo, Offline
from scholar_desktop.domain.merging.dedupe import dedupe
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.search.filter_texts import describe_filters
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import FilterEffect, Query, SearchResult
from scholar_desktop.domain.search.record_runs import RECORD_ORDERS, query_of_records
from scholar_desktop.domain.search.run_order import describe_order
from scholar_desktop.domain.search.search_ledger import (
    DUPLICATES_BETWEEN,
    DUPLICATES_WITHIN,
    FoundRow,
    LedgerRun,
    LoadedCount,
    LoadStep,
    SourceCount,
    add_loading,
    chosen_sources,
    compare_runs,
    counted_again,
    filtered_lists,
    filters_here,
    filters_sent,
    found_papers,
    incomplete_sources,
    join_runs,
    loaded_of,
    make_run,
    merge_reason,
    saved_answers,
)
from scholar_desktop.domain.source import Phase, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record_query import SORTS, RecordQuery
from scholar_desktop.formats.plain_reference import cited_doi
from scholar_desktop.formats.search_ledger_export import ledger_csv, ledger_json, prisma_table

MANY, OPEN = "≥ 1200 citations", "Open-access PDF"
RECORD = "Zenodo: Journal article"


def a_row(source: str, title: str, doi: str | None = None) -> Paper:
    return Paper(title=title, authors=(Author("Ada Abara"),), year=2020, ids=Ids(doi=doi), sources=(source,))


def test_a_row_that_a_source_returned_twice_has_both_of_its_positions():
    again = a_row("unpaywall", "Kelp", "10.5555/k1")
    given = {
        "s2": (a_row("s2", "Kelp", "10.5555/k1"),),
        "unpaywall": (again, a_row("unpaywall", "Urchins", "10.5555/k2"), again),
    }
    rows = [row for some in given.values() for row in some]
    merged = dedupe(rows)
    found = tuple(found_papers(merged.papers, given, cited_doi))
    assert found[0].rows == (
        FoundRow("s2", "doi:10.5555/k1", 1),
        FoundRow("unpaywall", "doi:10.5555/k1", 1, "same DOI 10.5555/k1"),
        FoundRow("unpaywall", "doi:10.5555/k1", 3, "same row, listed twice"),
    )
    assert sum(len(paper.rows) for paper in found) == len(rows) == merged.merged + len(merged.papers)


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (Filters(), ""),
        (Filters(year_from=2019), "Years from 2019"),
        (Filters(year_from=2019, year_to=2019, type="article,review"), "Years 2019, Type: Journal article or Review"),
        (Filters(year_to=2001, open_access=True, min_citations=1200), f"Years to 2001, {MANY}, {OPEN}"),
        (Filters(dates="2016-03:", is_oa=False), "Exact dates from 2016-03, Closed (Unpaywall)"),
        (Filters(dates="2016-03:2020", record_type="publication-article"), f"Exact dates 2016-03 – 2020, {RECORD}"),
    ],
)
def test_filters_are_told_in_words(filters: Filters, words: str):
    parts = sorted(describe_filters(filters).split(", "))
    assert parts == sorted(words.split(", "))
    assert "=" not in describe_filters(filters)


def test_answers_are_saved_ones_if_the_service_sent_them_before_the_run():
    began, before, later = "2026-01-01T10:00:00Z", "2026-01-01T09:00:00Z", "2026-01-01T10:00:03Z"
    sources = (
        SourceCount("s2", "ok", requests=2, cached=1, received=later),
        SourceCount("unpaywall", "ok", requests=1, received=before),
        SourceCount("zenodo", "ok", cached=1),
        SourceCount("library", "ok", received=before),
    )
    run = LedgerRun(1, began, Query("kelp"), sources=sources)
    assert saved_answers(run) == {"unpaywall": before, "zenodo": None}
    run = LedgerRun(1, began, Query("kelp"), sources=(SourceCount("s2", "ok", received=later),))
    assert saved_answers(run) == {"s2": later}, "loaded results were filtered, without a request"


def test_a_filter_that_a_service_gets_may_be_applied_here_too():
    sources = (SourceCount("s2", "ok"), SourceCount("unpaywall", "ok"), SourceCount("zenodo", "skipped"))
    narrowed = (FilterEffect("min_citations", ("s2",)), FilterEffect("type", ("s2", "zenodo")), FilterEffect("words"))
    run = LedgerRun(1, "2026-01-01T00:00:00Z", Query("kelp"), sources=sources, narrowed=narrowed)
    names = ("s2", "unpaywall", "zenodo")
    assert [filters_sent(run, name) for name in names] == [("min_citations", "type"), (), ()]
    assert filters_here(run, "s2") == ("type", "words"), "services name types differently"
    assert filters_here(run, "unpaywall") == ("min_citations", "type", "words")
    assert filters_here(run, "zenodo") == (), "it was not searched"


def test_a_source_of_which_rows_are_missing_makes_a_run_incomplete():
    library = SourceCount("library", "ok", 2, 2)
    sources = (SourceCount("s2", "ok", 60_000, 100), SourceCount("zenodo", "failed"), library)
    run = LedgerRun(1, "2026-01-01T00:00:00Z", Query("kelp"), sources=sources, more=("s2",))
    assert incomplete_sources(run) == {"s2": "100 of 60000 loaded", "zenodo": "failed"}
    whole = msgspec.structs.replace(run, sources=(SourceCount("s2", "ok", 3, 3),), more=())
    assert incomplete_sources(whole) == {}


def test_a_source_that_cannot_have_the_paper_leaves_a_run_complete():
    s2, no_email = SourceCount("s2", "ok", 1, 1), SourceCount("unpaywall", "skipped", error="No address.")
    other_doi = SourceCount("zenodo", "skipped", error="No record.", cannot_match=True)
    run = LedgerRun(1, "2026-01-01T00:00:00Z", Query(""), sources=(s2, no_email, other_doi))
    assert incomplete_sources(run) == {"unpaywall": "not searched"}
    table = prisma_table([run])
    assert "| Complete | **incomplete**: Unpaywall: not searched |" in table
    assert "| Records reported by Unpaywall | not searched |" in table
    assert "| Records reported by Zenodo | nothing to search for |" in table
    whole = msgspec.structs.replace(run, sources=(s2, other_doi))
    assert "| Complete | yes |" in prisma_table([whole])


def test_a_run_of_an_earlier_version_does_not_say_why_a_source_was_not_searched():
    source = msgspec.json.decode(b'{"name":"zenodo","state":"skipped","error":"No record."}', type=SourceCount)
    run = LedgerRun(1, "2026-01-01T00:00:00Z", Query(""), sources=(SourceCount("s2", "ok", 1, 1), source))
    assert incomplete_sources(run) == {"zenodo": "not searched"}


def test_the_order_names_the_library_only_if_it_was_searched():
    run = LedgerRun(1, "2026-01-01T00:00:00Z", Query("kelp"), sources=(SourceCount("s2", "ok", 2, 2),))
    order = describe_order(run)
    assert order is not None
    assert "library" not in order
    both = msgspec.structs.replace(run, sources=(*run.sources, SourceCount("library", "ok", 2, 2)))
    assert "then papers in your library" in (describe_order(both) or "")
    assert json.loads(ledger_json([run, both], [(), ()]))["runs"][0]["order"] == order


def test_the_order_names_only_the_sources_that_were_searched():
    lists = (
        (("s2",), "results in the order of Semantic Scholar."),
        (("zenodo",), "results in the order of Zenodo."),
        (("unpaywall", "zenodo"), "results from Unpaywall and Zenodo, alternating."),
        (("s2", "zenodo"), "Semantic Scholar's results in its order, then results only from Zenodo."),
        (
            ("s2", "unpaywall", "zenodo", "corpus"),
            "Semantic Scholar's results in its order, then results only from Unpaywall, Zenodo and Offline corpus, "
            "alternating.",
        ),
    )
    skipped = SourceCount("corpus", "skipped")
    for names, order in lists:
        sources = (*(SourceCount(name, "ok", 2, 2) for name in names), *(() if "corpus" in names else (skipped,)))
        run = LedgerRun(1, "2026-01-01T00:00:00Z", Query("kelp"), sources=sources)
        assert describe_order(run) == f"Exact title matches first, then {order}"
        both = msgspec.structs.replace(run, sources=(SourceCount("library", "ok"), *sources))
        assert describe_order(both) == f"Exact title matches first, then papers in your library, then {order}"
    none = LedgerRun(1, "2026-01-01T00:00:00Z", Query("kelp"), sources=(skipped,))
    assert describe_order(none) == "Exact title matches first."


def test_a_run_without_one_of_the_services_names_its_sources():
    ok = {name: SourceCount(name, "ok") for name in ("s2", "unpaywall", "zenodo", "corpus")}
    run = LedgerRun(1, "2026-01-01T00:00:00Z", Query("kelp"), sources=tuple(ok.values()))
    assert chosen_sources(run) == ()
    assert chosen_sources(msgspec.structs.replace(run, sources=(ok["unpaywall"], ok["zenodo"]))) == (
        "unpaywall",
        "zenodo",
    )
    of_records = msgspec.structs.replace(run, sources=(ok["zenodo"],), records=RecordQuery("kelp"))
    assert chosen_sources(of_records) == ()


def test_the_order_of_records_is_named_in_words():
    for sort, words in (
        (None, "Best match first."),
        ("mostviewed", "Most viewed first."),
        ("journal-asc", "By journal, A to Z."),
    ):
        records = RecordQuery("kelp", sort=sort)
        run = LedgerRun(1, "2026-01-01T00:00:00Z", query_of_records(records), records=records)
        assert describe_order(run) == words
        assert json.loads(ledger_json([run], [()]))["runs"][0]["order"] == words
    assert sorted(RECORD_ORDERS) == sorted(SORTS), "every order that the page offers"


def test_the_exported_sort_of_an_or_is_that_of_its_list():
    run = LedgerRun(1, "2026-01-01T00:00:00Z", Query("kelp OR algae"), sources=(SourceCount("s2", "ok", 2, 2),))
    plain = msgspec.structs.replace(run, id=2, query=Query("kelp"))
    rows = csv.DictReader(ledger_csv([run, plain]).lstrip("\ufeff").splitlines())
    assert [row["sort"] for row in rows] == ["citations", "relevance"]
    runs = json.loads(ledger_json([run, plain], [(), ()]))["runs"]
    assert [one["query"]["sort"] for one in runs] == ["citations", "relevance"]
    assert [one["order"].partition(",")[0] for one in runs] == ["By citations", "Exact title matches first"]


def test_filters_that_the_words_set_are_named():
    run = LedgerRun(1, "2026-01-01T00:00:00Z", Query("kelp year:2010-2020"), sources=(SourceCount("s2", "ok", 2, 2),))
    (row,) = csv.DictReader(ledger_csv([run]).lstrip("\ufeff").splitlines())
    assert row["filters"] == "Years 2010–2020 (from the words)"
    assert "| Filters | Years 2010–2020 (from the words) |" in prisma_table([run])
    chosen = msgspec.structs.replace(run, query=Query("kelp year:2010-2020", filters=Filters(year_from=2015)))
    assert "| Filters | Years from 2015 |" in prisma_table([chosen]), "the other years act as an operator"


def test_the_times_of_the_table_of_the_counts_have_seconds_and_their_zone():
    steps = [LoadStep(f"2026-01-01T10:00:{second}Z", 3, (LoadedCount("s2", 9, 3 + second),)) for second in (12, 41)]
    source = SourceCount("s2", "ok", 44, 44, cached=1, received="2025-12-31T23:59:07Z")
    run = LedgerRun(7, "2026-01-01T10:00:11Z", Query("kelp"), sources=(source,), loads=tuple(steps))
    table = prisma_table([run])
    assert "|  | Search 7, 2026-01-01 10:00:11 UTC |" in table
    assert "15 on 2026-01-01 10:00:12 UTC, then 44 on 2026-01-01 10:00:41 UTC" in table
    assert "saved answers, oldest of 2025-12-31 23:59:07 UTC" in table


def test_a_source_has_only_saved_answers_in_the_table_of_the_counts_if_it_was_sent_no_request():
    before, now = "2025-12-31T23:59:07Z", "2026-01-01T00:10:00Z"
    fresh = SourceCount("s2", "ok", 44, 44, requests=1, received=now)
    saved = msgspec.structs.replace(fresh, requests=0, cached=2, received=before)
    part = msgspec.structs.replace(saved, requests=1)
    filtered = msgspec.structs.replace(saved, cached=0)
    zenodo = msgspec.structs.replace(fresh, name="zenodo")
    runs = [_run(1, "a", fresh), _run(2, "b", part), _run(3, "c", filtered), _run(4, "d", saved, zenodo)]
    table = prisma_table([*runs, _run(5, "e", saved)])
    oldest = "oldest of 2025-12-31 23:59:07 UTC"
    assert (
        f"| - received (Semantic Scholar) | at the search | some saved answers, {oldest} "
        f"| filtered results of an earlier search, {oldest} | saved answers, {oldest} | saved answers, {oldest} |"
    ) in table
    assert "Search 5 used saved answers only." in table, "search 4 sent a request to Zenodo"


def test_the_table_of_the_counts_has_a_rule_with_a_column_for_each_search():
    runs = [LedgerRun(number, "2026-01-01T00:00:00Z", Query("kelp"), papers=3, shown=2) for number in (1, 2)]
    tables = [prisma_table(runs[:count]).splitlines() for count in (1, 2)]
    assert [[line for line in table if line.startswith("| --")] for table in tables] == [
        ["| --- | ---: |"],
        ["| --- | ---: | ---: | ---: |"],
    ]


@pytest.mark.parametrize(
    ("first", "second", "is_one_within", "is_one_between"),
    [
        (a_row("s2", "Kelp", "10.5555/k1"), a_row("zenodo", "Kelp forests", "10.5555/k1"), True, True),
        (a_row("s2", "Kelp forests of Wales"), a_row("zenodo", "Kelp forests of Wales"), True, True),
        (a_row("s2", "Kelp forests of Wales", "10.5555/k1"), a_row("zenodo", "Kelp forests of Wales"), True, False),
        (a_row("s2", "Kelp", "10.5555/k1"), a_row("s2", "Kelp", "10.5555/k2"), False, False),
        (a_row("s2", "Kelp"), msgspec.structs.replace(a_row("zenodo", "Kelp"), year=1950), False, True),
    ],
)
def test_the_table_names_the_rule_of_each_number_of_duplicates(
    first: Paper, second: Paper, is_one_within: bool, is_one_between: bool
):
    assert dedupe([first, second]).merged == is_one_within
    assert DUPLICATES_WITHIN.endswith("the title, year and first author if no identifier contradicts it.")
    runs = [LedgerRun(number, "2026-01-01T00:00:00Z", Query("kelp"), papers=1, shown=1) for number in (1, 2)]
    found = [tuple(found_papers((paper,), {}, cited_doi)) for paper in (first, second)]
    assert len(join_runs(runs, found)) == 2 - is_one_between
    assert len(compare_runs(runs[0], found[0], runs[1], found[1]).both) == is_one_between
    assert DUPLICATES_BETWEEN.endswith("an identifier, or the title if neither has an identifier.")
    both, one = prisma_table(runs, found), prisma_table(runs[:1], found[:1])
    assert f" {DUPLICATES_WITHIN} {DUPLICATES_BETWEEN}\n\n- Searches 1 and 2 have the same words" in both
    assert f"| Duplicate records removed between searches |  |  | {is_one_between:d} |" in both
    assert one.endswith(f" {DUPLICATES_WITHIN}\n")
    assert DUPLICATES_BETWEEN not in one


def test_further_loading_is_added_to_what_a_run_reported() -> None:
    def result(loaded: int, requests: int = 1) -> SearchResult:
        report = SourceReport("s2", Phase.OK, total=853, loaded=loaded, requests=requests)
        return SearchResult(Query("kelp"), reports=(report,), loaded=loaded)

    loads = add_loading((), result(100), "2026-01-01T14:00:00Z")
    assert add_loading(loads, result(100, 2), "2026-01-01T14:01:00Z") == loads, "nothing was loaded"
    loads = add_loading(loads, result(853), "2026-01-01T14:02:10Z")
    run = make_run(result(853), "2026-01-01T14:00:00Z", how="window", saved=None, servers={}, loads=loads)
    assert [(at, count.total, count.loaded) for at, count in loaded_of(run, "s2")] == [
        ("2026-01-01T14:00:00Z", 853, 100),
        ("2026-01-01T14:02:10Z", 853, 853),
    ]
    assert msgspec.json.decode(msgspec.json.encode(run), type=LedgerRun) == run
    steps = "100 on 2026-01-01 14:00:00 UTC, then 853 on 2026-01-01 14:02:10 UTC"
    line = f"| - loaded step by step (Semantic Scholar) | {steps} |"
    assert line in prisma_table([run]).splitlines()
    assert "100 at 2026-01-01T14:00:00Z; 853 at 2026-01-01T14:02:10Z" in ledger_csv([run])
    assert "step by step" not in prisma_table([msgspec.structs.replace(run, loads=loads[:1])])


def test_the_run_of_an_offline_search_says_so_as_it_is_read_later() -> None:
    error = ErrorInfo(Offline.code, Message("You are working offline."))
    report = SourceReport("s2", Phase.FAILED, error=error)
    found = SearchResult(Query("kelp"), reports=(report,))
    run = make_run(found, "2026-01-01T14:00:00Z", how="window", saved=None, servers={})
    [source] = run.sources
    assert source.error == "The search was made offline, and no answer from Semantic Scholar was saved."


def test_the_run_of_a_search_that_was_cut_offline_does_not_say_that_no_answer_was_saved() -> None:
    error = ErrorInfo(Offline.code, Message("You are working offline."))
    report = SourceReport("s2", Phase.PARTIAL, cached=1, total=150, loaded=100, error=error)
    result = SearchResult(Query("kelp"), reports=(report,), loaded=100)
    (source,) = make_run(result, "2026-01-01T00:00:00Z", how="window", saved=None, servers={}).sources
    assert source.error == "The program was offline, and no further answer from Semantic Scholar was saved."


def _run(number: int, words: str, *sources: SourceCount) -> LedgerRun:
    return LedgerRun(number, f"2026-01-01T00:00:0{number}Z", Query(words), sources=sources)


def test_the_table_says_which_searches_have_the_same_words_and_which_sent_nothing():
    asked = SourceCount("s2", "ok", requests=1, received="2026-01-01T00:00:00Z")
    filtered, saved = (msgspec.structs.replace(asked, requests=0, cached=count) for count in (0, 1))
    asked = msgspec.structs.replace(asked, received="2026-01-01T00:01:00Z")
    runs = [
        _run(1, "kelp", asked),
        _run(2, "urchins", asked),
        _run(3, "Kelp", filtered),
        _run(4, "kelp", filtered),
        _run(5, "kelp", saved),
        _run(6, "algae", saved),
    ]
    table = prisma_table(runs[::-1])
    assert table.endswith(
        "\n\n- Searches 1 and 3–5 have the same words: records that several of them found are counted in each of them."
        "\n- Searches 5 and 6 used saved answers only."
        "\n- Searches 3 and 4 only filtered the results of an earlier search.\n"
    )
    assert prisma_table(runs[:3]).endswith("\n- Search 3 only filtered the results of an earlier search.\n")
    assert "same words" not in prisma_table([runs[0], runs[1]])
    others = [*runs, _run(7, "urchins", asked), _run(8, "algae", asked)]
    sentence = (
        "Searches with the same words: 1, 3–5; 2, 7; 6, 8. Records that several searches of a group found are counted "
        "in each of them."
    )
    assert f"\n\n- {sentence}\n- Searches 5 and 6 used" in prisma_table(others)
    assert counted_again(others, most_groups=3)[0] == sentence
    assert counted_again(others, most_groups=2)[0] == (
        "3 groups of searches with the same words: records that several searches of a group found are counted in each "
        "of them."
    )
    assert "saved answers only" not in prisma_table([runs[0], runs[2]])


def test_a_corpus_id_in_common_has_the_name_that_semantic_scholar_gives_it():
    same = Ids(corpus="900000549")
    assert merge_reason(Paper("Kelp", same), [Paper("Kelp", same)]) == "same CorpusId 900000549"


def test_a_list_that_was_filtered_here_belongs_to_the_last_search_with_its_words_and_sources():
    asked = SourceCount("s2", "ok", requests=1, received="2026-01-01T00:00:00Z")
    from_saved_answer = msgspec.structs.replace(asked, requests=0, cached=1)
    filtered = msgspec.structs.replace(asked, requests=0)
    runs = [
        _run(1, "kelp", asked),
        _run(2, "kelp", filtered),
        _run(3, "urchins", filtered),
        _run(4, "kelp", from_saved_answer),
        _run(5, "kelp", filtered),
        _run(6, "kelp", SourceCount("corpus", "ok", loaded=3)),
        _run(7, "kelp", filtered, SourceCount("zenodo", "ok")),
    ]
    assert filtered_lists(runs[::-1]) == {2: 1, 5: 4}
    assert [run.id for run in runs if run.is_filtered_list] == [2, 3, 5, 7]
