"""The peer: the same training as a beginner draws it, a loop that fills st.plotly_chart again and again."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import streamlit as st
import tensorflow as tf
from plotly.subplots import make_subplots

from playground.core.data import draw
from playground.core.experiment import Experiment

STEPS = 1_000_000
LEARNING_RATE = 0.1


@st.cache_data
def sample() -> tuple[Any, Any]:
    """The chapter's 2,000 points."""
    drawn = draw(Experiment())
    return drawn.inputs, drawn.targets


@st.cache_resource
def update() -> Any:
    """One gradient update as a graph, traced once."""

    @tf.function
    def step(inputs, targets, weights, bias):  # type: ignore[no-untyped-def]
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(targets - (tf.matmul(inputs, weights) + bias)))
        gradients = tape.gradient(loss, [weights, bias])
        weights.assign_sub(gradients[0] * LEARNING_RATE)
        bias.assign_sub(gradients[1] * LEARNING_RATE)
        return loss

    return step


def figure(step: int, losses: list[float], weights: Any, bias: Any) -> go.Figure:
    """Points, boundary and loss curve of one step."""
    inputs, targets = sample()
    (w1,), (w2,) = weights.numpy()
    b = float(bias.numpy()[0])
    drawn = make_subplots(rows=1, cols=2)
    drawn.add_scatter(
        x=inputs[:, 0],
        y=inputs[:, 1],
        mode="markers",
        marker={"color": targets[:, 0], "size": 5},
        row=1,
        col=1,
    )
    ends = [-4.0, 7.0]
    drawn.add_scatter(x=ends, y=[(0.5 - b - w1 * x) / w2 for x in ends], mode="lines", row=1, col=1)
    drawn.add_scatter(y=losses, mode="lines", row=1, col=2)
    drawn.update_layout(title=f"step {step}", showlegend=False, height=600, yaxis={"range": [-4, 7]})
    return drawn


weights = tf.Variable([[0.5], [0.5]])
bias = tf.Variable([0.0])
losses: list[float] = []
place = st.empty()
if st.button("Play"):
    inputs, targets = sample()
    train = update()
    for number in range(1, STEPS):
        losses.append(float(train(inputs, targets, weights, bias)))
        place.plotly_chart(figure(number, losses[-200:], weights, bias))
else:
    place.plotly_chart(figure(0, losses, weights, bias))
