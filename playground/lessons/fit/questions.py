"""The questions of the page of compile and fit: steps, losses, metrics, validation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.shared.question_records import Question

__all__ = ["QUESTIONS"]

_COMPILED = """\
model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
model.compile(optimizer="sgd", loss="mean_squared_error", metrics=["accuracy"])"""

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
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
    }
)
