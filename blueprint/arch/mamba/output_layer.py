from torch import nn


def output_layer(embedding: nn.Embedding) -> nn.Linear:
    """What scores every token of the vocabulary; its weight is its own, and not the embedding's."""
    return nn.Linear(embedding.embedding_dim, embedding.num_embeddings, bias=False)
