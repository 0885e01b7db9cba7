"""Words and links of the command line."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.cli_words import read_words
from playground.core.errors import ExperimentError
from playground.core.experiment import Experiment
from tests.unit.strategies import experiments


@pytest.mark.parametrize(
    "words",
    [
        ["lr=0.2", "seed=3"],
        ["http://localhost:8501/linear?lr=0.2&seed=3"],
        ["https://school.example/apps/playground/linear/?lr=0.2&seed=3#stage"],
        ["localhost:8501/linear?lr=0.2&seed=3&lang=ko&embed=true"],
        ["/linear?lr=0.2&seed=3"],
        ["?lr=0.2&seed=3"],
        ["/?lr=0.2", "seed=3"],
        ["https://school.example/layers?lr=0.2&view=stage&seed=3"],
    ],
)
def test_words_and_links_say_the_same(words: list[str]) -> None:
    assert read_words(words) == {"lr": "0.2", "seed": "3"}


@pytest.mark.parametrize(
    "link",
    [
        "https://playground.tensorflow.org/#dataset=xor&networkShape=4,2&seed=0.00007&percTrainData=70",
        "playground.tensorflow.org#dataset=xor&networkShape=4,2&seed=0.00007&percTrainData=70",
        "#dataset=xor&networkShape=4,2&seed=0.00007&percTrainData=70",
        "/layers?dataset=xor&networkShape=4,2&seed=0.00007&percTrainData=70",
    ],
)
def test_a_link_of_tensorflow_playground_comes_in_our_words(link: str) -> None:
    assert read_words([link]) == {"data": "xor", "hidden": "4,2", "seed": "7", "val": "0.3"}


@given(experiments())
def test_every_link_of_the_app_is_read(experiment: Experiment) -> None:
    link = f"https://playground.example/linear?{urlencode({**experiment.to_query(), 'lang': 'ko'})}"
    words = [f"{name}={text}" for name, text in experiment.to_query().items()]
    assert Experiment.parse(read_words([link])) == Experiment.parse(read_words(words)) == experiment


def test_values_may_hold_anything() -> None:
    assert read_words(["lr_changes=5:0.1,7:0.2", "w1=a=b?c://d"]) == {
        "lr_changes": "5:0.1,7:0.2",
        "w1": "a=b?c://d",
    }
    assert read_words(["http://x/linear", "?w1="]) == {"w1": ""}


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["lr"], "received 'lr'; expected words key=value.*"),
        (["/#dataset=xor&problem=regression"], "received problem in a link of TensorFlow Playground; .*"),
        ([""], "received ''; expected words key=value.*"),
        (["lr=1", "lr=1"], "received 'lr' more than once; expected each word once; keep one of them"),
        (["?lr=1&lr=2"], "received 'lr' more than once; .*"),
        (["?lr=1", "lr=1"], "received 'lr' more than once; .*"),
        (["http://x/tape?lr=1"], "received the link 'http://x/tape.lr=1'; expected a link to the linear .*"),
        (["http://[/linear"], "received the link .*"),
        (["/linear?" + "&".join(f"k{n}=1" for n in range(300))], "received the link .*"),
    ],
)
def test_other_words_are_refused(words: list[str], line: str) -> None:
    with pytest.raises(ExperimentError, match=f"^{line}$"):
        read_words(words)


@given(st.lists(st.text() | st.text().map("http://{}".format) | st.text().map("/linear?{}".format)))
def test_any_words_give_a_mapping_or_a_refusal(words: list[str]) -> None:
    try:
        mapping = read_words(words)
    except ExperimentError:
        return
    assert all(isinstance(text, str) for item in mapping.items() for text in item)
