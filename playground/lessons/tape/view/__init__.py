"""The page of GradientTape as Streamlit draws it."""
