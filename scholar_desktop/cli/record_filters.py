"""The filter and sort options of Zenodo searches."""

from __future__ import annotations

import argparse

from scholar_desktop.cli.arguments import InvalidArgument, Parser, positive
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record_query import ACCESS, OLDER_SORTS, SORTS, RecordQuery
from scholar_desktop.services.zenodo.zenodo_lookup import PAGE
from scholar_desktop.translation import gettext


def add_record_filters(parser: Parser) -> None:
    parser.add_argument("--type", metavar="T", help=gettext("type, such as publication, dataset, software or image"))
    parser.add_argument("--subtype", metavar="S", help=gettext("subtype, such as article, preprint or figure"))
    parser.add_argument("--access", choices=ACCESS, metavar="A", help=", ".join(ACCESS))
    parser.add_argument(
        "--file-type", metavar="E", help=gettext("only records with a file of this type, such as pdf or csv")
    )
    parser.add_argument("--language", metavar="L", help=gettext("language code of three letters, such as eng or deu"))
    parser.add_argument("--subject", metavar="K", help=gettext("a keyword or subject of the records"))
    parser.add_argument(
        "--date", type=_range, metavar="RANGE", help=gettext("publication date: 2019, 2016:2020, 2020-03:")
    )
    parser.add_argument("--status", choices=("published",), metavar="published", help=argparse.SUPPRESS)
    parser.add_argument(
        "--sort",
        metavar="S",
        help=gettext(
            "{sorts}; older names: {older}; put - before one to reverse it",
            sorts=", ".join(SORTS),
            older=", ".join(OLDER_SORTS),
        ),
    )
    parser.add_argument("--all-versions", action="store_true", help=gettext("include older versions"))
    parser.add_argument("--as-written", action="store_true", help=gettext("WORDS are in Zenodo's query language"))
    add_pages(parser)


def add_pages(parser: Parser) -> None:
    parser.add_argument(
        "--size", type=positive, default=PAGE, metavar="N", help=gettext("results per page ({number})", number=PAGE)
    )
    parser.add_argument("--page", type=positive, default=1, metavar="N", help=gettext("page number (1)"))
    parser.add_argument("--refresh", action="store_true", help=gettext("ignore saved answers"))


def record_query(arguments: argparse.Namespace, words: list[str], community: str | None = None) -> RecordQuery:
    first, last = arguments.date or (None, None)
    return RecordQuery(
        words=" ".join(words),
        as_written=arguments.as_written,
        type=arguments.type,
        subtype=arguments.subtype,
        access=arguments.access,
        community=community,
        file_type=arguments.file_type,
        language=arguments.language,
        subject=arguments.subject,
        date_from=first,
        date_to=last,
        status=arguments.status,
        sort=arguments.sort,
        all_versions=arguments.all_versions,
    )


def _range(text: str) -> tuple[str | None, str | None]:
    """Parse `start:end`, where either side may be empty; a single date is both."""
    first, colon, last = (part.strip() for part in text.partition(":"))
    if not first and not last:
        raise InvalidArgument(Message("“{text}” is not a date range, such as 2016:2020, 2020-03: or 2019.", text=text))
    return (first or None, last or None) if colon else (first, first)
