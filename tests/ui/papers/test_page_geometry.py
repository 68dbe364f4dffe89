"""Where pages lie, and how zoom steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.ui.papers.pdf.page_geometry import (
    LEAST_ZOOM,
    MOST_ZOOM,
    PageColumn,
    Room,
    fit_pages,
    next_zoom,
    zoom_to_fit,
)

A4 = (595.0, 842.0)


def test_pages_lie_below_each_other_and_narrow_ones_in_the_middle() -> None:
    column = PageColumn([A4, (300.0, 400.0)], zoom=1.0, gap=10)
    left, top, width, height = column.box(0, 0)
    assert (left, top) == (10, 10)
    assert (round(width), round(height)) == (793, 1123)
    small_left, small_top, small_width, _ = column.box(1, 0)
    assert small_top == pytest.approx(10 + height + 10)
    assert small_left + small_width / 2 == pytest.approx(left + width / 2)
    assert column.box(0, 2000)[0] == pytest.approx((2000 - width) / 2)


def test_a_page_as_wide_as_the_room_leaves_the_gaps() -> None:
    zoom = zoom_to_fit(595.0, 500, 10)
    assert PageColumn([A4], zoom=zoom, gap=10).width == pytest.approx(500)


def test_zoom_goes_by_steps_and_stops_at_the_ends() -> None:
    assert next_zoom(0.68, 1) == 0.75
    assert next_zoom(0.68, -1) == 0.5, "a step to 67 % would not be seen"
    assert next_zoom(0.66, 1) == 0.75
    assert next_zoom(0.71, -1) == 0.67
    assert next_zoom(1.0, 1) == 1.1
    assert next_zoom(MOST_ZOOM, 1) == MOST_ZOOM
    assert next_zoom(LEAST_ZOOM, -1) == LEAST_ZOOM


@given(
    st.lists(st.tuples(st.floats(1, 3000), st.floats(1, 3000)), min_size=1, max_size=30),
    st.floats(0.01, 9),
    st.floats(-100, 200_000),
)
def test_every_place_is_of_a_page(sizes: list[tuple[float, float]], zoom: float, y: float) -> None:
    column = PageColumn(sizes, zoom=zoom, gap=7)
    page = column.page_at(y)
    _, top, _, height = column.box(page, 0)
    assert page == 0 or top <= y
    assert page == len(sizes) - 1 or y < top + height + 7 or y < 0
    assert all(0 <= one < len(sizes) for one in column.between(y, y + 500))


@given(
    st.lists(st.tuples(st.floats(1, 14_400), st.floats(1, 14_400)), min_size=1, max_size=5),
    st.integers(50, 3000),
    st.integers(50, 3000),
    st.integers(0, 30),
    st.one_of(st.none(), st.floats(0.1, 5)),
)
def test_scroll_bars_are_there_if_and_only_if_the_pages_need_them(
    sizes: list[tuple[float, float]], width: int, height: int, bar: int, zoom: float | None
) -> None:
    fit = fit_pages(sizes, Room(width, height, bar), 12, zoom=zoom)
    column = PageColumn(sizes, zoom=fit.zoom, gap=12)
    inside = (width - bar * fit.has_down, height - bar * fit.has_across)
    is_higher, is_wider = round(column.height) > inside[1], round(column.width) > inside[0]
    assert column.zoom == pytest.approx(fit.zoom)
    assert is_higher <= fit.has_down
    assert is_wider <= fit.has_across
    if fit.has_down and not is_higher:
        assert fit.has_across or zoom is None, "a bar that is not needed is there only beside another one"
    if zoom is None:
        assert not fit.has_across or fit.zoom == LEAST_ZOOM
