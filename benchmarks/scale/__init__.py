"""Holds the instrumentation to what it promises at the limit: `python -m benchmarks.scale --help`."""
