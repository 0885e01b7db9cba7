"""Which explanation belongs to which error of TensorFlow or Python: one row each."""

from __future__ import annotations

import re

__all__ = ["REASONS", "UNKNOWN", "reason_of", "summary_of", "unpainted"]

UNKNOWN = "other"

# Reason (catalogue: lessons.reason.<reason>), class of the error, what its message holds.
REASONS: tuple[tuple[str, str, str], ...] = (
    ("item_assignment", "TypeError", r"does not support item assignment"),
    ("assign_shape", "ValueError", r"Cannot assign value to variable.*Shape mismatch"),
    ("update_shape", "InvalidArgumentError", r"Cannot update variable with shape"),
    ("slice_shape", "InvalidArgumentError", r"Cannot broadcast input shape"),
    ("index_bounds", "InvalidArgumentError", r"slice index .* out of bounds"),
    ("index_rank", "InvalidArgumentError", r"Index out of range using input dim|slice scalar input"),
    ("not_a_variable", "AttributeError", r"EagerTensor' object has no attribute"),
    ("broadcast", "InvalidArgumentError", r"Incompatible shapes"),
    ("matmul_inner", "InvalidArgumentError", r"Matrix size-incompatible"),
    ("matmul_rank", "InvalidArgumentError", r"ndims must be|different ndims"),
    ("matmul_batch", "InvalidArgumentError", r"compatible batch dimensions"),
    ("concat_shape", "InvalidArgumentError", r"ConcatOp : Dimension"),
    ("concat_rank", "InvalidArgumentError", r"ConcatOp : (Ranks|Can't concatenate scalars)"),
    ("concat_axis", "InvalidArgumentError", r"Expected concatenating dimensions"),
    ("dtype_mix", "InvalidArgumentError", r"was expected to be an? \w+ tensor"),
    ("dtype_refused", "InvalidArgumentError", r"is not in the list of allowed values"),
    ("dtype_literal", "TypeError", r"Cannot convert .* to EagerTensor of dtype int"),
    ("integer_power", "InvalidArgumentError", r"Integers to negative integer powers"),
    ("ragged", "ValueError", r"non-rectangular"),
    ("tape_spent", "RuntimeError", r"non-persistent GradientTape"),
    ("not_compiled", "ValueError", r"must call `compile\(\)`"),
    ("loss_name", "ValueError", r"Could not interpret loss identifier"),
    ("foreign_optimizer", "ValueError", r"can only be called for the variables"),
    ("label_shape", "ValueError", r"`target` and `output` must have the same (rank|shape)"),
    ("input_shape", "ValueError", r"Invalid input shape|expected (min_)?ndim"),
    ("name", "NameError", r"is not defined"),
)

# TensorFlow wraps its messages in names of kernels and devices: {{function_node …}} … [Op:AddV2] name: …
_INTERNAL = re.compile(
    r"\{\{function_node [^}]*\}\}\s*|\s*\[Op:\w+\](\s*name:.*)?\s*$|\s*;\s*NodeDef:.*$", re.DOTALL
)

# Keras wraps what a layer raised: Exception encountered when calling X.call(). … Arguments received by …
_KERAS = re.compile(r"^Exception encountered when calling [^\n]*\n+(.*?)\n+Arguments received by ", re.DOTALL)
_PAINT = re.compile(r"\x1b\[[0-9;]*m")


def reason_of(error: str, message: str) -> str:
    """The reason of an error with this class name and message; UNKNOWN if no row fits."""
    for reason, name, pattern in REASONS:
        if name == error and re.search(pattern, message, re.DOTALL):
            return reason
    return UNKNOWN


def summary_of(message: str) -> str:
    """A message of TensorFlow without the names of its kernels, one of Keras without its frame."""
    plain = _INTERNAL.sub("", message).strip() or message
    within = _KERAS.search(plain)
    return within[1].strip() if within else plain


def unpainted(message: str) -> str:
    """A message without the terminal's codes for bold and colour."""
    return _PAINT.sub("", message)
