"""What is secret, and where it may not be seen."""

from __future__ import annotations

import pytest

from scholar_desktop.net.auth import Auth, origin, scrub, with_params, without_secrets

AUTH = Auth({"Authorization": "Bearer t0ken-value"}, {"email": "me+papers@home.example"})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://api.example/v2/x", "https://API.example:443/y", True),
        ("https://api.example", "http://api.example", False),
        ("https://api.example", "https://api.example:444", False),
        ("https://api.example", "https://api.example.evil.example", False),
        ("https://api.example", "https://api.example.", True),
        ("http://127.0.0.1:9001", "http://127.0.0.1:9002", False),
    ],
)
def test_a_secret_goes_along_only_to_the_same_scheme_host_and_port(one: str, other: str, same: bool) -> None:
    assert (origin(one) == origin(other)) is same


def test_our_parameters_are_encoded_and_never_named_twice() -> None:
    once = with_params("https://api.example/v2/x?page=2", AUTH.params)
    assert once == "https://api.example/v2/x?page=2&email=me%2Bpapers%40home.example"
    assert with_params(once, AUTH.params) == once


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/?email=me%2Bpapers%40home.example&page=2",
        "https://evil.example/?page=2&email=",
        "https://evil.example/?page=2&back=t0ken-value",
        "https://evil.example/?page=2&back=a%26email%3Dme%2Bpapers%40home.example",
    ],
)
def test_an_address_is_cleared_of_what_is_ours(url: str) -> None:
    assert without_secrets(url, AUTH) == "https://evil.example/?page=2"


@pytest.mark.parametrize(
    "form", ["t0ken-value", "Bearer t0ken-value", "me+papers@home.example", "me%2Bpapers%40home.example"]
)
def test_a_text_is_cleared_of_every_form_of_a_secret(form: str) -> None:
    assert scrub(f"The address {form} is not allowed.", AUTH) == "The address *** is not allowed."
