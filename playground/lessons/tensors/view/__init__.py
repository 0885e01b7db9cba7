"""The page of tensors as Streamlit draws it."""
