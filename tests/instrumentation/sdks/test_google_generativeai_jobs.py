"""google-generativeai: uploads over httplib2, and the futures of tunings, which poll over gRPC and REST."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from concurrent import futures
from typing import Any

import pytest

pytest.importorskip("google.generativeai")

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)
    import google.generativeai as genai

import grpc
from google.api_core import exceptions, grpc_helpers
from google.generativeai import client as sdk
from google.generativeai import operations
from google.longrunning import operations_pb2  # type: ignore[import-untyped,unused-ignore]
from google.rpc import status_pb2

from genai_triage.simulator import Simulator
from genai_triage.taxonomy import CAUSES
from tests.support.declared import declared
from tests.support.recorded import Recorded

pytestmark = pytest.mark.filterwarnings("ignore")

QUOTA = "gemini.requests_per_minute"
NAME = "tunedModels/t/operations/o"


@pytest.fixture(autouse=True)
def unconfigured() -> Iterator[None]:
    yield
    sdk._client_manager.configure()


def _tuned(**operation: Any) -> operations_pb2.Operation:
    made = operations_pb2.Operation(name=NAME, **operation)
    metadata = genai.protos.CreateTunedModelMetadata(tuned_model="tunedModels/t", total_steps=2)
    made.metadata.Pack(genai.protos.CreateTunedModelMetadata.pb(metadata))
    if made.done and not made.HasField("error"):
        made.response.Pack(genai.protos.TunedModel.pb(genai.protos.TunedModel(name="tunedModels/t")))
    return made


OPEN = _tuned()
DONE = _tuned(done=True)
FAILED = _tuned(done=True, error=status_pb2.Status(code=13, message="Internal error encountered."))


class _Tunings(grpc.GenericRpcHandler):  # type: ignore[misc,unused-ignore]
    """Answers polls with what a test has set, the last again and again; None refuses."""

    def __init__(self) -> None:
        self.answers: list[operations_pb2.Operation | None] = []
        self.asked: list[str] = []

    def service(self, details: Any) -> Any:
        method = details.method.rpartition("/")[2]

        def answer(request: bytes, context: Any) -> bytes:
            self.asked.append(method)
            if method in ("CreateTunedModel", "CancelOperation"):
                return OPEN.SerializeToString() if method == "CreateTunedModel" else b""
            one = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if one is None:
                context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "Quota")
            return one.SerializeToString() if one else b""

        return grpc.unary_unary_rpc_method_handler(answer)


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[_Tunings, str]]:
    handler = _Tunings()
    server = grpc.server(futures.ThreadPoolExecutor(2), [handler])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield handler, f"127.0.0.1:{port}"
    server.stop(None).wait()


@pytest.fixture
def tunings(running: tuple[_Tunings, str], telemetry: Recorded, monkeypatch: pytest.MonkeyPatch) -> _Tunings:
    """The service; the SDK talks to it over gRPC."""
    handler, target = running
    handler.answers, handler.asked = [OPEN], []
    monkeypatch.setattr(grpc_helpers, "create_channel", lambda host, **_: grpc.insecure_channel(host))
    genai.configure(api_key="any", transport="grpc", client_options={"api_endpoint": target})
    return handler


def _begun(telemetry: Recorded) -> Any:
    future = genai.create_tuned_model("models/m", [("one", "two")], id="t")
    telemetry.forget_spans()
    return future


def _named(telemetry: Recorded) -> list[tuple[str, Any]]:
    return [(span.name, span.attributes.get("triage.cause")) for span in telemetry.operations]


ONE_POLL: dict[str, Callable[[Any], Any]] = {
    "done": lambda future: future.done(),
    "running": lambda future: future.running(),
    "update": lambda future: future.update(),
    "get_operation": lambda future: genai.get_operation(NAME),
}


@pytest.mark.parametrize("poll", ONE_POLL.values(), ids=ONE_POLL)
@pytest.mark.parametrize(
    ("answer", "cause"), [(OPEN, None), (DONE, None), (FAILED, "gemini.internal"), (None, "gemini.rate_limited")]
)
def test_a_poll_is_one_operation_and_shows_what_became_of_the_job(
    poll: Callable[[Any], Any], answer: Any, cause: str | None, tunings: _Tunings, telemetry: Recorded
) -> None:
    future = _begun(telemetry)
    tunings.answers = [answer]
    try:
        poll(future)
    except exceptions.GoogleAPICallError:
        assert answer is None

    ((name, found),) = _named(telemetry)
    assert name == "get_operation"
    assert (found and CAUSES[found].failure_class) == (cause and CAUSES[cause].failure_class)
    assert {transport for _, transport in telemetry.attempts_by_transport} == {"grpc"}
    assert sum(telemetry.attempts.values()) == len(tunings.asked)


@pytest.mark.parametrize("wait", [lambda future: future.result(), lambda future: list(future.wait_bar())])
def test_waiting_is_one_operation_however_many_polls_it_takes(
    wait: Callable[[Any], Any], tunings: _Tunings, telemetry: Recorded
) -> None:
    future = _begun(telemetry)
    tunings.answers = [OPEN, DONE]
    wait(future)

    assert tunings.asked.count("GetOperation") == 2
    assert _named(telemetry) == [("get_operation", None)]
    assert telemetry.calls == {"ok": 2}


def test_waiting_for_what_fails_is_one_failure(tunings: _Tunings, telemetry: Recorded) -> None:
    future = _begun(telemetry)
    tunings.answers = [FAILED]
    with pytest.raises(exceptions.GoogleAPICallError):
        future.result()
    with pytest.raises(exceptions.GoogleAPICallError):
        future.result()

    assert [span.attributes["triage.class"] for span in telemetry.operations] == ["internal"]
    assert telemetry.calls == {"ok": 1, "internal": 1}


def test_what_is_over_is_not_asked_for_again(tunings: _Tunings, telemetry: Recorded) -> None:
    future = _begun(telemetry)
    tunings.answers = [DONE]

    assert [future.done(), future.done(), future.result().name] == [True, True, "tunedModels/t"]
    assert _named(telemetry) == [("get_operation", None)]


def test_a_future_is_cancelled_by_one_operation(tunings: _Tunings, telemetry: Recorded) -> None:
    future = _begun(telemetry)
    assert future.cancel()

    assert tunings.asked[-1] == "CancelOperation"
    assert _named(telemetry) == [("cancel_operation", None)]


def test_a_poll_is_linked_to_the_call_that_began_the_job(tunings: _Tunings, telemetry: Recorded) -> None:
    future = genai.create_tuned_model("models/m", [("one", "two")], id="t")
    future.done()

    made, polled = telemetry.operations
    assert (made.name, polled.name) == ("create_tuned_model m", "get_operation")
    assert [link.context.span_id for link in polled.links] == [made.context.span_id]


def test_a_future_has_the_names_that_are_listed() -> None:
    listed = declared("google-generativeai")

    assert listed["create_tuned_model().result"].operation == listed["create_tuned_model().done"].operation
    assert listed["create_tuned_model().cancel"].operation == "cancel_operation"


def test_long_running_operations_of_others_are_left_alone(running: tuple[_Tunings, str], telemetry: Recorded) -> None:
    handler, target = running
    handler.answers = [OPEN]
    with grpc.insecure_channel(target) as channel:
        call = channel.unary_unary("/google.longrunning.Operations/GetOperation")

        assert type(call).__module__.startswith("grpc")
        call(b"")
    assert telemetry.operations == []


@pytest.mark.parametrize(("answer", "cause"), [(DONE, None), (FAILED, "gemini.internal")])
def test_a_raw_poll_on_a_channel_of_ours_is_an_operation(
    answer: Any, cause: str | None, running: tuple[_Tunings, str], telemetry: Recorded
) -> None:
    handler, target = running
    handler.answers = [answer]
    with grpc.insecure_channel(target) as channel:
        channel.unary_unary("/google.ai.generativelanguage.v1beta.ModelService/GetModel")
        poll = channel.unary_unary(
            "/google.longrunning.Operations/GetOperation",
            request_serializer=operations_pb2.GetOperationRequest.SerializeToString,
            response_deserializer=operations_pb2.Operation.FromString,
        )
        poll(operations_pb2.GetOperationRequest(name=NAME))

    assert _named(telemetry) == [("get_operation", cause)]


# Uploads


@pytest.fixture
def uploads(simulator: Simulator, telemetry: Recorded, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """The service; the SDK asks it how to upload, too."""
    monkeypatch.setattr(sdk, "GENAI_API_DISCOVERY_URL", f"{simulator.gemini_url}/$discovery/rest")
    genai.configure(api_key="any", transport="rest", client_options={"api_endpoint": simulator.gemini_url})
    return simulator


def _upload() -> Any:
    return genai.upload_file(io.BytesIO(b"Hello"), mime_type="text/plain", display_name="Notes")


def test_an_upload_is_one_operation(uploads: Simulator, telemetry: Recorded) -> None:
    file = _upload()

    assert (file.display_name, len(uploads.requests)) == ("Notes", 4)
    assert _named(telemetry) == [("upload_file", None)]
    assert telemetry.calls == {"ok": 1}


@pytest.mark.parametrize("after", [0, 1, 2], ids=["as it begins", "as it is sent", "as it is looked up"])
def test_an_upload_that_is_refused_is_one_failure(after: int, uploads: Simulator, telemetry: Recorded) -> None:
    uploads.schedule(QUOTA, endpoint="files", after=after)
    with pytest.raises(Exception, match="429"):
        _upload()

    assert _named(telemetry) == [("upload_file", QUOTA)]
    assert telemetry.attributes["http.response.status_code"] == 429
    assert telemetry.calls == {"rate_limit": 1}


def test_to_make_a_future_of_what_a_listing_gave_is_no_call(tunings: _Tunings, telemetry: Recorded) -> None:
    future = operations.CreateTunedModelOperation.from_proto(DONE, sdk.get_default_operations_client())
    assert future.name == NAME
    assert (telemetry.operations, tunings.asked) == ([], [])
