"""What the app adds to Streamlit's server: routes, headers, middleware."""
