"""What `genai-triage simulate` prints: addresses and settings to copy, and how a failure is asked for."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.simulator.hints import directions, json_list_of, list_of
from genai_triage.simulator.scenarios import scenario
from genai_triage.taxonomy import CAUSES

ADDRESSES = {
    "url": "http://SIM",
    "gemini_url": "http://GEMINI",
    "gigachat_url": "http://GIGACHAT",
    "oauth_url": "http://OAUTH",
    "tls_url": "https://TLS",
    "ca_file": "/CA",
    "fault_urls": {"refuse": "http://REFUSED", "dns": "http://NOWHERE"},
    "control_token": "",
    "grpc_target": "GRPC:1",
    "grpc_tls_target": "GRPC:2",
}


def printed(**changed: Any) -> list[str]:
    return directions(SimpleNamespace(**{**ADDRESSES, **changed})).splitlines()  # type: ignore[arg-type]


def section(lines: list[str], heading: str) -> list[str]:
    """The lines below a heading, up to the next."""
    start = lines.index(heading) + 1
    end = next((at for at, line in enumerate(lines[start:], start) if line and not line.startswith(" ")), len(lines))
    return [line.strip() for line in lines[start:end] if line]


def test_it_begins_with_its_address() -> None:
    assert printed()[0] == "Simulator of the Gemini API and GigaChat: http://SIM"


@pytest.mark.parametrize(
    ("sdk", "lines"),
    [
        (
            "google-genai",
            [
                "export GOOGLE_GEMINI_BASE_URL=http://GEMINI",
                'options = types.HttpOptions(base_url="http://GEMINI")',
                'genai.Client(api_key="any", http_options=options)',
                "Live sessions go over TLS:",
                'base_url="https://TLS"',
                "export SSL_CERT_FILE=/CA",
            ],
        ),
        (
            "google-generativeai",
            [
                'options = {"api_endpoint": "http://GEMINI"}',
                'genai.configure(api_key="any", transport="rest", client_options=options)',
            ],
        ),
        (
            "gigachat",
            [
                "export GIGACHAT_BASE_URL=http://GIGACHAT",
                "export GIGACHAT_AUTH_URL=http://OAUTH",
                "export GIGACHAT_CREDENTIALS=c2ltdWxhdG9yOnNlY3JldA==",
                "export GIGACHAT_MODEL=GigaChat-2",
                "Over TLS:",
                "export GIGACHAT_BASE_URL=https://TLS/api/v1",
                "verify_ssl_certs=False, or export GIGACHAT_VERIFY_SSL_CERTS=false",
                'or ca_bundle_file="/CA"',
            ],
        ),
        (
            "gRPC",
            [
                'channel = grpc.insecure_channel("GRPC:1")',
                "ChatServiceStub(channel) of gigachat.v1",
                "with the metadata authorization: Bearer <token>",
                "transport = GenerativeServiceGrpcTransport(channel=channel)",
                "GenerativeServiceClient(transport=transport)",
                "Over TLS: GRPC:2",
                "export GRPC_DEFAULT_SSL_ROOTS_FILE_PATH=/CA",
                'google-generativeai: {"api_endpoint": "GRPC:2"}',
            ],
        ),
        ("Failures of an address", ["refuse         http://REFUSED", "dns            http://NOWHERE"]),
        (
            "Ask for a failure",
            [
                "model          fail-<cause>, or gemini-2.5-flash-fail-<cause>",
                "header         x-simulate: <cause>, over gRPC as metadata",
                "credential     API key, scope or access token fail-<cause>",
                'authorization key base64("fail:<cause>")',
                "in a session   model gemini-live-turn-fail-<cause> in the middle of an answer,",
                "or a stream    gemini-live-message-fail-<cause> by a message,",
                "gemini-live-go-away, gemini-live-close-1011",
                "of a job       model gemini-2.5-flash-job-fail-<cause>: it is made, and fails,",
                "gemini-2.5-flash-polls-3: it is done when asked a fourth time,",
                "a file's display name or a thread's id does the same",
                "function call  model gemini-2.5-flash-call-function",
                "or x-simulate: call-function",
            ],
        ),
        (
            "Control",
            [
                "curl http://SIM/_sim/causes",
                "curl http://SIM/_sim/requests",
                "curl -H 'Content-Type: application/json' \\",
                '-d \'{"cause": "gemini.internal", "every": 3}\' \\',
                "http://SIM/_sim/schedules",
                "curl -X DELETE http://SIM/_sim/schedules",
                "curl -X POST http://SIM/_sim/tokens/expire",
            ],
        ),
    ],
)
def test_what_an_sdk_or_a_person_needs_can_be_copied(sdk: str, lines: list[str]) -> None:
    assert section(printed(), sdk) == lines


def test_the_credentials_are_some_that_gigachat_takes() -> None:
    assert base64.b64decode("c2ltdWxhdG9yOnNlY3JldA==").decode() == "simulator:secret"


def test_a_token_is_in_every_command() -> None:
    asked = section(printed(control_token="T0ken"), "Control")
    commands = [at for at, line in enumerate(asked) if line.startswith("curl")]
    assert len(commands) == 5
    assert [asked[at] for at in commands] == ["curl -H 'Authorization: Bearer T0ken' \\"] * 5


def test_without_grpc_it_says_so() -> None:
    assert "gRPC is not served: grpcio is not installed." in printed(grpc_target="")
    assert "gRPC" not in printed(grpc_target="")


def test_the_list_says_of_each_cause_how_or_why_not() -> None:
    text = list_of([CAUSES["gemini.internal"], CAUSES["client.contents_required"], CAUSES["network.refused"]])
    how = {name: scenario(CAUSES[name]).how for name in ("gemini.internal", "network.refused")}
    flat = " ".join(text.split())
    assert flat.startswith(f"gemini.internal {how['gemini.internal']} network.refused {how['network.refused']} ")
    assert flat.endswith(" so no server can bring it about. client.contents_required")


def test_the_list_for_programs_has_class_and_owner_of_the_cause_itself() -> None:
    found = {row["cause"]: row for row in json.loads(json_list_of(CAUSES.values()))}
    assert {name: (row["class"], row["owner"]) for name, row in found.items()} == {
        cause.id: (cause.failure_class.value, cause.owner.value) for cause in CAUSES.values()
    }
    assert {name: row["how"] for name, row in found.items()} == {
        cause.id: scenario(cause).how for cause in CAUSES.values()
    }
