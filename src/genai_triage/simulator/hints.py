"""How to point each SDK at a running simulator, as text for the terminal."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from genai_triage.simulator.scenarios import HEADER, scenario
from genai_triage.taxonomy.model import Cause

if TYPE_CHECKING:
    from genai_triage.simulator.server import Simulator

_WIDTH = 80


def directions(simulator: Simulator) -> str:
    """Addresses, and the lines of code and environment variables that lead to them."""
    faults = "\n".join(f"  {fault:<14} {url}" for fault, url in simulator.fault_urls.items())
    return f"""\
Simulator of the Gemini API and GigaChat: {simulator.url}

google-genai
  export GOOGLE_GEMINI_BASE_URL={simulator.gemini_url}
  options = types.HttpOptions(base_url="{simulator.gemini_url}")
  genai.Client(api_key="any", http_options=options)
  Live sessions go over TLS:
    base_url="{simulator.tls_url}"
    export SSL_CERT_FILE={simulator.ca_file}

google-generativeai
  options = {{"api_endpoint": "{simulator.gemini_url}"}}
  genai.configure(api_key="any", transport="rest", client_options=options)

gigachat
  export GIGACHAT_BASE_URL={simulator.gigachat_url}
  export GIGACHAT_AUTH_URL={simulator.oauth_url}
  export GIGACHAT_CREDENTIALS=c2ltdWxhdG9yOnNlY3JldA==
  export GIGACHAT_MODEL=GigaChat-2
  Over TLS:
    export GIGACHAT_BASE_URL={simulator.tls_url}/api/v1
    verify_ssl_certs=False, or export GIGACHAT_VERIFY_SSL_CERTS=false
    or ca_bundle_file="{simulator.ca_file}"

{_grpc(simulator)}

Ask for a failure
  model          fail-<cause>, or gemini-2.5-flash-fail-<cause>
  header         {HEADER}: <cause>, over gRPC as metadata
  credential     API key, scope or access token fail-<cause>
                 authorization key base64("fail:<cause>")
  in a session   model gemini-live-turn-fail-<cause> in the middle of an answer,
  or a stream    gemini-live-message-fail-<cause> by a message,
                 gemini-live-go-away, gemini-live-close-1011
  of a job       model gemini-2.5-flash-job-fail-<cause>: it is made, and fails,
                 gemini-2.5-flash-polls-3: it is done when asked a fourth time,
                 a file's display name or a thread's id does the same
  function call  model gemini-2.5-flash-call-function
                 or {HEADER}: call-function

Failures of an address
{faults}

Control
{_control(simulator)}
"""


def _control(simulator: Simulator) -> str:
    token = f"-H 'Authorization: Bearer {simulator.control_token}' \\\n    " if simulator.control_token else ""
    json = "-H 'Content-Type: application/json'"
    return f"""\
  curl {token}{simulator.url}/_sim/causes
  curl {token}{simulator.url}/_sim/requests
  curl {token}{json} \\
    -d '{{"cause": "gemini.internal", "every": 3}}' \\
    {simulator.url}/_sim/schedules
  curl {token}-X DELETE {simulator.url}/_sim/schedules
  curl {token}-X POST {simulator.url}/_sim/tokens/expire"""


def _grpc(simulator: Simulator) -> str:
    if not simulator.grpc_target:
        return "gRPC is not served: grpcio is not installed."
    return f"""\
gRPC
  channel = grpc.insecure_channel("{simulator.grpc_target}")
  ChatServiceStub(channel) of gigachat.v1
    with the metadata authorization: Bearer <token>
  transport = GenerativeServiceGrpcTransport(channel=channel)
  GenerativeServiceClient(transport=transport)
  Over TLS: {simulator.grpc_tls_target}
    export GRPC_DEFAULT_SSL_ROOTS_FILE_PATH={simulator.ca_file}
    google-generativeai: {{"api_endpoint": "{simulator.grpc_tls_target}"}}"""


def list_of(causes: Iterable[Cause]) -> str:
    """Each cause's id, and below it how it is brought about; last, together, those that no server can bring about."""
    known = [scenario(cause) for cause in causes]
    lines = [f"{one.cause}\n{_indented(one.how)}" for one in known if one.way != "none"]
    reasons = {one.how: [other.cause for other in known if other.how == one.how] for one in known if one.way == "none"}
    lines += [f"\n{textwrap.fill(how, _WIDTH)}\n{_indented(', '.join(named))}" for how, named in reasons.items()]
    return "\n".join(lines)


def json_list_of(causes: Iterable[Cause]) -> str:
    """The same as a list of objects, for programs."""
    rows = [
        {"cause": cause.id, "class": cause.failure_class, "owner": cause.owner, "how": scenario(cause).how}
        for cause in causes
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def _indented(text: str) -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent="    ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
