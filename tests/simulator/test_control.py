"""The control endpoint `/_sim`."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest
from gigachat import GigaChat
from starlette.requests import Request

from genai_triage.simulator import Simulator
from genai_triage.simulator.control import Guard, is_loopback
from genai_triage.simulator.hints import directions
from genai_triage.simulator.schedules import MOST_SCHEDULES
from genai_triage.taxonomy import CAUSES

MODEL = "gemini-2.5-flash"


def generate(simulator: Simulator, key: str = "any") -> int:
    url = f"{simulator.gemini_url}/v1beta/models/{MODEL}:generateContent?key={key}"
    return httpx.post(url, json={"contents": [{"parts": [{"text": "a secret prompt"}]}]}).status_code


def test_causes_are_listed_with_how(simulator: Simulator) -> None:
    listed = httpx.get(f"{simulator.url}/_sim/causes").json()

    assert [entry["cause"] for entry in listed] == list(CAUSES)
    assert all(entry["how"] and entry["way"] for entry in listed)


def test_schedules_are_set_listed_restarted_and_cleared(simulator: Simulator) -> None:
    url = f"{simulator.url}/_sim/schedules"
    posted = httpx.post(url, json={"cause": "gemini.internal", "first": 1}).json()
    assert [entry["cause"] for entry in posted] == ["gemini.internal"]
    assert [generate(simulator), generate(simulator)] == [500, 200]
    assert httpx.post(f"{url}/restart").status_code == 204
    assert generate(simulator) == 500
    assert httpx.delete(url).status_code == 204

    assert httpx.get(url).json() == []


@pytest.mark.parametrize(
    ("method", "path", "requests", "schedules"),
    [
        ("DELETE", "schedules", 1, 0),
        ("POST", "schedules/restart", 1, 1),
        ("POST", "tokens/expire", 1, 1),
        ("POST", "reset", 0, 0),
    ],
)
def test_each_call_forgets_no_more_than_it_says(
    method: str, path: str, requests: int, schedules: int, simulator: Simulator
) -> None:
    url = f"{simulator.url}/_sim"
    simulator.schedule("gemini.internal", after=5)
    generate(simulator)
    assert httpx.request(method, f"{url}/{path}").status_code == 204
    assert [len(httpx.get(f"{url}/{what}").json()) for what in ("requests", "schedules")] == [requests, schedules]


def test_a_schedule_that_is_too_long_is_refused_for_its_length(simulator: Simulator) -> None:
    url = f"{simulator.url}/_sim/schedules"
    long = httpx.post(
        url, content=b'{"cause": "gemini.internal"}' + b" " * 70_000, headers={"content-type": "application/json"}
    )

    assert (long.status_code, long.json()["error"]) == (400, "A schedule has at most 65536 bytes.")
    assert httpx.get(url).json() == []


JUNK = [
    b'{"cause": "gemini.nothing"}',
    b'{"cause": "gemini.internal", "every": []}',
    b'{"cause": "gemini.internal", "every": 1e999}',
    b'{"cause": "gemini.internal", "first": NaN}',
    b'{"cause": "gemini.internal", "share": NaN}',
    b'{"cause": "gemini.internal", "seed": ' + b"9" * 5000 + b"}",
    b'{"cause": "\\ud800"}',
    b'{"\\ud800": 1}',
    b'{"cause": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    b'{"cause": "' + b"x" * 70_000 + b'"}',
    b"[]",
    b"{",
    b"\xff",
    b"",
]


@pytest.mark.parametrize("content", JUNK, ids=lambda content: content[:40].decode("ascii", "replace"))
def test_bad_schedule_is_refused_with_a_sentence(simulator: Simulator, content: bytes) -> None:
    url = f"{simulator.url}/_sim/schedules"

    answer = httpx.post(url, content=content, headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["error"][-1]) == (400, ".")
    assert httpx.get(url).json() == []


def test_requests_are_logged_without_bodies_and_keys(simulator: Simulator) -> None:
    generate(simulator, key="a-secret-key")
    answer = httpx.get(f"{simulator.url}/_sim/requests")

    assert "secret" not in answer.text
    assert answer.json() == [
        {
            "number": 1,
            "method": "POST",
            "path": f"/v1beta/models/{MODEL}:generateContent",
            "provider": "gemini",
            "endpoint": "generate",
            "model": MODEL,
            "cause": "",
            "status": 200,
        }
    ]


def test_log_is_bounded() -> None:
    with Simulator(latency=0) as running, httpx.Client() as client:
        for _ in range(1005):
            client.get(f"{running.gemini_url}/v1beta/models")

        assert [running.requests[0].number, running.requests[-1].number] == [6, 1005]


def test_tokens_expire_on_demand(simulator: Simulator, gigachat: Callable[..., GigaChat]) -> None:
    with gigachat() as client:
        client.get_models()
        httpx.post(f"{simulator.url}/_sim/tokens/expire")
        client.get_models()

    assert [record.cause for record in simulator.requests] == ["", "", "gigachat.token_expired", "", ""]


def test_reset_forgets_requests_and_schedules(simulator: Simulator) -> None:
    simulator.schedule("gemini.internal")
    generate(simulator)
    httpx.post(f"{simulator.url}/_sim/reset")

    assert simulator.requests == ()
    assert generate(simulator) == 200


def test_names_that_are_no_text_leave_the_lists_readable(simulator: Simulator) -> None:
    schedule = b'{"cause": "gemini.internal", "model": "\\ud800"}'
    url = f"{simulator.url}/_sim/schedules"
    posted = httpx.post(url, content=schedule, headers={"content-type": "application/json"})

    assert (posted.status_code, httpx.get(url).json()[0]["model"]) == (200, "\ud800")


def test_schedules_are_bounded(simulator: Simulator) -> None:
    for _ in range(MOST_SCHEDULES):
        simulator.schedule("gemini.internal")
    answer = httpx.post(f"{simulator.url}/_sim/schedules", json={"cause": "gemini.internal"})

    assert answer.status_code == 400


CALLS = [
    ("GET", "causes"),
    ("GET", "requests"),
    ("GET", "schedules"),
    ("POST", "schedules"),
    ("DELETE", "schedules"),
    ("POST", "schedules/restart"),
    ("POST", "tokens/expire"),
    ("POST", "reset"),
]
every_call = pytest.mark.parametrize(("method", "path"), CALLS, ids=[" ".join(call) for call in CALLS])


def call(simulator: Simulator, method: str, path: str, **headers: str) -> int:
    """The status of a call that would do, were it not for its headers."""
    content = b'{"cause": "gemini.internal"}' if (method, path) == ("POST", "schedules") else None
    sent = {"content-type": "application/json"} if content else {}
    sent.update({name.replace("_", "-"): value for name, value in headers.items()})
    return httpx.request(method, f"{simulator.url}/_sim/{path}", content=content, headers=sent).status_code


@every_call
@pytest.mark.parametrize("origin", ["https://pages.test", "null", "http://127.0.0.1:1", "http://[", ""])
def test_a_page_of_another_site_steers_nothing(simulator: Simulator, method: str, path: str, origin: str) -> None:
    assert call(simulator, method, path, origin=origin) == 403


@every_call
@pytest.mark.parametrize("host", ["pages.test", "localhost.pages.test", "127.0.0.1.pages.test:80", "[", ""])
def test_a_name_that_was_pointed_here_steers_nothing(simulator: Simulator, method: str, path: str, host: str) -> None:
    assert call(simulator, method, path, host=host) == 403


@every_call
def test_programs_and_pages_of_its_own_may(simulator: Simulator, method: str, path: str) -> None:
    assert call(simulator, method, path) in (200, 204)
    port = simulator.url.rpartition(":")[2]
    for name in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}", f"[::1]:{port}"):
        assert call(simulator, method, path, host=name, origin=f"http://{name}") in (200, 204)


@every_call
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_what_a_form_sends_is_no_json(simulator: Simulator, method: str, path: str, kind: str) -> None:
    assert call(simulator, method, path, content_type=kind) == 415


def test_a_schedule_says_that_it_is_json(simulator: Simulator) -> None:
    assert httpx.post(f"{simulator.url}/_sim/schedules", content=b'{"cause": "gemini.internal"}').status_code == 415


@every_call
def test_other_machines_need_the_token(method: str, path: str) -> None:
    with Simulator(host="0.0.0.0", latency=0) as running:
        assert call(running, method, path) == 401
        assert call(running, method, path, authorization="Bearer guess") == 401
        assert call(running, method, path, authorization=f"Bearer {running.control_token}") in (200, 204)
        assert (
            call(running, method, path, authorization=f"Bearer {running.control_token}", origin="https://a.test") == 403
        )
        assert running.control_token in directions(running)


@pytest.mark.parametrize(("host", "local"), [("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1")])
def test_its_addresses_are_those_that_this_machine_reaches(host: str, local: str) -> None:
    with Simulator(host=host, latency=0) as running:
        addresses = [running.url, running.tls_url, running.refused_url, running.stalled_url]

        assert {address.partition("://")[2].rpartition(":")[0] for address in addresses} == {local}


def test_this_machine_needs_none(simulator: Simulator) -> None:
    assert simulator.control_token == ""
    assert "Authorization: Bearer" not in directions(simulator).partition("Control")[2]


def test_the_services_take_any_host(simulator: Simulator) -> None:
    url = f"{simulator.gemini_url}/v1beta/models/{MODEL}:generateContent"

    assert httpx.post(url, json={}, headers={"host": "generativelanguage.googleapis.com"}).status_code == 200


@pytest.mark.parametrize(
    ("host", "is_open"),
    [
        *((name, True) for name in ("127.0.0.1", "127.0.0.2", "::1", "localhost", "LocalHost")),
        *((name, False) for name in ("0.0.0.0", "::", "192.168.1.2", "sim.test", "")),
    ],
)
def test_what_other_machines_reach_needs_a_token(host: str, is_open: bool) -> None:
    assert is_loopback(host) is is_open
    token = Guard(host).token
    assert len(token) == (0 if is_open else 32)
    assert is_open or Guard(host).token != token


def refusal(guard: Guard, **headers: str) -> tuple[int, str] | None:
    """Status and sentence that a request with these headers is refused with."""
    named = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = guard.refusal(Request({"type": "http", "method": "GET", "path": "/", "headers": named}))
    return None if answer is None else (answer.status_code, json.loads(bytes(answer.body))["error"])


FOREIGN = (403, "The Origin header names another site; a web page may not steer the simulator.")
OTHER_HOST = (403, "The Host header names another server; use the simulator's own address.")
NO_TOKEN = (401, "Send the token that was printed at the start, as Authorization: Bearer <token>.")
NO_JSON = (415, "Send application/json.")


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"host": "127.0.0.1:8080"}, None),
        ({"host": "localhost"}, None),
        ({"host": "[::1]:8080"}, None),
        ({"host": "LOCALHOST:1"}, None),
        ({"host": "10.0.0.7"}, OTHER_HOST),
        ({}, OTHER_HOST),
        ({"host": "localhost:1", "origin": "http://localhost:1"}, None),
        ({"host": "localhost:1", "origin": "https://localhost:1"}, None),
        ({"host": "LocalHost:1", "origin": "HTTP://localhost:1"}, None),
        ({"host": "localhost:1", "origin": "http://localhost:2"}, FOREIGN),
        ({"host": "localhost:1", "origin": "http://localhost"}, FOREIGN),
        ({"host": "localhost:1", "origin": "ftp://localhost:1"}, FOREIGN),
        ({"host": "localhost:1", "origin": ""}, FOREIGN),
        ({"host": "localhost", "content_type": "application/json"}, None),
        ({"host": "localhost", "content_type": "Application/JSON ; charset=utf-8"}, None),
        ({"host": "localhost", "content_type": "text/json"}, NO_JSON),
        ({"host": "localhost", "content_type": "text/plain; a=application/json"}, NO_JSON),
    ],
)
def test_who_may_steer_it_on_this_machine(headers: dict[str, str], refused: tuple[int, str] | None) -> None:
    assert refusal(Guard("127.0.0.1"), **headers) == refused


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"authorization": "Bearer {token}"}, None),
        ({"authorization": "Bearer {token}", "host": "any.test"}, None),
        ({"authorization": "Bearer {token}", "host": "any.test", "origin": "http://any.test"}, None),
        ({"authorization": "Bearer {token}", "host": "any.test", "origin": "http://other.test"}, FOREIGN),
        ({"authorization": "Bearer {token}", "content_type": "text/plain"}, NO_JSON),
        ({"authorization": "bearer {token}"}, NO_TOKEN),
        ({"authorization": "{token}"}, NO_TOKEN),
        ({"authorization": "Bearer \xff"}, NO_TOKEN),
        ({"authorization": ""}, NO_TOKEN),
        ({}, NO_TOKEN),
    ],
)
def test_who_may_steer_it_from_other_machines(headers: dict[str, str], refused: tuple[int, str] | None) -> None:
    guard = Guard("0.0.0.0")
    sent = {"host": "10.0.0.7"} | {name: value.replace("{token}", guard.token) for name, value in headers.items()}
    assert refusal(guard, **sent) == refused


def test_its_own_name_may_be_called() -> None:
    assert refusal(Guard("127.0.0.2"), host="127.0.0.2:8080") is None
