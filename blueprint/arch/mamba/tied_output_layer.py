from torch import nn


def output_layer(embedding: nn.Embedding) -> nn.Linear:
    """What scores every token of the vocabulary, with the weight of the embedding."""
    layer = nn.Linear(embedding.embedding_dim, embedding.num_embeddings, bias=False)
    layer.weight = embedding.weight
    return layer
