"""The questions of the page of predictions: batches, scores, thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.shared.question_records import Question

__all__ = ["QUESTIONS"]

_SCORED = """\
model = keras.Sequential([keras.Input(shape=(2,)), keras.layers.Dense(1, kernel_initializer="ones")])
points = np.zeros((600, 2), dtype="float32")"""

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
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
    }
)
