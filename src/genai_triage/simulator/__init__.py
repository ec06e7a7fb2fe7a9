"""A local stand-in of the Gemini API and of GigaChat that can fail with any cause of the taxonomy.

```python
from genai_triage.simulator import Simulator

with Simulator() as simulator:
    client = genai.Client(api_key="any", http_options={"base_url": simulator.gemini_url})
    client.models.generate_content(model="fail-gemini.internal", contents="Hello")
```

Needs the extra `simulator`; what it can bring about (`scenario`, `simulatable`) is known without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from genai_triage.simulator.scenarios import Scenario, authorization_key, scenario, simulatable
from genai_triage.simulator.schedules import Schedule, ScheduleError

if TYPE_CHECKING:
    from genai_triage.simulator.backend import Record
    from genai_triage.simulator.server import Simulator

__all__ = [
    "Record",
    "Scenario",
    "Schedule",
    "ScheduleError",
    "Simulator",
    "authorization_key",
    "scenario",
    "simulatable",
]
_OF_THE_EXTRA: Final = {"Record": "backend", "Simulator": "server"}


def __getattr__(name: str) -> Any:
    """Imports what needs the extra once it is asked for."""
    if name not in _OF_THE_EXTRA:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_OF_THE_EXTRA[name]}"), name)
