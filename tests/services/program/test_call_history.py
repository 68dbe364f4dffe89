"""The last calls as they are told: to the window whole, to the log without any value."""

from __future__ import annotations

import pytest

from scholar_desktop.net.call_log import Call, CallLog
from scholar_desktop.services.program.call_history import CallHistory, call_line, request_template


def a_call(path: str = "/graph/v1/paper/search?query=x", **more: object) -> Call:
    return Call(
        **{"time": "2026-11-20T08:00:00Z", "service": "s2", "method": "GET", "path": path, "status": 200} | more
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/graph/v1/paper/search?query=deep+sets&fields=title&limit=5", "/graph/v1/paper/search [fields limit query]"),
        ("/graph/v1/paper/DOI:10.18653/v1/N19-1423?fields=title", "/graph/v1/paper/{id}/v1/{id} [fields]"),
        ("/graph/v1/paper/0f1e/citations?offset=0", "/graph/v1/paper/{id}/citations [offset]"),
        ("/v2/10.1038/s41586-020-2649-2", "/v2/{id}"),
        ("/api/records/5015459/files/my%20data.csv/content", "/api/records/{id}/files/{id}/content"),
        ("arxiv.org/pdf/1706.03762", "arxiv.org/{path}"),
    ],
)
def test_a_template_says_what_was_asked_and_not_of_what(path, expected):
    assert request_template(a_call(path)) == expected


def test_a_line_says_how_it_ended_and_what_it_waited_for():
    asked = a_call(latency_s=0.5, size=1200, waited_s=1.0, waited_for="its turn")
    assert call_line(asked) == "s2 GET /graph/v1/paper/search [query] 200 0.500 s, 1200 bytes after 1.0 s for its turn"
    assert call_line(a_call(stored=True)).endswith("200 from the store")
    assert "no answer" in call_line(a_call(status=None, error="no answer in time"))
    assert "stopped" in call_line(a_call(status=None))


def test_each_new_call_is_told_and_the_last_fifty_are_kept():
    calls = CallLog()
    history = CallHistory(calls)
    told: list[Call] = []
    history.added.connect(told.append)
    for number in range(60):
        calls.add(a_call(f"/v2/{number}"))
    assert len(told) == 60
    assert len(history.of("s2")) == 50
    assert history.of("s2")[-1] is told[-1]
    assert history.of("zenodo") == ()
