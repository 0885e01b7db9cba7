"""Which explanation belongs to which error of TensorFlow or Python: one row each."""

from __future__ import annotations

import re

__all__ = ["REASONS", "UNKNOWN", "reason_of", "summary_of"]

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
    ("text_dtype", "ValueError", r"Invalid dtype: str"),
    ("no_target", "TypeError", r"`target` should be .* but received None"),
    ("none_gradient", "TypeError", r"unsupported operand type\(s\) .*'NoneType'"),
    ("no_fit", "AttributeError", r"'function' object has no attribute 'fit'"),
    ("name", "NameError", r"is not defined"),
    ("input_axis", "ValueError", r"expected axis -1 of input shape to have value"),
    ("input_rank", "ValueError", r"expected (min_|max_)?ndim="),
    (
        "input_shape",
        "ValueError",
        r"Invalid input shape|already been configured to use input",
    ),
    ("merge_widths", "ValueError", r"Inputs have incompatible shapes"),
    ("not_built", "ValueError", r"layer isn't built"),
    ("no_super", "RuntimeError", r"forgot to call `super\(\).__init__\(\)`"),
)

# TensorFlow wraps its messages in names of kernels and devices: {{function_node …}} … [Op:AddV2] name: …
_INTERNAL = re.compile(
    r"\{\{function_node [^}]*\}\}\s*|\s*\[Op:\w+\](\s*name:.*)?\s*$|\s*;\s*NodeDef:.*$", re.DOTALL
)

# Keras tells in which call of which layer an error came up, around the error itself.
_CALL = re.compile(
    r"^Exception encountered when calling [^\n]*\n\n(.*?)\n\nArguments received by .*$", re.DOTALL
)


def reason_of(error: str, message: str) -> str:
    """The reason of an error with this class name and message; UNKNOWN if no row fits."""
    for reason, name, pattern in REASONS:
        if name == error and re.search(pattern, message, re.DOTALL):
            return reason
    return UNKNOWN


def summary_of(message: str) -> str:
    """A message without TensorFlow's names of kernels and devices, or the call that Keras wraps around it."""
    return _INTERNAL.sub("", _CALL.sub(r"\1", message)).strip() or message
