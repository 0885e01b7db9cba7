"""The traps of the page of compile and fit: losses, metrics, labels."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.shared.trap_records import Trap

__all__ = ["TRAPS"]

_POINTS = """\
inputs = np.array([[0, 3], [1, 2], [3, 0], [2, 1]], dtype="float32")
targets = np.array([[0], [0], [1], [1]], dtype="float32")
"""
_ZEROS = 'model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])\n'
_FIT = """\
history = model.fit(inputs, targets, epochs=1, verbose=0)
loss = history.history["loss"][0]"""
_TWO_MODELS = """\
first = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
second = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
first.compile(optimizer={first}, loss="mean_squared_error")
second.compile(optimizer={second}, loss="mean_squared_error")
first_loss = first.fit(inputs, targets, verbose=0).history["loss"][0]
second_loss = second.fit(inputs, targets, verbose=0).history["loss"][0]"""
_WRONG_SCORE = """\
targets = tf.constant([[1.0]])
scores = tf.Variable([[-2.0]])
loss_function = keras.losses.BinaryCrossentropy({logits})
with tf.GradientTape() as tape:
    loss = loss_function(targets, scores)
gradient = tape.gradient(loss, scores)"""
_CLASSES = """\
labels = np.array([2, 0])
scores = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], dtype="float32")
loss_function = keras.losses.{loss}(from_logits=True)
loss = loss_function(labels, scores)"""
_COUNT = """\
targets = np.array([[0], [0], [1], [1]], dtype="float32")
scores = np.array([[0.1], [-0.2], [0.9], [1.1]], dtype="float32")
metric = keras.metrics.{metric}()
share = metric(targets, scores)"""

_BY_NAME = """\
logits = np.array([[-2], [-0.2], [0.3], [2]], dtype="float32")
targets = np.array([[0], [0], [1], [1]], dtype="float32")
model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="ones")])
model.compile(optimizer="sgd", loss=keras.losses.BinaryCrossentropy(from_logits=True),
              metrics=[{metric}])
loss, accuracy = model.evaluate(logits, targets, verbose=0)"""

_SIGMOID = """\
targets = tf.constant([[1.0], [0.0]])
logits = tf.constant([[2.0], [-2.0]])
scores = tf.sigmoid(logits)
loss_function = keras.losses.BinaryCrossentropy({logits})
loss = loss_function(targets, scores)
best_loss = loss_function(targets, targets)"""
_OLD_STEP = """\
W, b = tf.Variable(tf.zeros((2, 1))), tf.Variable(tf.zeros((1,)))

def training_step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(targets - model(inputs)))
    variables = {variables}
    for variable, gradient in zip(variables, tape.gradient(loss, variables)):
        variable.assign_sub(0.1 * gradient)
    return loss

model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])  # took the place of a function
first_loss = training_step()
second_loss = training_step()"""
_ONE_UNIT = (
    _POINTS
    + """\
model = keras.Sequential([keras.layers.Dense(1, activation="{activation}", kernel_initializer="zeros")])
model.compile(optimizer=keras.optimizers.SGD(1.0), loss="binary_crossentropy")
model.fit(inputs, targets, epochs=20, batch_size=4, verbose=0)
predictions = model(inputs)"""
)
_REDUCED = (
    _POINTS
    + """\
W = tf.Variable([[0.5], [0.5]])
for step in range(10):
    with tf.GradientTape() as tape:
        loss = tf.{reduction}(tf.square(targets - inputs @ W))
    W.assign_sub(0.1 * tape.gradient(loss, W))"""
)
_SCALE = """\
steps = np.arange(200, dtype="float32").reshape(200, 1)
inputs, targets = steps{scale}, 0.005 * steps
model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mean_squared_error")
losses = model.fit(inputs, targets, epochs=10, batch_size=200, verbose=0).history["loss"]
last_loss = losses[-1]"""
_OUTLIER = """\
x = np.array([{x}], dtype="float32").reshape(-1, 1)
targets = 0.5 * x
critical_rate = 1 / np.mean(x**2)
w = tf.Variable([[0.0]])
for step in range(10):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(targets - x @ w))
    w.assign_sub(0.1 * tape.gradient(loss, w))"""
_BATCHES = """\
inputs = np.arange(10, dtype="float32").reshape(10, 1) / 10
targets = 2 * inputs
model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mean_squared_error")
model.fit(inputs, targets, epochs=5, batch_size={batch}, verbose=0)
updates = int(model.optimizer.iterations)"""
_WORDS = """\
inputs = np.array([[0, 3], [1, 2], [3, 0], [2, 1]], dtype="float32")
labels = np.array([["setosa"], ["setosa"], ["virginica"], ["virginica"]])
targets = {targets}
model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
model.compile(optimizer="sgd", loss="mean_squared_error")
loss = model.fit(inputs, targets, verbose=0).history["loss"][0]"""
_TABLE = """\
table = np.array([[0, 1, 0], [1, 1, 1], [0, 2, 1], [1, 2, 0]], dtype="float32")  # x1, x2, label
inputs, targets = {inputs}, table[:, 2:]
design = np.hstack([inputs, np.ones((4, 1))])
W = np.linalg.lstsq(design, targets, rcond=None)[0].round(3)
predictions = design @ W"""
_FUNCTION = """\
W = tf.Variable([[0.5], [0.5]])
b = tf.Variable([0.0])

def model(inputs):
    return tf.matmul(inputs, W) + b

"""
_COMPILE = 'model.compile(optimizer="sgd", loss="mean_squared_error")\n'
_FIVE_EPOCHS = """\
history = model.fit(inputs, targets, epochs=5, batch_size=128, verbose=0)
losses = np.array(history.history["loss"])"""

TRAPS: Mapping[str, Trap] = MappingProxyType(
    {
        "fit_before_compile": Trap(
            page="fit",
            wrong=f"{_POINTS}{_ZEROS}{_FIT}",
            repaired=f'{_POINTS}{_ZEROS}model.compile(optimizer="sgd", loss="mean_squared_error")\n{_FIT}',
            shows=("loss",),
            error="ValueError",
        ),
        "misspelt_loss": Trap(
            page="fit",
            wrong=f'{_POINTS}{_ZEROS}model.compile(optimizer="sgd", loss="mean_square_error")\n{_FIT}',
            repaired=f'{_POINTS}{_ZEROS}model.compile(optimizer="sgd", loss="mean_squared_error")\n{_FIT}',
            shows=("loss",),
            error="ValueError",
        ),
        "one_optimizer": Trap(
            page="fit",
            wrong=f"{_POINTS}optimizer = keras.optimizers.SGD()\n"
            + _TWO_MODELS.format(first="optimizer", second="optimizer"),
            repaired=_POINTS
            + _TWO_MODELS.format(first="keras.optimizers.SGD()", second="keras.optimizers.SGD()"),
            shows=("first_loss", "second_loss"),
            error="ValueError",
        ),
        "accuracy_of_scores": Trap(
            page="fit",
            wrong=_COUNT.format(metric="Accuracy"),
            repaired=_COUNT.format(metric="BinaryAccuracy"),
            shows=("share",),
        ),
        "accuracy_by_name": Trap(
            page="fit",
            wrong=_BY_NAME.format(metric='"accuracy"'),
            repaired=_BY_NAME.format(metric="keras.metrics.BinaryAccuracy(threshold=0.0)"),
            shows=("accuracy",),
        ),
        "raw_scores": Trap(
            page="fit",
            wrong=_WRONG_SCORE.format(logits=""),
            repaired=_WRONG_SCORE.format(logits="from_logits=True"),
            shows=("loss", "gradient"),
        ),
        "integer_labels": Trap(
            page="fit",
            wrong=_CLASSES.format(loss="CategoricalCrossentropy"),
            repaired=_CLASSES.format(loss="SparseCategoricalCrossentropy"),
            shows=("loss",),
            error="ValueError",
        ),
        "sigmoid_and_logits": Trap(
            page="fit",
            wrong=_SIGMOID.format(logits="from_logits=True"),
            repaired=_SIGMOID.format(logits=""),
            shows=("loss", "best_loss"),
        ),
        "softmax_of_one": Trap(
            page="fit",
            wrong=_ONE_UNIT.format(activation="softmax"),
            repaired=_ONE_UNIT.format(activation="sigmoid"),
            shows=("predictions",),
        ),
        "sum_of_losses": Trap(
            page="fit",
            wrong=_REDUCED.format(reduction="reduce_sum"),
            repaired=_REDUCED.format(reduction="reduce_mean"),
            shows=("loss",),
        ),
        "unscaled_inputs": Trap(
            page="fit",
            wrong=_SCALE.format(scale=""),
            repaired=_SCALE.format(scale=" / 100"),
            shows=("last_loss",),
        ),
        "outlier": Trap(
            page="fit",
            wrong=_OUTLIER.format(x="1, 2, 3, 2, 1, 35"),
            repaired=_OUTLIER.format(x="1, 2, 3, 2, 1"),
            shows=("critical_rate", "loss"),
        ),
        "batch_larger": Trap(
            page="fit",
            wrong=_BATCHES.format(batch=5000),
            repaired=_BATCHES.format(batch=2),
            shows=("updates",),
        ),
        "labels_as_words": Trap(
            page="fit",
            wrong=_WORDS.format(targets="labels"),
            repaired=_WORDS.format(targets='(labels == "virginica").astype("float32")'),
            shows=("loss",),
            error="ValueError",
        ),
        "label_among_inputs": Trap(
            page="fit",
            wrong=_TABLE.format(inputs="table"),
            repaired=_TABLE.format(inputs="table[:, :2]"),
            shows=("W", "predictions"),
        ),
        "fit_of_a_function": Trap(
            page="fit",
            wrong=_POINTS + _FUNCTION + _FIVE_EPOCHS,
            repaired=f"{_POINTS}{_ZEROS}{_COMPILE}{_FIVE_EPOCHS}",
            shows=("losses",),
            error="AttributeError",
        ),
        "old_training_step": Trap(
            page="fit",
            wrong=_POINTS + _OLD_STEP.format(variables="[W, b]"),
            repaired=_POINTS + _OLD_STEP.format(variables="model.trainable_variables"),
            shows=("first_loss", "second_loss"),
            error="TypeError",
        ),
    }
)
