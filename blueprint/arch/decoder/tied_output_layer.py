from torch import nn

from config import Config


def output_layer(config: Config, embedding: nn.Embedding) -> nn.Linear:
    """What scores every token of the vocabulary, with the weight of the embedding."""
    layer = nn.Linear(embedding.embedding_dim, embedding.num_embeddings, bias=config.lm_head_bias)
    layer.weight = embedding.weight
    return layer
