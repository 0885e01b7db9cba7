"""What every page has: frame, language, address bar, widgets, and what Streamlit does not document."""
