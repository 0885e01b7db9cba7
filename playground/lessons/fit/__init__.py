"""The page of compile and fit: the records of its labs."""
