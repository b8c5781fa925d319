from torch import nn


class OutputLayer(nn.Linear):
    """What scores every token of the vocabulary, with a weight of its own."""

    def __init__(self, shared: nn.Embedding):
        super().__init__(shared.embedding_dim, shared.num_embeddings, bias=False)
