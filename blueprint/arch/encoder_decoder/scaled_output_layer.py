from torch import Tensor, nn


class OutputLayer(nn.Linear):
    """What scores every token of the vocabulary, with the weight of the embedding, whose numbers are large: what comes in is scaled down (T5)."""

    def __init__(self, shared: nn.Embedding):
        super().__init__(shared.embedding_dim, shared.num_embeddings, bias=False)
        self.weight = shared.weight

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x * self.in_features**-0.5)
