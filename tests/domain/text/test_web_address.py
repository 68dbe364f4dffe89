"""Addresses of other people may be malformed."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.text.web_address import hostname_of
from scholar_desktop.services.web.challenge_pages import display_host


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Files.Example:8443/a", "files.example"),
        ("http://a.example:99999/", "a.example"),
        ("http://[x/", ""),
        ("http://[::1]/", "::1"),
        ("no address", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_host_is_read_or_there_is_none(url: str | None, host: str) -> None:
    assert hostname_of(url) == host
    assert display_host(url or "") == (host or url or "")
