"""What calls of one kind have in common is put together once, and is bounded."""

from __future__ import annotations

from genai_triage.telemetry import gate, names
from genai_triage.telemetry.kinds import Kinds
from genai_triage.telemetry.request import Request, server_of


def _request(model: str | None = "m") -> Request:
    return Request("gemini", "gcp.gemini", "chat", model, server_of("https://a.example/"))


def test_the_same_call_is_the_same_kind_with_the_same_points() -> None:
    kinds = Kinds(gate.Labels(()))
    kind = kinds.of(_request())
    assert kinds.of(_request()) is kind
    assert kinds.of(_request("n")) is not kind
    assert kind.points("m-1") is kind.points("m-1")
    assert kind.points("m-2") is not kind.points("m-1")


def test_points_have_the_labels_of_call_and_answer_in_the_order_of_their_names() -> None:
    points = Kinds(gate.Labels(())).of(_request()).points("m-1")
    labels = {
        names.OPERATION_NAME: "chat",
        names.PROVIDER_NAME: "gcp.gemini",
        names.REQUEST_MODEL: "m",
        names.RESPONSE_MODEL: "m-1",
        names.SERVER_ADDRESS: "a.example",
        names.SERVER_PORT: 443,
    }
    assert points.labels == labels
    assert points.input == {**labels, names.TOKEN_TYPE: "input"}
    assert points.output == {**labels, names.TOKEN_TYPE: "output"}
    for made in (points.labels, points.input, points.output):
        assert list(made) == sorted(made)


def test_hostile_names_of_models_are_not_kept_without_bound() -> None:
    kinds = Kinds(gate.Labels(()))
    for number in range(1000):
        kinds.of(_request(f"model-{number}")).points(f"answer-{number}")
        kinds.of(_request("x" * 10_000 + str(number)))
        kinds.of(_request()).points(f"{number}" * 1000)
        kinds.of(_request()).points(f"answer-{number}")
    assert len(kinds._known) <= 256
    assert len(kinds.of(_request())._points) <= 256
    assert max(len(str(key[2])) for key in kinds._known) <= gate.MAX_NAME


def test_a_long_name_of_a_model_is_not_remembered() -> None:
    kinds = Kinds(gate.Labels(()))
    kind = kinds.of(_request())
    assert kind.points("m" * 200) is kind.points("m" * 200)
    assert kind.points("m" * 201) is not kind.points("m" * 201)
    assert kinds.of(_request("m" * 200)) is kinds.of(_request("m" * 200))
    assert kinds.of(_request("m" * 201)) is not kinds.of(_request("m" * 201))


def test_the_address_of_a_call_is_told_with_its_port_whatever_that_is() -> None:
    def told(url: str) -> tuple[object, object]:
        attributes = Kinds(gate.Labels(())).of(Request("gemini", "gcp.gemini", "chat", None, server_of(url))).attributes
        return attributes.get(names.SERVER_ADDRESS), attributes.get(names.SERVER_PORT)

    assert [told(url) for url in ("http://a.test:0/", "https://a.test/", "other://a.test/", "nothing")] == [
        ("a.test", 0),
        ("a.test", 443),
        ("a.test", None),
        (None, None),
    ]
