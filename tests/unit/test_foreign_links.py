"""Links of TensorFlow Playground in our words."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.experiment import CHANGES, EDITS, IGNORED_QUERY, Experiment
from playground.core.foreign_links import KERAS_WORDS, is_foreign, no_counterpart, translate
from playground.core.knobs import KNOBS
from playground.locale import languages

# As its page writes it, with every word.
LINK = (
    "activation=relu&regularization=L2&batchSize=10&dataset=gauss&regDataset=reg-plane&learningRate=0.03"
    "&regularizationRate=0.003&noise=15&networkShape=4,2&seed=0.59189&showTestData=false&discretize=false"
    "&percTrainData=70&x=true&y=false&xTimesY=true&xSquared=false&ySquared=false&cosX=false&sinX=true&cosY=false"
    "&sinY=false&collectStats=false&problem=classification&initZero=false&hideText=false"
)


def test_a_whole_link_makes_the_experiment_that_it_means() -> None:
    words, missing = translate(dict(parse_qsl(LINK)))
    assert missing == ()
    experiment, problems = Experiment.lenient(words)
    assert problems == ()
    assert experiment == Experiment(
        activation="relu",
        batch=10,
        data="gaussians",
        features=("x1", "x1x2", "sinx1"),
        hidden=(4, 2),
        l2=0.003,
        lr=0.03,
        noise=0.15,
        seed=59189,
        val=0.3,
    )


@pytest.mark.parametrize("dataset", ["circle", "xor", "gauss", "spiral"])
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "linear"])
def test_every_data_set_and_activation_of_theirs_is_one_of_ours(dataset: str, activation: str) -> None:
    words, missing = translate({"dataset": dataset, "activation": activation})
    assert missing == ()
    assert Experiment.parse(words).activation == activation


@pytest.mark.parametrize("noise", range(0, 55, 5))
@pytest.mark.parametrize("percent", range(10, 100, 10))
def test_percentages_are_shares_here(noise: int, percent: int) -> None:
    words, _ = translate({"noise": str(noise), "percTrainData": str(percent)})
    assert words["val"] == str((100 - percent) / 100)
    assert Experiment.parse(words).noise == noise / 100


@pytest.mark.parametrize(
    ("words", "ours", "missing"),
    [
        ({"regularization": "L1", "regularizationRate": "0.1"}, {"l1": "0.1"}, ()),
        ({"regularization": "none", "regularizationRate": "0.1"}, {}, ()),
        ({"regularizationRate": "0"}, {}, ()),
        ({"regularizationRate": "0.1"}, {}, ("regularizationRate",)),
        ({"initZero": "true"}, {"initializer": "zeros"}, ()),
        ({"problem": "regression", "regDataset": "reg-gauss"}, {}, ("problem",)),
        ({"cosX": "true", "x": "true"}, {"features": "x1,x2"}, ("cosX",)),
        ({"xSquared": "true"}, {"features": "x1,x2,x1sq"}, ()),
        ({"dataset": "xor", "x": "false", "y": "false"}, {"data": "xor"}, ("x", "y")),
        (
            {"showTestData": "true", "playButton_hide": "true", "problem_hide": "false"},
            {},
            ("showTestData", "playButton_hide"),
        ),
        ({"weight_3": "0.5"}, {}, ("weight_3",)),
        ({"networkShape": ""}, {"hidden": ""}, ()),
        ({"learningRate": "fast"}, {"lr": "fast"}, ()),
        ({"noise": "5o", "dataset": "circle"}, {"data": "circle", "noise": "5o"}, ()),
        ({"dataset": "xor", "lang": "ko", "lr": "0.2"}, {"data": "xor", "lang": "ko", "lr": "0.2"}, ()),
        ({"seed": "12", "dataset": "xor"}, {"seed": "12", "data": "xor"}, ()),
    ],
)
def test_each_word(words: dict[str, str], ours: dict[str, str], missing: tuple[str, ...]) -> None:
    assert translate(words) == (ours, missing)


OUR_WORDS = [*KNOBS, CHANGES, EDITS, *IGNORED_QUERY]


@given(st.dictionaries(st.sampled_from(OUR_WORDS), st.text()))
def test_our_own_links_are_left_alone(words: dict[str, str]) -> None:
    assert not is_foreign(words)
    assert translate(words) == (words, ())


@given(
    st.dictionaries(
        st.sampled_from([name for name, _ in parse_qsl(LINK)]) | st.text(), st.text() | st.just("true")
    )
)
def test_any_words_come_out_without_foreign_ones(words: dict[str, str]) -> None:
    ours, missing = translate(words)
    assert not is_foreign(ours)
    assert set(missing) <= set(words)


@pytest.mark.parametrize("language", languages())
def test_what_has_no_counterpart_is_named(language: str) -> None:
    _, missing = translate({"problem": "regression", "cosX": "true"})
    refusal = no_counterpart(missing)
    assert "problem, cosX" in refusal.told(language)
    assert "problem, cosX" in refusal.message(language)
    many = no_counterpart([f"weight_{place}" for place in range(100)])
    assert len(many.message(language)) < 500


def test_the_names_of_keras_lead_to_words_of_ours() -> None:
    assert set(KERAS_WORDS.values()) <= set(KNOBS)
    for name in ("learning_rate", "learningRate", "batch_size", "validation_split", "LearningRate"):
        _, problems = Experiment.lenient({name: "1"})
        assert [problem.reason for problem in problems] == ["unknown_near"]
