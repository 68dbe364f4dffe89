"""The texts of the page 'Missing classics': how many papers it lists, and which lists are loaded in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from scholar_desktop.services.citations.missing_classics import CutList, Survey

MOST_IN_MENU = 15
"""At most this number of lists that are loaded in part are named, those that lack most."""
LONGEST_TITLE = 60


def loaded_of(one: CutList) -> str:
    """Return '1,000 of 170,735 loaded'."""
    if one.total is None or one.total <= one.loaded:
        return gettext("{loaded} loaded", loaded=number(one.loaded))
    return gettext("{loaded} of {total} loaded", loaded=number(one.loaded), total=number(one.total))


def list_words(one: CutList) -> str:
    """Return the title of the paper, shortened, with how much of its list is loaded."""
    return f"{shorten(plain(one.paper.title), LONGEST_TITLE)}: {loaded_of(one)}"


def rest_words(one: CutList, loaded: int, done: int, lists: int) -> str:
    """Return how far the list of a paper is loaded, and, of several lists, how many are."""
    words = f"{plain(one.paper.title)}: {loaded_of(msgspec.structs.replace(one, loaded=loaded))}"
    if lists == 1:
        return words
    through = ngettext("{done} of {count} paper loaded", "{done} of {count} papers loaded", lists, done=done)
    return f"{words} · {through}"


def cut_words(survey: Survey) -> str:
    """Return of how many papers the list is loaded in part, and how much, if it is the same of all."""
    count, lengths = len(survey.cut), {one.loaded for one in survey.cut}
    most = number(lengths.pop()) if len(lengths) == 1 and all(one.requests for one in survey.cut) else ""
    if survey.kind == "references":
        if most:
            return ngettext(
                "for {count} of them only the first {most} references",
                "for {count} of them only the first {most} references",
                count,
                most=most,
            )
        return ngettext(
            "for {count} of them only some of the references", "for {count} of them only some of the references", count
        )
    if most:
        return ngettext(
            "for {count} of them only the newest {most} citations",
            "for {count} of them only the newest {most} citations",
            count,
            most=most,
        )
    return ngettext(
        "for {count} of them only some of the citations", "for {count} of them only some of the citations", count
    )


def cut_tooltip(survey: Survey) -> str:
    """Return the papers whose list is loaded in part, each with how much of it; empty if there are none."""
    if not survey.cut:
        return ""
    lines = [list_words(one) for one in survey.cut[:MOST_IN_MENU]]
    if more := len(survey.cut) - len(lines):
        lines.append(ngettext("and {count} more", "and {count} more", more))
    return "\n".join([gettext("Loaded in part:"), *lines])


def unnamed_words(survey: Survey) -> str:
    """Return how many papers have no identifier by which their lists could be requested."""
    return ngettext("{count} without an identifier", "{count} without an identifier", len(survey.unnamed))


def find_tooltip(survey: Survey, cost: str) -> str:
    """Return the papers without an identifier, and what it costs to look them up by their titles."""
    lines = [shorten(plain(paper.title), LONGEST_TITLE) for paper in survey.unnamed[:MOST_IN_MENU]]
    if more := len(survey.unnamed) - len(lines):
        lines.append(ngettext("and {count} more", "and {count} more", more))
    heading = gettext("Look up by title, and choose what to accept ({cost}):", cost=cost)
    return "\n".join([heading, *lines])


def count_words(survey: Survey) -> str:
    """Return how many missing papers there are with at least as many links as those that are listed."""
    count, least = len(survey.found) + survey.left, survey.least
    if survey.kind == "references":
        return ngettext(
            "{count} paper cited by at least {least} of yours",
            "{count} papers cited by at least {least} of yours",
            count,
            least=least,
        )
    return ngettext(
        "{count} paper that cites at least {least} of yours",
        "{count} papers that cite at least {least} of yours",
        count,
        least=least,
    )


def once_words(survey: Survey) -> str:
    if survey.kind == "references":
        return ngettext(
            "{count} paper cited by 1 of yours is not listed.",
            "{count} papers cited by 1 of yours are not listed.",
            survey.once,
        )
    return ngettext(
        "{count} paper that cites 1 of yours is not listed.",
        "{count} papers that cite 1 of yours are not listed.",
        survey.once,
    )


def once_title(kind: str, *, is_shown: bool) -> str:
    """Return the title of the button that shows or hides the papers that are linked to one of the user's."""
    if kind == "references":
        return gettext("Hide papers cited by 1 of yours") if is_shown else gettext("Show papers cited by 1 of yours")
    return gettext("Hide papers that cite 1 of yours") if is_shown else gettext("Show papers that cite 1 of yours")
