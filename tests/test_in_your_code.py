"""What docs/in-your-code.md shows runs as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from google import genai
from google.genai import errors, types

import genai_triage
from genai_triage.simulator import Simulator

PAGE = (Path(__file__).parent.parent / "docs" / "in-your-code.md").read_text(encoding="utf-8")
EXAMPLES: list[str] = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)


@pytest.fixture
def switched_off_after() -> Iterator[None]:
    yield
    genai_triage.uninstrument()


@pytest.mark.usefixtures("switched_off_after")
def test_the_function_of_the_first_example_is_told(simulator: Simulator, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(EXAMPLES[0], "docs/in-your-code.md", "exec"), {})
    client = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=simulator.gemini_url))
    with pytest.raises(errors.ClientError):
        client.models.generate_content(model="fail-gemini.requests_per_day", contents="Hello")
    assert capsys.readouterr().out == "next key, please: gemini.requests_per_day\n"
