"""Own points as a word of a link: they come back equal, any text is points or one error, all is bounded."""

from __future__ import annotations

import base64
import json
import string
import zlib

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.core.errors import ExperimentError
from playground.core.experiment import Experiment
from playground.core.points import LARGEST_COORDINATE, MOST_POINTS, Points
from playground.core.points_store import PointsStore, is_lacking, points_of, store, take_points
from playground.core.points_text import LONGEST_INLINE, LONGEST_PACKED, MOST_INLINE
from playground.points_reader.options import Options
from playground.points_reader.reader import read_points
from playground.points_reader.sample_sets import SAMPLE_SETS
from playground.stage.draft import settle

COORDINATES = st.floats(-LARGEST_COORDINATE, LARGEST_COORDINATE, width=32)
NAMES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40).filter(str.isprintable)


@st.composite
def point_sets(draw: st.DrawFn) -> Points:
    classes = draw(st.integers(2, 5))
    count = draw(st.integers(classes, 40))
    inputs = draw(arrays.arrays(np.float32, (count, 2), elements=COORDINATES))
    rest = draw(st.lists(st.integers(0, classes - 1), min_size=count - classes, max_size=count - classes))
    targets = np.array(draw(st.permutations([*range(classes), *rest])), dtype=np.float32)
    names = draw(st.one_of(st.just(()), st.lists(NAMES, min_size=classes, max_size=classes).map(tuple)))
    columns = draw(st.one_of(st.just(("x1", "x2")), st.tuples(NAMES, NAMES)))
    return Points(inputs, targets, names, columns)


def large(seed: int = 0, count: int = MOST_POINTS) -> Points:
    generator = np.random.default_rng(seed)
    sizes = 10.0 ** generator.integers(-38, 5, size=(count, 2))
    inputs = (generator.normal(size=(count, 2)) * sizes).astype(np.float32)
    return Points(inputs, np.arange(count) % 5)


@given(point_sets())
def test_points_come_back_equal_from_their_text_and_from_a_link(points: Points) -> None:
    found = points_of(points.packed)
    assert found == points
    assert found.inputs.tobytes() == points.inputs.tobytes()
    assert (found.class_names, found.column_names) == (points.class_names, points.column_names)
    own = Experiment().replace(points=points)
    assert Experiment.parse(own.to_query()) == own
    assert Experiment.lenient(own.to_query()) == (own, ())
    assert len(points.word) <= LONGEST_INLINE
    assert set(points.word) <= set(string.ascii_letters + string.digits + "-_~")


@pytest.mark.parametrize("name", SAMPLE_SETS)
def test_real_data_travel_in_the_link_as_they_are(name: str) -> None:
    sample = SAMPLE_SETS[name]
    points = read_points(sample.content, sample.options(Options()))
    assert points.word == points.packed


def packed_by_hand(content: object) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = compressor.compress(text.encode()) + compressor.flush()
    return "z" + base64.urlsafe_b64encode(raw).decode().rstrip("=")


ALPHABET = string.ascii_letters + "-_="
NESTED = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)


@given(st.one_of(st.text(), NESTED.map(packed_by_hand), st.text(ALPHABET).map("z".__add__)))
@example("")
@example("z")
@example("~" + "0" * 32)
@example("~" + "F" * 32)
@example("zé")
@example(packed_by_hand([[[], []], "01", [1, 1e999], [0, 0]]))
@example(packed_by_hand('[[[],[]],"01",[NaN,0],[0,0]]'))
@example(packed_by_hand([[[], []], "09", [1, 2], [0, 0]]))
@example(packed_by_hand([[[], []], ["0", "1"], [1, 2], [0, 0]]))
@example(packed_by_hand([[[], []], "01", [1, 2, 3], [0, 0]]))
@example(packed_by_hand([[["a", "b"], [{}, 1]], "01", [1, 2], [0, 0]]))
@example(packed_by_hand("[" * 100_000))
@example(packed_by_hand("9" * 100_000))
@example(packed_by_hand([["a", "b"], "01", [1, 2], [0, 0]]))
@example(packed_by_hand([[["a"], []], "01", [1, 2], [0, 0]]))
@example(packed_by_hand([[["a", "b"], [["c"], ["d"]]], "01", [1, 2], [0, 0]]))
@example(packed_by_hand([[["a", "b"], ["A" * 3000 + "\n", "c"]], "00", [1, 2], [0, 0]]))
@example(packed_by_hand([[["a", "b"], [{"c": "d"}, "e"]], "00", [1, 2], [0, 0]]))
def test_any_text_is_points_or_one_error(text: str) -> None:
    experiment, problems = Experiment.lenient({"points": text, "lr": "0.2"})
    assert experiment.lr == 0.2
    assert len(problems) == (experiment.points is None)
    for problem in problems:
        for language in ("en", "ko"):
            assert 10 < len(problem.told(language)) < 500
            assert "\n" not in problem.message(language)


@pytest.mark.parametrize("size", [1.1e6, 1e30, 3e38])
def test_coordinates_are_bounded_wherever_points_come_from(size: float) -> None:
    far = packed_by_hand([[[], []], "01", [size, -size], [0, 0]])
    rows = json.dumps({"points": [[size, 0, 0], [0, 0, 1]]})
    for build in (lambda: points_of(far), lambda: Experiment.from_json(rows)):
        with pytest.raises(ExperimentError) as refused:
            build()
        assert refused.value.reason == "points_beyond"
    Points(np.array([[LARGEST_COORDINATE, -LARGEST_COORDINATE], [0, 0]]), [0, 1])


def test_a_text_that_grows_without_end_is_refused_early() -> None:
    bomb = packed_by_hand('[[[],[]],"' + "0" * 300_000_000 + '"')
    assert len(bomb) < LONGEST_PACKED
    with pytest.raises(ExperimentError, match="points="):
        points_of(bomb)


def test_the_largest_set_fits_the_bounds_and_goes_by_its_digest() -> None:
    points = large()
    assert len(points.packed) < LONGEST_PACKED
    assert points_of(points.packed) == points
    assert points.word == f"~{points.digest}"
    flat = Points(np.zeros((MOST_INLINE + 1, 2)), np.arange(MOST_INLINE + 1) % 2)
    assert len(flat.packed) < LONGEST_INLINE
    assert flat.word == f"~{flat.digest}"


def test_a_store_keeps_what_was_used_last_within_its_bytes() -> None:
    sets = [large(seed, 1000) for seed in range(4)]
    store = PointsStore(3 * 1000 * 12)
    for points in sets[:3]:
        store.keep(points)
        store.keep(points)
    assert store.find(sets[0].digest) is sets[0]
    store.keep(sets[3])
    assert [store.find(points.digest) is None for points in sets] == [False, True, False, False]


def test_a_store_counts_names_and_keeps_no_set_that_travels_in_its_link() -> None:
    small = large(92, 5)
    take_points([small.packed])
    assert store().find(small.digest) is None
    named = Points(np.eye(2), [0, 1], ("\N{SNOWMAN}" * 40,) * 2, ("u" * 40, "v" * 40))
    kept = PointsStore(named.inputs.nbytes + named.targets.nbytes + 200)
    kept.keep(named)
    assert kept.find(named.digest) is None


def test_a_lost_set_is_told_and_what_else_was_changed_holds() -> None:
    word = large(91, 2000).word
    words = {"points": word, "lr": "0.2"}
    assert is_lacking(word)
    for held in ({"points": word}, {}, None):
        settled = settle("linear", words, held)
        assert settled.experiment == Experiment(lr=0.2)
        assert [refusal.problem.reason for refusal in settled.refused] == ["points_gone"]
    expected = Experiment(lr=0.2).replace(points=large(91, 2000))
    take_points(["nonsense", large(91, 2000).packed])
    for held in ({"points": word}, {}, None):
        assert settle("layers", words, held).experiment == expected


def test_the_linear_classifier_takes_two_classes() -> None:
    settled = settle("linear", Experiment().replace(points=large(1, 50)).to_query(), None)
    assert settled.experiment == Experiment()
    assert "points_linear" in [refusal.problem.reason for refusal in settled.refused]


def test_standardised_columns_have_mean_0_and_deviation_1() -> None:
    points = Points([[1, 5], [3, 5], [5, 5]], [0, 1, 1], ("a", "b"), ("u", "v"))
    scaled = points.standardised()
    np.testing.assert_allclose(scaled.inputs[:, 0], [-(1.5**0.5), 0, 1.5**0.5], rtol=1e-6)
    assert scaled.inputs[:, 1].tolist() == [0, 0, 0]
    assert (scaled.class_names, scaled.column_names) == (points.class_names, points.column_names)
