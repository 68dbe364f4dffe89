"""Rows of the queue as they begin: for a paper, for a text that should name one, and for one that is tried again."""

from __future__ import annotations

import uuid

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome, Outcome, is_retryable_outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.identifiers.identifiers import recognise, shorten_quote
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.services.open_access.candidates import LANDING
from scholar_desktop.services.open_access.get_pdf import ended_item
from scholar_desktop.services.web.url_rules import normalise_url

_PASSED = (ItemOutcome.TEMPORARY, ItemOutcome.DISK, ItemOutcome.CANCELLED)
_OURS = (Outcome.DISK, Outcome.CANCELLED)


def new_item(asked_as: str, paper: Paper | None, batch: str, now: str) -> DownloadItem:
    """now: ISO 8601, UTC."""
    return DownloadItem(
        key=uuid.uuid4().hex, asked_as=asked_as, paper=paper, state=DownloadState.WAITING, batch=batch, began=now
    )


def item_from_text(text: str, batch: str, now: str) -> DownloadItem:
    """The row for what *text* names; it has ended already when that is nothing."""
    item = new_item(text, None, batch, now)
    found = recognise(text)
    if found.identifier is not None:
        return item
    return msgspec.structs.replace(ended_item(item, ItemOutcome.NOT_FOUND, no_paper_message(text)), ended=now)


def no_paper_message(text: str) -> str:
    """Why *text* names no paper."""
    problem = recognise(text).problem
    return problem.message if problem is not None else f"'{shorten_quote(text)}' is not an identifier of a paper."


def item_for_copy(item: DownloadItem, paper: Paper, copy: Copy, now: str) -> DownloadItem:
    """*item*, which has ended or is new, as waiting for this one *copy* of *paper*. What was tried of other copies
    stays; what this one leads to is asked anew."""
    places = {normalise_url(url) for url in (copy.pdf_url, copy.url, copy.landing_url) if url}
    others = tuple(one for one in item.attempts if normalise_url(one.url) not in places and one.source != LANDING)
    return DownloadItem(
        key=item.key,
        asked_as=item.asked_as,
        paper=paper,
        state=DownloadState.WAITING,
        attempts=others,
        batch=item.batch,
        began=now,
        only=copy,
    )


def item_with_next_copies(item: DownloadItem, now: str) -> DownloadItem:
    """*item* as it goes on to copies that were not tried yet, and to those that failed for a reason that passes."""
    kept = tuple(one for one in item.attempts if not is_retryable_outcome(one.outcome) and one.outcome not in _OURS)
    return msgspec.structs.replace(retried_item(item, now), attempts=kept)


def retried_item(item: DownloadItem, now: str) -> DownloadItem:
    """*item* as it is tried again. What failed for a reason that passes goes on where it was: its final answers stay,
    and are not asked for again. Else it begins at the top of the ladder."""
    kept = tuple(
        one
        for one in item.attempts
        if item.outcome in _PASSED
        and not is_retryable_outcome(one.outcome)
        and one.outcome not in (*_OURS, Outcome.SAVED)
    )
    return DownloadItem(
        key=item.key,
        asked_as=item.asked_as,
        paper=item.paper,
        state=DownloadState.WAITING,
        attempts=kept,
        batch=item.batch,
        began=now,
        wanted=item.wanted,
        beside=item.beside,
        archive=item.archive,
    )
