"""A plugin of pytest: `simulator` stands in for Gemini and GigaChat in an application's own tests.

```python
def test_a_used_up_quota_is_told(simulator):
    simulator.schedule("gemini.requests_per_day")
    client = genai.Client(api_key="any", http_options={"base_url": simulator.gemini_url})
    ...
```

Needs the extra `simulator`. pytest finds it by itself; nothing but pytest is imported until a test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from genai_triage.simulator import Simulator

_MISSING = "The fixture `simulator` needs {}: pip install 'genai-triage[simulator]'."


@pytest.fixture(scope="session")
def simulator_settings() -> Mapping[str, Any]:
    """What `Simulator` is made with; override it for others, `{"grpc_port": 0}` say for gRPC."""
    return {"latency": 0}


@pytest.fixture(scope="session")
def running_simulator(simulator_settings: Mapping[str, Any]) -> Iterator[Simulator]:
    """One simulator for the whole session, as starting one takes longer than a test."""
    try:
        from genai_triage.simulator import Simulator
    except ModuleNotFoundError as missing:
        pytest.fail(_MISSING.format(missing.name), pytrace=False)
    with Simulator(**simulator_settings) as running:
        yield running


@pytest.fixture
def simulator(running_simulator: Simulator) -> Iterator[Simulator]:
    """Gemini and GigaChat on this machine, without schedules and past requests: see docs/in-your-code.md."""
    running_simulator.reset()
    yield running_simulator
    running_simulator.reset()
