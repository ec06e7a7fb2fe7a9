"""Measures what other instrumentations of google-genai cost and record: `python -m benchmarks.peers --help`."""
