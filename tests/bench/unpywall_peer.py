"""Looks DOIs up with the package `unpywall`, as its users do: arguments are the address of the server and how many.

Its own address is fixed in its code, so the one property that makes it is pointed at our server.
"""

from __future__ import annotations

import os
import sys
import time

from tests.bench.getting_server import doi


def main(base: str, count: int) -> None:
    os.environ.setdefault("UNPAYWALL_EMAIL", "ada@university.edu")
    from unpywall import Unpywall, utils

    utils.UnpywallURL.doi_url = property(lambda self: f"{base}/v2/{self.doi}?email={self.email}")
    began = time.perf_counter()
    frame = Unpywall.doi(dois=[doi(number) for number in range(count)], ignore_cache=True)
    assert len(frame) == count
    sys.stdout.write(f"{time.perf_counter() - began:.4f}\n")


main(sys.argv[1], int(sys.argv[2]))
