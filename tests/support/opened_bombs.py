"""Texts that were made to exhaust time or memory: `python -m tests.support.opened_bombs` reads them all, within limits
of memory and of processor time.

Each reader is also a line of the report that it prints, so that a limit that is reached names it.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable

MEMORY = 3 * 1024**3
PROCESSOR_S = 120
MEGABYTE = 1_000_000


def _joined_strings(levels: int = 30) -> str:
    """A @string that is twice the one before it, again and again."""
    lines = ["@string{a0 = {0123456789}}"]
    lines += [f"@string{{a{level} = a{level - 1} # a{level - 1}}}" for level in range(1, levels)]
    return "\n".join([*lines, f"@article{{k, title = a{levels - 1}, author = {{A. Reader}}}}"])


LISTS: dict[str, Callable[[], str]] = {
    "bib: joined strings": _joined_strings,
    "bib: one string in many entries": lambda: (
        "@string{a = {" + "word " * 9_000 + "}}\n" + "".join(f"@article{{k{n}, title = a}}\n" for n in range(40_000))
    ),
    "bib: a title of 20 MB": lambda: "@article{k, title = {" + "title " * (20 * MEGABYTE // 6) + "}}",
    "bib: nested environments": lambda: "@article{k, title = {" + r"\begin{x}" * 5_000 + "}}",
    "bib: open brackets": lambda: "@article{k, title = {" + r"\sqrt[" * 8_000 + "}}",
    "bib: open braces": lambda: "@article{k, title = {" + "{" * 2 * MEGABYTE,
    "bib: spaces in a value": lambda: "@article{k, title = a" + " " * 400_000 + "b}",
    "bib: empty lines": lambda: "@article{k, title = {x}" + "\n" * 400_000 + "}",
    "bib: a note inherited by many": lambda: (
        "@book{p, note = {"
        + r"\"a" * 8_000
        + "}}\n"
        + "".join(f"@inbook{{k{n}, crossref = p}}\n" for n in range(5_000))
    ),
    "bib: marks in descending order": lambda: "@article{k, title = {e" + "\u0315\u0300" * 500_000 + "}}",
    "ris: a title of 20 MB": lambda: "TY  - JOUR\nTI  - " + "title " * (20 * MEGABYTE // 6) + "\nER  - \n",
    "ris: a date of many digits": lambda: "TY  - JOUR\nTI  - x\nPY  - 2001/" + "9" * 10_000 + "\nER  - \n",
    "pubmed: a title of 5 MB": lambda: "PMID- 1\nTI  - " + "title " * (5 * MEGABYTE // 6),
    "endnote: a title of many lines": lambda: "%0 Book\n%T x\n" + "more\n" * 1_000_000,
    "csl: nested 100,000 deep": lambda: '[{"title": "x", "y": ' + "[" * 100_000 + "]" * 100_000 + "}]",
    "csl: objects that never end": lambda: '[{"title": "' + "{" * 4 * MEGABYTE,
    "csl: a year of many digits": lambda: '[{"title": "x", "issued": {"date-parts": [["' + "9" * 10_000 + '"]]}}]',
    "csl: millions of empty lists": lambda: '[{"title": "x"}' + ",[]" * 6_000_000 + "]",
    "csv: a cell of 5 MB": lambda: "title,doi,year\n" + "x" * 5 * MEGABYTE + ",10.1/x,2001\n",
    "csv: a year of many digits": lambda: "title,doi,year\nx,10.1/x," + "9" * 10_000 + "\n",
    "lines: more than are read": lambda: "a\n" * 10_000 + "\n" * 2_100_000,
    "lines: a reference of 20 MB": lambda: "word " * (20 * MEGABYTE // 5),
    "lines: joined from very many": lambda: (
        "[1] A. Reader\n[2] B. Writer\n" + ("and more words " * 5 + "and\n") * 3_000
    ),
    "lines: marks in descending order": lambda: "e" + "\u0315\u0300" * 500_000,
}
PAGES: dict[str, Callable[[], str]] = {
    "page: 180,000 nested elements": lambda: "<div>" * 180_000,
    "page: elements that close in the wrong order": lambda: "<p>" + "".join(f"<font color={n}>" for n in range(40_000)),
    "page: closing tags of nothing": lambda: "<div>" * 60_000 + "</p>" * 100_000,
    "page: attributes": lambda: "<a " + " ".join(f"a{n}=1" for n in range(90_000)) + ">",
    "page: tags that never end": lambda: "<a href='" * 90_000,
    "page: titles that never end": lambda: "<title " * 130_000,
    "page: password fields that never end": lambda: "<input " * 2_800,
    "page: 70,000 links": lambda: "<a href=x.pdf>" * 70_000,
}


def read_all() -> None:
    """Read every text, and print its name first."""
    from scholar_desktop.domain.text.titles import normalise
    from scholar_desktop.formats.reference_list_reading import read_text
    from scholar_desktop.services.web.challenge_pages import recognise_challenge_page
    from scholar_desktop.services.web.landing_page import read_landing_page
    from scholar_desktop.sources.plain_text import plain_line, plain_paragraphs

    for name, text in LISTS.items():
        sys.stdout.write(name + "\n")
        read_text(text())
    for name, text in PAGES.items():
        sys.stdout.write(name + "\n")
        page = f"<html><body>{text()}".encode()[:MEGABYTE]
        read_landing_page(page, "https://journal.example.org/7")
        recognise_challenge_page(200, {}, "https://journal.example.org/7", page)
        recognise_challenge_page(200, {}, "https://journal.example.org/7", page[:19_000])
    marks = "e" + "\u0315\u0300" * 500_000
    for read in (plain_line, plain_paragraphs, normalise):
        sys.stdout.write(f"title: {read.__name__}\n")
        read(marks)


def main() -> int:
    """Set the limits, and read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
    read_all()
    sys.stdout.write("end\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
