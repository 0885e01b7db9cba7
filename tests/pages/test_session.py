"""One learner's experiment: changes, undo, and a learning rate that changes mid-run."""

from __future__ import annotations

import numpy as np
import pytest

from playground.experiment import Change, Edit, Experiment
from playground.frames import Checkpoint, End
from playground.ui.reply import Keep, Reply
from playground.ui.request import Design, Drag, Inspect, Live, Rate, Request, Weight
from playground.ui.session import Slot, pause
from playground.ui.triggers import apply


@pytest.fixture
def place() -> Slot:
    return Slot()


def start(place: Slot) -> None:
    place.hear(Live(place.experiment.run_id, True))


def test_undo_and_redo_walk_through_the_changes(place: Slot) -> None:
    place.set(neg_x=-1.0)
    place.set(lr=0.05)
    place.undo()
    assert place.experiment == Experiment(neg_x=-1.0)
    place.undo()
    place.undo()  # nothing left: nothing happens
    assert place.experiment == Experiment()
    place.redo()
    place.redo()
    assert place.experiment == Experiment(neg_x=-1.0, lr=0.05)
    place.undo()
    place.set(seed=3)
    place.redo()  # the future was overwritten
    assert place.experiment == Experiment(neg_x=-1.0, seed=3)


def test_a_bad_combination_keeps_the_experiment_and_says_why(place: Slot) -> None:
    place.set(loss="bce")
    place.set(targets="flat")
    assert place.experiment == Experiment(loss="bce")
    assert "flat" in str(place.problems[0])
    place.set(seed=1)
    assert place.problems == ()


def test_before_the_run_begins_a_rate_holds_at_once(place: Slot) -> None:
    place.set_rate(0.02)
    assert place.experiment == Experiment(lr=0.02)
    assert place.pending is None


def test_in_a_run_a_rate_waits_until_the_stage_names_the_step(place: Slot) -> None:
    before = place.experiment.run_id
    start(place)
    place.set_rate(0.02)
    assert place.pending is not None
    assert place.experiment == Experiment()
    checkpoint = Checkpoint(9, np.array([1.0, 2.0, 3.0], np.float32))
    place.apply_rate(Rate("another token", 9, None))
    assert place.experiment == Experiment()
    place.apply_rate(Rate(place.pending.token, 9, checkpoint))
    assert place.experiment == Experiment(changes=(Change(9, 0.02),))
    assert place.pending is None
    assert place.keep is not None
    assert (place.keep.run, place.keep.step, place.keep.checkpoint) == (before, 9, checkpoint)


def test_a_second_change_goes_on_from_the_first(place: Slot) -> None:
    start(place)
    for step, lr in ((9, 0.02), (20, 0.05)):
        place.set_rate(lr)
        assert place.pending is not None
        place.apply_rate(Rate(place.pending.token, step, None))
    assert place.experiment.changes == (Change(9, 0.02), Change(20, 0.05))


def test_a_rate_changed_at_the_end_of_a_run_begins_anew(place: Slot) -> None:
    for end in (Experiment().last_step, 7):
        fresh = Slot()
        start(fresh)
        fresh.end = End("diverged", end, float("inf")) if end == 7 else None
        fresh.set_rate(0.02)
        assert fresh.pending is not None
        fresh.apply_rate(Rate(fresh.pending.token, end, None))
        assert fresh.experiment == Experiment(lr=0.02)
        assert fresh.keep is None


def test_a_change_of_the_data_drops_changes_of_the_rate_and_keeps_the_last_one(place: Slot) -> None:
    place.show(Experiment(changes=(Change(5, 0.02),)))
    place.set(neg_x=1.0)
    assert place.experiment == Experiment(neg_x=1.0, lr=0.02)


def test_reset_begins_with_the_last_rate(place: Slot) -> None:
    place.show(Experiment(changes=(Change(5, 0.02),)))
    start(place)
    place.reset()
    assert place.experiment == Experiment(lr=0.02)
    assert not place.is_started


def test_a_drag_is_one_thing_to_undo(place: Slot) -> None:
    for x in (0.5, 1.0, 1.234567):
        place.drag(Drag("neg", x, 3.0, final=x > 1.1))
    assert place.experiment == Experiment(neg_x=1.23)
    place.drag(Drag("pos", 4.0, 0.0, final=True))
    place.undo()
    assert place.experiment == Experiment(neg_x=1.23)
    place.undo()
    assert place.experiment == Experiment()


def test_news_of_another_run_are_no_news(place: Slot) -> None:
    place.hear(Live("0000000000000000", True))
    assert not place.is_started
    assert not pause(place, Inspect("0000000000000000", 3, None))
    assert place.paused is None


def test_a_pause_beyond_the_run_is_at_its_end(place: Slot) -> None:
    assert pause(place, Inspect(place.experiment.run_id, 10_000, None))
    assert place.paused is not None
    assert place.paused.step == 40


def test_a_page_shown_anew_forgets_where_its_stage_stood(place: Slot) -> None:
    start(place)
    place.set_rate(0.02)
    place.forget_stage()
    assert not place.is_started
    assert place.pending is None


# ---- networks

NETWORK = Experiment(data="circle", hidden=(4, 2), loss="bce", samples=50)


def test_a_weight_set_by_hand_keeps_the_rows_before_its_step(place: Slot) -> None:
    place.show(NETWORK)
    checkpoint = Checkpoint(9, np.zeros(25, np.float32))
    place.edit(Weight(NETWORK.run_id, 9, 3, 0.5, checkpoint))
    assert place.experiment == NETWORK.with_edit(9, 3, 0.5)
    assert place.keep == Keep(NETWORK.run_id, 8, checkpoint, 9)
    assert place.is_started
    edited = place.experiment
    place.undo()
    assert place.experiment == NETWORK
    assert place.keep == Keep(edited.run_id, 8, checkpoint, 9)  # back at the step where it was set
    assert place.is_started
    place.redo()
    assert place.keep == Keep(NETWORK.run_id, 8, checkpoint, 9)


def test_undo_keeps_the_rows_before_what_was_changed_last(place: Slot) -> None:
    place.show(NETWORK)
    place.edit(Weight(NETWORK.run_id, 9, 3, 0.5, None))
    first = place.experiment
    place.edit(Weight(first.run_id, 20, 4, 1.5, Checkpoint(15, np.zeros(25, np.float32))))
    second = place.experiment
    place.undo()
    assert place.experiment == first
    assert place.keep == Keep(second.run_id, 19, Checkpoint(15, np.zeros(25, np.float32)), 20)
    place.undo()
    assert place.keep == Keep(first.run_id, 8, None, 9)  # the checkpoint at 15 holds what 9 set
    place.redo()
    place.set(seed=5)  # other points: nothing stays
    place.undo()
    assert (place.experiment, place.keep) == (first, None)


def test_undo_of_a_rate_keeps_the_rows_up_to_its_step(place: Slot) -> None:
    start(place)
    run = place.experiment.run_id
    place.set_rate(0.02)
    assert place.pending is not None
    place.apply_rate(Rate(place.pending.token, 7, None))
    changed = place.experiment.run_id
    place.undo()
    assert place.experiment.run_id == run
    assert place.keep == Keep(changed, 7, None)


def test_a_weight_set_at_step_0_begins_anew(place: Slot) -> None:
    place.show(NETWORK)
    place.edit(Weight(NETWORK.run_id, 0, 3, 0.5, None))
    assert place.experiment.edits == (Edit(0, 3, 0.5),)
    assert place.keep is None
    place.undo()
    assert place.keep is None


def test_a_weight_that_is_not_there_or_of_another_run_changes_nothing(place: Slot) -> None:
    place.show(NETWORK)
    place.edit(Weight("ffffffffffffffff", 9, 3, 0.5, None))
    place.edit(Weight(NETWORK.run_id, NETWORK.last_step + 1, 3, 0.5, None))
    assert (place.experiment, place.problems) == (NETWORK, ())
    place.edit(Weight(NETWORK.run_id, 9, 25, 0.5, None))
    assert place.experiment == NETWORK
    assert "weight 25" in str(place.problems[0])


def test_another_design_begins_anew_without_the_edits(place: Slot) -> None:
    place.show(NETWORK.with_edit(9, 3, 0.5))
    place.design(Design(place.experiment.run_id, {"hidden": (4, 3)}))
    assert place.experiment == NETWORK.replace(hidden=(4, 3))
    place.design(Design("ffffffffffffffff", {"hidden": ()}))
    assert place.experiment.hidden == (4, 3)


def test_only_gaussian_classes_can_be_dragged(place: Slot) -> None:
    place.show(NETWORK)
    place.drag(Drag("neg", 1.0, 1.0, final=True))
    assert place.experiment == NETWORK


def test_reset_takes_weights_set_by_hand_back(place: Slot) -> None:
    place.show(NETWORK.with_edit(9, 3, 0.5))
    place.reset()
    assert place.experiment == NETWORK


def test_who_pauses_on_a_row_of_an_answered_request_is_not_sent_its_rows_again(place: Slot) -> None:
    run, reply = place.experiment.run_id, Reply(b"", None, True)
    stage = place.stage("en", False)
    place.settle(stage, None, reply)
    assert not place.has_rows(stage, None), "nobody knows yet whether they have come"
    assert pause(place, Inspect(run, 7, None))
    paused = place.stage("en", False)
    assert place.settled(paused, None) is None, "its batch is to be sent"
    assert place.has_rows(paused, None)
    place.set(seed=5)
    assert not place.has_rows(place.stage("en", False), None), "another run"


def test_a_request_that_is_not_answered_yet_gets_its_rows_in_a_pause_too(place: Slot) -> None:
    request = Request(1, place.experiment.run_id, 60, 1, 60, None, "c", "d")
    place.settle(place.stage("en", False), None, Reply(b"", None, True))
    pause(place, Inspect(place.experiment.run_id, 7, None))
    assert not place.has_rows(place.stage("en", False), request)


def test_the_broadcasting_trap_gives_way_to_a_network(place: Slot) -> None:
    place.set(targets="flat")
    place.set(data="moons")
    assert place.problems == ()
    assert (place.experiment.data, place.experiment.targets) == ("moons", "column")
    place.set(targets="flat")
    assert place.experiment.targets == "column"
    assert place.problems


def test_where_a_class_was_let_go_is_told_twice_and_followed_once(place: Slot) -> None:
    def told(x: float, final: bool) -> bool:
        return apply("drag", {"class": "neg", "x": x, "y": 3.0, "final": final}, place)

    assert [told(0.5, False), told(1.0, False)] == [False, False]
    assert [told(1.0, True), told(1.0, True)] == [True, False]
    place.hear(Live(place.experiment.run_id, True))
    place.set_rate(0.05)
    assert not told(1.0, True)
    assert place.pending, "a rate that was moved meanwhile"
    assert told(1.5, True), "the first word of it was lost"
    assert place.experiment.neg_x == 1.5
