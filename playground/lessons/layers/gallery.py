"""The gallery of models: Sequential, two branches, multiple heads, residual, from one record of the graph."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.experiment import Experiment
from playground.core.keras_code import functional_code, sequential_code
from playground.core.losses import FOLLOWING
from playground.core.network import ARCHITECTURES, Network, network_of

__all__ = ["MODELS", "SUMMARY", "GalleryRequest", "LayerCount", "ModelReport"]

MODELS = tuple(ARCHITECTURES)
SUMMARY = "model.summary(print_fn=print)"


@dataclass(frozen=True, slots=True)
class GalleryRequest:
    """A model of the gallery, and the data that it would be trained on."""

    arch: str = "sequential"
    hidden: tuple[int, ...] = (4, 2)
    activation: str = "tanh"
    data: str = "circle"

    def __post_init__(self) -> None:
        checked = self.experiment  # says what is wrong with a value
        object.__setattr__(self, "hidden", checked.hidden)

    @property
    def experiment(self) -> Experiment:
        """The run on the stage: the model on its data, a share held out, with settings that get somewhere."""
        return Experiment(
            arch=self.arch,
            hidden=self.hidden,
            activation=self.activation,
            data=self.data,
            loss=FOLLOWING[self.data == "classes"],
            optimizer="adam",
            lr=0.03,
            batch=32,
            val=0.3,
            steps=2000,
        )

    @property
    def network(self) -> Network:
        return network_of(self.experiment)

    @property
    def functional(self) -> str:
        """The model by the functional API."""
        return functional_code(self.network)

    @property
    def sequential(self) -> str | None:
        """The same as Sequential, where that can say it."""
        return sequential_code(self.network)


@dataclass(frozen=True, slots=True)
class LayerCount:
    """A layer as Keras sees it."""

    name: str
    shape: tuple[int | None, ...]
    num_weights: int


@dataclass(frozen=True, eq=False, slots=True)
class ModelReport:
    """The model as Keras built it: layers in the order of the record, the summary, the number of weights.

    `sequential` is the number of weights of the same model as Sequential, None where there is none.
    """

    layers: tuple[LayerCount, ...]
    summary: str
    num_weights: int
    sequential: int | None
