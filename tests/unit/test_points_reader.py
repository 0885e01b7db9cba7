"""The reader of points: every kind of file, the questions that it asks, and what it refuses."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import DataError
from playground.core.experiment import Experiment
from playground.core.parsing import as_real
from playground.core.points import MOST_CLASSES, MOST_POINTS, Points
from playground.lessons.predict.inference import NEW_POINTS
from playground.locale import languages
from playground.points_reader.options import Options
from playground.points_reader.reader import read, read_points
from playground.points_reader.records import Ambiguous, Reading, line_ranges
from playground.points_reader.sample_sets import sample_set
from playground.points_reader.summary import sentence
from playground.points_reader.writer import write_points
from playground.theory.linear_model import hessian_eigenvalues
from playground.theory.outlier import curvature_shares, outlier

ANY_POINTS = replace(NEW_POINTS, largest=1e6)
PLAIN = b"x1,x2,label\n1,2,0\n3,4,1\n"
ONE_TO_FOUR = [[1, 2], [3, 4]]
WITH_COMMAS = "x1;x2;label\r\n1,5;2,25;{}\r\n-0,5;1;{}\r\n"
NEGATIVE_FIRST = [0, 1]

# Each file with its points, its classes and their names.
Expected = tuple[list[list[float]], list[int], tuple[str, ...]]
READABLE: dict[str, tuple[bytes, Expected]] = {
    "plain": (PLAIN, (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "no header": (b"1,2,0\n3,4,1\n", (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "crlf": (PLAIN.replace(b"\n", b"\r\n"), (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "cr": (PLAIN.replace(b"\n", b"\r"), (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "utf-8 mark": (codecs.BOM_UTF8 + PLAIN, (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "mark and quoted": (
        codecs.BOM_UTF8 + b'"x1","x2","label"\n"1","2","0"\n"3","4","1"\n',
        (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1")),
    ),
    "utf-16": (PLAIN.decode().encode("utf-16"), (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "utf-16 by its zeros": (PLAIN.decode().encode("utf-16-le"), (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "utf-16, big end first": (PLAIN.decode().encode("utf-16-be"), (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "utf-32": (PLAIN.decode().encode("utf-32"), (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "cp949": (
        WITH_COMMAS.format("붓꽃", "난초").encode("cp949"),
        ([[1.5, 2.25], [-0.5, 1]], [1, 0], ("난초", "붓꽃")),
    ),
    "utf-16 words": (
        WITH_COMMAS.format("setosa", "virginica").encode("utf-16"),
        ([[1.5, 2.25], [-0.5, 1]], [0, 1], ("setosa", "virginica")),
    ),
    "utf-8 words": (
        WITH_COMMAS.format("setosa", "virginica").encode("utf-8-sig"),
        ([[1.5, 2.25], [-0.5, 1]], [0, 1], ("setosa", "virginica")),
    ),
    "western": (
        "Größe;Länge;Sorte\n1,5;2;klein\n3;4;groß\n".encode("cp1252"),
        ([[1.5, 2], [3, 4]], [1, 0], ("groß", "klein")),
    ),
    "semicolons": (b"x1;x2;label\n1;2;0\n3;4;1\n", (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "tabs": (b"x1\tx2\tlabel\n1\t2\t0\n3\t4\t1\n", (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "blanks": (b"x1   x2 label\n 1  2   0\n 3 \t4  1 \n", (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "bars": (b"x1|x2|label\n1|2|0\n3|4|1\n", (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "sep=,": (b"sep=,\n" + PLAIN, (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "sep=;": (
        b"sep=;\nx1;x2;label\n1,5;2;0\n3;4;1\n",
        ([[1.5, 2], [3, 4]], NEGATIVE_FIRST, ("0", "1")),
    ),
    "decimal commas between blanks": (
        b"1,5 2,5 0\n-3,0 4,5 1\n",
        ([[1.5, 2.5], [-3, 4.5]], NEGATIVE_FIRST, ("0", "1")),
    ),
    "quoted decimal commas": (
        b'"1,5","2,5",0\n"3","4",1\n',
        ([[1.5, 2.5], [3, 4]], NEGATIVE_FIRST, ("0", "1")),
    ),
    "a trailing comma": (b"x1,x2,label,\n1,2,0,\n3,4,1,\n", (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "four columns": (b"id,x1,x2,label\n1,1,2,0\n2,3,4,1\n", (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "another order": (b"label;x1;x2\n0;1.5;2.5\n1;3;4\n", ([[1.5, 2.5], [3, 4]], [0, 1], ("0", "1"))),
    "other names": (b"width,height,class\n1,2,0\n3,4,1\n", (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1"))),
    "a column of words": (
        b"kind,width,height\nb,1,2\na,3,4\n",
        (ONE_TO_FOUR, [1, 0], ("a", "b")),
    ),
    "Korean names": (
        "길이,너비,품종\r\n1,2,0\r\n3,4,1\r\n".encode("cp949"),
        (ONE_TO_FOUR, NEGATIVE_FIRST, ("0", "1")),
    ),
    "the index of pandas": (b",x1,x2,label\n0,1,2,0\n1,3,4,1\n", (ONE_TO_FOUR, [0, 1], ("0", "1"))),
    "three classes": (
        b"x1,x2,label\n1,2,0\n3,4,1\n5,6,2\n",
        ([[1, 2], [3, 4], [5, 6]], [0, 1, 2], ("0", "1", "2")),
    ),
    "words": (b"x1,x2,label\n1,2,b\n3,4,a\n", (ONE_TO_FOUR, [1, 0], ("a", "b"))),
    "yes and no": (b"x1,x2,label\n1,2,Yes\n3,4,No\n", (ONE_TO_FOUR, [1, 0], ("No", "Yes"))),
    "Korean positives": (
        "x1,x2,label\n1,2,음성\n3,4,양성\n".encode(),
        (ONE_TO_FOUR, [0, 1], ("음성", "양성")),
    ),
    "true": (b"x1,x2,label\n1,2,true\n3,4,false\n", (ONE_TO_FOUR, [1, 0], ("false", "true"))),
    "labels with points": (b"x1,x2,label\n1,2,0.0\n3,4,1.0\n", (ONE_TO_FOUR, [0, 1], ("0", "1"))),
    "-1 and 1": (b"x1,x2,label\n1,2,1\n3,4,-1\n", (ONE_TO_FOUR, [1, 0], ("-1", "1"))),
    "labels with a point beside decimal commas": (
        b"1,5;2,5;1.5\n3;4;2.0\n",
        ([[1.5, 2.5], [3, 4]], NEGATIVE_FIRST, ("1.5", "2")),
    ),
    "ten comes after two": (b"x1,x2,label\n1,2,10\n3,4,2\n", (ONE_TO_FOUR, [1, 0], ("2", "10"))),
    "a thousand with decimal commas": (
        b"x1;x2;label\n1.000;2;0\n3,5;4;1\n",
        ([[1000, 2], [3.5, 4]], NEGATIVE_FIRST, ("0", "1")),
    ),
    "a quoted thousand": (
        b'x1,x2,label\n"1,000",2,0\n3,4,1\n',
        ([[1000, 2], [3, 4]], NEGATIVE_FIRST, ("0", "1")),
    ),
    "a column that decides for others": (
        b"x1;x2;label;price\n1.234;5.678;0;2,5\n2.000;3.000;1;1,0\n",
        ([[1234, 5678], [2000, 3000]], NEGATIVE_FIRST, ("0", "1")),
    ),
    "three decimals between commas": (
        b"1.000,2.125,0\n3.500,4.250,1\n",
        ([[1, 2.125], [3.5, 4.25]], NEGATIVE_FIRST, ("0", "1")),
    ),
    "full width": ("x1,x2,label\n１,２,0\n3,4,1\n".encode(), (ONE_TO_FOUR, [0, 1], ("0", "1"))),
    "full width commas": ("１，２，０\n３，４，１\n".encode(), (ONE_TO_FOUR, [0, 1], ("0", "1"))),
    "a minus sign": ("x1,x2,label\n−1,2,0\n3,4,1\n".encode(), ([[-1, 2], [3, 4]], [0, 1], ("0", "1"))),
    "a line break in a cell": (b'x1,x2,label\n"1\n",2,0\n3,4,1\n', (ONE_TO_FOUR, [0, 1], ("0", "1"))),
    "a line break in a word": (
        b'x1,x2,name\n1.5,2,"a\nb"\n3,-0.5,c\n',
        ([[1.5, 2], [3, -0.5]], [0, 1], ("a b", "c")),
    ),
    "U+2028 ends no line": ("x1,x2,label\n1,2,0\u2028\n3,4,1\n".encode(), (ONE_TO_FOUR, [0, 1], ("0", "1"))),
    "blank lines": (b"\nx1,x2,label\n1,2,0\n\n3,4,1\n", (ONE_TO_FOUR, [0, 1], ("0", "1"))),
    "comments": (b"# of today\nx1,x2,label\n1,2,0\n# more\n3,4,1\n", (ONE_TO_FOUR, [0, 1], ("0", "1"))),
    "spaces": (b" X1 , x2 , Label \n 1 , 2 , 0 \n 3,4,1\n", (ONE_TO_FOUR, [0, 1], ("0", "1"))),
    "blanks around quoted cells": (b'"1" , "2", "0"\n"3" ,"4" , "1"\n', (ONE_TO_FOUR, [0, 1], ("0", "1"))),
    "the row names of R": (
        b'"x1" "x2" "label"\n"1" 1 2 "a"\n"2" 3 4 "b"\n',
        (ONE_TO_FOUR, [0, 1], ("a", "b")),
    ),
    "names that begin with a digit": (
        b"width,2014 height,kind\n1,2,a\n3,4,b\n",
        (ONE_TO_FOUR, [0, 1], ("a", "b")),
    ),
    "a word with an accent beside a Chinese reading": (
        "x1;x2;Größe\n1;2;a\n3;4;b\n".encode("cp1252"),
        (ONE_TO_FOUR, [0, 1], ("a", "b")),
    ),
    "brackets": (b"(1, 2, 0)\n[3, 4, 1],\n", (ONE_TO_FOUR, [0, 1], ("0", "1"))),
}


@pytest.mark.parametrize("name", READABLE)
def test_points_are_read_in_the_ways_people_write_them(name: str) -> None:
    content, (inputs, targets, names) = READABLE[name]
    points = read_points(content)
    np.testing.assert_array_equal(points.inputs, np.array(inputs, dtype=np.float32))
    assert points.targets.tolist() == targets
    assert points.class_names == names


# Each text with the option that decides, and what its choices give: points, or None where none are there.
QUESTIONS: dict[str, tuple[str, str, list[tuple[str, list[list[float]] | None]]]] = {
    "1.234;5.678": ("decimal", "1.234", [("point", [[1.234, 5.678]]), ("comma", [[1234, 5678]])]),
    "1,000;2": ("decimal", "1,000", [("point", [[1000, 2]]), ("comma", [[1, 2]])]),
    "1.500\t2": ("decimal", "1.500", [("point", [[1.5, 2]]), ("comma", [[1500, 2]])]),
    "1,000": ("decimal", "1,000", [("point", [[1, 0]]), ("", None)]),
    "0,05": ("decimal", "0,05", [("point", [[0, 5]]), ("", None)]),
    "1,5, 2": ("separator", "1,5, 2", [("comma", [[1, 5]]), ("blank", [[1.5, 2]])]),
    "a,b,c,d\n1,2,3,4": ("columns", "'a', 'b', 'c', 'd'", [("a,b", [[1, 2]]), ("a,c", [[1, 3]])]),
}


@pytest.mark.parametrize("text", QUESTIONS)
def test_what_has_two_readings_is_asked_and_each_can_be_chosen(text: str) -> None:
    option, shown, choices = QUESTIONS[text]
    question = read(text, purpose=ANY_POINTS)
    assert isinstance(question, Ambiguous)
    assert question.option == option
    assert shown in question.text
    assert [choice.value for choice in question.choices] == [value for value, _ in choices]
    for language in languages():
        assert question.text in question.error.told(language)
    for value, points in choices:
        if points is not None:
            found = read(text, Options().decided(option, value), ANY_POINTS)
            assert isinstance(found, Reading)
            assert found.inputs.tolist() == points


def test_a_column_of_thousands_and_labels_is_asked_too() -> None:
    with pytest.raises(
        DataError, match=r"'1,000,2' in line 2 .*: 1 and 000, or 1000; .*; say --decimal point"
    ):
        read_points("x1,x2,label\n1,000,2\n3,4,1\n")
    assert read_points("x1,x2,label\n1,000,2\n3,4,1\n", Options(decimal=".")).inputs.tolist() == [
        [1, 0],
        [3, 4],
    ]


REFUSED: dict[bytes, str] = {
    b"": "received a file without a line of points",
    b"\n \n# nothing\n": "received a file without a line of points",
    b"x1,x2,label\n": "received 0 points; expected 2 to 20,000 points",
    b"1\n2\n": "received one value a line, from line 1",
    b"x1,x2,label\n1,2,0\n": "received 1 points; expected 2 to 20,000 points",
    b"x1,x2,label\n1,2,0\n3,4,0\n": "received points of label 0 only; expected points of at least two",
    b"x1,x2,label\n1,2,0\n1,2\n": "received '1,2' in line 3 of the points, with 2 cells; expected 3 cells",
    b"x1,x2,label\n1,5,2,0\n3,4,1\n": r"received '1,5,2,0' in line 2 .* decimal commas, put semicolons",
    b"x1,x2,label\n1,two,0\n3,4,1\n": r"received '1,two,0' in line 2 .* column 2, where 'two'.* 1 of 2 lines",
    b"x1,x2,label\n1,inf,0\n3,4,1\n": "received '1,inf,0' in line 2",
    b"x1,x2,label\n1,2000000,0\n3,4,1\n": r"received '1,2000000,0' in line 2 .* from -1000000 to 1000000",
    b"x1,x2,label\n1,nan,0\n3,4,1\n": r"received '1,nan,0' in line 2 .*, without a value in column 2",
    b"x1,x2,label\n1,,0\n3,4,1\n": "received '1,,0' in line 2 .* --missing drop",
    b"x1,x2,label\n10. Sep,2,0\n3,4,1\n": "received '10. Sep,2,0' in line 2 .*'10. Sep' is a date",
    b"x1,x2,label\n2024-09-10,2,0\n3,4,1\n": "received '2024-09-10,2,0' in line 2 .* is a date",
    b"x1;x2;label\n09.10.2024;2;0\n3;4;1\n": "received '09.10.2024;2;0' in line 2 .* is a date",
    b"x1,x2,label\n1,2,0\x0b3,4,1\n": r"received '1,2,0\\x0b3,4,1' in line 2 of the points, with 5 cells",
    b'x1,x2,label\n1,2,0\n"1,2,0\n3,4,1\n': "received a quotation mark without a second one in line 3",
    b"x1,x1,label\n1,2,0\n3,4,1\n": "received the columns 'x1', 'x1', 'label' in line 1 .* --columns 1,2",
    b"x1,height,label\n1,2,0\n3,4,1\n": "received the columns 'x1', 'height', 'label' .*; expected x1 and x2",
    b"A;B;C;D\n1,1;2,2;3,3;4,1\n": "received the columns 'A', 'B', 'C', 'D' .* --columns A,B",
    b"id,x1,x2\n1,1.5,2.5\n2,3,4\n": r"received the columns 'id', 'x1', 'x2' .* --label",
    b"x1,x2\n1,2\n3,4\n": r"received the columns 'x1', 'x2' .* expected a column of classes .*--label 3",
    b"x1,x2,label\n1,2,0\n3,4,one\n5,6,1\n": "received 'one' in line 3 .* all numbers or all words",
    b"x1,x2,label\n"
    + b"".join(b"1,2,%d\n" % n for n in range(9)): "received 9 different labels, such as '0'",
    b"x1,x2,label\n1,2,a\n3,4,A\n": "received 'A' and 'a' as labels",
    b"x1;x2;label\n1.5;2;0\n3;2,5;1\n": "received '1.5' in line 2 and '2,5' in line 3 .* one decimal mark",
    b"x1,x2,label\n" + b"1,2,0\n" * (MOST_POINTS + 1): "received 20,001 points",
    b"1," * 5000 + b"1\n": "received 5,001 columns; expected at most 1,000 columns",
    b"PK\x03\x04\x14\x00\x06\x00": "received the file of a spreadsheet .* save the table as CSV",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "received the file of a spreadsheet",
    b"\x89PNG\r\n\x1a\n\x00": r"received a file that is no table of text \(PNG\)",
    b"\x00\x01\x02\xff\xfe": r"received ",
    b'[{"x1": 1, "x2": 2}]': r"received a file that is no table of text \(JSON\)",
    b"<!DOCTYPE html><html>": r"received a file that is no table of text \(HTML or XML\)",
    codecs.BOM_UTF8 + b"x1,x2\n\xff,1": "received the byte 0xFF in line 2 of the points, which is not UTF-8",
}


@pytest.mark.parametrize("content", REFUSED, ids=lambda content: repr(content[:40]))
def test_what_holds_no_points_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(DataError, match=f"^{REFUSED[content]}") as refused:
        read_points(content)
    for language in languages():
        for line in (refused.value.message(language), refused.value.told(language)):
            assert line.isprintable()
            assert len(line) < 600


def test_the_options_decide() -> None:
    four = "a,b,c,kind\n1,2,3,x\n4,5,6,y\n"
    assert read_points(four, Options.parse(columns="c,a")).inputs.tolist() == [[3, 1], [6, 4]]
    assert read_points(four, Options.parse(columns="2,3", label="4")).column_names == ("b", "c")
    assert (
        read_points("x1,x1,label\n1,2,0\n3,4,1\n", Options.parse(columns="1,2")).inputs.tolist()
        == ONE_TO_FOUR
    )
    spaced = read_points(
        "petal length;petal width;k\n1;2;a\n3;4;b\n", Options.parse(columns="petal_length,Petal Width")
    )
    assert spaced.column_names == ("petal length", "petal width")
    johab = "x1,x2,label\n1,2,붓꽃\n3,4,난초\n".encode("johab")
    assert read_points(johab, Options(encoding="johab")).class_names == ("난초", "붓꽃")
    drop = Options(missing="drop")
    found = read("x1,x2,label\n1,2,0\n,2,0\n3,NA,1\n3,4,1\n5,6,?\n", drop)
    assert isinstance(found, Reading)
    assert (found.points().inputs.tolist(), found.understanding.dropped) == (ONE_TO_FOUR, 3)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"separator": "colon"}, "received --separator 'colon'; expected one of comma, semicolon"),
        ({"decimal": "!"}, "received --decimal '!'; expected one of point, comma"),
        ({"missing": "guess"}, "received --missing 'guess'; expected one of refuse, drop"),
        ({"encoding": "rot13"}, "received --encoding 'rot13'; expected one of utf-8"),
        ({"encoding": "\0"}, "received --encoding "),
        ({"encoding": "utf-16"}, "received "),
        ({"columns": "x1"}, "received --columns 'x1'; expected two columns"),
        (
            {"columns": "x1,x9"},
            "received --columns 'x9'; expected the name or the number of one column of the file",
        ),
        ({"columns": "1,9"}, "received --columns '9'; expected"),
        ({"label": "kind"}, "received --label 'kind'; expected .*'label'"),
        ({"label": "x1"}, "received the columns "),
    ],
)
def test_options_that_do_not_fit_are_refused(options: dict[str, str], line: str) -> None:
    with pytest.raises(DataError, match=f"^{line}"):
        read_points(PLAIN, Options.parse(**options))


def test_bytes_of_an_unknown_encoding_are_asked() -> None:
    chinese = read("长,宽,种类\n1,2,红\n3,4,蓝\n".encode("gb18030"))
    assert isinstance(chinese, Ambiguous)
    russian = "x1,x2,label\n1,2,кошка\n3,4,собака\n".encode("cp1251")
    question = read(russian)
    assert isinstance(question, Ambiguous)
    assert question.option == "encoding"
    assert "received bytes that are not UTF-8 in line 2" in str(question.error)
    assert read_points(russian, Options().decided("encoding", "cp1251")).class_names == ("кошка", "собака")


def test_what_was_understood_is_said_in_a_sentence() -> None:
    found = read("width;height;kind\n1,5;2;b\n3;4;a\n5;6;a\n".encode("cp949") + "7;8;난초\n".encode("cp949"))
    assert isinstance(found, Reading)
    assert sentence(found.understanding) == (
        "Understood: CP949, semicolons, decimal comma; x1 = width, x2 = height; "
        "3 classes in kind: a 2, b 1, 난초 1; 4 of 4 lines hold points."
    )
    assert sentence(found.understanding, "ko").startswith(
        "읽은 방식: CP949, 세미콜론으로 구분, 소수점은 쉼표; "
    )
    plain = read(PLAIN)
    assert isinstance(plain, Reading)
    assert plain.understanding.is_plain
    assert not found.understanding.is_plain


def test_counts_are_of_the_file() -> None:
    rows = ["x1,x2,label", *["a1,b,0"] * 6, *["1,2,0"] * 9, "3,4,1"]
    bad = "\n".join(rows)
    with pytest.raises(DataError, match=r"10 of 16 lines hold points, these do not: 2-7$"):
        read_points(bad)
    assert line_ranges([1, 2, 3, 5, 7, 8]) == "1-3, 5, 7-8"
    assert line_ranges(list(range(1, 40, 2))) == "1, 3, 5, 7, 9, …"


def test_new_points_need_no_labels_and_bad_lines_do_not_take_the_good_ones() -> None:
    for text in ("1,5;2\n1;2,5\n1.234,5;2\n1,5\t2", "id,x1,x2\n1,1.5,2.5\n", '"1,5","2,5"\n"3","4"'):
        found = read(text, purpose=ANY_POINTS)
        assert isinstance(found, Reading)
        assert (
            found.inputs.tolist()
            == {
                "1,5;": [[1.5, 2], [1, 2.5], [1234.5, 2]],
                "id,x": [[1.5, 2.5]],
                '"1,5': [[1.5, 2.5], [3, 4]],
            }[text[:4]]
        )
        assert [bad.line for bad in found.bad] == ([4] if text.startswith("1,5;") else [])


def test_more_than_two_classes_are_of_networks_only() -> None:
    points = read_points("x1,x2,label\n1,2,a\n3,4,b\n5,6,c\n")
    e = Experiment.parse({"hidden": "4"}, points)
    assert (e.loss, e.num_classes, e.num_outputs, e.is_linear) == ("cce", 3, 3, False)
    assert not Experiment.parse({}, points).is_linear
    assert Experiment.from_json(e.to_json()) == e
    with pytest.raises(
        ValueError, match=r"received loss=mse with data=own; .* the linear classifier has one"
    ):
        Experiment.parse({"loss": "mse"}, points)


def test_the_digest_of_points_without_names_is_that_of_their_numbers() -> None:
    plain = Points(np.array([[1, 2], [3, 4]]), np.array([0, 1]))
    assert plain.digest == "f98b5e983263dcbb554e0806f79135dc"
    assert plain == Points(plain.inputs, plain.targets, ("0", "1"))
    assert plain != Points(plain.inputs, plain.targets, ("no", "yes"))


@pytest.mark.parametrize(
    ("targets", "names"),
    [([0, 2], ()), ([0, 1], ("a",)), ([0, 1], ("a", "b", "c")), ([0, 1], ("a", "")), ([0, 1], ("a", "b\n"))],
)
def test_classes_without_points_and_names_that_cannot_be_shown_are_refused(
    targets: Sequence[int], names: tuple[str, ...]
) -> None:
    with pytest.raises(DataError):
        Points(np.array([[1, 2], [3, 4]]), np.array(targets), names)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("iris", {"setosa": 50, "versicolor": 50, "virginica": 50}),
        ("penguins", {"Adelie": 151, "Chinstrap": 68, "Gentoo": 123}),
        ("wine", {"A": 59, "B": 71, "C": 48}),
    ],
)
def test_the_sets_that_come_along(name: str, counts: dict[str, int]) -> None:
    named = sample_set(name)
    assert named is not None
    found = read(named[0].content, named[0].options(Options()))
    assert isinstance(found, Reading)
    assert dict(found.understanding.classes) == counts
    assert found.points().column_names == named[0].columns
    assert len(found.points()) == sum(counts.values())
    assert sample_set(f"{name}:a,b") == (named[0], "a,b")
    assert sample_set("points.csv") is None


# ---- any file


WORDS = (
    "x1",
    "x2",
    "label",
    "1",
    "-2,5",
    "1.5",
    "1.000",
    "a",
    "b",
    "난초",
    "'=1+1",
    "#",
    "NA",
    "1e999",
    "2024-01-02",
)
MARKS = ('"', "\0", "\v", ",", ";", "\t", " ", "|", "\n", "\r\n", "\r", "(", "]", "，", "sep=;", "\ufeff")
pieces = st.sampled_from([*WORDS, *MARKS])
table_texts = st.lists(pieces, max_size=40).map("".join)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Tables of one style each, with cells that are hard to tell from marks."""
    mark, end = draw(st.sampled_from(",;\t |")), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    some = st.sampled_from(
        draw(
            st.sampled_from([("1", "2.5", "-3", "1,000.5"), ("1", "2,5", "1.000,5", "1 000"), ("1", "1.000")])
        )
    )
    labels = st.sampled_from(
        draw(
            st.sampled_from(
                [("a", "난초"), ("=x", "'=x", "b;c"), ("0", "1.5", "1e1"), ("no", "yes"), ("#", "x,y", 'a"')]
            )
        )
    )
    rows = draw(st.lists(st.tuples(some, some, labels), min_size=2, max_size=8))
    header = draw(
        st.sampled_from([(), ("x1", "x2", "label"), ("width", "height", "kind"), ("x2", "x1", "y")])
    )

    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if mark in cell or '"' in cell else cell

    return end.join(mark.join(map(quoted, row)) for row in ([header, *rows] if header else rows))


codec_names = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp949", "cp1252", "utf-32"])
files = st.one_of(
    st.binary(max_size=200),
    st.builds(
        lambda text, codec: text.encode(codec, "replace"), table_texts | tables() | st.text(), codec_names
    ),
)


@given(files)
def test_any_bytes_give_points_or_one_clear_refusal_and_points_are_read_again(content: bytes) -> None:
    try:
        points = read_points(content)
    except DataError as refusal:
        told = [refusal.message(language) for language in languages()]
    else:
        told = []
        check_again(points)
    assert all(map(str.isprintable, told))


def check_again(points: Points) -> None:
    """Points that were read are written and read again with the same numbers and classes."""
    assert 2 <= points.num_classes <= MOST_CLASSES
    assert np.isfinite(points.inputs).all()
    again = read_points(write_points(points).encode())
    assert again.inputs.tobytes() == points.inputs.tobytes()
    assert again.targets.tobytes() == points.targets.tobytes()
    assert again.class_names == points.class_names


coordinates = st.floats(-1e6, 1e6, width=32).filter(lambda value: as_real(str(np.float32(value))) is not None)
names = st.sampled_from(["setosa", "붓꽃", "a b", "=1+1", "-1", "7", 'the "best"', "x;y", "x,y", "@home"])


@given(st.data(), st.sets(names, min_size=2, max_size=5), st.permutations(["petal length", "petal_width"]))
def test_written_points_are_read_back_equal(data: st.DataObject, some: set[str], columns: list[str]) -> None:
    kinds = {as_real(name) is None for name in some}
    some = some if len(kinds) == 1 else {name for name in some if as_real(name) is None} | {"setosa"}
    labels = [*some, *data.draw(st.lists(st.sampled_from(sorted(some)), max_size=20))]
    if len(some) < 2:
        labels.append("z")
    ordered = sorted(set(labels), key=lambda name: (as_real(name) or 0.0, name))
    inputs = data.draw(
        st.lists(st.tuples(coordinates, coordinates), min_size=len(labels), max_size=len(labels))
    )
    points = Points(
        np.array(inputs, dtype=np.float32),
        np.array([ordered.index(label) for label in labels]),
        tuple(ordered),
        (columns[0], columns[1]),
    )
    assert read_points(write_points(points)) == points


def test_names_that_would_be_misread_are_left_out_of_the_header() -> None:
    for first, second in (
        ("x2", "x1"),
        ("class", "width"),
        ("#a", "b"),
        ("a", "1st"),
        ("a", "a"),
        ("=a", "b"),
    ):
        points = Points(np.array([[1, 2], [3, 4]]), np.array([0, 1]), ("a", "b"), (first, second))
        again = read_points(write_points(points))
        assert again.inputs.tolist() == ONE_TO_FOUR
    assert write_points(points).splitlines()[0] == "x1,x2,label"
    assert write_points(points, numbered=True).splitlines()[1] == "1.0,2.0,0"


# ---- a point that makes most of the curvature


def test_an_outlier_is_found_by_its_share_of_the_largest_eigenvalue() -> None:
    inputs = np.array([[1, 0], [2, 0], [3, 0], [4, 0], [35, 0]], dtype=float)
    x = np.column_stack([inputs, np.ones(5)])
    found = outlier(x)
    assert found is not None
    assert found.index == 4
    assert found.share == pytest.approx(0.976, abs=5e-4)
    assert outlier(x[:4]) is None
    assert outlier(x[:2]) is None


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=1, max_size=12))
def test_the_shares_make_up_the_largest_eigenvalue(rows: list[tuple[float, float]]) -> None:
    x = np.column_stack([np.array(rows), np.ones(len(rows))])
    shares = curvature_shares(x)
    values, vectors = np.linalg.eigh(2 / len(x) * x.T @ x)
    assert shares.sum() == pytest.approx(1)
    assert values[-1] == pytest.approx(hessian_eigenvalues(x[:, :2])[-1], rel=1e-6)
    if values[-1] > 1.001 * values[-2]:
        parts = 2 / len(x) * (x @ vectors[:, -1]) ** 2 / values[-1]
        np.testing.assert_allclose(shares, parts, atol=1e-6)
