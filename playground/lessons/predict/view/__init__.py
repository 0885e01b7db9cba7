"""The page of predictions as Streamlit draws it."""
