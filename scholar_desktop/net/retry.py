"""Rules for retries: when a request is sent again, and how long to wait before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from scholar_desktop.net.budget import SLICE_S

RATE_LIMIT_STATUSES = frozenset({429, 503})
"""Retry-After is respected with these statuses only: Zenodo sends it with every 200."""
LONGEST_RETRY_AFTER_S = 366 * 86400.0


def is_temporary(status: int) -> bool:
    """Return whether the status is worth another try: 429 and all 5xx."""
    return status == 429 or status >= 500


def back_off_s(tried: int, first_s: float) -> float:
    """Return the seconds before the next try after *tried* tries: *first_s*, doubled each time, and up to a quarter
    more, so that many programs do not retry at the same time.
    """
    import random

    return first_s * 2.0 ** (tried - 1) * random.uniform(1.0, 1.25)  # noqa: S311  (not used for security)


def retry_after_s(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that the server wants one to wait, None when it does not say (or not with a 429 or 503).

    A date is compared with the server's own `Date`, since this machine's clock may be wrong.
    """
    value = headers.get("retry-after", "").strip()
    if status not in RATE_LIMIT_STATUSES or not value:
        return None
    if value.isascii() and value.replace(".", "", 1).isdigit():
        return min(float(value), LONGEST_RETRY_AFTER_S)
    until = _http_date(value)
    if until is None:
        return None
    wait = (until - (_http_date(headers.get("date", "")) or now)).total_seconds()
    return min(max(0.0, wait), LONGEST_RETRY_AFTER_S)


def _http_date(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)


async def pause(seconds: float, check: Callable[[], None], clock: Callable[[], float]) -> None:
    """Sleep for *seconds* by *clock*; *check* is called at least four times a second, and an exception that it raises
    ends the sleep.
    """
    ends = clock() + seconds
    check()
    while (rest := ends - clock()) > 0:
        await asyncio.sleep(min(max(rest, 0.001), SLICE_S))
        check()


def time_after(seconds: float) -> datetime:
    """Return the moment that is *seconds* from now, aware UTC."""
    return datetime.now(UTC) + timedelta(seconds=seconds)
