"""A network's training as one Keras program for exactly one experiment, to show and to take away.

Same points, same start weights by seed, same batches, optimiser, penalties and dropout masks: the program
prints the losses of the stage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from playground.core.activations import LINEAR
from playground.core.experiment import Experiment
from playground.core.features import FEATURES
from playground.core.initializers import INITIALIZERS, ZEROS
from playground.core.losses import LOSSES
from playground.core.network import DISTANCE_LOSS, Network, Node, network_of
from playground.core.optimizers import OPTIMIZERS
from playground.core.stops import STOPS
from playground.export.points_code import points_code
from playground.export.stop_code import START_CODE, plateau_code, reached_code
from playground.locale import SOURCE, say

__all__ = ["network_script", "network_steps"]

_DROPOUT = '''\
class SeededDropout(keras.layers.Layer):
    """keras.layers.Dropout whose mask depends on a seed, the step and the layer alone."""

    step = 0

    def __init__(self, rate, number):
        super().__init__()
        self.rate, self.number = rate, number

    def call(self, inputs, training=False):
        if not training:
            return inputs
        seed = [{seed}, 16 * SeededDropout.step + self.number]
        return tf.nn.experimental.stateless_dropout(inputs, self.rate, seed=seed, rng_alg="philox")'''


def network_steps(experiment: Experiment) -> tuple[tuple[str, str], ...]:
    """The parts of the program: the catalogue key of each part's title, and its code."""
    codes = {
        "points": points_code(experiment),
        "split": _split(experiment),
        "features": _inputs_and_targets(experiment),
        "model": _model(experiment),
        "compile": _compile(experiment),
        "train": _train(experiment),
        "evaluate": _evaluate(experiment),
    }
    return tuple((f"network_code.{name}", code) for name, code in codes.items())


def network_script(experiment: Experiment, language: str = SOURCE) -> str:
    """The program: it prints the loss of each update, as the stage shows it."""
    parts = (
        f"# {number}. {say(title, language)}\n{code}"
        for number, (title, code) in enumerate(network_steps(experiment), start=1)
    )
    return "\n\n".join(parts) + "\n"


def _split(e: Experiment) -> str:
    if e.test_points is not None:
        return "training, held = np.arange(num_drawn), np.arange(num_drawn, len(points))"
    if not e.num_held:
        return "training = np.arange(len(points))  # nothing is held out"
    return (
        f"order = np.random.default_rng([{e.seed}, 1000]).permutation(len(points))\n"
        f"held, training = order[:{e.num_held}], order[{e.num_held}:]"
    )


def _inputs_and_targets(e: Experiment) -> str:
    columns = ", ".join(FEATURES[name].code for name in e.features)
    code = f"x1, x2 = points[:, 0], points[:, 1]\ninputs = np.column_stack([{columns}])\n"
    if not LOSSES[e.loss].many:
        code += 'targets = labels.astype("float32").reshape(-1, 1)'
    elif e.labels == "onehot":
        code += f"targets = keras.utils.to_categorical(labels, {e.num_classes})"
    else:
        code += "targets = labels.reshape(-1, 1)"
    if e.arch == "heads":
        code += (
            "\ncentred = points.astype(float) - points[training].astype(float).mean(axis=0)\n"
            "from_mean = np.hypot(centred[:, 0], centred[:, 1])\n"
            'distances = (from_mean / from_mean[training].mean()).astype("float32").reshape(-1, 1)'
        )
    return code


# ---- the model


def _variable(node: Node) -> str:
    return {"input": "features", "class": "scores"}.get(node.name, node.name)


def _model(e: Experiment) -> str:
    network = network_of(e)
    lines = [_DROPOUT.replace("{seed}", str(e.shuffle_seed)) + "\n"] if e.dropout and e.has_hidden else []
    lines.append(f"features = keras.Input(shape=({network.nodes[0].units},))")
    for place, node in enumerate(network.nodes[1:], start=1):
        sources = [_variable(network.nodes[source]) for source in node.inputs]
        if node.kind == "dense":
            lines.append(f"{_variable(node)} = {_dense(e, network, node)}({sources[0]})")
        else:
            merge = "Concatenate" if node.kind == "concat" else "Add"
            lines.append(f"{_variable(node)} = keras.layers.{merge}()([{', '.join(sources)}])")
        if node.dropped:
            name = _variable(node)
            lines.append(f"{name} = SeededDropout({e.dropout!r}, {place})({name})")
    outputs = ", ".join(_variable(network.nodes[place]) for place in network.outputs)
    lines.append(f"model = keras.Model(features, {outputs if len(network.outputs) == 1 else f'[{outputs}]'})")
    return "\n".join([*lines, "model.summary()"])


def _dense(e: Experiment, network: Network, node: Node) -> str:
    arguments = [str(node.units)]
    if node.activation != LINEAR:
        arguments.append(f'activation="{node.activation}"')
    if e.initializer == ZEROS:
        arguments.append('kernel_initializer="zeros"')
    else:
        seed = network.start_seed(e.init_seed, node)
        kind = INITIALIZERS[e.initializer]
        arguments.append(f"kernel_initializer=keras.initializers.{kind}(seed={seed})")
    if e.l1 or e.l2:
        arguments.append(f"kernel_regularizer=keras.regularizers.L1L2(l1={e.l1!r}, l2={e.l2!r})")
    arguments.append(f'name="{node.name}"')
    inside = ",\n    ".join(arguments)
    return f"keras.layers.Dense(\n    {inside},\n)"


# ---- optimiser and losses


def _compile(e: Experiment) -> str:
    code = f"optimizer = {OPTIMIZERS[e.optimizer].keras_call(repr(e.lr), e.values())}\n"
    code += f"loss_of_class = {LOSSES[e.loss].keras_call(e.labels)}"
    if e.arch == "heads":
        code += f"\nloss_of_distance = {LOSSES[DISTANCE_LOSS].keras}"
    penalties = " + sum(model.losses)" if e.l1 or e.l2 else ""
    code += "\n\n\ndef objective(places, training):\n"
    if e.arch == "heads":
        return code + (
            "    scores, distance = model(inputs[places], training=training)\n"
            "    loss = loss_of_class(targets[places], scores)\n"
            f"    return loss + loss_of_distance(distances[places], distance){penalties}"
        )
    return code + (
        "    scores = model(inputs[places], training=training)\n"
        f"    return loss_of_class(targets[places], scores){penalties}"
    )


def _train(e: Experiment) -> str:
    head = "import itertools\n\n" if e.stop == "never" else ""
    body = ""
    if e.is_full_batch:
        batch = "training"
    else:
        head += f"batch_size = {e.batch_size}\nbatches_per_epoch = {e.batches_per_epoch}\n\n"
        body += (
            "epoch, number = divmod(step, batches_per_epoch)\n"
            "if number == 0:  # a new epoch, a new order\n"
            f"    order = np.random.default_rng([{e.shuffle_seed}, epoch]).permutation(len(training))\n"
            "batch = training[order[number * batch_size:(number + 1) * batch_size]]\n"
        )
        batch = "batch"
    for change in e.changes:
        body += f"if step == {change.step}:\n    optimizer.learning_rate = {change.lr!r}\n"
    body += _edits(e)
    head += START_CODE.get(e.stop, "")
    if e.stop in _ENDS:
        body += _ENDS[e.stop](e)
    if e.dropout and e.has_hidden:
        body += "SeededDropout.step = step\n"
    body += (
        "with tf.GradientTape() as tape:\n"
        f"    loss = objective({batch}, training=True)\n"
        "gradients = tape.gradient(loss, model.trainable_variables)\n"
        "optimizer.apply_gradients(zip(gradients, model.trainable_variables))\n"
        'print(f"Loss at step {step}: {loss:.4f}")'
    )
    steps = STOPS[e.stop].range_code.format(steps=e.steps, last=e.last_step)
    indented = "\n".join(f"    {line}" for line in body.split("\n"))
    code = f"{head}for step in {steps}:\n{indented}"
    # The last row shows the weights after what was set there, and no update follows it.
    return code + "".join(f"\n{line}" for line in _edits(e, after=True).splitlines())


def _loss_reached(e: Experiment) -> str:
    return reached_code(f"{_FULL_LOSS} <= {e.target!r}")


def _accuracy_reached(e: Experiment) -> str:
    return f"{_right(e)}\n" + reached_code(f"right[training].mean() >= {e.target_accuracy!r}")


def _plateau_reached(e: Experiment) -> str:
    return plateau_code(e, _FULL_LOSS)


_FULL_LOSS: Final = "objective(training, training=False)"
# What a program asks before each update, where its run can end before its last step.
_ENDS: Final[Mapping[str, Callable[[Experiment], str]]] = {
    "loss": _loss_reached,
    "accuracy": _accuracy_reached,
    "plateau": _plateau_reached,
}


def _edits(e: Experiment, after: bool = False) -> str:
    """Weights set by hand, each at its place in its layer: in the loop, or `after` it, at the last step."""
    network, code = network_of(e), ""
    for edit in e.edits:
        if after != (edit.step >= e.last_step):
            continue
        node = next(node for node in reversed(network.dense) if (node.kernel or 0) <= edit.index)
        assert node.kernel is not None
        assert node.bias is not None
        name, value = f'model.get_layer("{node.name}")', float(edit.value)
        if edit.index >= node.bias:
            part, place = "bias", str(edit.index - node.bias)
        else:
            row, column = divmod(edit.index - node.kernel, node.units)
            part, place = "kernel", f"{row}, {column}"
        lines = (
            f"values = {name}.{part}.numpy()",
            f"values[{place}] = {value!r}",
            f"{name}.{part}.assign(values)",
        )
        if after:
            code += "# set by hand after the last update\n" + "".join(f"{line}\n" for line in lines)
        else:
            code += f"if step == {edit.step}:  # set by hand\n" + "".join(f"    {line}\n" for line in lines)
    return code


def _right(e: Experiment) -> str:
    """The lines that say of every point whether its class is right."""
    scores = "model(inputs)[0]" if e.arch == "heads" else "model(inputs)"
    if LOSSES[e.loss].many:
        right = "np.argmax(scores, axis=1) == labels"
    else:
        right = f"(scores[:, 0] > {LOSSES[e.loss].threshold!r}) == (labels == 1)"
    return f"scores = {scores}.numpy()\nright = {right}"


def _evaluate(e: Experiment) -> str:
    code = (
        f"{_right(e)}\n"
        'print(f"Training loss: {objective(training, training=False):.4f}")\n'
        'print(f"Training accuracy: {right[training].mean():.4f}")'
    )
    if e.num_held:
        name = "Validation" if e.test_points is None else "Test"
        code += (
            f'\nprint(f"{name} loss: {{objective(held, training=False):.4f}}")\n'
            f'print(f"{name} accuracy: {{right[held].mean():.4f}}")'
        )
    return code
