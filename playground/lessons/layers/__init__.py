"""The page of layers and models: the records of its labs."""
