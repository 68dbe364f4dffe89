"""Formats a file size for display."""

from __future__ import annotations


def size_text(size: float) -> str:
    """Returns the size as text, such as `45.2 GB`, in units of 1000, as disks are sold and as the services count."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} TB"
