"""Runs the demo services without the program.

`python -m scholar_desktop.demo --port 0 --port-file P [--latency S] [--rate R] [--seed N]`

With `--releases DIR` the Datasets API serves the generated releases in DIR; with `--papers N --citations M --steps K`
too, DIR is filled first if it is empty or missing.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from scholar_desktop.demo.server import DemoServer


def main() -> int:
    """Runs the demo services until they are interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m scholar_desktop.demo", description="The demo services on loopback."
    )
    parser.add_argument("--port", type=int, default=0, help="0 for any free port")
    parser.add_argument("--port-file", type=Path, help="written with the port once the port is taken")
    parser.add_argument("--latency", type=float, default=0.0, metavar="S", help="seconds before each answer")
    parser.add_argument("--rate", type=float, metavar="R", help="requests a second that Semantic Scholar allows")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="changes what is invented, not the facts")
    parser.add_argument("--releases", type=Path, metavar="DIR", help="serve the generated releases in DIR")
    parser.add_argument("--papers", type=int, default=0, metavar="N", help="generate them, if DIR is empty: papers")
    parser.add_argument("--citations", type=int, default=0, metavar="M", help="citations of the first release")
    parser.add_argument("--steps", type=int, default=2, metavar="K", help="diffs between them (2)")
    options = parser.parse_args()
    if options.papers and options.releases is None:
        parser.error("--papers needs --releases DIR")
    if options.papers and not (options.releases.is_dir() and any(options.releases.iterdir())):
        from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes

        GeneratedReleases(Sizes(options.papers, options.citations, options.steps + 1, options.seed, texts=200)).write(
            options.releases
        )
    releases = str(options.releases.absolute()) if options.releases is not None else None
    server = DemoServer(options.latency, options.rate, options.seed, releases=releases)
    try:
        port = server.bind(options.port)
    except OSError as problem:
        sys.stderr.write(f"port {options.port} cannot be taken: {problem.strerror}\n")
        return 2
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    server.start()
    if options.port_file is not None:
        beside = options.port_file.with_name(f"{options.port_file.name}.{os.getpid()}")
        beside.write_text(f"{port}\n", "ascii")
        beside.replace(options.port_file)
    sys.stderr.write(f"demo services on http://127.0.0.1:{port}\n")
    stop.wait()
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
