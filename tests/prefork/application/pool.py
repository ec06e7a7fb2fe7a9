"""A pool of processes, started in the manner that is asked for, that makes 8 calls."""

from __future__ import annotations

import multiprocessing
import sys

import service  # type: ignore[import-not-found]

if __name__ == "__main__":
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        pool.map(service.call, range(8), chunksize=1)
        pool.close()
        pool.join()
