"""The form in which every point in time is stored and sent: ISO 8601, UTC, to the second.

Texts of this form sort by time, so they are compared as texts.
"""

from __future__ import annotations

from datetime import UTC, datetime


def utc_timestamp(moment: datetime) -> str:
    """Returns *moment*, which has a time zone, as `2026-11-20T14:31:07Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def current_timestamp() -> str:
    """Returns the current time as `2026-11-20T14:31:07Z`."""
    return utc_timestamp(datetime.now(UTC))
