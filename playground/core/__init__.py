"""What an experiment is: records, knobs, data, networks, errors. No screen, TensorFlow, Streamlit."""
