"""The ten steps of the chapter as TensorFlow code for exactly one experiment, to show and to take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from playground.core.experiment import Experiment
from playground.core.losses import LOSSES
from playground.core.optimizers import OPTIMIZERS, Slot
from playground.core.parsing import number_text
from playground.core.stops import STOPS
from playground.export.numbers import covariance_text
from playground.export.stop_code import START_CODE, plateau_code, reached_code
from playground.locale import SOURCE, say

__all__ = ["CodeStep", "UpdateLines", "script", "ten_steps", "update_lines"]


@dataclass(frozen=True, slots=True)
class CodeStep:
    """One of the ten steps: its number, the catalogue key of its title, and its code."""

    number: int
    title: str
    code: str


@dataclass(frozen=True, slots=True)
class UpdateLines:
    """The lines of step 8 that make one update, by what they do."""

    forward: str
    loss: str
    gradient: str
    update: str


def _update(optimizer: str) -> str:
    """What an optimiser does in step 8: with slots, for each variable and its gradient."""
    record = OPTIMIZERS[optimizer]
    if not record.slots:
        return record.code
    names = ", ".join(["variable", "gradient", *(slot.name for slot in record.slots)])
    lists = ", ".join(["[W, b]", "gradients", *(slot.plural for slot in record.slots)])
    head = f"{record.step_size_code}\n" if record.step_size_code else ""
    return f"{head}for {names} in zip({lists}):\n{_indented(record.code)}"


def _memory(slot: Slot) -> str:
    """What a slot adds to step 5."""
    start = f"tf.fill(variable.shape, {slot.start!r})" if slot.start else "tf.zeros_like(variable)"
    return f"{slot.plural} = [tf.Variable({start}) for variable in [W, b]]"


def ten_steps(experiment: Experiment) -> tuple[CodeStep, ...]:
    """The ten steps of the chapter, with only what this experiment needs."""
    codes = (
        _points(experiment),
        _stacked(experiment),
        _targets(experiment),
        _picture("targets[:, 0]" if experiment.targets == "column" else "targets"),
        _variables(experiment),
        "def model(inputs):\n    return tf.matmul(inputs, W) + b",
        _loss(experiment),
        _training_step(experiment),
        _loop(experiment),
        _prediction(experiment),
    )
    return tuple(
        CodeStep(number, f"linear.code.step_{number}", code) for number, code in enumerate(codes, start=1)
    )


def script(experiment: Experiment, language: str = SOURCE) -> str:
    """The ten steps as one program: it prints the loss of each update, as the page shows it."""
    parts = (f"# {step.number}. {say(step.title, language)}\n{step.code}" for step in ten_steps(experiment))
    return "\n\n".join(parts) + "\n"


def update_lines(experiment: Experiment) -> UpdateLines:
    """The lines of this experiment's training step, one for each card of the step in slow motion."""
    return UpdateLines(
        forward=_forward_line(experiment),
        loss=_loss_line(experiment),
        gradient=_gradient_line(experiment),
        update=_update(experiment.optimizer),
    )


def _indented(code: str, levels: int = 1) -> str:
    return "\n".join("    " * levels + line if line else line for line in code.split("\n"))


def _points(experiment: Experiment) -> str:
    head = "import numpy as np\nimport tensorflow as tf\n\n"
    if experiment.points is not None:
        return head + 'points = np.loadtxt("points.csv", delimiter=",", skiprows=1)  # x1,x2,label'
    e = experiment
    same = e.neg_n == e.pos_n
    code = head + (f"num_samples_per_class = {e.neg_n}\n" if same else "")
    for number, (name, mean, sigma, count) in enumerate(
        (
            ("negative", (e.neg_x, e.neg_y), (e.neg_sx, e.neg_sy, e.neg_rho), e.neg_n),
            ("positive", (e.pos_x, e.pos_y), (e.pos_sx, e.pos_sy, e.pos_rho), e.pos_n),
        )
    ):
        means = ", ".join(map(number_text, mean))
        rows = covariance_text(*sigma)
        code += (
            f"{name}_samples = np.random.default_rng([{e.seed}, {number}]).multivariate_normal(\n"
            f"    mean=[{means}],\n"
            f"    cov=[{rows}],\n"
            f"    size={'num_samples_per_class' if same else count},\n"
            '    method="cholesky")\n'
        )
    return code.rstrip("\n")


def _stacked(experiment: Experiment) -> str:
    if experiment.points is not None:
        return (
            'points = points[np.argsort(points[:, 2], kind="stable")]\n'
            "inputs = points[:, :2].astype(np.float32)"
        )
    return "inputs = np.vstack((negative_samples, positive_samples)).astype(np.float32)"


def _targets(experiment: Experiment) -> str:
    flat = experiment.targets == "flat"
    if experiment.points is not None:
        return f"targets = points[:, {'2' if flat else '2:'}].astype(np.float32)"
    e = experiment
    same = e.neg_n == e.pos_n
    sizes = ("num_samples_per_class",) * 2 if same else (str(e.neg_n), str(e.pos_n))
    if flat:
        return (
            f'targets = np.hstack((np.zeros({sizes[0]}, dtype="float32"),\n'
            f'                     np.ones({sizes[1]}, dtype="float32")))  # shape (n,), not (n, 1)'
        )
    return (
        f'targets = np.vstack((np.zeros(({sizes[0]}, 1), dtype="float32"),\n'
        f'                     np.ones(({sizes[1]}, 1), dtype="float32")))'
    )


def _picture(colours: str) -> str:
    return (
        "try:\n    import matplotlib.pyplot as plt\n"
        "except ImportError:\n    plt = None\n\n"
        f"if plt:\n    plt.scatter(inputs[:, 0], inputs[:, 1], c={colours})\n    plt.show()"
    )


def _variables(experiment: Experiment) -> str:
    e = experiment
    code = "input_dim = 2\noutput_dim = 1\n"
    drawn = f"tf.random.stateless_uniform(shape=(input_dim, output_dim), seed=[{e.init_seed}, 0])"
    if e.w1 is None and e.w2 is None:
        code += f"W = tf.Variable(initial_value={drawn})\n"
    elif e.w1 is not None and e.w2 is not None:
        code += f"W = tf.Variable(initial_value=[[{float(e.w1)!r}], [{float(e.w2)!r}]])\n"
    else:
        row, value = (0, e.w1) if e.w1 is not None else (1, e.w2)
        code += f"W = tf.Variable(initial_value={drawn})\nW[{row}, 0].assign({value!r})\n"
    if e.b is None:
        code += "b = tf.Variable(initial_value=tf.zeros(shape=(output_dim,)))"
    else:
        code += f"b = tf.Variable(initial_value=[{float(e.b)!r}])"
    for slot in OPTIMIZERS[e.optimizer].slots:
        code += f"\n{_memory(slot)}"
    return code


def _output(experiment: Experiment) -> str:
    return LOSSES[experiment.loss].in_linear_program.output + "s"


def _loss_name(experiment: Experiment) -> str:
    return LOSSES[experiment.loss].in_linear_program.function


def _loss(experiment: Experiment) -> str:
    output = _output(experiment)
    losses = LOSSES[experiment.loss].in_linear_program.code("targets", output)
    return (
        f"def {_loss_name(experiment)}(targets, {output}):\n"
        f"    per_sample_losses = {losses}\n"
        "    return tf.reduce_mean(per_sample_losses)"
    )


def _forward_line(experiment: Experiment) -> str:
    return f"{_output(experiment)} = model(inputs)"


def _loss_line(experiment: Experiment) -> str:
    return f"loss = {_loss_name(experiment)}(targets, {_output(experiment)})"


def _gradient_line(experiment: Experiment) -> str:
    slots = OPTIMIZERS[experiment.optimizer].slots
    names = "gradients" if slots else "grad_loss_wrt_W, grad_loss_wrt_b"
    return f"{names} = tape.gradient(loss, [W, b])"


def _training_step(experiment: Experiment) -> str:
    head = "" if experiment.changes else f"learning_rate = {experiment.lr!r}\n\n"
    arguments = ["inputs", "targets"]
    if experiment.changes:
        arguments.append("learning_rate")
    if OPTIMIZERS[experiment.optimizer].step_size_code:
        arguments.append("step")
    body = (
        "with tf.GradientTape() as tape:\n"
        f"    {_forward_line(experiment)}\n"
        f"    {_loss_line(experiment)}\n"
        f"{_gradient_line(experiment)}\n"
        f"{_update(experiment.optimizer)}\n"
        "return loss"
    )
    return f"{head}def training_step({', '.join(arguments)}):\n{_indented(body)}"


def _loop(experiment: Experiment) -> str:
    e = experiment
    head, body = "", ""
    if e.is_full_batch:
        batch = ["inputs", "targets"]
    else:
        head = f"batch_size = {e.batch_size}\nbatches_per_epoch = {e.batches_per_epoch}\n\n"
        body = (
            "epoch, number = divmod(step, batches_per_epoch)\n"
            "if number == 0:  # a new epoch, a new order\n"
            f"    order = np.random.default_rng([{e.shuffle_seed}, epoch]).permutation(len(inputs))\n"
            "batch = order[number * batch_size:(number + 1) * batch_size]\n"
        )
        batch = ["inputs[batch]", "targets[batch]"]
    if e.changes:
        head = f"learning_rate = {e.lr!r}\n{head}"
        for change in e.changes:
            body += f"if step == {change.step}:\n    learning_rate = {change.lr!r}\n"
        batch.append("learning_rate")
    if OPTIMIZERS[e.optimizer].step_size_code:
        batch.append("step")
    head += START_CODE.get(e.stop, "")
    if e.stop in _ENDS:
        body += _ENDS[e.stop](e)
    body += f'loss = training_step({", ".join(batch)})\nprint(f"Loss at step {{step}}: {{loss:.4f}}")'
    if e.stop == "never":
        head = "import itertools\n\n" + head
    steps = STOPS[e.stop].range_code.format(steps=e.steps, last=e.last_step)
    return f"{head}for step in {steps}:\n{_indented(body)}"


def _loss_reached(e: Experiment) -> str:
    return reached_code(f"{_full_loss(e)} <= {e.target!r}")


def _accuracy_reached(e: Experiment) -> str:
    predicted = f"(model(inputs)[:, 0] > {number_text(e.decision_threshold)}).numpy()"
    return reached_code(f"np.mean({predicted} == np.ravel(targets)) >= {e.target_accuracy!r}")


def _plateau_reached(e: Experiment) -> str:
    return plateau_code(e, _full_loss(e))


def _full_loss(e: Experiment) -> str:
    return f"{_loss_name(e)}(targets, model(inputs))"


# What a program asks before each update, where its run can end before its last step.
_ENDS: Final[Mapping[str, Callable[[Experiment], str]]] = {
    "loss": _loss_reached,
    "accuracy": _accuracy_reached,
    "plateau": _plateau_reached,
}


def _prediction(experiment: Experiment) -> str:
    output = _output(experiment)
    threshold = number_text(experiment.decision_threshold)
    return (
        f"{output} = model(inputs)\n"
        f"predicted = ({output}[:, 0] > {threshold}).numpy()\n"
        'print(f"Accuracy: {np.mean(predicted == np.ravel(targets)):.4f}")\n'
        "if plt:\n"
        "    plt.scatter(inputs[:, 0], inputs[:, 1], c=predicted)\n"
        "    plt.show()"
        f"{_tested(experiment)}"
    )


def _tested(experiment: Experiment) -> str:
    """What the program says of the test set."""
    if experiment.test_points is None:
        return ""
    output, threshold = _output(experiment), number_text(experiment.decision_threshold)
    column = "2" if experiment.targets == "flat" else "2:"
    return (
        '\n\ntest = np.loadtxt("test_points.csv", delimiter=",", skiprows=1)  # x1,x2,label\n'
        f"test_{output} = model(test[:, :2].astype(np.float32))\n"
        f"test_targets = test[:, {column}].astype(np.float32)\n"
        f'print(f"Test loss: {{{_loss_name(experiment)}(test_targets, test_{output}):.4f}}")\n'
        f"test_predicted = (test_{output}[:, 0] > {threshold}).numpy()\n"
        'print(f"Test accuracy: {np.mean(test_predicted == np.ravel(test_targets)):.4f}")'
    )
