"""Programs that call the simulator, and how `genai-triage run` starts them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from genai_triage.simulator import Simulator
from tests.support import terminal

RUN = [sys.executable, "-m", "genai_triage.cli", "run"]
INSTRUMENT = [str(Path(sys.executable).with_name("opentelemetry-instrument"))]
KEY = "fail-gemini.key_invalid"
_OTHERS = ("OTEL_", "GENAI_TRIAGE_", "GIGACHAT_")

GEMINI = f"""
import os, sys
import httpx
url = os.environ["GOOGLE_GEMINI_BASE_URL"] + "/v1beta/models/gemini-2.5-flash:generateContent"
for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 1):
    print(httpx.post(url, headers={{"x-goog-api-key": {KEY!r}}}, json={{"contents": []}}).status_code)
"""
"""Makes calls with a key that is not valid; without an SDK, which takes a second to import."""

GENAI = f"""
from google import genai
client = genai.Client(api_key={KEY!r})
try:
    client.models.generate_content(model="gemini-2.5-flash", contents="Hello")
except Exception as error:
    print(type(error).__name__)
"""

GIGACHAT = """
from gigachat import GigaChat
with GigaChat(scope="fail-gigachat.token_scope_mismatch", verify_ssl_certs=False) as client:
    try:
        client.chat("Hello")
    except Exception as error:
        print(type(error).__name__)
"""

BLOCK = """\
genai-triage: auth · gemini.key_invalid · Gemini · generate_content gemini-2.5-flash
  do       Create or copy an API key on https://aistudio.google.com/apikey and set it as GEMINI_API_KEY, without quotes or spaces.
  owner    account (whoever owns the account, its keys and its plan); a retry does not help
  it said  API key not valid. Please pass a valid API key.
  facts    HTTP 400
  see      https://ai.google.dev/gemini-api/docs/api-key
"""  # noqa: E501
SUMMARY = """\
genai-triage: calls 1 · failed 1
  1 ×  auth · gemini.key_invalid · account
"""


def environment(simulator: Simulator, **chosen: str) -> dict[str, str]:
    """The variables of a program that calls the simulator; nothing says where to export to."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)}
    return {
        **kept,
        "GENAI_TRIAGE_HOSTS": f"{simulator.url.removeprefix('http://')}=gemini",
        "GOOGLE_GEMINI_BASE_URL": simulator.gemini_url,
        "GIGACHAT_BASE_URL": simulator.gigachat_url,
        "GIGACHAT_AUTH_URL": simulator.oauth_url,
        "GIGACHAT_CREDENTIALS": "c2ltdWxhdG9yOnNlY3JldA==",
        "PYTHONIOENCODING": "utf-8",
        "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": "httpx,httpx2,requests,grpc_client,grpc_aio_client",
        **chosen,
    }


def run(*words: str, env: dict[str, str], launcher: list[str] = RUN) -> tuple[int, str, str]:
    """Runs a program; its exit status, output and stderr."""
    done = subprocess.run([*launcher, *words], env=env, capture_output=True, encoding="utf-8", check=False, timeout=50)
    return done.returncode, done.stdout, done.stderr


def on_terminal(*words: str, columns: int, env: dict[str, str]) -> str:
    """Runs a program whose stderr is a terminal; what is seen there."""
    status, seen = terminal.on_terminal([*RUN, *words], columns, env, with_output=False)
    assert status == 0, seen
    return seen
