"""Large tensors: sheets and parts are arranged so that cells become large; each cell names its element."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pytest

from playground.lessons.shared.values import Value
from playground.lessons.shared.view.tensor_board import Part, across, arranged, board_html, part
from playground.lessons.shared.view.tensor_grid import Large, element_text, tensor_html, value_html
from playground.locale import say

LABEL = re.compile(r'aria-label="([^"]+)" data-at="([^"]+)"[^>]*>([^<]+)</td>')
COPY = re.compile(r'<td class="gp-copy[^>]*--gp-x:(\d+);--gp-y:(\d+)[^>]*data-at="x:([\d,]+)"')


@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (2, 3, 4), (1, 1, 1)])
def test_every_cell_says_its_element_and_one_takes_the_tab_key(shape: tuple[int, ...]) -> None:
    array = np.random.default_rng(3).normal(size=shape).astype(np.float32)
    html = value_html("t", Value("tensor", "", shape, "float32", np.asarray(array)), large=Large(), say=say)
    found = {at: unescape(label) for label, at, _ in LABEL.findall(html)}
    assert found == {
        f"t:{','.join(map(str, index))}": element_text("t", index, array[index])
        for index in np.ndindex(shape)
    }
    for index in np.ndindex(shape):  # all digits: the text reads back as the same number
        text = element_text("t", index, array[index]).partition(" = ")[2].replace("−", "-")
        assert np.float32(text) == array[index]
    assert html.count('tabindex="0" aria-label') == 1


def test_a_copy_lies_as_far_from_its_element_as_it_is_told_to_move() -> None:
    array = np.broadcast_to(np.array([[1.0], [2.0]]), (3, 2, 4))
    original = np.zeros((3, 2, 4), dtype=bool)
    original[0, :, 0] = True
    html = tensor_html("x", array, (), original=original, large=Large())
    found = {
        tuple(map(int, at.split(","))): (int(right), int(down)) for right, down, at in COPY.findall(html)
    }
    assert len(found) == 24 - 2
    assert all((right, down) == (index[2], 0) for index, (right, down) in found.items())


def test_sheets_and_parts_stand_where_the_cells_are_largest() -> None:
    assert across((3, 4)) == 1
    assert across((2, 3, 4)) == 1  # wide sheets below each other
    assert across((8, 2, 2)) > 1
    assert across((3, 16, 1)) == 3  # high and narrow ones side by side
    wide, high = Part("", 2, 12), Part("", 12, 2)
    ways = ([0], [0, 1])
    assert [len(line) for line in arranged([wide, wide], ways)] == [1, 1]
    assert [len(line) for line in arranged([high, high], ways)] == [2]


def test_the_board_counts_its_cells() -> None:
    lines = [[part("", (2, 3, 4)), Part("+"), part("", (5,))], [part("", (4, 2), 1)]]
    html = board_html(lines, 2.0, say)
    sizes = dict(re.findall(r"--gp-(\w+):(\d+)", html))
    assert sizes == {
        "rows": "10", "columns": "9", "widest": "5", "lines": "2", "down": "3", "across": "2", "signs": "1"
    }  # fmt: skip
    assert "<span>−2.0</span>" in html
