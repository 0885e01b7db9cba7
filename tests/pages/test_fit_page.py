"""The page of compile and fit on the real trainer, in both languages."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.lessons.fit.fit import FitRequest
from playground.lessons.fit.validation import SplitReport, SplitRun
from playground.lessons.fit.view import compiling
from playground.lessons.fit.view import training as training_module
from playground.lessons.fit.view.choosing import KEY as CHOOSING
from playground.lessons.fit.view.clouds import packed
from playground.lessons.fit.view.compiling import KEY as POINT
from playground.lessons.fit.view.metrics import KEY as METRICS
from playground.lessons.fit.view.metrics import read_list, released
from playground.lessons.fit.view.state import STATE, VIEWS, FitPage
from playground.lessons.fit.view.three_ways import KEY as WAYS
from playground.lessons.fit.view.training import Training
from playground.lessons.fit.view.validation import KEY as HELD
from playground.lessons.shared.validation import LessonError
from playground.lessons.shared.view.trap import plain
from playground.lessons.traps import traps_of
from playground.locale import languages, say
from playground.shell.tables import number
from playground.trainer.trainer import Trainer, TrainerBusy, TrainerError, TrainerLost
from tests.pages.conftest import MAIN, TOKEN, link_of, widget

LOCALES = {"en": "en-US", "ko": "ko-KR"}
SMALL = {"samples": "40", "epochs": "3"}
KEYS = {
    "loss": "loss",
    "binary_accuracy": "metric",
    "val_loss": "held_loss",
    "val_binary_accuracy": "held_metric",
}
MOST_RUNS = 200  # of the page until a training of a few epochs is over, on a busy machine


@pytest.fixture
def open_fit(trainer: Trainer) -> Any:
    """Opens the page with the words of a link."""

    def open_fit(language: str = "en", **words: str) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=60)
        app.context = {"locale": LOCALES[language], "url": "http://localhost:8501/fit"}
        app.run()
        app.switch_page("../pages/fit.py")
        for name, text in words.items():
            app.query_params[name] = text
        app.run()
        assert not app.exception
        return app

    return open_fit


def html(app: AppTest) -> str:
    return TOKEN.sub(r"\1", "\n".join(part.proto.body for part in app.get("html")))


def training(app: AppTest) -> Training:
    """The training that the page shows: the one used last."""
    return next(reversed(app.session_state["fit_trainings"].values()))  # type: ignore[no-any-return]


def picture(app: AppTest, key: str) -> dict[str, Any]:
    """What a component of the page was told to draw."""
    (part,) = (part for part in app.get("bidi_component") if part.key == key)
    return dict(json.loads(part.proto.json)[0])


def metric_rows(app: AppTest) -> list[dict[str, Any]]:
    return list(picture(app, METRICS)["metrics"])


def train(app: AppTest) -> AppTest:
    """Press the button and let the page run until the training is over."""
    app.button(key="fit_train").click().run()
    for _ in range(MOST_RUNS):
        if training(app).status != "running":
            return app
        app.run()
    raise AssertionError(f"still training: {training(app)}")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("view", VIEWS)
def test_every_lab_opens(open_fit: Any, language: str, view: str) -> None:
    app = open_fit(language, view=view)
    assert say(f"fit_page.{view}.lead", language) in html(app).replace("&quot;", '"').replace("&#x27;", "'")
    assert link_of(app) == ({} if view == "fit" else {"view": view})


@pytest.mark.sampled(1)
@pytest.mark.parametrize("language", languages())
def test_a_training_comes_in_pieces_and_leaves_its_history(open_fit: Any, language: str) -> None:
    app = train(open_fit(language, **SMALL))
    assert training(app).status == "done"
    assert training(app).epoch == 3
    page = html(app)
    for key in ("loss", "binary_accuracy", "val_loss", "val_binary_accuracy"):
        assert f">{key}</th>" in page
    assert "initial_epoch=epoch" in page  # the program that ran
    told = "\n".join(caption.value for caption in app.caption)
    assert say("fit.keys", language) in told
    for key, kind in KEYS.items():
        metric = key.removeprefix("val_")
        assert f"- `{key}`: {say(f'fit.key.{kind}', language, metric=metric)}" in told
    told = [button.proto.label for button in app.get("download_button")]
    assert told == ["CSV", "JSON"]


def test_a_training_is_cancelled_and_goes_on(open_fit: Any) -> None:
    app = open_fit(samples="400", batch="8", epochs="40")
    app.button(key="fit_train").click().run()
    app.run()
    app.button(key="fit_cancel").click().run()
    done = training(app).epoch
    assert training(app).status == "cancelled"
    assert 0 < done < 40
    app.run()
    assert training(app).epoch == done  # nothing trains behind the learner's back
    assert say("fit.status.cancelled", epoch=done, epochs=40) in [
        part.proto.text for part in app.get("progress")
    ]
    before = list(training(app).logs)
    app.button(key="fit_go_on").click().run()
    app.run()
    assert training(app).logs[: len(before)] == before
    assert training(app).epoch > done
    app.button(key="fit_cancel").click().run()


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
def test_a_lost_trainer_costs_nothing(open_fit: Any, trainer: Trainer, language: str) -> None:
    words = {"samples": "300", "batch": "8", "epochs": "6", "init_seed": "3"}
    app = open_fit(language, **words)
    app.button(key="fit_train").click().run()
    app.run()
    done = training(app).epoch
    assert 0 < done < 6
    trainer.close()
    app.run()
    assert not app.exception
    assert training(app).waiting == "lost"
    assert say("fit.waiting.lost", language, epoch=done) in html(app)
    assert trainer.wait(120)
    for _ in range(MOST_RUNS):
        app.run()
        if training(app).status != "running":
            break
    assert training(app).status == "done"
    assert training(app).resumed == [done]
    assert say("fit.resumed", language, epoch=done) in html(app)
    again = train(open_fit(language, **words))
    assert training(app).logs == training(again).logs  # the same numbers as without the loss


def test_what_was_trained_stands_there_again_and_else_trains_again(open_fit: Any) -> None:
    words = {**SMALL, "init_seed": "11"}
    app = train(open_fit(**words))
    kept = app.session_state["lesson_marks"]["marks"]
    assert len(kept) == 1
    assert training(open_fit(**words)).status == "new"  # another browser's page
    for _ in range(2):
        again = open_fit(**words)
        again.session_state["lesson_marks"] = {"marks": list(kept), "wiped": 0, "used": True}
        for _ in range(MOST_RUNS):
            again.run()
            if training(again).status == "done":
                break
        assert training(again).logs == training(app).logs
        assert say("fit.history_table") in html(again)
        training_module._finished.clear()  # as after another server has taken over


@pytest.mark.sampled(1)
@pytest.mark.parametrize(("guess", "kind"), [("mse", "wrong_diverged"), ("bce", "right")])
def test_losses_side_by_side_are_predicted_then_trained(open_fit: Any, guess: str, kind: str) -> None:
    app = open_fit(view="choosing", compared_data="far")
    assert picture(app, CHOOSING)["sides"][0]["weights"] is None  # nothing is told before the press
    widget(app, "radio", "fit_choosing_guess_loss").set_value(guess).run()
    app.button(key="fit_choosing_try").click().run()
    for _ in range(40):
        sides = picture(app, CHOOSING)["sides"]
        if any(side["best"] for side in sides):
            break
        app.run()
    assert [side["best"] for side in sides] == [False, True, False, True]
    name = say(f"knobs.loss.choices.{guess}")
    text = say(f"fit_page.choosing.{kind}", name=name, accuracy="100.0 %")
    assert text in html(app)
    assert say("fit_page.choosing.told.mse_grew") in html(app)


class Absent:
    """A trainer that cannot be started, or one that never answers."""

    def __init__(self, fault: TrainerError, failure: str) -> None:
        self.fault, self.failure, self.warmed = fault, failure, 0

    def state(self) -> str:
        return "cold" if self.failure else "ready"

    def warm(self) -> None:
        self.warmed += 1

    def call(self, *_: object, time_limit: float) -> None:
        raise self.fault


@pytest.mark.sampled(2)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("fault", "failure", "told"),
    [
        (TrainerLost("none"), "no process", "waiting.absent"),
        (TrainerBusy("no answer"), "", "waiting.stands_busy"),
    ],
)
def test_a_trainer_that_never_comes_is_told_and_the_page_goes_on(
    open_fit: Any, monkeypatch: pytest.MonkeyPatch, language: str, fault: Any, failure: str, told: str
) -> None:
    app = open_fit(language, **SMALL, seed="77")
    with monkeypatch.context() as broken:
        broken.setattr(training_module, "get_trainer", lambda: Absent(fault, failure))
        app.button(key="fit_train").click().run()
        for _ in range(MOST_RUNS):
            if training(app).status != "running":
                break
            app.run()
        assert training(app).status == "cancelled"
        assert html(app).count(say(f"fit.{told}", language, epoch=0).replace("'", "&#x27;")) == 1
        widget(app, "text_input", "fit_batch").set_value("20").run()  # the page is usable
        assert link_of(app)["batch"] == "20"
        widget(app, "text_input", "fit_batch").set_value("16").run()
    app.button(key="fit_go_on").click().run()
    for _ in range(MOST_RUNS):
        app.run()
        if training(app).status == "done":
            break
    assert training(app).status == "done"


def test_settings_are_words_of_the_link_and_recipes_set_two(open_fit: Any) -> None:
    app = open_fit()
    widget(app, "pills", "fit_recipe").select("plain").run()
    assert link_of(app) == {"optimizer": "sgd", "lr": "0.05"}
    widget(app, "text_input", "fit_epochs").set_value("7").run()
    widget(app, "text_input", "fit_val").set_value("0.5").run()
    widget(app, "selectbox", "fit_metric").select("accuracy").run()
    assert link_of(app) == {
        "optimizer": "sgd", "lr": "0.05", "epochs": "7", "val": "0.5", "metric": "accuracy",
    }  # fmt: skip
    app.button(key="fit_to_chapter").click().run()
    assert link_of(app) == {}


@pytest.mark.parametrize("language", languages())
def test_too_small_a_batch_is_refused_and_nothing_is_lost(open_fit: Any, language: str) -> None:
    app = open_fit(language, epochs="7")
    widget(app, "text_input", "fit_batch").set_value("1").run()
    assert "400" in html(app)
    assert 'class="gp-words is-notice"' in html(app)
    assert link_of(app) == {"epochs": "7"}
    assert widget(app, "text_input", "fit_batch").value == "16"


def test_divergence_is_told(open_fit: Any) -> None:
    app = train(open_fit(optimizer="sgd", lr="10", epochs="50", samples="40"))
    assert training(app).status == "diverged"
    first, last = training(app).first_loss, dict(training(app).logs[-1].values)
    values = {"first": number(first, 4), "last": number(max(last["loss"], last["val_loss"]), 4)}
    assert say("fit.exploded", **values) in html(app)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("language", languages())
def test_a_training_that_ends_is_told_by_its_course(open_fit: Any, language: str) -> None:
    app = train(
        open_fit(language, optimizer="sgd", lr="0.2", epochs="8", batch="200", samples="100", val="0")
    )
    assert training(app).status == "done"
    assert say("fit.grew", language, first="8.376", last="581.6") in html(app)
    assert say("fit.one_batch", language, count=200) in html(app)
    assert say("fit.none_held", language) in html(app)
    good = train(open_fit(language, **SMALL))
    for key in ("fit.one_batch", "fit.none_held"):
        assert say(key, language, count=56) not in html(good)
    assert not any(sentence in html(good) for sentence in ("581.6", say("fit.diverged", language)))


@pytest.mark.sampled(1)
@pytest.mark.parametrize("language", languages())
def test_strings_and_objects_are_trained_and_compared(open_fit: Any, language: str) -> None:
    app = open_fit(language, view="compile")
    assert say("fit_page.compile.same", language) not in html(app)  # first a prediction
    app.button(key="compile_try").click().run()
    assert say("fit_page.compile.same", language) in html(app)
    widget(app, "selectbox", "fit_compile_rate").select("0.1").run()
    app.button(key="compile_try").click().run()
    assert say("fit_page.compile.same", language) not in html(app)
    assert link_of(app) == {"view": "compile", "named_rate": "0.1"}


@pytest.mark.parametrize(("score", "entropy"), [("0", "0.693"), ("2", "0.127")])
def test_the_loss_of_one_sample_is_that_of_its_score(open_fit: Any, score: str, entropy: str) -> None:
    app = open_fit(view="compile", score=score)
    assert f"<td>{entropy}</td>" in html(app)  # log(1 + exp(-score)) for the target 1
    drawn = picture(app, POINT)
    scores = np.array(drawn["scores"])
    bce = drawn["losses"][-1]
    np.testing.assert_allclose(bce["losses"], np.log1p(np.exp(-scores)), atol=1e-5)
    np.testing.assert_allclose(bce["gradients"], -1 / (1 + np.exp(scores)), atol=1e-5)
    assert drawn["score"] in drawn["scores"]
    assert compiling.released({"score": 0.1 + 0.2}) == 0.3
    assert compiling.released({"score": 7}) is compiling.released({"score": "1"}) is None


def test_the_guide_asks_only_what_matters(open_fit: Any) -> None:
    app = open_fit(view="compile", task="multiclass", labels="onehot")
    assert "keras.losses.CategoricalCrossentropy(from_logits=True)" in html(app)
    widget(app, "radio", "fit_choice_task").set_value("regression").run()
    assert "keras.losses.MeanSquaredError()" in html(app)
    assert not [radio for radio in app.radio if radio.key == "fit_choice_labels"]


def test_validation_shows_a_sorted_split(open_fit: Any) -> None:
    app = open_fit(view="validation", val="0.3")
    drawn = picture(app, HELD)
    assert drawn["points"] == packed(FitRequest())
    assert drawn["weights"] is None
    told = say("fit_page.validation.train", lab=say("fit_page.fit.title"))
    assert told in html(app)
    app.button(key="fit_running_try").click().run()
    assert say("fit_page.running.why", history="", after="").split(":")[0].rstrip("is ") in html(app)
    app.button(key="fit_sorted_try").click().run()
    rows = html(app).split("<tbody>")[-1]
    assert "<td>0</td><td>200</td><td>0.000</td><td>0.500</td>" in rows  # the harm
    assert say("fit_page.split.held", negatives=0, positives=200) in html(app)


@pytest.mark.parametrize(
    ("on_all", "changes", "told"),
    [
        ((0.5, 0.99), {}, "why"),
        ((0.535, 0.93), {"val_metric": 1.0}, "why_mild"),  # it says 1 for everything: half are right as well
        ((0.7, 0.99), {"kept_positives": 60}, "why_mixed"),
        ((0.355, 0.043), {}, "why_untrained"),
        ((0.935, 0.42), {"loss_on_all": 166.0}, "why_grew"),
        ((0.5, 0.5), {"loss_on_all": math.nan}, "why_diverged"),
        ((0.5, 0.2), {"metric": "mean_absolute_error"}, "why_counts"),
    ],
)
def test_the_words_about_a_sorted_split_follow_the_numbers(
    on_all: tuple[float, float], changes: dict[str, Any], told: str
) -> None:
    plain = SplitRun("", 0, 200, 200, 0, "binary_accuracy", 0.0, 1.0, 1.0, 0.0, first_loss=2.0)
    runs = [replace(plain, **{"metric_on_all": value, **changes}) for value in on_all]
    assert SplitReport(*runs).why(FitRequest()) == told


def test_a_metric_that_counts_from_another_threshold_is_no_sign_of_too_little_training() -> None:
    plain = SplitRun("", 0, 200, 200, 0, "binary_accuracy", 0.0, 1.0, 1.0, 0.7, first_loss=2.0)
    report = SplitReport(plain, plain)
    assert report.why(FitRequest(metric="binary_accuracy_zero")) == "why_counts"
    assert report.why(FitRequest(metric="binary_accuracy_zero", loss="bce")) == "why_untrained"


@pytest.mark.parametrize("language", languages())
def test_metrics_follow_scores_and_bad_lists_stay_to_be_mended(open_fit: Any, language: str) -> None:
    app = open_fit(language, view="metrics", scores="0.5,0.7", targets="1,1", threshold="0.4")
    assert [row["counted"] for row in metric_rows(app)] == [None] * 3  # first a prediction
    assert [tab.label for tab in app.tabs] == [say("lesson_cards.what_will_run", language)]
    app.button(key="fit_metrics_try").click().run()
    assert [tab.label for tab in app.tabs] == [say("lesson_cards.what_ran", language)]
    assert [row["result"] for row in metric_rows(app)] == ["0.500", "1.000", "0.000"]
    assert [row["counted"] for row in metric_rows(app)] == [[0, 1], [1, 1], [0, 0]]
    assert say("fit_page.metrics.equal_none", language) in html(app)
    widget(app, "text_input", "fit_metric_scores").input("0.5, <b>").run()
    assert "&lt;b&gt;" in html(app)
    assert "<b>" not in html(app).split('class="gp-words is-notice"')[1].split("</p>")[0]
    assert widget(app, "text_input", "fit_metric_scores").value == "0.5, <b>"
    assert link_of(app)["scores"] == "0.5,0.7"


def test_the_words_about_metrics_follow_the_numbers(open_fit: Any) -> None:
    app = open_fit(view="metrics")
    app.button(key="fit_metrics_try").click().run()
    widget(app, "pills", "fit_metric_example").select("whole").run()
    assert say("fit_page.metrics.equal_some", count=2, all=4, value="0.500") in html(app)
    widget(app, "pills", "fit_metric_example").select("exactly").run()
    assert picture(app, METRICS)["written"] == ["0.5", "0.5", "0.500001", "0.499999"]
    app.button(key="fit_metrics_try").click().run()
    assert [row["counted"] for row in metric_rows(app)] == [None] * 3  # hidden, to be said again


@pytest.mark.parametrize("value", [None, {}, {"threshold": True}, {"threshold": "1"}, {"threshold": 1.5}])
def test_a_threshold_that_is_none_is_left_out(value: object) -> None:
    assert released(value) is None
    assert released({"threshold": 0.1 + 0.2}) == 0.3


def test_three_ways_differ_by_rounding_only(open_fit: Any) -> None:
    app = open_fit(view="ways")
    before = picture(app, WAYS)
    assert before["ways"] == []  # first a prediction
    app.button(key="fit_ways_try").click().run()
    assert 'class="gp-words is-right"' in html(app)
    losses = np.array([way["losses"] for way in picture(app, WAYS)["ways"]])
    assert losses.shape == (3, before["updates"])
    assert 0 < np.ptp(losses, axis=0).max() < 1e-6 < np.ptp(losses[0])
    assert app.button(key="fit_ways_try").proto.label == say("fit_page.ways.again")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("choice", "right"), [("fit", True), ("compile", False)])
def test_a_question_right_and_wrong(open_fit: Any, language: str, choice: str, right: bool) -> None:
    app = open_fit(language, question="where_misspelt")  # which lab it is in, the question tells
    why = say("fit.question.where_misspelt.why", language)
    assert why not in html(app)
    widget(app, "radio", "answer_where_misspelt").set_value(choice)
    app.button(key="answer_where_misspelt_commit").click().run()
    assert say(f"lesson_cards.{'right' if right else 'wrong'}", language) in html(app)
    assert (why in html(app)) == right  # a wrong answer gets a hint first


@pytest.mark.sampled(4)
@pytest.mark.parametrize("key", traps_of("fit"))
def test_every_trap_opens_from_a_link(open_fit: Any, key: str) -> None:
    app = open_fit(trap=key)
    assert link_of(app) == {"view": "traps", "trap": key}
    assert plain(say(f"traps.{key}.title")) in [title.value for title in app.header]


def test_the_name_of_a_trap_is_no_markdown(open_fit: Any) -> None:
    app = open_fit(view="traps", trap="batch_larger")
    (names,) = (part.options for part in app.radio if part.value == "batch_larger")
    assert r"batch\_size" in "".join(names)


@pytest.mark.parametrize("language", languages())
def test_nonsense_in_the_link_is_told_and_left_out(open_fit: Any, language: str) -> None:
    words = {
        "lr": "nan", "epochs": "1e9", "optimizer": "<b>", "batch": "0", "scores": "1,2,x", "targets": "7",
        "threshold": "9", "![x](http://a.example/y.png)": "1", "question": "?",
    }  # fmt: skip
    app = open_fit(language, **words)
    assert say("common.link_problem", language) in [text.value for text in app.text]
    assert html(app).count('class="gp-words is-notice"') >= 6
    assert not any("a.example" in part.value for part in app.markdown)
    assert link_of(app) == {}


def test_a_link_reads_back_what_it_says() -> None:
    shown, problems = STATE.read(
        {
            "view": "metrics",
            "scores": "0.1,0.9,3",
            "targets": "0,1,1",
            "threshold": "0.25",
            "batch": "2",
            "samples": "50",
        }
    )
    assert problems == ()
    assert shown.metrics.scores == (0.1, 0.9, 3.0)
    assert shown.training == FitRequest(batch=2, samples=50)  # only together: neither alone
    assert STATE.read(STATE.written(shown)) == (shown, ())
    assert STATE.written(FitPage()) == {}


def test_a_trap_of_another_lab_is_none_of_the_link(open_fit: Any) -> None:
    app = open_fit(trap=traps_of("fit")[0])
    widget(app, "segmented_control", "fit_view").set_value("fit").run()
    assert link_of(app) == {}  # with the trap's word, a reload would open the clinic
    assert STATE.read({"view": "metrics", "question": "exactly_half"})[0].view == "metrics"
    assert STATE.read({"view": "ways", "question": "exactly_half"})[0].view == "ways"  # as the link says
    assert STATE.read({"question": "nobody_asked"})[0].view == "fit"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *((("scores", text)) for text in ("1,", "1e999", "")),
        *(("targets", text) for text in ("x", "0.5", "")),
    ],
)
def test_lists_that_are_none_are_refused(name: str, text: str) -> None:
    with pytest.raises(LessonError):
        read_list(name, text)


def test_two_lists_are_taken_as_soon_as_they_are_equally_long(open_fit: Any) -> None:
    app = open_fit(view="metrics", scores="0.5,0.7", targets="1,1")
    widget(app, "text_input", "fit_metric_scores").input("0.5, 0.7, 0.9").run()
    assert widget(app, "text_input", "fit_metric_scores").value == "0.5, 0.7, 0.9"
    assert html(app).count('class="gp-words is-notice"') == 1
    assert link_of(app)["scores"] == "0.5,0.7"
    widget(app, "text_input", "fit_metric_targets").input("1, 1, 0").run()
    assert 'class="gp-words is-notice"' not in html(app)
    assert (link_of(app)["scores"], link_of(app)["targets"]) == ("0.5,0.7,0.9", "1,1,0")


@pytest.mark.parametrize("scores", ["0.2, 0.7", "0.2 0.7", "0,2; 0,7", "０．２，０．７", "20%、70%"])
def test_scores_are_read_as_people_write_lists(scores: str) -> None:
    assert read_list("scores", scores) == (0.2, 0.7)


def test_the_downloaded_json_says_the_settings(open_fit: Any) -> None:
    from playground.lessons.fit.fit import history_json

    app = train(open_fit(**SMALL))
    told = json.loads(history_json(training(app).request, training(app).logs))
    assert told["settings"]["epochs"] == 3
    assert len(told["history"]["val_loss"]) == 3


def test_two_runs_of_a_page_that_ask_for_the_same_epoch_count_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Streamlit begins another run while the one before still waits for the trainer."""
    asked = Training(FitRequest(), status="running")
    piece = SimpleNamespace(
        state=SimpleNamespace(epoch=1), first_loss=1.0, logs=("first epoch",), failure=None, diverged=False
    )
    calls = 0

    def call(*_: object, **__: object) -> Any:
        nonlocal calls
        calls += 1
        if calls == 1:
            assert asked.advance()  # the other run
        return piece

    monkeypatch.setattr(training_module, "get_trainer", lambda: SimpleNamespace(call=call))
    assert not asked.advance()
    assert calls == 2
    assert asked.logs == ["first epoch"]
