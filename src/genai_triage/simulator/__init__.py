"""A local stand-in of the Gemini API and of GigaChat that can fail with any cause of the taxonomy.

```python
from genai_triage.simulator import Simulator

with Simulator() as simulator:
    client = genai.Client(api_key="any", http_options={"base_url": simulator.gemini_url})
    client.models.generate_content(model="fail-gemini.internal", contents="Hello")
```

Needs the extra `simulator`.
"""

from genai_triage.simulator.backend import Record
from genai_triage.simulator.scenarios import Scenario, authorization_key, scenario, simulatable
from genai_triage.simulator.schedules import Schedule, ScheduleError
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
