from torch import Tensor

from config import Config


class KVCache:
    """What generation remembers of the tokens seen so far. A state space needs no keys and values of them: a layer keeps the last inputs of its
    convolution and the state of its scan, which take the same room after any number of tokens."""

    def __init__(self, config: Config):
        self.seen = 0  # tokens
        self.states: list[tuple[Tensor, Tensor] | None] = [None] * config.layers
