"""What Unpaywall takes for an address, told before it is asked."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.text.email import email_problem


@pytest.mark.parametrize("address", ["name@university.edu", " a.b+c@d.example.org ", "ü@büro.de"])
def test_a_real_looking_address_has_no_problem(address: str) -> None:
    assert email_problem(address) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Enter an e-mail address"),
        ("name", "no @"),
        ("YOUR_EMAIL", "sample"),
        ("your_email@here.org", "sample"),
        ("me@example.com", "sample"),
        ("ME@EXAMPLE.COM", "sample"),
        ("your@email.org", "sample"),
        ("email@someemail.com", "sample"),
        ("your.email@email.uni.edu", "sample"),
        ("a b@c.org", "spaces"),
        ("@c.org", "not an e-mail address"),
        ("a@b@c.org", "not an e-mail address"),
        ("a@", "not an e-mail address"),
        ("a@.org", "not an e-mail address"),
        ("a@b..org", "not an e-mail address"),
        ("anna@uni", "needs a dot after the @"),
        ("anna@uni.", "needs a dot after the @"),
        ("a" * 300 + "@c.org", "too long"),
    ],
)
def test_a_text_that_the_service_refuses_has_a_sentence(text: str, says: str) -> None:
    problem = email_problem(text)
    assert problem is not None
    assert says in problem
    assert problem.endswith(".")
