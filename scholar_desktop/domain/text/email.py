"""Checks whether a text can be the e-mail address that Unpaywall requires."""

from __future__ import annotations

import re

from scholar_desktop.domain.text.message import Message

_SAMPLE = re.compile(
    r"your_email.*|.*example\.com|your@email\.org|email@.*email\.com|your\.email@email.*", re.IGNORECASE
)
"""Sample addresses from documentation that the service rejects (422): `YOUR_EMAIL`, anything that ends in example.com,
`your@email.org`, `email@...email.com`, `your.email@email...`."""

LONGEST = 254


def email_problem(text: str) -> str | None:
    """Returns why Unpaywall would reject *text* as an address, in one sentence; None if it looks like an address.

    Except for the dot in the host, the check is as lenient as the service's own: it does not check that the address
    exists. An empty text is also a problem.
    """
    address = text.strip()
    if not address:
        return Message("Enter an e-mail address.")
    if _SAMPLE.fullmatch(address):
        return Message("{address} is a sample address. Unpaywall needs your own.", address=address)
    if "@" not in address:
        return Message("{address} has no @.", address=address)
    if len(address) > LONGEST:
        return Message("The address is too long (more than {longest} characters).", longest=LONGEST)
    if any(character.isspace() for character in address):
        return Message("An e-mail address cannot contain spaces.")
    name, _, host = address.rpartition("@")
    if not name or "@" in name or not host.strip(".") or host.startswith(".") or ".." in host:
        return Message("{address} is not an e-mail address, such as name@university.edu.", address=address)
    if "." not in host.strip("."):
        return Message("{address} needs a dot after the @ (name@university.edu).", address=address)
    return None
