"""A list is read, looked up with few requests, checked, kept over a restart, and gone on with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ListCost, ReferenceLine
from scholar_desktop.domain.text.message import Message, encode_stored
from scholar_desktop.formats.list_report import list_rows
from scholar_desktop.services.reference_lists.reference_list import TITLES_UNASKED, ReferenceList
from tests.services.search.test_bulk_search import opened
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply
from tests.support.s2_bodies import a_paper, sha

MakeBackend = Callable[..., Composition]


async def ended(backend: Composition, reading: ReferenceList, *, titles: bool = False) -> None:
    reading.start(titles=titles)
    await backend.idle()
    assert not reading.is_running


def knows_all(asked: RecordedRequest) -> Any:
    return [a_paper(int(one, 16)) for one in asked.body["ids"]]


async def test_500_identifiers_are_one_request(make_backend: MakeBackend, loopback: Start) -> None:
    service = loopback(knows_all)
    async with opened(make_backend, service) as backend:
        text = "\n".join(f"s2:{sha(number)}" for number in range(1, 501))
        reading = await backend.services.reference_lists.open_text(text)
        assert (reading.progress().requests, reading.progress().left) == (1, 1)
        await ended(backend, reading)
        assert reading.counts() == {LineStatus.SURE: 500}
        assert reading.progress().left == 0
    assert [len(asked.body["ids"]) for asked in service.asked] == [500]


async def test_a_paper_that_stands_twice_or_is_kept_is_marked_and_added_once(make_backend, loopback) -> None:
    service = loopback(knows_all)
    async with opened(make_backend, service) as backend:
        text = f"s2:{sha(1)}\ns2:{sha(2)}\nCorpusId of nothing\ns2:{sha(1)}"
        reading = await backend.services.reference_lists.open_text(text)
        reading.leave_out(3)
        await ended(backend, reading)
        assert [line.same_as for line in reading.lines] == [None, None, None, 1]
        first = reading.line(1).paper
        assert first is not None
        await backend.services.library.add([first])
        await reading.mark_kept()
        assert [reading.is_kept(line) for line in reading.lines] == [True, False, False, True]
        assert [line.number for line in reading.to_add()] == [2]
        assert [line.number for line in reading.matched_in_library()] == [1], "each paper once"


async def test_a_line_of_a_kept_paper_is_marked_when_it_is_looked_up_and_not_at_the_end(
    make_backend: MakeBackend, loopback: Start
) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if "ids" in (asked.body or {}):
            return knows_all(asked)
        title = asked.query["query"]
        return {"data": [a_paper(len(title), title=title) | {"matchScore": 99.0}]}

    service = loopback(answer)
    titles = [f"On the growth of {plant} in the gardens of Oslo" for plant in ("moss", "roses", "lichen")]
    async with opened(make_backend, service) as backend:
        lists = backend.services.reference_lists
        text = "\n".join([f"s2:{sha(99)}", *titles])
        reading = await lists.open_text(text)
        await ended(backend, reading)
        await backend.services.library.add([line.paper for line in reading.lines if line.paper is not None])
        again = await lists.open_text(text)
        wrong: list[int] = []

        def look(_numbers: frozenset[int]) -> None:
            looked_up = [line for line in again.lines if line.paper is not None]
            wrong.extend(line.number for line in looked_up if not again.is_kept(line))

        again.changed.connect(look)
        await ended(backend, again)
        assert (len([line for line in again.lines if line.paper is not None]), wrong) == (4, [])


async def test_a_list_is_there_again_after_a_restart_and_answered_lines_are_not_asked_again(
    make_backend: MakeBackend, loopback: Start
) -> None:
    fails = True

    def answer(asked: RecordedRequest) -> Any:
        if fails and len(service.asked) > 1:
            return Reply(status=403, body={"message": "Forbidden"})
        return knows_all(asked)

    service = loopback(answer)
    async with opened(make_backend, service) as backend:
        text = "\n".join(f"s2:{sha(number)}" for number in range(1, 701))
        reading = await backend.services.reference_lists.open_text(text)
        await ended(backend, reading)
        assert reading.problem is not None
        assert reading.counts() == {LineStatus.SURE: 500, LineStatus.ASKING: 200}
    fails = False
    before = len(service.asked)
    async with opened(make_backend, service) as backend:
        again = await backend.services.reference_lists.load_last()
        assert again is not None
        assert again.counts() == {LineStatus.SURE: 500, LineStatus.ASKING: 200}
        await ended(backend, again)
        assert again.counts() == {LineStatus.SURE: 700}
    assert [len(asked.body["ids"]) for asked in service.asked[before:]] == [200]


async def test_many_titles_wait_for_a_word_and_are_then_matched_one_by_one(make_backend, loopback) -> None:
    def answer(asked: RecordedRequest) -> Any:
        title = asked.query["query"]
        return {"data": [a_paper(len(service.asked), title=title) | {"matchScore": 99.0}]}

    service = loopback(answer)
    count = TITLES_UNASKED + 5
    async with opened(make_backend, service) as backend:
        text = "\n".join(
            f"Holm, A. ({1990 + n}). On the growth of mosses in the garden of house {n}." for n in range(count)
        )
        reading = await backend.services.reference_lists.open_text(text)
        await ended(backend, reading)
        assert reading.waits
        assert not service.asked
        assert reading.progress().titles == count
        assert reading.progress().seconds >= count
        await ended(backend, reading, titles=True)
        assert reading.counts()[LineStatus.ASKING] == 0
    assert len(service.asked) == count


async def test_an_edited_line_is_looked_up_anew_and_a_chosen_candidate_is_sure(make_backend, loopback) -> None:
    service = loopback(lambda asked: knows_all(asked) if asked.body else {"total": 1, "data": [a_paper(9)]})
    async with opened(make_backend, service) as backend:
        reading = await backend.services.reference_lists.open_text(f"10.1038/\ns2:{sha(2)}")
        assert reading.line(1).standing is LineStatus.NONE
        reading.edit(1, f"s2:{sha(1)}")
        await backend.idle()
        assert reading.line(1).standing is LineStatus.SURE
        reading.search_again(2, "title of nine")
        await backend.idle()
        choices = reading.line(2).candidates
        assert len(choices) == 2
        other = next(one.paper for one in choices if one.paper.id == f"s2:{sha(9)}")
        reading.take(2, other)
        await backend.idle()
        assert (reading.line(2).standing, reading.line(2).by) == (LineStatus.SURE, "chosen by you")


async def test_an_accepted_line_keeps_the_reason_why_it_was_in_doubt(
    make_backend: MakeBackend, loopback: Start
) -> None:
    title = "On the growth of mosses in the garden"
    service = loopback(lambda _: {"data": [a_paper(7, title=title, year=2021) | {"matchScore": 99.0}]})
    async with opened(make_backend, service) as backend:
        reading = await backend.services.reference_lists.open_text(f"{title}, 2015\n{title}, 2016")
        await ended(backend, reading)
        first, second = reading.lines
        assert (first.standing, second.standing) == (LineStatus.CHECK, LineStatus.CHECK)
        assert "2015" in first.by
        assert "2021" in first.by
        reading.accept([1])
        reading.take(2, second.paper)
        whys = [line.by for line in reading.lines]
        assert whys == [f"accepted by you: {first.by}", f"accepted by you: {second.by}"]
        reading.take(1, first.paper)
        assert reading.line(1).by == whys[0]
        assert list_rows(reading.lines, {}, reading.shown_number)[0]["why"] == whys[0]
        await backend.idle()
    async with opened(make_backend, service) as backend:
        again = await backend.services.reference_lists.load_last()
        assert again is not None
        assert [(line.by, line.standing, line.is_decided) for line in again.lines] == [
            (why, LineStatus.SURE, True) for why in whys
        ]
        again.leave_out(1)
        again.leave_out(1, out=False)
        assert (again.line(1).standing, again.line(1).by) == (LineStatus.SURE, whys[0])


def test_a_line_that_an_earlier_version_stored_as_accepted_is_decided() -> None:
    for by in ("accepted by you", Message("accepted by you"), "chosen by you"):
        stored = msgspec.json.encode(ReferenceLine(1, "A line", by=by), enc_hook=encode_stored)
        line = msgspec.json.decode(stored, type=ReferenceLine)
        assert (line.by, line.is_decided) == (by, True)
    line = ReferenceLine(1, "A line", standing=LineStatus.CHECK)
    assert (line.is_decided, line.accepted_by) == (False, "accepted by you"), "it has no reason"


async def test_what_a_list_has_cost_is_counted_and_kept(make_backend: MakeBackend, loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if asked.body:
            return knows_all(asked)
        return {"total": 1, "data": [a_paper(7, title="On the growth of mosses in the garden") | {"matchScore": 99.0}]}

    service = loopback(answer)
    async with opened(make_backend, service) as backend:
        text = (
            f"s2:{sha(1)}\ns2:{sha(2)}\ns2:{sha(1)}\nHolm, A. (1990). On the growth of mosses in the garden. J. Moss."
        )
        reading = await backend.services.reference_lists.open_text(text)
        await ended(backend, reading)
        reading.search_again(2, "mosses")
        reading.put_into("Thesis/Chapter 2")
        await backend.idle()
        assert reading.head.cost == ListCost(batches=1, titles=1, searches=1, searched=2)
    async with opened(make_backend, service) as backend:
        again = await backend.services.reference_lists.load_last()
        assert again is not None
        assert (again.head.cost.requests, again.head.collection) == (3, "Thesis/Chapter 2")
        assert (again.progress().requests, again.progress().left) == (3, 0)
    assert len(service.asked) == 3


async def test_a_bib_that_is_changed_as_a_whole_keeps_what_is_known_of_its_entries(make_backend, loopback) -> None:
    def answer(asked: RecordedRequest) -> Any:
        ids = [one.removeprefix("DOI:10.1000/") for one in asked.body["ids"]]
        return [a_paper(int(one, 16), externalIds={"DOI": f"10.1000/{one}"}) for one in ids]

    service = loopback(answer)
    entries = [f"@misc{{k{number}, title={{Title {number}}}, doi={{10.1000/{number}}}}}" for number in (1, 2, 3)]
    async with opened(make_backend, service) as backend:
        lists = backend.services.reference_lists
        reading = await lists.open_text("\n".join(entries))
        reading.leave_out(3)
        reading.edit(2, f"s2:{sha(2)}")
        await ended(backend, reading)
        text = await lists.text_of(reading)
        assert text == "\n".join(entries)
        again = await lists.read_again(
            reading, f"{entries[2]}\n{entries[1]}\n@misc{{k4, title={{New}}, doi={{10.1000/4}}}}"
        )
        assert [line.standing for line in again.lines] == [LineStatus.LEFT_OUT, LineStatus.SURE, LineStatus.ASKING]
        assert again.line(2).text == f"s2:{sha(2)}"
        assert again.head.id == reading.head.id


async def test_files_of_several_formats_are_one_list_and_its_text_is_read_as_the_same(make_backend, loopback, tmp_path):
    service = loopback(lambda asked: [None] if asked.body else {"data": []})
    (tmp_path / "a.bib").write_text("@misc{k, title={The first}, year=2001}", "utf-8")
    (tmp_path / "b.enw").write_text("%0 Book\n%T The second\n%D 2002\n", "utf-8")
    async with opened(make_backend, service) as backend:
        lists = backend.services.reference_lists
        reading = await lists.open_files([tmp_path / "a.bib", tmp_path / "no.ris", tmp_path / "b.enw"])
        reading.edit(1, "@misc{k, title = {The first one}, year = 2001, doi = {10.1000/1}")
        await backend.idle()
        edited = reading.line(1).wanted
        assert (edited.title, edited.note) == ("The first one", "doi:10.1000/1 is unknown")
        assert "the closing brace" in edited.doubt
        reading.edit(1, "@misc{k, title={The first}, year=2001}")
        reading.leave_out(2)
        await backend.idle()
        assert reading.head.notes == ("no.ris cannot be read: No such file or directory.",)
        again = await lists.read_again(reading, await lists.text_of(reading))
        assert [line.wanted.title for line in again.lines] == ["The first", "The second"]
        assert again.line(2).standing is LineStatus.LEFT_OUT
        with pytest.raises(DiskError):
            await lists.open_files([tmp_path / "no.ris"])


def by_title(*papers: dict[str, Any]) -> Callable[[RecordedRequest], Any]:
    """A service that answers each title match with the first of *papers*, and each search with all."""
    return lambda asked: {"data": [paper | {"matchScore": 99.0} for paper in papers]}


async def test_a_match_names_what_agreed_and_how(make_backend: MakeBackend, loopback: Start) -> None:
    """A spelling that differs is named, and so is the venue of the line if the record shows another name."""
    record = a_paper(1, title="Computing Machinery and Intelligence", year=1950) | {
        "venue": "The Philosophy of Artificial Intelligence",
        "journal": {"name": "Mind", "volume": "LIX", "pages": "433-460"},
        "authors": [{"authorId": "1", "name": "A. Turing"}],
    }
    lines = {
        "Turing, A. M. (1950). Computing machinery and intelligense. Mind, 59": (
            "by title (spelled differently), first author, venue “Mind” and year"
        ),
        "Turing, A. M. (1950). Computing machinery and intelligence. Mind, 59": (
            "by title, first author, venue “Mind” and year"
        ),
        "Turing, A. (1950). Computing Machinery & Intelligence. The Philosophy of Artificial Intelligence.": (
            "by title, first author, venue and year"
        ),
    }
    async with opened(make_backend, loopback(by_title(record))) as backend:
        reading = await backend.services.reference_lists.open_text("\n".join(lines))
        await ended(backend, reading, titles=True)
        assert [line.by for line in reading.lines] == list(lines.values())
        assert {line.standing for line in reading.lines} == {LineStatus.SURE}


async def test_a_line_without_a_paper_names_the_closest_title_in_whole_words(
    make_backend: MakeBackend, loopback: Start
) -> None:
    title = "Working memory capacity and <i>working memory</i> under stress: two sides of one problem"
    longer = f"{title}, with evidence from a longitudinal sample of families in the north and in the south"
    lines = ["Lind, A. (2015). On the growth of mosses. Journal of Mosses.", "Holm, B. (2016). On ferns. Ferns."]
    for known, said in (
        (title, "“Working memory capacity and working memory under stress: two sides of one problem”."),
        (longer, "two sides of one problem, with evidence from a longitudinal…”."),
    ):
        async with opened(make_backend, loopback(by_title(a_paper(1, title=known)))) as backend:
            reading = await backend.services.reference_lists.open_text("\n".join(lines))
            await ended(backend, reading, titles=True)
            problem = reading.line(1).problem
            assert problem is not None
            assert problem.message == "Semantic Scholar has no paper with this title."
            assert said in str(problem.hint)


async def test_a_line_whose_identifier_and_title_are_unknown_says_both(
    make_backend: MakeBackend, loopback: Start
) -> None:
    service = loopback(lambda asked: [None, None] if asked.body else {"data": []})
    async with opened(make_backend, service) as backend:
        reading = await backend.services.reference_lists.open_text(
            "Lind, A. (2015). On the growth of mosses. doi:10.1234/none\ndoi:10.1234/no here"
        )
        await ended(backend, reading, titles=True)
        both, alone = (str(line.problem.message) for line in reading.lines if line.problem is not None)
        assert both == "doi:10.1234/none is unknown, and Semantic Scholar has no paper with this title."
        assert alone.endswith(" knows this DOI."), "one word is no title"


async def test_family_names_are_only_names_unless_a_paper_has_them_as_its_title(
    make_backend: MakeBackend, loopback: Start
) -> None:
    record = a_paper(1, title="Guns, Germs, and Steel")
    async with opened(make_backend, loopback(by_title(record))) as backend:
        text = "Smith, Jones, and Miller\nGuns, Germs, and Steel"
        reading = await backend.services.reference_lists.open_text(text)
        await ended(backend, reading, titles=True)
        names, title = reading.lines
        assert names.standing is LineStatus.NONE
        assert names.problem is not None
        assert names.problem.message == "This line has only names."
        assert title.standing is LineStatus.CHECK
        assert title.paper is not None


DEPOSITS = [
    "Hakimi, S., & Almeida, R. (2025). Response times of a change-detection experiment: companion to Cowan (2001). "
    "Zenodo.",
    "Hakimi, S., & Almeida, R. (2025). Response times of a change-detection experiment: companion to Cowan (2001) "
    "(Version 1.0) [Data set]. Zenodo.",
    "Almeida, R., Brandt, J., & Chen, Y. (2025). Copy, sort and recall tasks in forty lines each: companion to Graves "
    "(2014) [Computer software]. Zenodo.",
]


async def test_a_reference_that_names_zenodo_is_searched_there_with_one_request(
    make_backend: MakeBackend, demo
) -> None:
    nothing = "Hakimi, S. (2025). Response curves of a bicycle that nobody has deposited. Zenodo."
    other = "Hakimi, S. (2025). Response curves of a bicycle that nobody has described. Journal of Bicycles, 3, 1-9."
    backend = make_backend()
    try:
        reading = await backend.services.reference_lists.open_text("\n\n".join([*DEPOSITS, nothing, other]))
        await ended(backend, reading)
        assert [line.standing for line in reading.lines] == [LineStatus.SURE] * 3 + [LineStatus.NONE] * 2
        assert [line.paper.ids.zenodo is not None for line in reading.lines[:3] if line.paper is not None] == [True] * 3
        assert "venue" in reading.lines[0].by
        problems = [line.problem.message for line in reading.lines[3:] if line.problem is not None]
        assert ["Zenodo" in problem for problem in problems] == [True, False]
        assert demo.stats()["paths"]["/api/records"] == 4
    finally:
        await backend.aclose()


async def test_a_deposit_whose_title_ends_in_a_year_is_found_before_the_name_of_zenodo(
    make_backend: MakeBackend, demo
) -> None:
    """What is before the year is the title; 'Zenodo' is none."""
    title = "Global and local attention in one file: companion to Luong (2015)"
    lines = [f"{title}. Zenodo.", f"{title}, Zenodo", f"Chen, Y. {title}. Zenodo, 2025.", f"{title} (Zenodo)"]
    backend = make_backend()
    try:
        reading = await backend.services.reference_lists.open_text("\n\n".join(lines))
        await ended(backend, reading)
        assert [line.paper.title for line in reading.lines if line.paper is not None] == [title] * 4
        assert [line.standing for line in reading.lines] == [
            LineStatus.CHECK,  # without an author
            LineStatus.CHECK,
            LineStatus.SURE,
            LineStatus.CHECK,
        ]
    finally:
        await backend.aclose()


async def test_dois_that_others_do_not_know_are_looked_up_at_zenodo_with_one_request(
    make_backend: MakeBackend, demo: Any
) -> None:
    backend = make_backend()
    try:
        lines = ("10.5555/zenodo.90000102", "10.5555/zenodo.90000291", "10.5555/nobody.1", "10.5555/nobody.2")
        before = demo.stats()["counts"]
        reading = await backend.services.reference_lists.open_text("\n".join(lines))
        await ended(backend, reading)
        assert [line.paper.ids.doi for line in reading.lines[:2] if line.paper is not None] == list(lines[:2])
        problems = [line.problem.message for line in reading.lines[2:] if line.problem is not None]
        assert problems == ["None of the three services knows this DOI."] * 2
        assert demo.stats()["paths"]["/api/records"] == 1
        after = demo.stats()["counts"]
        made = {name: after[name] - before.get(name, 0) for name in ("s2", "unpaywall", "zenodo")}
        assert reading.head.cost.requests == sum(made.values())
        assert reading.head.cost.others == made["unpaywall"] + made["zenodo"] == 5
    finally:
        await backend.aclose()


@pytest.mark.parametrize(
    ("doi", "hint"),
    [
        ("10.18653/v1", "The DOI may be cut off: it ends with “/v1”."),
        ("10.5555/nobody.1", "A character may be missing or wrong."),
    ],
)
async def test_the_hint_for_an_unknown_doi_says_if_it_may_be_cut_off(
    make_backend: MakeBackend, doi: str, hint: str
) -> None:
    backend = make_backend()
    try:
        reading = await backend.services.reference_lists.open_text(doi)
        await ended(backend, reading)
        problem = reading.lines[0].problem
        assert problem is not None
        assert (problem.message, problem.hint) == ("None of the three services knows this DOI.", hint)
    finally:
        await backend.aclose()


@pytest.mark.parametrize(
    ("line", "title", "queries"),
    [
        ("Ng, A. (2020). Do mosses grow? A study of bogs. Nature, 5.", "Do mosses grow? A study of bogs", 1),
        ("Ng, A. (2020). Do mosses grow? Nature, 5.", "Do mosses grow?", 1),
        ("Ng, A. (2020). Do mosses grow? Mosses Revisited. Nature, 5.", "Do mosses grow? Mosses Revisited", 2),
        ("Ng, A. (2020). Do mosses grow? Letters on bryology. Blackwell.", "Do mosses grow?", 2),
    ],
)
async def test_the_record_found_decides_where_a_title_with_a_question_ends(
    make_backend: MakeBackend, loopback: Start, line: str, title: str, queries: int
) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if asked.query["query"].rstrip("?") == title.rstrip("?"):
            return {"data": [a_paper(7, title=title, year=2020) | {"matchScore": 99.0}]}
        return Reply({"error": "Title match not found"}, 404)

    service = loopback(answer)
    async with opened(make_backend, service) as backend:
        reading = await backend.services.reference_lists.open_text(line)
        await ended(backend, reading)
        found = reading.line(1)
        assert found.paper is not None
        assert found.paper.title == title
        assert found.wanted.title == title
    assert len(service.asked) == queries
