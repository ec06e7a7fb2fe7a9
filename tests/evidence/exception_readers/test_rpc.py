"""What gRPC raises: its status, its words, its metadata, and nothing of what would wait or warn."""

from __future__ import annotations

from types import SimpleNamespace as Having
from typing import Any

import pytest

from tests.support.told import told

from .made import raised


def failed(*arguments: Any, name: Any = "RpcError", module: Any = "grpc", **methods: Any) -> Any:
    """A finished call that answers these methods."""
    return raised(module, name, *arguments, **{key: (lambda found=value: found) for key, value in methods.items()})


@pytest.mark.parametrize("name", ["initial_metadata", "trailing_metadata"])
def test_metadata_is_read_before_and_behind_the_answer(name: str) -> None:
    failure = told(failed(code=8, details="m", **{name: [("retry-after", "7"), ("x-request-id", "abc-1")]}))
    known = (failure.cause.id, failure.message, failure.retry_after, failure.request_id)
    assert known == ("status.too_many_requests", "m", 7.0, "abc-1")


@pytest.mark.parametrize(
    "known", [{"module": "grpc", "name": "Any"}, {"module": "app", "name": "MyRpcError"}], ids=["package", "name"]
)
def test_a_class_of_grpc_s_is_known_by_its_package_or_its_name(known: dict[str, str]) -> None:
    failure = told(failed(code=Having(name="UNAVAILABLE"), **known))
    assert (failure.cause.id, failure.rpc_status) == ("status.unavailable", "UNAVAILABLE")


@pytest.mark.parametrize("error", [failed(code=8, module="app", name="Other"), failed(code=None), failed()])
def test_what_has_no_status_of_an_rpc_is_none(error: Any) -> None:
    assert told(error).cause.id == "status.unclassified"


def test_a_method_that_fails_says_nothing_and_the_others_count() -> None:
    error = failed(code=8)
    error.details = lambda: 1 / 0
    error.trailing_metadata = lambda: 1 / 0
    assert told(error).cause.id == "status.too_many_requests"


def test_whose_service_it_was_is_told_by_the_host_in_its_text() -> None:
    error = failed("failed to connect to GigaChat.devices.sberbank.ru:443", code=14)
    assert told(error).cause.id == "gigachat.unavailable"
