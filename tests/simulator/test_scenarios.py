"""How each cause is asked for: the way, the sentence about it, and the words that name it."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from genai_triage.simulator.scenarios import (
    authorization_key,
    fits_endpoint,
    named_by,
    named_by_authorization_key,
    provider_of,
    scenario,
    simulatable,
    stage_of,
)
from genai_triage.taxonomy import CAUSES


@pytest.mark.parametrize(
    ("cause", "way", "how"),
    [
        (
            "gemini.internal",
            "answer",
            "Ask for the model fail-gemini.internal, or send x-simulate: gemini.internal.",
        ),
        (
            "gemini.missing_embeddings",
            "answer",
            "Ask for the model fail-gemini.missing_embeddings, or send x-simulate: gemini.missing_embeddings on the "
            "embed endpoint.",
        ),
        (
            "network.reset",
            "answer",
            "Ask for the model fail-network.reset, or send x-simulate: network.reset.",
        ),
        (
            "network.refused",
            "url",
            "Point the client at the simulator's refuse address (`fault_urls`).",
        ),
        (
            "gigachat.grpc_not_found",
            "rpc",
            "Make an RPC for the model fail-gigachat.grpc_not_found, or with the metadata x-simulate: "
            "gigachat.grpc_not_found.",
        ),
        (
            "gemini.live_idle",
            "live",
            "Open a Live session for the model fail-gemini.live_idle.",
        ),
        (
            "client.contents_required",
            "none",
            "It happens in the client before any request is sent, so no server can bring it about.",
        ),
    ],
)
def test_a_cause_says_how_it_is_brought_about(cause: str, way: str, how: str) -> None:
    found = scenario(CAUSES[cause])
    assert (found.cause, found.way, found.how) == (cause, way, how)
    assert simulatable(CAUSES[cause]) is (way != "none")


def test_a_cause_of_the_token_is_asked_for_by_scope_or_key() -> None:
    (found, *_) = (one for one in map(scenario, CAUSES.values()) if one.way == "token")
    key = base64.b64encode(f"fail:{found.cause}".encode()).decode()
    assert found.how == f"Use the scope fail-{found.cause}, or the authorization key {key!r}."


def test_a_cause_of_a_stream_says_so() -> None:
    cause = CAUSES["gemini.internal"]
    assert cause.example is not None
    streamed = replace(cause, example=replace(cause.example, stream=True, endpoint="stream"))
    assert scenario(streamed).how == (
        "Ask for the model fail-gemini.internal, or send x-simulate: gemini.internal with a streaming call on the "
        "stream endpoint."
    )


@pytest.mark.parametrize("fault", ["refuse", "dns", "tls_untrusted", "connect_stall"])
def test_what_an_address_brings_about_names_it(fault: str) -> None:
    found = {str(one.example.fault): scenario(one) for one in CAUSES.values() if one.example and one.example.fault}
    assert (found[fault].way, found[fault].how) == (
        "url",
        f"Point the client at the simulator's {fault} address (`fault_urls`).",
    )


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("x-fail-gemini.internal", "gemini.internal"),
        ("xfail-gemini.internal", ""),
        ("fail-gemini.internal-more", ""),
        ("call-function", "call-function"),
        ("recall-function", ""),
        ("gemini-live-turn-fail-gemini.internal", "gemini.internal"),
    ],
)
def test_a_name_asks_with_its_last_words(name: str, asked: str) -> None:
    assert named_by(name) == asked


@pytest.mark.parametrize(
    ("model", "stage"),
    [
        ("gemini-live-turn-fail-gemini.internal", "turn"),
        ("gemini-live-message-fail-gemini.internal", "message"),
        ("gemini-live-fail-gemini.internal", ""),
        ("", ""),
    ],
)
def test_a_session_fails_at_the_stage_that_its_model_names(model: str, stage: str) -> None:
    assert stage_of(model) == stage


def test_an_authorization_key_names_its_cause_after_the_word_fail() -> None:
    assert named_by_authorization_key(authorization_key("gigachat.internal")) == "gigachat.internal"
    for key in ("simulator:gigachat.internal", "gigachat.internal", "Fail:x", "fail"):
        assert named_by_authorization_key(base64.b64encode(key.encode()).decode()) == ""


@pytest.mark.parametrize(
    ("cause", "provider"),
    [
        ("gemini.internal", "gemini"),
        ("gigachat.internal", "gigachat"),
        ("network.reset", None),
        ("status.not_found", None),
    ],
)
def test_a_cause_belongs_to_the_provider_that_its_id_begins_with(cause: str, provider: str | None) -> None:
    assert provider_of(CAUSES[cause]) == provider


@pytest.mark.parametrize(
    ("wanted", "endpoint", "fits"),
    [
        ("", "generate", True),
        ("", "token", False),
        ("*", "balance", True),
        ("stream", "chat", True),
        ("chat", "generate", False),
        ("embed", "stream", False),
        ("generate", "token", False),
    ],
)
def test_an_endpoint_has_the_causes_of_its_kind(wanted: str, endpoint: str, fits: bool) -> None:
    assert fits_endpoint(wanted, endpoint) is fits
