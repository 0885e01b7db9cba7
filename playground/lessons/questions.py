"""Predict before you look: questions whose truth TensorFlow computes when the learner has answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from playground.core.parsing import Ambiguous, number_text, quote, typed_real
from playground.lessons.layers.questions import LAYER_QUESTIONS
from playground.lessons.shared.question_records import CURVE_TOLERANCE, Answer, Question, Verdict
from playground.lessons.shared.validation import LessonError, check_choice
from playground.lessons.tensors.tensors import read_shape

__all__ = [
    "CURVE_TOLERANCE",
    "QUESTIONS",
    "Answer",
    "Question",
    "Verdict",
    "question",
    "questions_of",
    "read_answer",
]

MOST_AXES = 4  # of an answer: a batch of images has four
_SQUARE = """\
with tf.GradientTape() as tape:
    y = tf.square(x)
gradient = tape.gradient(y, x)"""
_NONE_OR_NUMBER = 'answer = "none" if gradient is None else "number"'
_LINEAR = """\
inputs = {inputs}
targets = {targets}
W = tf.Variable([[1.0], [1.0]])
b = tf.Variable([0.0])
with tf.GradientTape() as tape:
    predictions = tf.matmul(inputs, W) + b
    loss = tf.reduce_mean(tf.square(targets - predictions))
grad_W, grad_b = tape.gradient(loss, [W, b])"""
_CURVE = "with tf.GradientTape() as tape:\n    y = {}\nslope = tape.gradient(y, x)"
_COMPILED = """\
model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
model.compile(optimizer="sgd", loss="mean_squared_error", metrics=["accuracy"])"""
_SCORED = """\
model = keras.Sequential([keras.Input(shape=(2,)), keras.layers.Dense(1, kernel_initializer="ones")])
points = np.zeros((600, 2), dtype="float32")"""

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "part_shape": Question(
            page="tensors",
            kind="shape",
            code="t = tf.zeros(shape=(2, 3, 5))\npart = t[0]",
            reveal="answer = part.shape",
            mistakes=(("whole", "t.shape"), ("last", "t[..., 0].shape"), ("first", "(2,)")),
        ),
        "whole_dtype": Question(
            page="tensors",
            kind="choice",
            code="t = tf.constant([1, 2, 3])",
            reveal="answer = t.dtype.name",
            choices=("float32", "int64", "int32"),
            mistakes=(("numpy", '"int64"'), ("float", '"float32"')),
        ),
        "same_seed": Question(
            page="tensors",
            kind="choice",
            code="""\
a = tf.random.stateless_normal(shape=(3,), seed=(7, 0))
b = tf.random.stateless_normal(shape=(3,), seed=(7, 0))""",
            reveal='answer = "equal" if bool(tf.reduce_all(a == b)) else "other"',
            choices=("other", "equal"),
            mistakes=(("other", '"other"'),),
        ),
        "broadcast_shape": Question(
            page="tensors",
            kind="shape",
            code="a = tf.ones(shape=(5, 1))\nb = tf.ones(shape=(1, 2))\nc = a + b",
            reveal="answer = c.shape",
            mistakes=(("first", "a.shape"), ("second", "b.shape"), ("swapped", "tf.transpose(c).shape")),
        ),
        "matmul_shape": Question(
            page="tensors",
            kind="shape",
            code="""\
inputs = tf.ones(shape=(5, 2))
W = tf.ones(shape=(2, 1))
predictions = tf.matmul(inputs, W)""",
            reveal="answer = predictions.shape",
            mistakes=(
                ("elementwise", "(inputs * tf.transpose(W)).shape"),
                ("flat", "(5,)"),
                ("inner", "(2, 2)"),
            ),
        ),
        "flat_difference": Question(
            page="tensors",
            kind="shape",
            code="""\
predictions = tf.zeros(shape=(4, 1))
targets = tf.ones(shape=(4,))
differences = targets - predictions""",
            reveal="answer = differences.shape",
            mistakes=(("column", "predictions.shape"), ("flat", "targets.shape")),
        ),
        "item_assignment": Question(
            page="tensors",
            kind="choice",
            code="t = tf.ones(shape=(2,))",
            reveal="""\
try:
    t[0] = 5.0
    answer = "changed"
except TypeError:
    answer = "error\"""",
            choices=("changed", "unchanged", "error"),
            mistakes=(("list", '"changed"'), ("silent", '"unchanged"')),
        ),
        "assign_sequence": Question(
            page="tensors",
            kind="number",
            code="v = tf.Variable(2.0)\nv.assign_add(3.0)\nw = v - 1.0\nv.assign_sub(0.5)",
            reveal="answer = v",
            mistakes=(("subtracted", "v - 1.0"), ("forgotten", "v + 0.5")),
        ),
        "rebound": Question(
            page="tensors",
            kind="choice",
            code="v = tf.Variable(1.0)\nv = v - 0.1",
            reveal='answer = "variable" if isinstance(v, tf.Variable) else "tensor"',
            choices=("variable", "tensor", "error"),
            mistakes=(("variable", '"variable"'), ("error", '"error"')),
        ),
        "mixed_dtypes": Question(
            page="tensors",
            kind="choice",
            code="a = tf.constant(3)\nb = tf.constant(0.5)",
            reveal="""\
try:
    answer = "float" if (a + b).dtype == tf.float32 else "integer"
except tf.errors.InvalidArgumentError:
    answer = "error\"""",
            choices=("float", "integer", "error"),
            mistakes=(("float", '"float"'), ("integer", '"integer"')),
        ),
        "eager_value": Question(
            page="tensors",
            kind="number",
            code="v = tf.Variable(2.0)\nw = v + 1.0\nv.assign(10.0)",
            reveal="answer = w",
            mistakes=(("later", "v + 1.0"), ("assigned", "v")),
        ),
        "traced_print": Question(
            page="tensors",
            kind="number",
            code="""\
shown = []

@tf.function
def square(x):
    shown.append("a line that only Python runs")
    return tf.square(x)

square(tf.constant(1.0))
square(tf.constant(2.0))
square(tf.constant(3.0))""",
            reveal="answer = len(shown)",
            mistakes=(("every_call", "3"), ("never", "0")),
        ),
        "square_at_minus_four": Question(
            page="tape",
            kind="number",
            code=f"x = tf.Variable(-4.0)\n{_SQUARE}",
            reveal="answer = gradient",
            mistakes=(("value", "y"), ("sign", "-gradient"), ("input", "x"), ("formula", "2.0")),
        ),
        "two_paths": Question(
            page="tape",
            kind="number",
            code="""\
x = tf.Variable(5.0)
with tf.GradientTape() as tape:
    y = x * x + x
gradient = tape.gradient(y, x)""",
            reveal="answer = gradient",
            mistakes=(("one_path", "gradient - 1.0"), ("one_factor", "gradient - x"), ("value", "y")),
        ),
        "unwatched_constant": Question(
            page="tape",
            kind="choice",
            code=f"x = tf.constant(3.0)\n{_SQUARE}",
            reveal=_NONE_OR_NUMBER,
            choices=("number", "none", "error"),
            mistakes=(("number", '"number"'), ("error", '"error"')),
        ),
        "integer_variable": Question(
            page="tape",
            kind="choice",
            code=f"x = tf.Variable(3)\n{_SQUARE}",
            reveal=_NONE_OR_NUMBER,
            choices=("number", "none", "error"),
            mistakes=(("number", '"number"'), ("error", '"error"')),
        ),
        "watched_frozen": Question(
            page="tape",
            kind="choice",
            code=f"x = tf.Variable(3.0, trainable=False)\n{_SQUARE}".replace(
                "as tape:\n", "as tape:\n    tape.watch(x)\n"
            ),
            reveal=_NONE_OR_NUMBER,
            choices=("number", "none", "error"),
            mistakes=(("none", '"none"'), ("error", '"error"')),
        ),
        "second_call": Question(
            page="tape",
            kind="choice",
            code=f"x = tf.Variable(3.0)\n{_SQUARE}",
            reveal="""\
try:
    again = tape.gradient(y, x)
    answer = "none" if again is None else "number"
except RuntimeError:
    answer = "error\"""",
            choices=("number", "none", "error"),
            mistakes=(("number", '"number"'), ("none", '"none"')),
        ),
        "acceleration": Question(
            page="tape",
            kind="number",
            code="""\
time = tf.Variable(5.0)
with tf.GradientTape() as outer_tape:
    with tf.GradientTape() as inner_tape:
        position = 0.8 * time**2
    speed = inner_tape.gradient(position, time)
acceleration = outer_tape.gradient(speed, time)""",
            reveal="answer = acceleration",
            mistakes=(
                ("speed", "speed"),
                ("position", "position"),
                ("coefficient", "0.8"),
                ("earth", "9.8"),
            ),
        ),
        "gradient_of_b": Question(
            page="tape",
            kind="number",
            code=_LINEAR.format(inputs="tf.constant([[2.0, 3.0]])", targets="tf.constant([[0.0]])"),
            reveal="answer = grad_b[0]",
            mistakes=(
                ("loss", "loss"),
                ("error", "predictions[0, 0]"),
                ("first_weight", "grad_W[0, 0]"),
            ),
        ),
        "gradient_shape": Question(
            page="tape",
            kind="shape",
            code=_LINEAR.format(inputs="tf.ones(shape=(4, 2))", targets="tf.zeros(shape=(4, 1))"),
            reveal="answer = grad_W.shape",
            mistakes=(("inputs", "inputs.shape"), ("flat", "(2,)"), ("transposed", "(1, 2)")),
        ),
        "sine_slope": Question(
            page="tape",
            kind="curve",
            code=_CURVE.format("tf.sin(x)"),
            reveal="answer = slope",
            mistakes=(("value", "y"), ("sign", "-slope")),
            low=-3.0,
            high=3.0,
            points=13,
        ),
        "cubic_slope": Question(
            page="tape",
            kind="curve",
            code=_CURVE.format("x**3 - 3 * x"),
            reveal="answer = slope",
            mistakes=(("value", "y"), ("sign", "-slope"), ("no_constant", "slope + 3.0")),
            low=-2.0,
            high=2.0,
            points=13,
        ),
        "relu_slope": Question(
            page="tape",
            kind="curve",
            code=_CURVE.format("tf.nn.relu(x)"),
            reveal="answer = slope",
            mistakes=(("value", "y"), ("constant", "tf.ones_like(x)")),
            low=-3.0,
            high=3.0,
            points=12,  # none at the kink, where a drawn step may stand on either side
        ),
        "updates_of_fit": Question(
            page="fit",
            kind="number",
            code=f"""\
inputs = np.zeros((100, 2), dtype="float32")
targets = np.zeros((100, 1), dtype="float32")
{_COMPILED}
model.fit(inputs, targets, epochs=3, batch_size=16, verbose=0)""",
            reveal="answer = model.optimizer.iterations",
            mistakes=(("whole_batches", "18"), ("one_epoch", "7"), ("epochs", "3"), ("points", "300")),
        ),
        "history_keys": Question(
            page="fit",
            kind="number",
            code=f"""\
inputs = np.zeros((20, 2), dtype="float32")
targets = np.zeros((20, 1), dtype="float32")
{_COMPILED}
history = model.fit(
    inputs, targets, epochs=5, verbose=0, validation_data=(inputs, targets)
)""",
            reveal="answer = len(history.history)",
            mistakes=(("training_only", "2"), ("epochs", "5"), ("loss_only", "1")),
        ),
        "where_misspelt": Question(
            page="fit",
            kind="choice",
            code="""\
inputs = np.zeros((20, 2), dtype="float32")
targets = np.zeros((20, 1), dtype="float32")
model = keras.Sequential([keras.layers.Dense(1)])""",
            reveal="""\
answer = "compile"
try:
    model.compile(optimizer="sgd", loss="mean_square_error")
    answer = "fit"
    model.fit(inputs, targets, verbose=0)
    answer = "nowhere"
except ValueError:
    pass""",
            choices=("compile", "fit", "nowhere"),
            mistakes=(("compile", '"compile"'), ("nowhere", '"nowhere"')),
        ),
        "entropy_gradient": Question(
            page="fit",
            kind="number",
            code="""\
score = tf.Variable([[1.5]])
with tf.GradientTape() as tape:
    loss = keras.losses.BinaryCrossentropy(from_logits=True)(tf.constant([[1.0]]), score)
gradient = tape.gradient(loss, score)""",
            reveal="answer = gradient[0, 0]",
            mistakes=(("squared", "2 * (score[0, 0] - 1)"), ("sigmoid", "tf.sigmoid(score)[0, 0]")),
        ),
        "sorted_split": Question(
            page="fit",
            kind="number",
            code="""\
inputs = np.zeros((100, 2), dtype="float32")
targets = np.concatenate([np.zeros((50, 1)), np.ones((50, 1))])  # 50 negatives, then 50 positives
model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
still = keras.optimizers.SGD(learning_rate=0.0)
model.compile(optimizer=still, loss="mean_squared_error", metrics=["accuracy"])
history = model.fit(inputs, targets, validation_split=0.3, shuffle=True, verbose=0)""",
            reveal="""\
# The model says 0 for every point, so its accuracy is the share of negatives.
answer = round(30 * history.history["val_accuracy"][0])""",
            mistakes=(("half", "15"), ("first", "30")),
        ),
        "first_epoch": Question(
            page="fit",
            kind="choice",
            code="""\
rng = np.random.default_rng(0)
inputs = np.concatenate([rng.normal((0, 3), 1, (500, 2)), rng.normal((3, 0), 1, (500, 2))])
targets = np.repeat([[0.0], [1.0]], 500, axis=0)
order = rng.permutation(1000)
held_out, training = order[:300], order[300:]
start = keras.initializers.GlorotUniform(seed=0)
model = keras.Sequential([keras.layers.Dense(1, kernel_initializer=start)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.05), loss="mean_squared_error")
history = model.fit(
    inputs[training], targets[training], batch_size=16, shuffle=False, verbose=0,
    validation_data=(inputs[held_out], targets[held_out]),
)""",
            reveal="""\
loss, val_loss = history.history["loss"][0], history.history["val_loss"][0]
answer = "loss" if loss > val_loss else "val_loss\"""",
            choices=("loss", "val_loss", "equal"),
            mistakes=(("val_loss", '"val_loss"'), ("equal", '"equal"')),
        ),
        "exactly_half": Question(
            page="fit",
            kind="number",
            code="""\
metric = keras.metrics.BinaryAccuracy()
targets = [[1.0], [1.0], [1.0], [1.0]]
scores = [[0.5], [0.6], [1.7], [0.2]]""",
            reveal="answer = metric(targets, scores)",
            mistakes=(("at_least", "0.75"), ("inside_only", "0.25")),
        ),
        "accuracy_of_scores": Question(
            page="fit",
            kind="number",
            code="""\
metric = keras.metrics.Accuracy()
targets = [[0.0], [1.0], [1.0], [0.0]]
scores = [[0.1], [0.9], [0.8], [0.2]]""",
            reveal="answer = metric(targets, scores)",
            mistakes=(("rounded", "1.0"),),
        ),
        "same_start": Question(
            page="fit",
            kind="choice",
            code="""\
inputs = np.random.default_rng(0).normal(size=(12, 2)).astype("float32")
targets = (inputs[:, :1] > 0).astype("float32")

def compiled():
    start = keras.initializers.GlorotUniform(seed=4)
    model = keras.Sequential([keras.layers.Dense(1, kernel_initializer=start)])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="mean_squared_error")
    return model

by_fit, by_hand = compiled(), compiled()
by_fit.fit(inputs, targets, batch_size=4, epochs=1, shuffle=False, verbose=0)
for first in range(0, 12, 4):
    by_hand.train_on_batch(inputs[first:first + 4], targets[first:first + 4])""",
            reveal="""\
distance = np.abs(by_fit.layers[0].kernel - by_hand.layers[0].kernel).max()
answer = "rounding" if distance < 1e-5 else "visible\"""",
            choices=("fit_more", "visible", "rounding"),
            mistakes=(("fit_more", '"fit_more"'), ("visible", '"visible"')),
        ),
        "metric_of_an_epoch": Question(
            page="fit",
            kind="number",
            code="""\
model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
still = keras.optimizers.SGD(learning_rate=0.0)
model.compile(optimizer=still, loss="mean_squared_error")
inputs, targets = np.zeros((6, 2)), np.array([[0.0], [0.0], [0.0], [0.0], [3.0], [3.0]])
history = model.fit(inputs, targets, batch_size=2, epochs=4, shuffle=False, verbose=0)""",
            reveal='answer = history.history["loss"][0]',
            mistakes=(("last_batch", "9"), ("first_batch", "0"), ("all_epochs", "12")),
        ),
        "prediction_shape": Question(
            page="predict",
            kind="shape",
            code=f"""\
{_SCORED.replace("600", "12")}
predictions = model.predict(points, batch_size=5, verbose=0)""",
            reveal="answer = predictions.shape",
            mistakes=(("flat", "(12,)"), ("batch", "(5, 1)"), ("inputs", "points.shape")),
        ),
        "batches_of_predict": Question(
            page="predict",
            kind="number",
            code=f"""\
{_SCORED.replace("600", "1000")}
sizes = []
model.predict(points, batch_size=96, verbose=0)""",
            reveal="""\
class Note(keras.callbacks.Callback):
    def on_predict_batch_end(self, batch, logs):
        sizes.append(len(logs["outputs"]))
model.predict(points, batch_size=96, verbose=0, callbacks=[Note()])
answer = len(sizes)""",
            mistakes=(("whole_batches", "10"), ("rest", "40"), ("points", "1000")),
        ),
        "score_range": Question(
            page="predict",
            kind="choice",
            code="""\
model = keras.Sequential([keras.Input(shape=(2,)), keras.layers.Dense(1)])
model.set_weights([np.array([[0.17], [-0.17]]), np.array([0.5])])
scores = model.predict(np.array([[4.0, -1.0], [0.0, 3.0]]), verbose=0)""",
            reveal="""\
answer = "outside" if np.min(scores) < 0 or np.max(scores) > 1 else "inside\"""",
            choices=("inside", "outside"),
            mistakes=(("inside", '"inside"'),),
        ),
        "higher_threshold": Question(
            page="predict",
            kind="choice",
            code="""\
targets = np.array([0, 0, 0, 1, 1, 1])
scores = np.array([0.1, 0.4, 0.7, 0.6, 0.8, 1.1])
low, high = scores > 0.5, scores > 0.75""",
            reveal="""\
false_positives = [int(np.sum(predicted[targets == 0])) for predicted in (low, high)]
missed = [int(np.sum(~predicted[targets == 1])) for predicted in (low, high)]
fewer, more = false_positives[1] < false_positives[0], missed[1] > missed[0]
answer = "both" if fewer and more else "fewer_false" if fewer else "better\"""",
            choices=("better", "fewer_false", "both"),
            mistakes=(("better", '"better"'), ("fewer_false", '"fewer_false"')),
        ),
        "called_model": Question(
            page="predict",
            kind="choice",
            code=f"{_SCORED}\nscores = model(points)",
            reveal='answer = "array" if isinstance(scores, np.ndarray) else "tensor"',
            choices=("array", "tensor"),
            mistakes=(("array", '"array"'),),
        ),
        **LAYER_QUESTIONS,
    }
)


def question(key: str) -> Question:
    """The question of a key; LessonError for an unknown one."""
    return QUESTIONS[check_choice("question", key, QUESTIONS)]


def questions_of(page: str) -> tuple[str, ...]:
    """The keys of a page's questions, in order."""
    return tuple(key for key, entry in QUESTIONS.items() if entry.page == page)


def read_answer(key: str, given: object) -> Answer:
    """What a learner gave, as the question's kind takes it; LessonError if it is nothing of the kind.

    Numbers and shapes may come as text; a curve is a sequence of finite numbers, one for each of curve_x.
    """
    asked = question(key)
    match asked.kind:
        case "number":
            return _number(given)
        case "shape":
            text = given if isinstance(given, str) else str(tuple(_sequence(given)))
            return read_shape(text, MOST_AXES)
        case "choice":
            return check_choice("answer", given, asked.choices)
        case "curve":
            curve = tuple(_number(value) for value in _sequence(given))
            if len(curve) != asked.points:
                raise LessonError("lesson.curve", value=str(len(curve)), points=str(asked.points))
            return curve


def _number(given: object) -> float:
    text = given if isinstance(given, str) else number_text(given) if isinstance(given, (int, float)) else ""
    value = typed_real(text)
    if isinstance(value, Ambiguous):
        first, second = value.texts
        raise LessonError("lesson.ambiguous", value=quote(given), first=first, second=second)
    if value is None:
        raise LessonError("lesson.number", value=quote(given))
    return value


def _sequence(given: object) -> Sequence[object]:
    if not isinstance(given, (list, tuple, np.ndarray)):
        raise LessonError("lesson.sequence", value=quote(given))
    return [value.item() if isinstance(value, np.generic) else value for value in given]
