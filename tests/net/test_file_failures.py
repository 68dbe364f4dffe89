"""The sentences for answers without a file. They are stored with the download, and read later."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scholar_desktop.net.file_failures import from_status

UNTIL = datetime(2026, 3, 5, 12, tzinfo=UTC)


def words_of(status: int) -> str:
    return ": too many requests." if status == 429 else f"(status {status})"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_pause_that_a_host_asked_for_is_told_as_past(status: int) -> None:
    sentence = from_status("repo.org", status, UNTIL)
    assert "asked for a pause until " in sentence
    assert words_of(status) in sentence
    assert " is " not in sentence
    assert "Try again after" not in sentence


@pytest.mark.parametrize("status", [429, 500, 503])
def test_without_a_pause_no_time_is_named(status: int) -> None:
    sentence = from_status("repo.org", status, None)
    assert "until" not in sentence
    assert words_of(status) in sentence
