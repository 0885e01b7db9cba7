"""The small picture of an experiment's points."""

from __future__ import annotations

import re
from urllib.parse import unquote

import numpy as np
import pytest

from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.core.points import Points
from playground.core.scenes import SCENES, scenes_of
from playground.core.thumbnail import LARGEST, thumbnail_points
from playground.figures.palette import CLASSES
from playground.figures.thumbnail import thumbnail

EVERY = [*SCENES.values(), *scenes_of("layers").values()]


@pytest.mark.parametrize("experiment", EVERY, ids=lambda entry: entry.data_set)
def test_a_thumbnail_has_one_path_a_class_inside_its_frame(experiment: Experiment) -> None:
    drawing = unquote(thumbnail(experiment))
    paths = re.findall(r'<path stroke="(#\w+)" d="([^"]*)"', drawing)
    assert [colour for colour, _ in paths] == list(CLASSES[: len(np.unique(draw(experiment).labels))])
    places = np.array(
        [[float(n) for n in dot.split()] for _, dots in paths for dot in re.findall(r"M(\S+ \S+?)h0", dots)]
    )
    assert 20 < len(places) < 300
    assert places.min() >= 0
    assert places.max() <= 100


def test_a_thumbnail_shows_where_the_classes_are() -> None:
    """The negative cloud of the chapter's example lies above and to the left of the positive one."""
    paths = re.findall(r'd="([^"]*)"', unquote(thumbnail(Experiment())))
    negative, positive = (
        np.mean([[float(n) for n in dot.split()] for dot in re.findall(r"M(\S+ \S+?)h0", path)], axis=0)
        for path in paths
    )
    assert negative[0] < positive[0]
    assert negative[1] < positive[1]  # y of a screen points down


def test_own_points_that_would_lie_on_a_strip_fill_the_picture() -> None:
    inputs = np.random.default_rng(2).uniform((0, 0), (200, 1), size=(60, 2)).astype(np.float32)
    own = Points(inputs, (inputs[:, 1] > 0.5).astype(np.float32))
    for points, seen in ((own, True), (Points(inputs * [1, 60], own.targets), False)):
        places, _ = thumbnail_points(Experiment(points=points))
        low, high = np.ptp(places.astype(int), axis=0)[[1, 0]]
        assert (low > 0.85 * LARGEST) == seen, "only a strip is stretched"
        assert high > 0.85 * LARGEST
