"""Counts the papers of a list of the library by the values of a filter."""

# not translated in this file: SQL

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.search.library_filters import OPEN_ACCESS, PDF, TAG, TYPE, YEARS, can_filter
from scholar_desktop.domain.search.library_rule import CSL_ONLY

_COUNTS = {
    PDF: """
        SELECT iif(papers.pdfs > 0, 'yes', 'no'), count(*)
        FROM json_each(:rows) AS listed CROSS JOIN papers ON papers.id = listed.value GROUP BY 1
    """,
    YEARS: """
        SELECT year, count(*) FROM json_each(:rows) AS listed CROSS JOIN paper_facts
        ON paper_facts.paper_id = listed.value WHERE year IS NOT NULL GROUP BY 1
    """,
    TAG: """
        SELECT tags.name, count(*) FROM json_each(:rows) AS listed CROSS JOIN paper_tags
        ON paper_tags.paper_id = listed.value JOIN tags ON tags.id = paper_tags.tag_id GROUP BY tags.id
    """,
    OPEN_ACCESS: """
        SELECT iif(is_open, 'yes', 'no'), count(*) FROM json_each(:rows) AS listed CROSS JOIN paper_facts
        ON paper_facts.paper_id = listed.value GROUP BY 1
    """,
}
_TYPES = """
    SELECT item_type, ifnull(paper_facts.type, ''), count(*) FROM json_each(:rows) AS listed CROSS JOIN paper_facts
    ON paper_facts.paper_id = listed.value GROUP BY 1, 2
"""


def count_values(connection: sqlite3.Connection, rows: Sequence[int], name: str) -> dict[str, int]:
    """Returns how many of *rows* have each value of the filter *name*, the most frequent values first."""
    values = {"rows": msgspec.json.encode(list(rows)).decode()}
    counts: Counter[str] = Counter()
    if name != TYPE:
        counts.update({str(value): int(count) for value, count in connection.execute(_COUNTS[name], values)})
        return {value: count for value, count in counts.most_common() if can_filter(name, value)}
    found = connection.execute(_TYPES, values).fetchall()
    for item_type in {str(item_type) for item_type, _, _ in found}:
        # as the rule `type:` finds them
        counts[item_type] = sum(
            int(count)
            for one, other, count in found
            if item_type == one or (item_type == other and item_type != CSL_ONLY)
        )
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
