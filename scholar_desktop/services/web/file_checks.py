"""Whether a file on the disk has the checksum that its place gives for it."""

from __future__ import annotations

import hashlib
from pathlib import Path


def can_verify_checksum(checksum: str | None) -> bool:
    """Whether this machine can compare a file with *checksum* (`md5:<hex>`)."""
    kind, _, digest = (checksum or "").partition(":")
    known = kind.lower() in hashlib.algorithms_available and not kind.lower().startswith("shake")  # of any length
    return bool(digest) and known


def matches_checksum(file: Path, checksum: str) -> bool:
    """Whether *file* has *checksum*; one of a kind that this machine does not know proves nothing. Raises OSError."""
    kind, _, digest = checksum.partition(":")
    if not can_verify_checksum(checksum):
        return True
    with file.open("rb") as content:
        found = hashlib.file_digest(content, kind.lower())
    return found.hexdigest() == digest.lower()
