"""Measures one metric point in the OpenTelemetry SDK as it is, and with each change that `docs/sdk-point.md` proposes.

The changes are made here, in the SDK's private parts, and nowhere else: what users run is the SDK as it is.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.util.types import AnyValue

from benchmarks.callgrind import Callgrind, command, why_not
from benchmarks.measure import in_fork

ATTRIBUTES: Final[Mapping[str, AnyValue]] = {
    "gen_ai.operation.name": "generate_content",
    "gen_ai.provider.name": "gcp.gemini",
    "gen_ai.request.model": "gemini-2.5-flash",
    "gen_ai.response.model": "gemini-2.5-flash",
    "server.address": "generativelanguage.googleapis.com",
    "server.port": 443,
    "error.type": "quota",
}
"""Those of `gen_ai.client.operation.duration`, on a failure."""
_POINTS: Final = 50
_INTERNAL: Final = "opentelemetry.sdk.metrics._internal"
_PRIMITIVES: Final = frozenset((str, bool, int, float, bytes, type(None)))


def cleaned(clean: Callable[[Any, int | None], Any]) -> Callable[[Any, int | None], Any]:
    """Returns `_clean_attribute_value` that copies a mapping of nothing but primitives at once."""

    def changed(value: Any, most: int | None) -> Any:
        if most is None and type(value) is dict and _is_flat(value):
            return dict(value)
        return clean(value, most)

    return changed


def keyed(key_of: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Returns `_hash_attributes` that neither sorts nor recurses where every value is a primitive."""

    def changed(value: Any) -> Any:
        if type(value) is dict:
            types = tuple(map(type, value.values()))
            if _PRIMITIVES.issuperset(types):
                return frozenset(zip(value, types, value.values(), strict=True))
        return key_of(value)

    return changed


def _is_flat(value: Mapping[Any, Any]) -> bool:
    return set(map(type, value)) == {str} and _PRIMITIVES.issuperset(map(type, value.values())) and "" not in value


@dataclass(slots=True)
class Point:
    """`Measurement` with slots, as it would be if it was not frozen."""

    value: float
    time_unix_nano: int
    instrument: Any
    context: Any
    attributes: Any = None

    def __post_init__(self) -> None:
        if self.attributes is not None:
            measurement: Any = sys.modules[f"{_INTERNAL}.measurement"]
            self.attributes = measurement._clean_attribute_value(self.attributes, None)


def _clean() -> None:
    measurement: Any = import_module(f"{_INTERNAL}.measurement")
    measurement._clean_attribute_value = cleaned(measurement._clean_attribute_value)


def _key() -> None:
    match: Any = import_module(f"{_INTERNAL}._view_instrument_match")
    match._hash_attributes = keyed(match._hash_attributes)


def _thaw() -> None:
    instrument: Any = import_module(f"{_INTERNAL}.instrument")
    instrument.Measurement = Point


CHANGES: Final[dict[str, tuple[Callable[[], None], ...]]] = {
    "as it is": (),
    "1: a flat mapping is copied at once": (_clean,),
    "2: a flat mapping's key is a set": (_key,),
    "3: the measurement is not frozen, and has slots": (_thaw,),
    "all three": (_clean, _key, _thaw),
}


def main() -> int:
    """Prints thousand instructions of one point, for each change; ends with 2 where they cannot be counted."""
    if reason := why_not():
        print(f"Nothing can be measured: {reason}.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as directory:
        words = [*command(Path(directory)), sys.executable, "-m", __spec__.name, directory]
        return subprocess.run(words, env={**os.environ, "PYTHONHASHSEED": "0"}, check=False).returncode


def _measure(directory: Path) -> None:
    gc.disable()
    counter = Callgrind(directory)
    counter.begin()
    for name, changes in CHANGES.items():
        print(f"{in_fork(partial(_cost, counter, changes)):>7.1f}  {name}", flush=True)


def _cost(counter: Callgrind, changes: tuple[Callable[[], None], ...]) -> float:
    for change in changes:
        change()
    provider = MeterProvider([InMemoryMetricReader()])
    histogram = provider.get_meter("bench").create_histogram("gen_ai.client.operation.duration", "s")
    for _ in range(_POINTS):
        histogram.record(0.5, ATTRIBUTES)
    counter.start()
    for _ in range(_POINTS):
        histogram.record(0.5, ATTRIBUTES)
    return counter.stop() / _POINTS / 1000


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _measure(Path(sys.argv[1]))
    else:
        sys.exit(main())
