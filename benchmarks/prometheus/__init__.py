"""What the metrics and the rules cost Prometheus: `python -m benchmarks.prometheus --help`."""
