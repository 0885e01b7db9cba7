"""Pictures of what is studied at rest: pure functions from records to Plotly figures."""
