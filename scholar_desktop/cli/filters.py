"""The filter options that all commands with a search for papers share."""

from __future__ import annotations

import argparse
import re

from scholar_desktop.cli.arguments import Parser, count, years
from scholar_desktop.domain.search.filters import ACCESS, Filters, split_values
from scholar_desktop.domain.search.paper_types import TYPE_FILTERS

_DAY = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_DATES = re.compile(rf"(?:{_DAY})?:(?:{_DAY})?|{_DAY}")


def add_filters(parser: Parser, *, texts_only: bool = False) -> None:
    """Add the filter options. texts_only: without those that the snippet search does not have."""
    parser.add_argument("--year", type=years, metavar="A-B", help="2016-2020, 2019, 2010- or -2015")
    parser.add_argument("--date", type=dates, metavar="RANGE", help="2019, 2016-03:2020, 2020-03-01:, :2015")
    parser.add_argument("--venue", metavar="V", help="one or several, with commas between")
    parser.add_argument("--field", metavar="F", help="field of study, one or several, with commas between")
    parser.add_argument("--min-citations", type=count, metavar="N")
    if not texts_only:
        parser.add_argument(
            "--type",
            type=types,
            action="append",
            metavar="T",
            help=f"one or several of {', '.join(TYPE_FILTERS)}; each further --type adds",
        )
        parser.add_argument("--oa", action="store_true", help="only papers with an open copy")
        parser.add_argument("--is-oa", choices=("true", "false"), help="open or closed, as Unpaywall judges it")
        parser.add_argument(
            "--record-type", metavar="T", help="Zenodo's type: dataset, publication-article, poster, ..."
        )
        parser.add_argument("--access", choices=ACCESS, metavar="A", help=f"access right: {', '.join(ACCESS)}")
        parser.add_argument("--community", metavar="C", help="the name that a community has in its address at Zenodo")
        parser.add_argument("--file-type", metavar="E", help="ending of a file that it has: pdf, csv, ...")
        parser.add_argument("--subject", metavar="K", help="a keyword or subject, as Zenodo's records have it")
        parser.add_argument(
            "--language", type=language, metavar="L", help="three letters, as Zenodo has them: eng, deu"
        )


def filters_of(arguments: argparse.Namespace) -> Filters:
    first, last = arguments.year or (None, None)
    return Filters(
        year_from=first,
        year_to=last,
        venue=arguments.venue,
        field=arguments.field,
        type=",".join(dict.fromkeys(split_values(",".join(getattr(arguments, "type", None) or ())))) or None,
        min_citations=arguments.min_citations,
        open_access=getattr(arguments, "oa", False),
        dates=arguments.date,
        is_oa={"true": True, "false": False}.get(getattr(arguments, "is_oa", None) or ""),
        record_type=getattr(arguments, "record_type", None),
        access=getattr(arguments, "access", None),
        community=getattr(arguments, "community", None),
        file_type=getattr(arguments, "file_type", None),
        language=getattr(arguments, "language", None),
        subject=getattr(arguments, "subject", None),
    )


def types(text: str) -> str:
    """Parse one or several of TYPE_FILTERS, separated by commas."""
    wrong = [one for one in split_values(text) if one not in TYPE_FILTERS]
    if wrong or not split_values(text):
        raise argparse.ArgumentTypeError(f"'{text}' is no type; there are {', '.join(TYPE_FILTERS)}")
    return ",".join(split_values(text))


def language(text: str) -> str:
    """Parse a language code of two or three letters."""
    if not re.fullmatch("[a-z]{2,3}", text.strip().lower()):
        raise argparse.ArgumentTypeError(f"'{text}' is no code of a language, such as eng or deu")
    return text.strip().lower()


def dates(text: str) -> str:
    """Parse a range of days, months or years: `2019`, `2016-03:2020`, `2020-03-01:`, `:2015`."""
    plain = text.strip()
    if not _DATES.fullmatch(plain) or plain == ":":
        raise argparse.ArgumentTypeError(f"'{text}' is no range of dates, such as 2016-03:2020, 2020-03-01: or :2015")
    return plain
