"""The traps of the layers page: wrong code with layers and models, and its repair."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.shared.trap_records import Trap

__all__ = ["TRAPS"]

_STACK = """\
points = tf.constant([[-1.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
model = keras.Sequential([
    keras.layers.Dense(4{activation}, kernel_initializer=keras.initializers.GlorotUniform(seed=0)),
    keras.layers.Dense(1, kernel_initializer=keras.initializers.GlorotUniform(seed=1)),
])
left, middle, right = model(points)
bend = left - 2 * middle + right  # 0 on a straight line"""

_XOR = """\
inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
targets = np.array([[0], [1], [1], [0]], dtype="float32")
"""
_START = (
    _XOR
    + """\
hidden = keras.layers.Dense(3, activation="tanh", kernel_initializer={first})
model = keras.Sequential([hidden, keras.layers.Dense(1, kernel_initializer={second})])
model.compile(optimizer=keras.optimizers.SGD(0.5), loss="mean_squared_error")
model.fit(inputs, targets, epochs=50, batch_size=4, verbose=0)
kernel = hidden.kernel.numpy()"""
)
_DEAD = (
    _XOR
    + """\
weights = keras.initializers.Constant([[1.0, -1.0], [1.0, -1.0]])
bias = keras.initializers.Constant({bias})
hidden = keras.layers.Dense(2, activation="relu", kernel_initializer=weights, bias_initializer=bias)
output = keras.layers.Dense(1, kernel_initializer="ones")
with tf.GradientTape() as tape:
    units = hidden(inputs)
    loss = tf.reduce_mean(tf.square(targets - output(units)))
gradient = tape.gradient(loss, hidden.kernel)"""
)

TRAPS: Mapping[str, Trap] = MappingProxyType(
    {
        "residual_widths": Trap(
            page="layers",
            wrong="""\
inputs = keras.Input(shape=(2,))
hidden = keras.layers.Dense(4, activation="relu")(inputs)
changed = keras.layers.Dense(3, activation="relu")(hidden)
outputs = keras.layers.Add()([hidden, changed])
model = keras.Model(inputs, outputs)
result = model(tf.zeros(shape=(1, 2)))""",
            repaired="""\
inputs = keras.Input(shape=(2,))
hidden = keras.layers.Dense(4, activation="relu")(inputs)
changed = keras.layers.Dense(4, activation="relu")(hidden)
outputs = keras.layers.Add()([hidden, changed])
model = keras.Model(inputs, outputs)
result = model(tf.zeros(shape=(1, 2)))""",
            shows=("result",),
            error="ValueError",
        ),
        "second_input": Trap(
            page="layers",
            wrong="""\
layer = keras.layers.Dense(1, kernel_initializer="ones")
first = layer(tf.ones(shape=(4, 2)))
second = layer(tf.ones(shape=(4, 3)))""",
            repaired="""\
layer = keras.layers.Dense(1, kernel_initializer="ones")
first = layer(tf.ones(shape=(4, 2)))
second = layer(tf.ones(shape=(6, 2)))""",
            shows=("first", "second"),
            error="ValueError",
        ),
        "not_built": Trap(
            page="layers",
            wrong="""\
model = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(1)])
num_weights = model.count_params()""",
            repaired="""\
model = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(1)])
model.build(input_shape=(None, 2))
num_weights = model.count_params()""",
            shows=("num_weights",),
            error="ValueError",
        ),
        "layer_in_call": Trap(
            page="layers",
            wrong="""\
class Score(keras.layers.Layer):
    def call(self, inputs):
        return keras.layers.Dense(1)(inputs)

layer = Score()
inputs = tf.ones(shape=(1, 2))
same_twice = bool(tf.reduce_all(layer(inputs) == layer(inputs)))
num_weights = len(layer.weights)""",
            repaired="""\
class Score(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, inputs):
        return self.dense(inputs)

layer = Score()
inputs = tf.ones(shape=(1, 2))
same_twice = bool(tf.reduce_all(layer(inputs) == layer(inputs)))
num_weights = len(layer.weights)""",
            shows=("same_twice", "num_weights"),
        ),
        "no_super": Trap(
            page="layers",
            wrong="""\
class Scale(keras.layers.Layer):
    def __init__(self):
        self.factor = tf.Variable(2.0)

    def call(self, inputs):
        return self.factor * inputs

result = Scale()(tf.ones(shape=(1, 2)))""",
            repaired="""\
class Scale(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(2.0)

    def call(self, inputs):
        return self.factor * inputs

result = Scale()(tf.ones(shape=(1, 2)))""",
            shows=("result",),
            error="RuntimeError",
        ),
        "last_state_only": Trap(
            page="layers",
            wrong="""\
model = keras.Sequential([keras.layers.LSTM(4), keras.layers.LSTM(2)])
result = model(tf.zeros(shape=(1, 5, 3)))""",
            repaired="""\
model = keras.Sequential([keras.layers.LSTM(4, return_sequences=True), keras.layers.LSTM(2)])
result = model(tf.zeros(shape=(1, 5, 3)))""",
            shows=("result",),
            error="ValueError",
        ),
        "missing_channel": Trap(
            page="layers",
            wrong="""\
image = tf.ones(shape=(1, 4, 4))
layer = keras.layers.Conv2D(1, kernel_size=3, kernel_initializer="ones")
result = layer(image)""",
            repaired="""\
image = tf.ones(shape=(1, 4, 4, 1))
layer = keras.layers.Conv2D(1, kernel_size=3, kernel_initializer="ones")
result = layer(image)""",
            shows=("result",),
            error="ValueError",
        ),
        "no_activation": Trap(
            page="layers",
            wrong=_STACK.format(activation=""),
            repaired=_STACK.format(activation=', activation="relu"'),
            shows=("bend",),
        ),
        "all_weights_zero": Trap(
            page="layers",
            wrong=_START.format(first='"zeros"', second='"zeros"'),
            repaired=_START.format(
                first="keras.initializers.GlorotUniform(seed=1)",
                second="keras.initializers.GlorotUniform(seed=2)",
            ),
            shows=("kernel",),
        ),
        "dead_relu": Trap(
            page="layers",
            wrong=_DEAD.format(bias="-3.0"),
            repaired=_DEAD.format(bias="0.5"),
            shows=("units", "gradient"),
        ),
    }
)
