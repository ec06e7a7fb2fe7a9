"""What a call of google-genai asks for, and of whom."""

from __future__ import annotations

import asyncio
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import httpx
import pytest
from google.genai import types
from opentelemetry import context as otel_context
from opentelemetry.context import Context

from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.sdks.google_genai import interactions, models, resources, senders
from genai_triage.instrumentation.sdks.google_genai.request import _credential_of, fields_of, request_of
from genai_triage.telemetry.operation import OPERATION_KEY
from tests.support.recorded import Recorded

GEMINI, VERTEX = ("gemini", "gcp.gemini"), ("gemini", "gcp.vertex_ai")


def resource(base_url: str | None = "https://gemini.test:8443/", version: str | None = "v1beta", **client: Any) -> Any:
    """A resource of the SDK's client, as far as it is read."""
    options = SimpleNamespace(base_url=base_url, api_version=version)
    return SimpleNamespace(_api_client=SimpleNamespace(_http_options=options, **client))


def asked(describe: Any, args: tuple[Any, ...] = (), kwargs: Any = None) -> Any:
    """What a call of a method of a resource asks for."""
    return describe(resource(), args, kwargs or {})


OWN: list[tuple[Any, str, str]] = [
    (None, "gemini.test", "v1beta"),
    ({}, "gemini.test", "v1beta"),
    ({"http_options": None}, "gemini.test", "v1beta"),
    ({"http_options": {"timeout": 5}}, "gemini.test", "v1beta"),
    ({"http_options": {"base_url": "https://own.test"}}, "own.test", "v1beta"),
    ({"http_options": {"api_version": "v1"}}, "gemini.test", "v1"),
    ({"http_options": types.HttpOptions(base_url="https://own.test", api_version="v1alpha")}, "own.test", "v1alpha"),
]


@pytest.mark.parametrize(("config", "address", "version"), OWN)
def test_a_call_goes_to_the_clients_server_unless_its_own_options_name_another(
    config: Any, address: str, version: str
) -> None:
    server = request_of(resource(), "generate_content", config=config).server
    assert (server.address, server.api_version) == (address, version)


def test_the_port_is_told_and_a_request_is_known_by_both() -> None:
    server = request_of(resource(), "generate_content").server
    assert (server.port, server.netlocs) == (8443, ("gemini.test:8443",))


@pytest.mark.parametrize(
    ("instance", "whose"),
    [
        (resource(vertexai=True), VERTEX),
        (resource(vertexai=False), GEMINI),
        (resource(vertexai=None), GEMINI),
        (resource(), GEMINI),
        (resource("https://us-central1-aiplatform.googleapis.com", vertexai=False), GEMINI),
        (SimpleNamespace(sdk_configuration=SimpleNamespace(server_url="https://x-aiplatform.googleapis.com")), VERTEX),
        (SimpleNamespace(_client=SimpleNamespace(base_url="https://x-aiplatform.googleapis.com/v1")), VERTEX),
        (SimpleNamespace(sdk_configuration=SimpleNamespace(server_url="https://gemini.test")), GEMINI),
        (object(), GEMINI),
    ],
)
def test_whose_service_it_is_says_the_client_or_where_there_is_none_the_address(instance: Any, whose: Any) -> None:
    request = request_of(instance, "generate_content")
    assert (request.provider, request.provider_name) == whose


@pytest.mark.parametrize(
    ("instance", "address"),
    [
        (SimpleNamespace(sdk_configuration=SimpleNamespace(server_url="https://next.test")), "next.test"),
        (SimpleNamespace(_client=SimpleNamespace(base_url="https://former.test/v1")), "former.test"),
        (
            SimpleNamespace(
                sdk_configuration=SimpleNamespace(server_url=""),
                _client=SimpleNamespace(base_url="https://former.test"),
            ),
            "former.test",
        ),
        (object(), None),
    ],
)
def test_a_resource_with_a_client_of_its_own_goes_to_its_server(instance: Any, address: str | None) -> None:
    assert request_of(instance, "create_interaction").server.address == address


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("gemini-2.5-flash", "gemini-2.5-flash"),
        ("models/m", "m"),
        ("projects/p/locations/l/endpoints/5", "5"),
        ("tunedModels/t", "tunedModels/t"),
        ("", None),
        (None, None),
        (5, None),
    ],
)
def test_a_model_is_told_by_its_name(model: Any, told: str | None) -> None:
    assert request_of(resource(), "generate_content", model=model).model == told


@pytest.mark.parametrize(
    ("operation", "args", "kwargs", "model"),
    [
        ("generate_images", (), {"model": "m"}, "m"),
        ("generate_images", ("m",), {}, "m"),
        ("generate_images", ("other",), {"model": "m"}, "m"),
        ("tune", (), {"base_model": "models/b"}, "b"),
        ("tune", (), {"model": "m", "base_model": "b"}, "m"),
        ("get_model", (), {"name": "models/n"}, "n"),
        ("get_model", (), {"model": "m", "name": "n"}, "m"),
        ("get_file", (), {"name": "files/n"}, None),
    ],
)
def test_the_model_of_any_other_method_is_found_in_its_arguments(
    operation: str, args: tuple[Any, ...], kwargs: dict[str, Any], model: str | None
) -> None:
    assert asked(resources._describe(operation, ("model", "prompt")), args, kwargs).model == model


@pytest.mark.parametrize(
    "operation", ["generate_images", "edit_image", "upscale_image", "recontext_image", "segment_image"]
)
def test_a_method_that_makes_images_asks_for_one(operation: str) -> None:
    assert asked(resources._describe(operation, ())).attributes == {"gen_ai.output.type": "image"}
    assert asked(resources._describe("generate_videos", ())).attributes == {}


@pytest.mark.parametrize("method", ["list", "list_x", "delete", "download", "get", "create", "cancel", "cancel_x"])
def test_what_an_answer_says_of_the_call_depends_on_the_method(method: str) -> None:
    by_name = {"list": "read_nothing", "delete": "read_nothing", "download": "read_nothing", "cancel": "read_cancelled"}
    assert resources._reader(method).__name__ == by_name.get(method.partition("_")[0], "read_object")


@pytest.mark.parametrize(
    ("args", "kwargs", "operation"),
    [
        (("get", "models/m"), {}, "get_model"),
        (("GET", "/models?pageSize=5"), {}, "list_models"),
        ((), {"http_method": "post", "path": "models/m:generateContent"}, "generate_content"),
        (("post", "of/tomorrow"), {}, "other"),
        ((), {}, "other"),
    ],
)
def test_a_request_that_no_method_has_made_is_named_by_its_path(
    args: tuple[Any, ...], kwargs: dict[str, Any], operation: str
) -> None:
    request = resources._describe_request(resource()._api_client, args, kwargs)
    assert (request.operation, request.server.address) == (operation, "gemini.test")


@pytest.mark.parametrize(
    ("model", "contents", "results"),
    [
        ("gemini-embedding-001", ["a", "b"], 2),
        ("gemini-embedding-001", ["a"], 0),
        ("gemini-embedding-001", "a", 0),
        ("gemini-embedding-001", None, 0),
    ],
)
def test_of_embeddings_alone_as_many_are_expected_as_texts_were_sent(model: str, contents: Any, results: int) -> None:
    given = {"model": model, "contents": contents}
    assert asked(models._describe("embeddings"), (), given).results == results
    assert asked(models._describe("generate_content"), (), given).results == 0


@pytest.mark.parametrize("stream", [True, False])
def test_a_call_of_models_tells_its_config_and_whether_it_streams(stream: bool) -> None:
    config = types.GenerateContentConfig(temperature=0.5)
    describe = models._describe("generate_content", stream=stream)
    request = asked(describe, (), {"model": "m", "config": config})
    assert (request.operation, request.stream, request.attributes) == (
        "generate_content",
        stream,
        {"gen_ai.request.temperature": 0.5},
    )
    assert asked(describe, (), {"model": "m"}).attributes == {}


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize(
    ("body", "model", "stream", "attributes"),
    [
        ({"model": "m"}, "m", False, {}),
        ({"agent": "deep-research"}, "deep-research", False, {"gen_ai.agent.name": "deep-research"}),
        ({"model": "m", "agent": "a"}, "m", False, {"gen_ai.agent.name": "a"}),
        ({"model": SimpleNamespace(value="m")}, "m", False, {}),
        ({"model": "m", "stream": True}, "m", True, {}),
        ({"model": "m", "stream": 1}, "m", False, {}),
        (
            {"previous_interaction_id": "i", "response_modalities": ["IMAGE"], "generation_config": {"top_p": 0.5}},
            None,
            False,
            {"gen_ai.request.previous_response.id": "i", "gen_ai.output.type": "image", "gen_ai.request.top_p": 0.5},
        ),
        ({"previous_interaction_id": "", "agent": 5}, None, False, {}),
    ],
)
def test_an_interaction_tells_its_model_or_agent_and_what_it_continues(
    body: Any, model: str | None, stream: bool, attributes: Any, wrapped: bool
) -> None:
    kwargs = {"request": SimpleNamespace(**body)} if wrapped else body
    request = asked(interactions._describe("create_interaction"), (), kwargs)
    assert (request.model, request.stream, request.attributes) == (model, stream, attributes)


@pytest.mark.parametrize(
    ("credentials", "found"),
    [
        (SimpleNamespace(signer=SimpleNamespace(key_id="k")), "k"),
        (SimpleNamespace(signer=SimpleNamespace(key_id="k"), refresh_token="r"), "k"),
        (SimpleNamespace(refresh_token="r"), "r"),
        (SimpleNamespace(signer=SimpleNamespace(key_id=None), refresh_token="r"), "r"),
        (SimpleNamespace(refresh_token=5), None),
        (object(), None),
        (None, None),
    ],
)
def test_the_credential_of_vertex_ai_is_a_keys_id_or_a_users_refresh_token(credentials: Any, found: str | None) -> None:
    assert _credential_of(SimpleNamespace(_credentials=credentials)) == found


@pytest.mark.parametrize(
    ("config", "fields"),
    [
        (None, {}),
        ({"a": 1}, {"a": 1}),
        (SimpleNamespace(a=1), {"a": 1}),
        (5, {}),
        (types.ThinkingConfig(thinking_budget=5), types.ThinkingConfig(thinking_budget=5).__dict__),
    ],
)
def test_a_config_is_read_without_dumping_it(config: Any, fields: Any) -> None:
    assert fields_of(config) == fields


# What was kept from before `instrument()`, and sends by itself

BODY = {"model": "gemini-2.5-flash", "input": "Hello", "stream": True}


def _as_sent(base: str, path: str, args: bool) -> Any:
    sent = httpx.Request("POST", f"{base}/{path}", json=BODY)
    return senders._describe_sent(None, (object(), sent) if args else (), {} if args else {"request": sent})


def _as_options(base: str, path: str, args: bool) -> Any:
    options = SimpleNamespace(url=f"/{path}", json_data=BODY, method="post")
    client = SimpleNamespace(base_url=f"{base}/")
    return senders._describe_options(client, (object(), options) if args else (), {} if args else {"options": options})


@pytest.mark.parametrize("describe", [_as_sent, _as_options])
@pytest.mark.parametrize("args", [True, False], ids=["by place", "by name"])
@pytest.mark.parametrize(
    ("base", "path", "whose"),
    [
        ("https://generativelanguage.googleapis.com", "v1beta/interactions", GEMINI),
        ("https://gemini.test:8443", "v1beta/interactions?to=aiplatform", GEMINI),
        ("https://aiplatform.googleapis.com", "v1beta1/projects/p/locations/global/interactions", VERTEX),
        ("https://us-central1-aiplatform.googleapis.com", "v1/projects/p/locations/l/interactions", VERTEX),
    ],
)
def test_what_was_kept_is_described_by_its_request(
    base: str, path: str, whose: tuple[str, str], args: bool, describe: Any
) -> None:
    request = describe(base, path, args)

    assert (request.provider, request.provider_name) == whose
    assert (request.operation, request.model, request.stream) == ("generate_content", "gemini-2.5-flash", True)
    assert f"https://{request.server.netlocs[0]}" == base


class _FormerClient:
    """Of google-genai 1.x, as far as it is observed."""

    base_url = "https://generativelanguage.googleapis.com/v1beta/"

    def answer(self, cast_to: Any, options: Any) -> Any:
        usage = {"total_input_tokens": 5, "total_output_tokens": 7}
        return SimpleNamespace(id="v1_x", object="interaction", status="incomplete", usage=usage)


class _FormerSyncClient(_FormerClient):
    def request(self, cast_to: Any, options: Any) -> Any:
        return self.answer(cast_to, options)


class _FormerAsyncClient(_FormerClient):
    async def request(self, cast_to: Any, options: Any) -> Any:
        return self.answer(cast_to, options)


@pytest.mark.parametrize("owner", ["SyncAPIClient", "AsyncAPIClient"])
def test_what_was_kept_of_the_former_client_is_judged_by_its_parsed_answer(
    owner: str, telemetry: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType(f"former_{owner}")
    client: Any = {"SyncAPIClient": _FormerSyncClient, "AsyncAPIClient": _FormerAsyncClient}[owner]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    setattr(module, owner, client)
    found = next(patch for patch in senders.PATCHES if patch.paths == (f"{owner}.request",))
    patch = Patch(module.__name__, found.paths, found._wrapper)
    patch.apply()
    try:
        options = SimpleNamespace(url="/interactions", json_data=BODY, method="post")
        answer = client().request(object(), options)
        if owner.startswith("Async"):
            asyncio.run(answer)
    finally:
        patch.remove()

    attributes = telemetry.attributes
    assert attributes["triage.cause"] == "gemini.max_tokens"
    assert (attributes["gen_ai.usage.input_tokens"], attributes["gen_ai.usage.output_tokens"]) == (5, 7)
    assert attributes["gen_ai.response.id"] == "v1_x"


def test_the_methods_of_the_former_client_are_found_on_its_resources(monkeypatch: pytest.MonkeyPatch) -> None:
    base = ModuleType("former._resource")
    kinds = [type(name, (), {"__module__": base.__name__}) for name in ("SyncAPIResource", "AsyncAPIResource")]
    for kind in kinds:
        setattr(base, kind.__name__, kind)

    class InteractionsResource(kinds[0]):  # type: ignore[misc,valid-type]
        def create(self) -> None: ...
        def _post(self) -> None: ...

    class AsyncInteractionsResource(kinds[1]):  # type: ignore[misc,valid-type]
        async def create(self) -> None: ...
        async def get(self) -> None: ...

    monkeypatch.setitem(sys.modules, base.__name__, base)
    found = resources._of_former_resources(ModuleType("former.resources.interactions"))

    assert [patch.paths for patch in found] == [
        ("InteractionsResource.create",),
        ("AsyncInteractionsResource.create",),
        ("AsyncInteractionsResource.get",),
    ]


@pytest.mark.parametrize(
    ("is_enabled", "is_inside", "is_running", "passes"),
    [
        (True, False, False, False),
        (True, True, True, True),
        (True, True, False, False),  # in what is left of a call that is over
        (False, False, False, True),
        (False, True, False, True),
    ],
)
def test_a_request_of_the_sdk_is_passed_on_if_nobody_wants_to_know_of_it_or_a_call_that_runs_does(
    is_enabled: bool, is_inside: bool, is_running: bool, passes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "is_enabled", lambda here: is_enabled)
    monkeypatch.setattr(senders, "running_in", lambda here: object() if is_running else None)
    token = otel_context.attach(Context({OPERATION_KEY: object()} if is_inside else {}))
    try:
        assert senders.passes("post") is passes
    finally:
        otel_context.detach(token)


@pytest.mark.parametrize("is_running", [True, False])
def test_a_request_inside_a_call_is_no_call_of_its_own(is_running: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "current_operation", lambda: object() if is_running else None)
    wrapper = senders.unless_running(lambda wrapped, instance, args, kwargs: ("a call", wrapped(*args, **kwargs)))
    answer = wrapper(lambda *args, **kwargs: (args, kwargs), None, ("post",), {"path": "x"})
    plain = (("post",), {"path": "x"})
    assert answer == (plain if is_running else ("a call", plain))
