"""The page of layers and models as Streamlit draws it."""
