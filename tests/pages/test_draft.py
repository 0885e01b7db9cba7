"""The draft that a browser posts: what holds of it, what is refused, and that nothing else changes then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.experiment import Change, Edit, Experiment
from playground.core.knobs import KNOBS
from playground.core.presets import PRESETS
from playground.core.scenes import SCENES, home_of
from playground.stage.draft import link_words, settle

CIRCLE = PRESETS["circle"].to_query()


@pytest.mark.parametrize(
    ("held", "changed", "expected"),
    [
        ({}, {"neg_x": "-1"}, Experiment(neg_x=-1.0)),
        ({"lr": "0.05"}, {"lr": "0.2", "seed": "3"}, Experiment(lr=0.2, seed=3)),
        ({}, {"lr_changes": "9:0.02"}, Experiment(changes=(Change(9, 0.02),))),
        ({"neg_x": "4"}, {}, Experiment(neg_x=4.0)),
        ({}, {"w1": ""}, Experiment()),
    ],
)
def test_a_change_holds(held: dict[str, str], changed: dict[str, str], expected: Experiment) -> None:
    settled = settle("linear", {**held, **changed}, held)
    assert settled.experiment == expected
    assert settled.refused == ()


def test_a_word_that_is_gone_has_its_default() -> None:
    held = {"lr": "0.05", "seed": "3"}
    assert settle("linear", {"seed": "3"}, held).experiment == Experiment(seed=3)


@pytest.mark.parametrize(
    ("page", "held", "changed", "names"),
    [
        ("linear", {}, {"neg_x": "99"}, {"neg_x"}),
        ("linear", {}, {"neg_x": "abc", "lr": "0.2"}, {"neg_x"}),
        ("linear", {}, {"neg_x": "abc", "lr": "no"}, {"neg_x", "lr"}),
        ("linear", {"loss": "bce"}, {"targets": "flat"}, {"targets"}),
        ("linear", {}, {"lr_changes": "9:0"}, {"lr_changes"}),
        ("linear", {}, {"colour": "red"}, {"colour"}),
        ("layers", CIRCLE, {"hidden": "4,0"}, {"hidden"}),
        ("layers", CIRCLE, {"hidden": "1,2,3,4,5,6,7"}, {"hidden"}),
        ("layers", CIRCLE, {"edits": "0:500:1"}, {"edits"}),
        ("layers", CIRCLE, {"features": ""}, {"features"}),
    ],
)
def test_if_a_change_is_refused_none_is_taken(
    page: str, held: dict[str, str], changed: dict[str, str], names: set[str]
) -> None:
    settled = settle(page, {**held, **changed}, held)
    assert settled.experiment.to_query() == held
    assert {refusal.name for refusal in settled.refused} == names


def test_the_loss_follows_the_number_of_classes() -> None:
    settled = settle("layers", {**CIRCLE, "data": "classes"}, CIRCLE)
    assert settled.experiment.loss == "cce"
    back = settle("layers", {**settled.experiment.to_query(), "data": "moons"}, settled.experiment.to_query())
    assert (back.experiment.loss, back.refused) == ("bce", ())


def test_the_broadcasting_trap_gives_way_to_a_network() -> None:
    settled = settle("layers", {"targets": "flat", "data": "moons"}, {"targets": "flat"})
    assert (settled.experiment.data, settled.experiment.targets) == ("moons", "column")


def test_weights_set_by_hand_hold() -> None:
    settled = settle("layers", {**CIRCLE, "edits": "12:3:0.5"}, CIRCLE)
    assert settled.experiment.edits == (Edit(12, 3, 0.5),)


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_can_be_named_in_a_link(name: str) -> None:
    assert settle("linear", {"scene": name}, None).experiment == SCENES[name]
    assert settle("linear", {"scene": name, "seed": "7"}, None).experiment == SCENES[name].replace(seed=7)


def test_the_problems_of_a_link_are_no_knob_s() -> None:
    settled = settle("linear", {"lr": "1e999", "colour": "red", "pos_x": "4", "lang": "ko"}, None)
    assert settled.experiment == Experiment(pos_x=4.0)
    assert [refusal.name for refusal in settled.refused] == ["", ""]


def test_only_the_page_s_own_beginning_needs_no_words() -> None:
    assert link_words(Experiment(), home_of("linear")) == {}
    assert link_words(Experiment(), home_of("layers")) == {"data": "gaussians"}
    assert link_words(PRESETS["moons"], home_of("layers")) == PRESETS["moons"].to_query()


words = st.dictionaries(
    st.sampled_from([*KNOBS, "lr_changes", "edits", "colour"]), st.text(max_size=12), max_size=6
)


@given(held=words, changed=words, page=st.sampled_from(["linear", "layers"]))
def test_any_texts_hold_or_are_refused(held: dict[str, str], changed: dict[str, str], page: str) -> None:
    """Nothing raises, and a second request with what holds is refused nothing and changes nothing."""
    settled = settle(page, {**held, **changed}, held)
    holds = settled.experiment.to_query()
    again = settle(page, holds, holds)
    assert again.experiment == settled.experiment
    assert again.refused == ()
