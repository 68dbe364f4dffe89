"""Cookies of one chain."""

from __future__ import annotations

from scholar_desktop.net.cookies import Cookies


def test_a_cookie_goes_back_to_the_host_that_set_it() -> None:
    jar = Cookies()
    assert jar.header_for("https://journal.example/article") is None
    jar.take("https://journal.example/article", ["session=1; Path=/; Secure; HttpOnly", "seen=yes"])
    assert jar.header_for("https://journal.example/article") == "session=1; seen=yes"
    assert jar.header_for("https://journal.example/other") == "session=1; seen=yes"
    assert jar.header_for("http://journal.example/article") == "seen=yes"
    assert jar.header_for("https://elsewhere.example/") is None


def test_a_cookie_of_the_whole_domain_goes_to_its_hosts_and_no_further() -> None:
    jar = Cookies()
    jar.take("https://www.journal.example/", ["id=1; Domain=journal.example", "evil=1; Domain=other.example"])
    assert jar.header_for("https://pdf.journal.example/x") == "id=1"
    assert jar.header_for("https://other.example/") is None


def test_its_state_changes_exactly_when_a_cookie_does() -> None:
    jar = Cookies()
    empty = jar.state()
    jar.take("https://journal.example/", [])
    assert jar.state() == empty
    jar.take("https://journal.example/", ["a=1"])
    one = jar.state()
    jar.take("https://journal.example/", ["a=1"])
    assert jar.state() == one != empty
    jar.take("https://journal.example/", ["a=2"])
    assert jar.state() != one


def test_nonsense_is_dropped() -> None:
    jar = Cookies()
    jar.take("https://journal.example/", ["", "=", ";;;", "a"])
    assert jar.header_for("https://elsewhere.example/") is None
