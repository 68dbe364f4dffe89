"""A title search means what was typed, and its snippets are plain text with marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.sources.unpaywall.query_text import title_query
from scholar_desktop.sources.unpaywall.snippets import split_marks
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest
from tests.support.loopback_sources import sources_at


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("cell  growth", "cell growth"),
        ('"cell growth" factor', '"cell growth" factor'),
        ("cell OR tissue", "cell OR tissue"),
        ("cell -cancer", "cell -cancer"),
        ("-cancer cell", "cell -cancer"),
        ('-"lung cancer" cell -mouse', 'cell -"lung cancer" -mouse'),
        ("cell OR -cancer growth", "cell growth OR growth -cancer"),
        ("deep learning - a survey", "deep learning a survey"),
        ("deep learning — a survey", "deep learning a survey"),
        ('an "open quote', "an open quote"),
        ("OR cell OR", "cell"),
        ("cell AND growth NOT cancer", "cell growth -cancer"),
        ("(cell OR tissue) growth -mouse", "cell growth -mouse OR tissue growth -mouse"),
        ("-5 degrees", "5 degrees"),
        ('"cell growth"~3', '"cell growth"'),
        ("author:smith year:2019", ""),
        ("state-of-the-art", "state-of-the-art"),
        ("-cancer", ""),
        ('- "" OR', ""),
    ],
)
def test_what_is_typed_is_put_so_that_the_service_understands_it(typed: str, sent: str) -> None:
    assert title_query(typed) == sent


async def test_words_to_leave_out_alone_ask_nothing(loopback: Start) -> None:
    service = loopback(lambda asked: {"results": []})
    async with sources_at(service.url) as sources:
        with pytest.raises(UsageError, match="only has words to exclude"):
            await sources.unpaywall.search("-cancer", sources.ask)
        with pytest.raises(UsageError, match="no page 0"):
            await sources.unpaywall.search("cancer", sources.ask, page=0)
    assert service.asked == []


async def test_the_page_and_the_three_states_are_sent(loopback: Start) -> None:
    service = loopback(lambda asked: {"results": [], "elapsed_seconds": 0.1})
    async with sources_at(service.url) as sources:
        for is_oa in (True, False, None):
            await sources.unpaywall.search("-mouse cell", sources.ask, is_oa=is_oa, page=3)
    sent = [{key: value for key, value in asked.query.items() if key != "email"} for asked in service.asked]
    common = {"query": "cell -mouse", "page": "3"}
    assert sent == [common | {"is_oa": "true"}, common | {"is_oa": "false"}, common]


async def test_a_full_page_says_that_more_may_follow(loopback: Start) -> None:
    row = {"response": {"doi": "10.5555/x", "title": "X"}, "score": 1e-7, "snippet": "X"}
    service = loopback(lambda asked: {"results": [row] * (50 if "page" not in asked.query else 7)})
    async with sources_at(service.url) as sources:
        first = await sources.unpaywall.search("x", sources.ask)
        last = await sources.unpaywall.search("x", sources.ask, page=2)
    assert (first.page, first.more, len(first.items)) == (1, True, 50)
    assert (last.page, last.more, len(last.items)) == (2, False, 7)


async def test_the_service_says_which_version_it_is(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> dict[str, str]:
        assert asked.path == "/v2/"
        return {"version": "2.0.1", "documentation_url": "https://unpaywall.org/products/api", "msg": "Don't panic"}

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        about = await sources.unpaywall.about(sources.ask)
    assert (about.version, about.message) == ("2.0.1", "Don't panic")


def test_a_snippet_is_plain_text_with_its_marks() -> None:
    found = split_marks("<b>Cell</b> &amp; <i>in <b>vivo</b></i> p<0.05")
    assert found.plain == "Cell & in vivo p<0.05"
    assert [found.plain[start:end] for start, end in found.spans] == ["Cell", "vivo"]
    assert found.html == "<b>Cell</b> &amp; in <b>vivo</b> p&lt;0.05"


@pytest.mark.parametrize(
    ("sent", "html"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<b>open", "<b>open</b>"),
        ("close</b>", "close"),
        ("<b></b>x", "x"),
        ("<b>a<b>b</b>", "<b>ab</b>"),
        ("<script>alert(1)</script><b>x</b>", "<b>x</b>"),
    ],
)
def test_odd_marks_break_nothing(sent: str, html: str) -> None:
    assert split_marks(sent).html == html


@given(st.text(alphabet='<b>/&amp;"ax \ue000\ue001\n', max_size=40))
def test_the_marked_form_of_any_text_holds_no_other_markup(sent: str) -> None:
    found = split_marks(sent)
    assert found.plain.isprintable()
    assert "<" not in found.html.replace("<b>", "").replace("</b>", "")
    assert all(0 <= start < end <= len(found.plain) for start, end in found.spans)
