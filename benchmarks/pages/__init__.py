"""Writes docs/performance.md and docs/scale.md from what was measured: `python -m benchmarks.pages`."""
