"""Where the papers of a map stand: by year, near what they are linked with, never over one another in a year."""

from __future__ import annotations

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.citations.citation_map import CitationMap, Link, add_links, map_without_links
from scholar_desktop.domain.paper import Counts, Ids, Paper
from scholar_desktop.services.citations.map_layout import GAP, MapLayout, lay_out, pack_heights


def paper(number: int, year: int | None, cites: int = 0) -> Paper:
    return Paper(title=f"{number}", ids=Ids(s2=f"{number:040x}"), year=year, counts=Counts(citations=cites))


def overlaps(layout: MapLayout) -> int:
    places = list(layout.places.values())
    return sum(
        math.hypot(one.x - other.x, one.y - other.y) < one.radius + other.radius - 1e-6
        for number, one in enumerate(places)
        for other in places[:number]
    )


papers = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(1950, 2026)), st.integers(0, 200_000)), min_size=1, max_size=60
)


@given(papers, st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=80), st.floats(0.5, 4))
def test_no_two_papers_overlap_and_later_ones_stand_to_the_right(rows, ends, aspect):
    each = [paper(number, year, cites) for number, (year, cites) in enumerate(rows)]
    links = [Link(each[a].id, each[b].id) for a, b in ends if a < len(each) and b < len(each)]
    layout = lay_out(add_links(map_without_links(each), links), aspect=aspect)
    assert overlaps(layout) == 0
    assert set(layout.places) == {one.id for one in each}
    dated = sorted((one for one in each if one.year), key=lambda one: one.year or 0)
    for earlier, later in itertools.pairwise(dated):
        if earlier.year != later.year:
            assert layout.places[earlier.id].x < layout.places[later.id].x


def test_papers_whose_year_nobody_gave_stand_at_the_left_under_their_own_head():
    layout = lay_out(map_without_links([paper(1, 2001), paper(2, None)]))
    assert [year for year, _ in layout.years] == [None, 2001]
    assert layout.places[paper(2, None).id].x < layout.places[paper(1, 2001).id].x


def test_the_same_map_is_laid_out_in_the_same_way_and_a_growing_one_does_not_jump():
    each = [paper(number, 2000 + number % 7, number) for number in range(40)]
    known = add_links(map_without_links(each), [Link(each[n].id, each[n // 3].id) for n in range(1, 40)])
    first = lay_out(known)
    assert lay_out(known) == first
    more = map_without_links([*each, paper(99, 2003)])
    grown = lay_out(CitationMap(more.papers, known.links), keep=first)
    moved = [abs(grown.places[one.id].y - first.places[one.id].y) for one in each if one.year != 2003]
    assert max(moved) < 1e-6


def test_papers_that_all_have_a_place_keep_it_in_a_view_of_another_shape():
    each = [paper(number, 2000 + number % 7, number) for number in range(40)]
    whole = lay_out(map_without_links(each))
    for some in (each, each[::2]):
        assert lay_out(map_without_links(some), aspect=3.0, keep=whole) == whole


def test_more_citations_make_a_larger_disc_by_powers_of_ten():
    layout = lay_out(map_without_links([paper(1, 2000, 9), paper(2, 2001, 99), paper(3, 2002, 999)]))
    small, middle, large = (layout.places[paper(number, None).id].radius for number in (1, 2, 3))
    assert math.isclose(middle - small, large - middle)


def test_an_empty_map_has_an_empty_layout():
    assert lay_out(CitationMap()) == MapLayout()


@given(st.lists(st.tuples(st.floats(-500, 500), st.floats(1, 30)), min_size=1, max_size=40))
def test_packing_keeps_the_order_and_leaves_the_gap(rows):
    wished, radii = [row[0] for row in rows], [row[1] for row in rows]
    heights = pack_heights(wished, radii)
    order = sorted(range(len(rows)), key=lambda place: wished[place])
    for before, after in itertools.pairwise(order):
        assert heights[after] - heights[before] >= radii[before] + radii[after] + GAP - 1e-6
    if len(rows) == 1:
        assert heights == wished
