"""What the instrumentation costs: `python -m benchmarks --help`."""
