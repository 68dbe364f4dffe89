"""How long to wait before another try."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scholar_desktop.net.retry import LONGEST_RETRY_AFTER_S, back_off_s, is_temporary, retry_after_s

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 0 "}, 0.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "Fri, 20 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Fri, 20 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "Fri, 20 Nov 2026 15:00:10 GMT", "date": "Fri, 20 Nov 2026 15:00:00 GMT"}, 10.0),
        ({"retry-after": "99999999999999"}, LONGEST_RETRY_AFTER_S),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_retry_after_in_seconds_and_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(429, headers, NOW) == seconds
    assert retry_after_s(503, headers, NOW) == seconds


@pytest.mark.parametrize("status", [200, 403, 404, 500, 502, 504])
def test_retry_after_is_minded_with_429_and_503_alone(status: int) -> None:
    assert retry_after_s(status, {"retry-after": "60"}, NOW) is None


def test_the_wait_doubles_with_a_little_chance_in_it() -> None:
    for tried, least in ((1, 1.0), (2, 2.0), (3, 4.0)):
        waits = {back_off_s(tried, 1.0) for _ in range(50)}
        assert len(waits) > 1
        assert all(least <= wait <= least * 1.25 for wait in waits)


def test_what_is_worth_another_try() -> None:
    assert [
        status
        for status in (200, 301, 400, 401, 403, 404, 408, 410, 422, 429, 451, 500, 503, 520)
        if is_temporary(status)
    ] == [429, 500, 503, 520]
