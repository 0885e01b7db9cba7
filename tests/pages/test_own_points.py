"""The place where own points are put in: what is understood, asked, refused, chosen, put on the stage."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.core.points import MOST_POINTS
from playground.core.points_store import points_of
from playground.locale import say
from playground.points_reader.reader import read_points
from playground.stage.points_panel import points_csv
from tests.pages.conftest import Open, decide, experiment_of, texts_of

LEAD = say("own_points.lead")


def ask(app: AppTest, page: str = "linear") -> AppTest:
    """A run with the place open: the component's event cannot be sent here, and whole runs close it."""
    app.session_state["own_points_asked"] = page
    return checked(app.run())


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return ask(app)


def put(app: AppTest) -> AppTest:
    return press(app, "own_points_put_button")


def checked(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def paste(app: AppTest, text: str) -> AppTest:
    app.text_area(key="own_points_text").input(text)
    return press(app, "own_points_read")


def put_of(app: AppTest, page: str = "linear") -> Any:
    (knobs,) = (part for part in app.get("bidi_component") if part.key == f"{page}_knobs")
    return json.loads(knobs.proto.json)[0]["put"]


def test_pasted_points_are_understood_and_put_on_the_stage(open_page: Open) -> None:
    text = "꽃잎 길이;꽃잎 너비;품종\n1,5;2;부채붓꽃\n3,25;-0,5;참붓꽃\n"
    app = open_page()
    assert put_of(app) is None
    assert LEAD not in texts_of(app)
    app = paste(ask(app), text)
    told = "\n".join(texts_of(app))
    assert "semicolons, decimal comma" in told
    assert "부채붓꽃 1, 참붓꽃 1" in told
    assert LEAD not in texts_of(put(app))
    told_to_stage = put_of(app)
    assert points_of(told_to_stage["word"]) == read_points(text)
    assert told_to_stage["text"] is None
    # The browser decides; panels follow.
    own = Experiment(points=read_points(text))
    decide(app, own, 7)
    assert experiment_of(app) == own
    assert points_csv(own).decode("utf-8-sig").splitlines()[1] == "1.5,2.0,부채붓꽃"


def test_points_are_a_test_set_where_the_model_knows_their_classes(open_page: Open) -> None:
    app = paste(ask(open_page()), "x1,x2,label\n1.5,2,0\n3,-0.5,1\n2,2,1\n")
    app.toggle(key="own_points_standardised").set_value(True)
    assert "A test set is taken as it is" in "\n".join(texts_of(ask(app)))
    app.toggle(key="own_points_standardised").set_value(False)
    press(ask(app), "own_points_test_button")
    told_to_stage = put_of(app)
    test = read_points("x1,x2,label\n1.5,2,0\n3,-0.5,1\n2,2,1\n")
    assert (told_to_stage["name"], points_of(told_to_stage["word"])) == ("test_points", test)
    decide(app, Experiment(test_points=test), 7)
    assert experiment_of(app) == Experiment(test_points=test)
    app = paste(ask(app), "a,b,kind\n1,2,tea\n3,4,wine\n")
    told = "\n".join(texts_of(app))
    assert "their classes are tea, wine, those of the model are 0, 1" in told
    assert "own_points_test_button" not in [button.key for button in app.button]


def test_generated_points_are_written_however_many_there_are() -> None:
    many = Experiment(data="classes", classes=5, samples=5000, loss="cce")
    lines = points_csv(many).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + many.num_points > MOST_POINTS
    few = Experiment(neg_n=3, pos_n=2)
    points = read_points(points_csv(few).decode("utf-8-sig"))
    assert points.inputs.tobytes() == draw(few).inputs.tobytes()
    assert points.targets.tolist() == [0, 0, 0, 1, 1]


def test_two_readings_are_asked_and_columns_can_be_chosen(open_page: Open) -> None:
    app = paste(ask(open_page()), "1.234;5.678;0\n2.345;6.789;1\n")
    readings = [button for button in app.button if str(button.key).startswith("own_points_reading_")]
    assert [button.label for button in readings] == ["1.234", "1234"]
    readings[1].click()
    put(ask(app))
    assert points_of(put_of(app)["word"]).inputs[0].tolist() == [1234, 5678]
    app = paste(ask(app), "a,b,c,kind\n1,2,3,u\n4,5,7,v\n")
    assert "Choose two" in "\n".join(texts_of(app))
    for part, place in (("x1", 2), ("x2", 0)):
        (box,) = (box for box in app.selectbox if str(box.key).startswith(f"own_points_column_{part}"))
        box.select_index(place)
        ask(app)
    put(app)
    found = points_of(put_of(app)["word"])
    assert (found.column_names, found.inputs.tolist()) == (("c", "a"), [[3, 1], [7, 4]])


def test_what_was_pasted_is_no_markup_on_a_button(open_page: Open) -> None:
    app = paste(ask(open_page()), "1,5, ![x](http://a/b)\n2,5, ![y](http://a/c)\n")
    readings = [button for button in app.button if str(button.key).startswith("own_points_reading_")]
    assert [button.label for button in readings] == ["(1, 5)", r"(1.5, \!\[x\](http\://a/b))"]


def test_a_far_point_that_makes_most_of_the_curvature_is_named(open_page: Open) -> None:
    rows = [f"{place % 4},{place % 3},{place % 2}" for place in range(40)]
    app = paste(ask(open_page()), "\n".join(["x1,x2,label", *rows, "35,1,0"]))
    (told,) = (text for text in texts_of(app) if "of the curvature" in text)
    assert "x1 = 35, x2 = 1 in line 42" in told


def test_missing_values_are_left_out_only_on_request(open_page: Open) -> None:
    app = paste(ask(open_page()), "x1,x2,label\n1,2,0\n3,,1\n4,5,1\n")
    assert "Line 3: column 2 has no value" in "\n".join(texts_of(app))
    assert "--" not in "\n".join(text for text in texts_of(app) if "Line 3" in text)
    put(press(app, "own_points_drop"))
    assert len(points_of(put_of(app)["word"])) == 2


def test_real_data_standardised_and_more_classes_go_to_the_network_stage(open_page: Open) -> None:
    app = ask(open_page())
    press(app, "own_points_penguins")
    told = "\n".join(texts_of(app))
    assert "Adelie 151, Chinstrap 68, Gentoo 123" in told
    assert say("own_points.network", count=3) in told
    app.toggle(key="own_points_standardised").set_value(True)
    put(ask(app))
    points = points_of(put_of(app, "layers")["word"])
    assert points.num_classes == 3
    assert points.inputs.mean(axis=0) == pytest.approx([0, 0], abs=1e-5)


def test_a_large_file_goes_with_its_text_until_the_browser_has_it(open_page: Open) -> None:
    rows = [f"{place / 7},{-place / 3},{place % 2}" for place in range(3000)]
    content = "\n".join(["x1,x2,label", *rows]).encode()
    app = ask(open_page())
    app.file_uploader(key="own_points_file").upload("points.csv", content, "text/csv")
    put(ask(app))
    told = put_of(app)
    points = read_points(content)
    assert told["word"] == f"~{points.digest}"
    assert points_of(told["text"]) == points
    decide(app, Experiment(points=points), 0)
    app.run()
    assert put_of(app) == {**told, "text": None}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04" + bytes(100), "spreadsheet"),
        (b"x1,x2,label\n" + b"1,2,0\n" * (MOST_POINTS + 1), f"{MOST_POINTS + 1:,} points"),
        (b"x1,x2,label\n" + b"1,2,0\n" * 400_000, "2.400012 MB"),
        (b"", None),
    ],
)
def test_what_holds_no_points_is_told_in_a_sentence(
    open_page: Open, content: bytes, told: str | None
) -> None:
    app = ask(open_page())
    app.file_uploader(key="own_points_file").upload("points.csv", content, "text/csv")
    ask(app)
    assert not [button for button in app.button if button.key == "own_points_put_button"]
    assert told is None or told in "\n".join(texts_of(app))


def test_two_sessions_see_nothing_of_each_other(open_page: Open) -> None:
    first, second = open_page(), open_page()
    put(paste(ask(first), "x1,x2,label\n1,2,0\n3,4,1\n"))
    assert put_of(first) is not None
    second.run()
    assert put_of(second) is None
    assert experiment_of(second) == Experiment()
    assert not ask(second).text_area(key="own_points_text").value
