"""What a long job costs is said before it starts."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.request_options import seconds_of
from scholar_desktop.ui.citations.list_messages import cost_words
from scholar_desktop.ui.words.wording import time_estimate


@pytest.mark.parametrize(
    ("requests", "pool", "seconds"),
    [
        (50, None, 50),
        (50, (100, 100), 50),
        (100, (100, 100), 100),
        (101, (100, 100), 300),
        (150, (100, 100), 349),
        (201, (100, 100), 600),
        (1, (0, 100), 300),
    ],
)
def test_the_time_of_a_job_counts_the_waits_for_the_pool(
    requests: int, pool: tuple[int, int] | None, seconds: float
) -> None:
    assert seconds_of(requests, 1.0, pool) == seconds


def test_a_job_that_needs_more_than_the_pool_has_says_so() -> None:
    assert "5 minutes" not in cost_words(127, 1.0)
    assert "about 6 minutes" in cost_words(127, 1.0, (100, 100))
    assert cost_words(127, 1.0, (100, 100)).endswith(" (100 per 5 minutes without an API key)")
    assert "5 minutes" not in cost_words(90, 1.0, (100, 100))
    assert cost_words(1, 1.0, (0, 100)) == "1 request, about 5 minutes (100 per 5 minutes without an API key)"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (12, "less than a minute"),
        (59, "less than a minute"),
        (60, "about 1 minute"),
        (224, "about 4 minutes"),
        (3540, "about 59 minutes"),
        (4620, "about 1 h 17 min"),
    ],
)
def test_an_estimate_cannot_be_read_as_hours_and_minutes(seconds: float, words: str) -> None:
    assert time_estimate(seconds) == words
