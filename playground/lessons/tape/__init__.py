"""The page of GradientTape: the records of its labs."""
