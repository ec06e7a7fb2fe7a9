"""What a session counts, and how it ends where its connection is no longer there to be asked."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import wrapt
from opentelemetry.instrumentation.utils import suppress_instrumentation
from websockets import frames
from websockets.exceptions import ConnectionClosedOK

from genai_triage.evidence.reading import Reading
from genai_triage.telemetry import runtime
from genai_triage.telemetry.calls import managed_session, opened_session, watch_end, watch_step
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.session import Close, Session
from genai_triage.telemetry.settings import Settings
from genai_triage.telemetry.target import Target
from tests.support.recorded import Recorded


@pytest.fixture
def recording(recorded: Recorded) -> Iterator[Recorded]:
    runtime.configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings())
    yield recorded
    runtime.drop()


@pytest.fixture
def session(recording: Recorded) -> Session:
    telemetry = runtime.current()
    assert telemetry is not None
    server = server_of("wss://generativelanguage.googleapis.com")
    operation = Operation(telemetry, Request("gemini", "gcp.gemini", "live", "gemini-live", server))
    operation.session = Session(operation)
    return operation.session


def test_a_connection_that_is_gone_without_a_close_was_lost(recording: Recorded, session: Session) -> None:
    session.is_lost = True

    session.broke(OSError("the connection was torn down"))

    attributes = recording.attributes
    assert attributes["triage.cause"] == "network.stream_cut"
    assert (attributes["triage.session.close.code"], attributes["triage.session.close.by"]) == (1006, "none")


@pytest.mark.parametrize(
    ("message", "size"),
    [
        ("Hello", 5),
        ("Привет", 12),
        (b"\x00\x01", 2),
        (bytearray(3), 3),
        (memoryview(bytes(4)), 4),
        (["in", "pieces"], 0),
    ],
    ids=["ASCII", "Russian", "bytes", "bytearray", "memoryview", "pieces"],
)
def test_a_message_is_as_long_as_it_is_on_the_wire(
    message: Any, size: int, recording: Recorded, session: Session
) -> None:
    session.sent(message)
    session.left(None, None)

    assert recording.attributes["triage.session.bytes.sent"] == size


def test_the_time_to_the_first_message_is_that_of_the_first(
    recording: Recorded, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter((1.5, 2.5, 3.5, 4.5))
    monkeypatch.setattr(Operation, "elapsed", property(lambda _: next(clock)))
    session.opened(__name__)
    session.received("{}")
    session.received("{}")
    session.left(None, None)

    assert recording.attributes["triage.session.time_to_first_message"] == 1.5


def test_a_session_that_is_left_by_what_the_close_made_the_sdk_raise_failed_with_the_close(
    recording: Recorded, session: Session
) -> None:
    session.is_lost = True
    session.read_close = lambda _: Close(1011, "The service is currently unavailable.", "service")
    session.left(RuntimeError("no close frame received"), object())

    assert recording.attributes["triage.cause"] == "gemini.unavailable"


@pytest.mark.breaks_us
@pytest.mark.parametrize("step", ["note", "received"])
def test_an_error_of_ours_while_a_message_passes_is_counted_and_kept(
    step: str, recording: Recorded, session: Session
) -> None:
    def broken(*_: Any) -> None:
        raise LookupError

    if step == "note":
        session.note(broken, object())
    else:
        session.received(object())  # no part of it can be read

    assert recording.points("triage.skipped") == [({"triage.place": f"Session.{step}"}, 1)]
    session.left(None, None)
    assert recording.calls == {"ok": 1}


def test_of_a_session_that_has_ended_no_message_is_read(recording: Recorded, session: Session) -> None:
    session.left(None, None)
    session.note(lambda *_: pytest.fail("read"), object())
    assert recording.calls == {"ok": 1}


class Opened:
    """What the SDK gives to the application."""

    def fail(self) -> None:
        raise RuntimeError("no close frame received")


def entered() -> tuple[Any, Opened]:
    """The generator inside a context manager that an SDK has made and the application has entered."""

    @asynccontextmanager
    async def connect() -> AsyncIterator[Opened]:
        yield Opened()

    server = server_of("wss://generativelanguage.googleapis.com")
    request = Request("gemini", "gcp.gemini", "live", "gemini-live", server)
    target = Target(lambda *_: request, lambda *_: None)
    manager = wrapt.FunctionWrapper(connect, managed_session(target, lambda *_: None))()
    return manager.gen, drive(manager.__aenter__())


def drive(coroutine: Any) -> Any:
    """Runs a coroutine that waits for nothing."""
    with pytest.raises(StopIteration) as ended:
        coroutine.send(None)
    return ended.value.value


@pytest.mark.parametrize(
    "form", [lambda error: (error,), lambda error: (type(error), error, error.__traceback__)], ids=["3.12", "3.11"]
)
@pytest.mark.parametrize("is_the_sdks", [True, False], ids=["the SDK's", "the application's"])
def test_a_session_is_left_by_the_sdks_error_however_python_hands_it_in(
    is_the_sdks: bool, form: Any, recording: Recorded
) -> None:
    generator, opened = entered()
    error: Exception = RuntimeError("of the application")
    if is_the_sdks:
        with pytest.raises(RuntimeError) as raised:
            opened.fail()
        error = raised.value
    with pytest.raises(RuntimeError) as left:
        generator.athrow(*form(error)).send(None)
    assert left.value is error
    assert recording.calls == {"network" if is_the_sdks else "ok": 1}


def test_a_session_that_is_left_by_its_generator_is_over(recording: Recorded) -> None:
    generator, _ = entered()
    drive(generator.aclose())
    assert recording.calls == {"ok": 1}


def test_a_session_that_nobody_left_is_given_up(recording: Recorded) -> None:
    held: Any = entered()
    del held
    gc.collect()
    assert recording.attributes["triage.abandoned"] is True


# What it counts


def test_messages_bytes_and_turns_are_counted_by_direction(recording: Recorded, session: Session) -> None:
    for message in ("Hi", "there"):
        session.sent(message)
    for message in ("{}", "[]", "{} "):
        session.received(message)
    for _ in range(4):
        session.turn_ended()
    session.conversation = "handle-1"
    session.left(None, None)
    told = {name: value for name, value in recording.attributes.items() if name.startswith("triage.")}
    assert told == {
        "triage.session.messages.sent": 2,
        "triage.session.messages.received": 3,
        "triage.session.bytes.sent": 7,
        "triage.session.bytes.received": 7,
        "triage.session.turns": 4,
    }
    assert recording.attributes["gen_ai.conversation.id"] == "handle-1"


def test_what_comes_before_the_session_is_open_is_not_its_first_message(recording: Recorded, session: Session) -> None:
    session.received("{}")
    session.left(None, None)
    assert "triage.session.time_to_first_message" not in recording.attributes


def test_a_session_is_open_from_when_the_application_has_it_until_it_ends(
    recording: Recorded, session: Session
) -> None:
    labels = {
        "gen_ai.operation.name": "live",
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.request.model": "gemini-live",
    }
    assert recording.points("triage.sessions.open") == []
    session.opened(__name__)
    assert recording.points("triage.sessions.open") == [(labels, 1)]
    session.left(None, None)
    assert recording.points("triage.sessions.open") == []


def test_a_session_that_is_opened_after_its_end_is_not_open(recording: Recorded, session: Session) -> None:
    session.left(None, None)
    session.opened(__name__)
    assert recording.points("triage.sessions.open") == []


def _turn(given: int | None, output: int | None) -> Reading:
    turn = Reading()
    turn.input_tokens, turn.output_tokens = given, output
    return turn


def test_what_turns_used_is_recorded_with_each_and_the_sum_on_the_span_only(
    recording: Recorded, session: Session
) -> None:
    for turn in (_turn(10, 3), _turn(None, None), _turn(5, 4)):
        session.used(turn)
    session.left(None, None)
    used = {labels["gen_ai.token.type"]: value for labels, value in recording.points("gen_ai.client.token.usage")}
    assert used == {"input": (2, 15), "output": (2, 7)}
    attributes = recording.attributes
    assert (attributes["gen_ai.usage.input_tokens"], attributes["gen_ai.usage.output_tokens"]) == (15, 7)


# What messages show

OVERLOADED = '{"code": 503, "status": "UNAVAILABLE", "message": "The model is overloaded."}'


@pytest.mark.parametrize("form", [str, str.encode], ids=["text", "bytes"])
@pytest.mark.parametrize(
    ("before", "cause"),
    [("", "gemini.model_overloaded"), (" " * 55, "gemini.model_overloaded"), (" " * 64, None)],
    ids=["at once", "in the head", "behind the head"],
)
def test_an_error_object_in_a_message_s_head_is_the_failure(
    form: Any, before: str, cause: str | None, recording: Recorded, session: Session
) -> None:
    session.received(form(f'{before}{{"error": {OVERLOADED}}}'))
    session.left(None, None)
    assert recording.attributes.get("triage.cause") == cause


@pytest.mark.parametrize("form", [str, str.encode], ids=["text", "bytes"])
def test_a_message_that_is_an_error_object_itself_is_the_failure(
    form: Any, recording: Recorded, session: Session
) -> None:
    session.received(form(OVERLOADED))
    session.left(None, None)
    assert recording.attributes["triage.cause"] == "gemini.model_overloaded"


@pytest.mark.parametrize(("reason", "cause"), [(None, None), ("PROHIBITED_INPUT_CONTENT", "safety")])
def test_why_a_turn_went_no_further_is_read(
    reason: str | None, cause: str | None, recording: Recorded, session: Session
) -> None:
    session.turn_ended(reason)
    session.left(None, None)
    assert recording.attributes.get("triage.class") == cause


@pytest.mark.parametrize("seconds", [None, 50.0])
def test_that_the_service_will_close_is_told_at_once_and_on_the_span(
    seconds: float | None, recording: Recorded, session: Session
) -> None:
    session.going_away(seconds)
    (event,) = recording.events
    assert (event.event_name, event.attributes.get("triage.session.time_left")) == ("triage.session.go_away", seconds)
    assert event.attributes["gen_ai.request.model"] == "gemini-live"
    session.left(None, None)
    (noted,) = recording.operation.events
    assert noted.attributes is not None
    assert (noted.name, dict(noted.attributes)) == (
        "triage.session.go_away",
        {} if seconds is None else {"triage.session.time_left": seconds},
    )


# How it ends


@pytest.mark.parametrize(
    ("close", "cause"),
    [
        (Close(1011, "The service is currently unavailable.", "service"), "gemini.unavailable"),
        (Close(1011, "", "client"), None),
        (Close(1000, "", "service"), None),
        (None, None),
    ],
    ids=["by the service", "by the client", "normally", "not at all"],
)
def test_a_session_that_is_left_ends_as_its_connection_was_closed(
    close: Close | None, cause: str | None, recording: Recorded, session: Session
) -> None:
    session.read_close = lambda _: close
    session.left(None, object())
    attributes = recording.attributes
    assert attributes.get("triage.cause") == cause
    assert recording.operation.status.is_unset
    assert attributes.get("triage.session.close.code") == (close and close.code)
    assert attributes.get("triage.session.close.by") == (close and close.by)
    assert attributes.get("triage.session.close.reason") == ((close and close.reason) or None)


def test_the_service_s_words_are_left_out_where_messages_are(recorded: Recorded) -> None:
    telemetry = runtime.configure(
        recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings(capture_message=False)
    )
    server = server_of("wss://generativelanguage.googleapis.com")
    operation = Operation(telemetry, Request("gemini", "gcp.gemini", "live", "gemini-live", server))
    session = operation.session = Session(operation)
    session.read_close = lambda _: Close(1011, "The service is currently unavailable.", "service")
    session.left(None, object())
    runtime.drop()
    assert "triage.session.close.reason" not in recorded.attributes
    assert recorded.attributes["triage.session.close.code"] == 1011


@pytest.mark.parametrize(("is_mid_turn", "abandoned"), [(True, True), (False, None)])
def test_a_session_that_is_left_while_the_model_answers_is_given_up(
    is_mid_turn: bool, abandoned: bool | None, recording: Recorded, session: Session
) -> None:
    session.is_mid_turn = True
    if not is_mid_turn:
        session.turn_ended()
    session.left(None, None)
    assert recording.attributes.get("triage.abandoned") is abandoned


def test_an_error_that_is_none_of_the_connection_s_does_not_end_the_session(
    recording: Recorded, session: Session
) -> None:
    session.broke(ValueError("the application's arguments"))
    assert recording.calls == {}
    session.left(None, None)
    assert recording.calls == {"ok": 1}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), asyncio.CancelledError(), GeneratorExit()], ids=repr)
def test_a_step_that_is_given_up_does_not_end_the_session(
    error: BaseException, recording: Recorded, session: Session
) -> None:
    session.is_lost = True
    session.broke(error)
    assert recording.calls == {}
    session.left(None, None)
    assert recording.calls == {"ok": 1}


@pytest.mark.parametrize(
    ("is_lost", "close", "cause"),
    [
        (False, None, "network.refused"),
        (False, Close(1011, "The service is currently unavailable.", "service"), "network.refused"),
        (True, Close(1011, "The service is currently unavailable.", "service"), "gemini.unavailable"),
        (True, Close(1000, "", "service"), None),
        (True, None, "network.stream_cut"),
    ],
    ids=["not connected", "still connected", "closed", "closed normally", "lost"],
)
def test_a_session_that_could_not_be_opened_failed_with_the_close_or_else_the_error(
    is_lost: bool, close: Close | None, cause: str | None, recording: Recorded, session: Session
) -> None:
    session.is_lost, session.read_close = is_lost, lambda _: close
    session.refused(ConnectionRefusedError())
    attributes = recording.attributes
    assert attributes.get("triage.cause") == cause
    assert attributes.get("error.type") == ("ConnectionRefusedError" if cause else None)


@pytest.mark.parametrize("is_lost", [True, False])
def test_an_error_that_only_tells_a_normal_close_is_no_failure(
    is_lost: bool, recording: Recorded, session: Session
) -> None:
    session.is_lost = is_lost
    closed = frames.Close(1000, "")
    session.left(ConnectionClosedOK(closed, closed, rcvd_then_sent=True), None)
    assert recording.calls == {"ok": 1}


def _raise_through(frames_: int) -> Exception:
    """An error that passed so many frames of the application's between the SDK's and the reader's."""
    namespace: dict[str, Any] = {"__name__": "sdk"}
    exec("def fail():\n    raise RuntimeError", namespace)

    def step(left: int) -> None:
        if left:
            step(left - 1)
        else:
            namespace["fail"]()

    try:
        step(frames_)
    except RuntimeError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize(("frames_", "is_found"), [(0, True), (197, True), (198, False)])
def test_whose_error_it_is_is_looked_for_in_200_frames(frames_: int, is_found: bool, session: Session) -> None:
    session.module = "sdk"
    error = _raise_through(frames_)
    assert session.raised(error) is (error if is_found else None)


@pytest.mark.parametrize("error", [None, KeyboardInterrupt(), RuntimeError()])
def test_what_the_sdk_did_not_raise_is_none_of_its_errors(error: Any, session: Session) -> None:
    session.module = __name__
    assert session.raised(error) is None


@pytest.mark.breaks_us
@pytest.mark.parametrize(("is_lost", "outcome"), [(False, "ok"), (True, "network")], ids=["left", "broken"])
def test_a_session_whose_close_cannot_be_read_is_over_all_the_same(
    is_lost: bool, outcome: str, recording: Recorded, session: Session
) -> None:
    def changed(connection: Any) -> Close:
        raise AttributeError("close_rcvd")

    session.opened(__name__)
    session.read_close, session.is_lost = changed, is_lost
    if is_lost:
        session.broke(OSError("the connection was torn down"))
    else:
        session.left(None, object())
    assert recording.calls == {outcome: 1}
    assert recording.points("triage.sessions.open") == []


# The SDK's own objects


class Connected:
    """An SDK's session, which a coroutine method of another object connects."""

    def __init__(self) -> None:
        self.is_over = True

    async def receive(self, result: Any, *, fails: BaseException | None = None) -> Any:
        if fails is not None:
            raise fails
        return result

    async def close(self) -> str:
        return "closed"


class Connecting:
    outcome: Any = None

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    async def enter(self, *args: Any) -> Any:
        self.asked.append(args)
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


def _connecting(outcome: Any, attach: Any = lambda opened, session: None) -> Connecting:
    """What an SDK's function returns whose `enter` connects."""
    server = server_of("wss://generativelanguage.googleapis.com")
    request = Request("gemini", "gcp.gemini", "live", "gemini-live", server)
    target = Target(lambda *_: request, lambda *_: None)
    made: Connecting = wrapt.FunctionWrapper(Connecting, opened_session(target, "enter", attach))()
    made.outcome = outcome
    return made


def test_a_session_is_the_sdk_s_own_and_ends_when_nobody_holds_it(recording: Recorded) -> None:
    attached: list[tuple[Any, str]] = []
    opened = Connected()
    connecting = _connecting(opened, lambda opened_, session: attached.append((opened_, session.module)))
    assert drive(connecting.enter("a")) is opened
    assert attached == [(opened, __name__)]
    assert drive(connecting.enter("b")) is opened  # again: no session of ours more
    assert connecting.asked == [("a",), ("b",)]
    assert len(recording.points("triage.sessions.open")) == 1
    connecting.outcome = None
    attached.clear()
    del opened
    gc.collect()
    assert recording.attributes["triage.abandoned"] is True
    assert recording.points("triage.sessions.open") == []


def test_a_session_that_cannot_be_opened_has_failed_with_the_sdk_s_error(recording: Recorded) -> None:
    error = ConnectionRefusedError()
    connecting = _connecting(error)
    with pytest.raises(ConnectionRefusedError) as raised:
        connecting.enter().send(None)
    assert raised.value is error
    assert recording.calls == {"network": 1}


@pytest.mark.breaks_us
def test_a_session_whose_steps_cannot_be_watched_is_given_all_the_same(recording: Recorded) -> None:
    def attach(opened: Any, session: Session) -> None:
        raise LookupError

    opened = Connected()
    connecting = _connecting(opened, attach)
    assert drive(connecting.enter()) is opened
    assert len(recording.points("triage.sessions.open")) == 1


def test_a_session_of_a_suppressed_call_is_not_watched(recording: Recorded) -> None:
    opened = Connected()
    with suppress_instrumentation():
        connecting = _connecting(opened, lambda *_: pytest.fail("watched"))
        assert "enter" not in vars(connecting)
    assert drive(connecting.enter()) is opened
    assert recording.operations == []


def test_a_step_brings_what_it_brings_and_is_read(session: Session) -> None:
    held, noted = Connected(), list[Any]()
    watch_step(held, "receive", session, lambda _, message: noted.append(message))
    message = object()
    assert drive(held.receive(message)) is message
    assert noted == [message]


@pytest.mark.parametrize(("is_lost", "calls"), [(False, {}), (True, {"network": 1})], ids=["open", "lost"])
def test_a_step_that_raises_ends_the_session_if_the_connection_is_lost(
    is_lost: bool, calls: dict[str, int], recording: Recorded, session: Session
) -> None:
    held, error = Connected(), RuntimeError("no close frame received")
    watch_step(held, "receive", session, lambda *_: pytest.fail("read"))
    session.is_lost = is_lost
    with pytest.raises(RuntimeError) as raised:
        held.receive(None, fails=error).send(None)
    assert raised.value is error
    assert recording.calls == calls


@pytest.mark.parametrize(
    ("is_lost", "is_over", "calls"),
    [(False, False, {"ok": 1}), (True, True, {"ok": 1}), (True, False, {})],
    ids=["open", "lost, and no error follows", "lost, and an error follows"],
)
def test_a_session_is_over_when_it_is_closed_unless_an_error_is_to_follow(
    is_lost: bool, is_over: bool, calls: dict[str, int], recording: Recorded, session: Session
) -> None:
    held, asked, connection = Connected(), list[Any](), object()
    session.connection = lambda: connection
    session.read_close = lambda found: asked.append(found)
    session.is_lost = is_lost
    watch_end(held, "close", session, lambda found: found is held and is_over)
    assert drive(held.close()) == "closed"
    assert recording.calls == calls
    assert asked == ([connection] if calls else [])


def test_a_watched_object_is_not_held_by_what_watches_it(session: Session) -> None:
    held = Connected()
    watch_step(held, "receive", session)
    watch_end(held, "close", session, lambda _: True)
    gone = weakref.ref(held)
    del held
    assert gone() is None


@pytest.mark.parametrize("is_wanted", [True, False])
def test_a_manager_stays_the_sdk_s_own(is_wanted: bool, recording: Recorded) -> None:
    @asynccontextmanager
    async def connect() -> AsyncIterator[Opened]:
        yield Opened()

    server = server_of("wss://generativelanguage.googleapis.com")
    target = Target(lambda *_: Request("gemini", "gcp.gemini", "live", "m", server), lambda *_: None)
    watched = wrapt.FunctionWrapper(connect, managed_session(target, lambda *_: None))

    async def use() -> None:
        async with watched() as opened:
            assert type(opened) is Opened

        @watched()
        async def decorated() -> int:
            return 5

        assert [await decorated(), await decorated()] == [5, 5]

    if is_wanted:
        asyncio.run(use())
    else:
        with suppress_instrumentation():
            asyncio.run(use())
    assert recording.calls == ({"ok": 3} if is_wanted else {})
