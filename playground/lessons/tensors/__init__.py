"""The page of tensors: the records of its labs."""
