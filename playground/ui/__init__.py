"""The Streamlit pieces: pages are put together from these."""
