"""The points: what a seed fixes, what a knob moves, what a batch holds, and own points from CSV."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.data import Sample, batch_indices, covariance, draw
from playground.core.errors import DataError
from playground.core.experiment import Experiment
from playground.core.points import Points
from playground.points_reader.reader import read_points
from tests.unit.strategies import data_experiments

SMALL = Experiment(neg_n=6, pos_n=5)


def cloud(sample: Sample, label: int) -> np.ndarray:
    return sample.inputs[sample.targets[:, 0] == label]


@given(data_experiments())
def test_the_layout_of_a_sample(experiment: Experiment) -> None:
    sample = draw(experiment)
    n = experiment.neg_n + experiment.pos_n
    assert (sample.inputs.shape, sample.targets.shape) == ((n, 2), (n, 1))
    assert sample.inputs.dtype == sample.targets.dtype == np.float32
    assert sample.inputs.flags.c_contiguous
    assert not sample.inputs.flags.writeable
    assert np.isfinite(sample.inputs).all()
    assert sample.targets[:, 0].tolist() == [0.0] * experiment.neg_n + [1.0] * experiment.pos_n
    assert (sample.num_samples, sample.num_negatives) == (n, experiment.neg_n)


def test_the_chapters_own_call_draws_the_points() -> None:
    expected = np.random.default_rng([7, 1]).multivariate_normal(
        mean=[3, 0], cov=[[1, 0.5], [0.5, 1]], size=1000, method="cholesky"
    )
    assert np.array_equal(cloud(draw(Experiment(seed=7)), 1), expected.astype(np.float32))


def test_the_same_knobs_give_the_same_points_and_another_seed_others() -> None:
    assert draw(SMALL) is draw(SMALL.replace(lr=0.2, batch=3))
    assert not np.array_equal(draw(SMALL).inputs, draw(SMALL.replace(seed=1)).inputs)


@given(data_experiments(), st.floats(-9, 9), st.floats(-9, 9))
def test_moving_a_mean_translates_its_class_and_leaves_the_other(
    experiment: Experiment, x: float, y: float
) -> None:
    moved, still = draw(experiment.replace(pos_x=x, pos_y=y)), draw(experiment)
    assert np.array_equal(cloud(moved, 0), cloud(still, 0))
    shift = [x - experiment.pos_x, y - experiment.pos_y]
    np.testing.assert_allclose(
        cloud(moved, 1) - cloud(still, 1), np.tile(shift, (experiment.pos_n, 1)), atol=2e-5
    )


@given(data_experiments(), st.integers(1, 50), st.integers(1, 50))
def test_more_samples_keep_the_ones_that_were_there(experiment: Experiment, more: int, others: int) -> None:
    larger = draw(experiment.replace(neg_n=experiment.neg_n + more, pos_n=experiment.pos_n + others))
    for label, count in ((0, experiment.neg_n), (1, experiment.pos_n)):
        assert np.array_equal(cloud(larger, label)[:count], cloud(draw(experiment), label))


def test_a_large_sample_has_the_moments_of_its_distribution() -> None:
    experiment = Experiment(neg_x=-2, neg_y=1, neg_sx=0.5, neg_sy=2, neg_rho=-0.8, neg_n=5000)
    points = cloud(draw(experiment), 0).astype(np.float64)
    assert points.mean(axis=0) == pytest.approx([-2, 1], abs=0.1)
    np.testing.assert_allclose(np.cov(points.T), covariance(0.5, 2, -0.8), rtol=0.08)


@given(st.floats(0.05, 5), st.floats(0.05, 5), st.floats(-0.99, 0.99))
def test_knobs_always_make_a_covariance(sx: float, sy: float, rho: float) -> None:
    matrix = covariance(sx, sy, rho)
    np.linalg.cholesky(matrix)
    assert np.sqrt(np.diag(matrix)) == pytest.approx([sx, sy])


def test_no_global_generator_is_touched() -> None:
    np.random.seed(3)
    before = np.random.get_state()[1].copy()  # type: ignore[index]
    draw(Experiment(seed=99))
    batch_indices(Experiment(batch=7), 0, 50)
    assert np.array_equal(before, np.random.get_state()[1])  # type: ignore[index]


# ---- batches


def test_a_full_batch_keeps_the_natural_order() -> None:
    for batch in (0, 11, 10_000):
        indices, offsets = batch_indices(SMALL.replace(batch=batch), 3, 5)
        assert indices.tolist() == [*range(11), *range(11)]
        assert offsets.tolist() == [0, 11, 22]


def test_batches_are_slices_of_the_epochs_permutation() -> None:
    indices, offsets = batch_indices(SMALL.replace(batch=4, shuffle_seed=9), 0, 6)
    assert offsets.tolist() == [0, 4, 8, 11, 15, 19, 22]
    expected = [np.random.default_rng([9, epoch]).permutation(11) for epoch in (0, 1)]
    assert indices.tolist() == np.concatenate(expected).tolist()
    assert indices.dtype == offsets.dtype == np.int32


@given(st.integers(0, 13), st.integers(0, 40), st.integers(0, 40))
def test_a_range_of_updates_is_a_part_of_the_whole(batch: int, start: int, count: int) -> None:
    experiment = SMALL.replace(batch=batch)
    whole, bounds = batch_indices(experiment, 0, 80)
    indices, offsets = batch_indices(experiment, start, start + count)
    assert indices.tolist() == whole[bounds[start] : bounds[start + count]].tolist()
    assert offsets.tolist() == (bounds[start : start + count + 1] - bounds[start]).tolist()


# ---- own points


def test_points_are_read_and_negatives_come_first() -> None:
    points = read_points("\ufeffX1, x2 ,label\r\n1.5,-2,1\r\n\r\n 3e0,4,0\r\n5,6,1\r\n")
    assert points.inputs.tolist() == [[1.5, -2], [3, 4], [5, 6]]
    assert points.targets.tolist() == [1, 0, 1]
    sample = draw(Experiment(points=points))
    assert sample.inputs.tolist() == [[3, 4], [1.5, -2], [5, 6]]
    assert sample.targets[:, 0].tolist() == [0, 1, 1]


def test_points_are_equal_by_content_and_cannot_change() -> None:
    one, other = (Points(np.array([[1, 2], [3, 4]]), np.array([0, 1])) for _ in range(2))
    assert one == other
    assert len({one, other}) == 1
    assert one != Points(np.array([[1, 2], [3, 5]]), np.array([0, 1]))
    with pytest.raises(ValueError, match="read-only"):
        one.inputs[0, 0] = 9


@pytest.mark.parametrize(
    ("inputs", "targets"),
    [
        ([[1, 2, 3], [1, 2, 3]], [0, 1]),
        ([[1, 2], [3, 4]], [0, 1, 1]),
        ([[1, 2], [3, np.inf]], [0, 1]),
        ([[1, 2], [3, 4]], [0, 0.5]),
        ([[1, 2], [3, 4]], [0, np.nan]),
        ([[1, 2], [3, 4]], [0, 5]),
    ],
)
def test_arrays_that_are_no_points_are_refused(inputs: list[list[float]], targets: list[float]) -> None:
    with pytest.raises(DataError):
        Points(np.array(inputs, dtype=np.float32), np.array(targets, dtype=np.float32))
