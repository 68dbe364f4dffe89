"""The filter options that all commands with a search for papers share."""

from __future__ import annotations

import argparse
import re

from scholar_desktop.cli.arguments import InvalidArgument, Parser, count, years
from scholar_desktop.domain.search.filters import ACCESS, Filters, split_values
from scholar_desktop.domain.search.paper_types import EXCLUDED, TYPE_FILTERS
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext

_DAY = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_DATES = re.compile(rf"(?:{_DAY})?:(?:{_DAY})?|{_DAY}")


def add_filters(parser: Parser, *, texts_only: bool = False) -> None:
    """Add the filter options. texts_only: without those that the snippet search does not have."""
    parser.add_argument("--year", type=years, metavar="A-B", help=gettext("2016-2020, 2019, 2010- or -2015"))
    parser.add_argument("--date", type=dates, metavar="RANGE", help="2019, 2016-03:2020, 2020-03-01:, :2015")
    parser.add_argument("--venue", metavar="V", help=gettext("one or more venues, separated by commas"))
    parser.add_argument("--field", metavar="F", help=gettext("one or more fields of study, separated by commas"))
    parser.add_argument("--min-citations", type=count, metavar="N", help=gettext("papers with at least N citations"))
    if not texts_only:
        parser.add_argument(
            "--type",
            type=types,
            action="append",
            metavar="T",
            help=gettext(
                "one or more of {types}; --type=-news excludes one; --type can be repeated",
                types=", ".join(TYPE_FILTERS),
            ),
        )
        parser.add_argument("--oa", action="store_true", help=gettext("only papers with an open-access PDF"))
        parser.add_argument(
            "--is-oa", choices=("true", "false"), help=gettext("whether Unpaywall says the paper is open access")
        )
        parser.add_argument(
            "--record-type",
            metavar="T",
            help=gettext("Zenodo resource type, such as dataset, publication-article or poster"),
        )
        parser.add_argument(
            "--access", choices=ACCESS, metavar="A", help=gettext("access right: {rights}", rights=", ".join(ACCESS))
        )
        parser.add_argument(
            "--community", metavar="C", help=gettext("a Zenodo community, by the name in its web address")
        )
        parser.add_argument(
            "--file-type", metavar="E", help=gettext("only records with a file of this type, such as pdf or csv")
        )
        parser.add_argument("--subject", metavar="K", help=gettext("a keyword or subject of Zenodo records"))
        parser.add_argument(
            "--language", type=language, metavar="L", help=gettext("language code of three letters, such as eng or deu")
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
    wrong = [one for one in split_values(text) if one.removeprefix(EXCLUDED) not in TYPE_FILTERS]
    if wrong or not split_values(text):
        raise InvalidArgument(
            Message("“{text}” is not a paper type. Use: {types}.", text=text, types=", ".join(TYPE_FILTERS))
        )
    return ",".join(split_values(text))


def language(text: str) -> str:
    """Parse a language code of two or three letters."""
    if not re.fullmatch("[a-z]{2,3}", text.strip().lower()):
        raise InvalidArgument(Message("“{text}” is not a language code, such as eng or deu.", text=text))
    return text.strip().lower()


def dates(text: str) -> str:
    """Parse a range of days, months or years: `2019`, `2016-03:2020`, `2020-03-01:`, `:2015`."""
    plain = text.strip()
    if not _DATES.fullmatch(plain) or plain == ":":
        raise InvalidArgument(
            Message("“{text}” is not a date range, such as 2016-03:2020, 2020-03-01: or :2015.", text=text)
        )
    return plain
