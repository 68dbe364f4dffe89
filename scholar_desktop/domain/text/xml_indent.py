"""Breaks XML without line breaks into indented lines, to be read by a person. The file itself is not changed."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"<[^<>]+>|[^<]+")
_STEP = "  "


def indented_xml(text: str) -> str:
    """Return *text* with a line for each element. One that has only text, such as a title, stays on its line."""
    lines: list[str] = []
    depth, is_open = 0, False  # is_open: the last line begins an element, and holds nothing but its text yet
    for token in _TOKEN.findall(text):
        if not token.strip():
            continue
        if not token.startswith("<"):
            if is_open:
                lines[-1] += token.strip()
            else:
                lines.append(f"{_STEP * depth}{token.strip()}")
            continue
        if token.startswith("</"):
            depth = max(0, depth - 1)
            if is_open:
                lines[-1] += token
            else:
                lines.append(f"{_STEP * depth}{token}")
            is_open = False
            continue
        lines.append(f"{_STEP * depth}{token}")
        is_open = not token.startswith(("<?", "<!")) and not token.endswith("/>")
        depth += is_open
    return "\n".join(lines)
