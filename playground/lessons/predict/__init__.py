"""The page of predictions: the records of its labs."""
