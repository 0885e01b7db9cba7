"""The page of compile and fit as Streamlit draws it."""
