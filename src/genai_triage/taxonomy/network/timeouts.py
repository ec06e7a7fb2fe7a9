"""Causes of the class `timeout` that the client's own time limits raise."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Owner, Signal

from .common import ANY, TIMEOUTS, any_package

CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        id="network.read_timeout",
        failure_class=FailureClass.TIMEOUT,
        doc=TIMEOUTS,
        source="observed: ReadTimeout",
        signals=(
            Signal(
                exception=(
                    *any_package("ReadTimeout"),
                    "requests.ReadTimeout",
                    "urllib3.ReadTimeoutError",
                    "aiohttp.SocketTimeoutError",
                )
            ),
            Signal(
                exception=ANY,
                text=(
                    "read operation timed out",
                    "read timed out",
                    "read timeout",
                    "timeout on reading data from socket",
                    "keepalive ping timeout",
                ),
            ),
        ),
        example=Example(fault="stall", exception="httpx.ReadTimeout: The read operation timed out"),
    ),
    Cause(
        id="network.write_timeout",
        failure_class=FailureClass.TIMEOUT,
        doc=TIMEOUTS,
        source="observed: WriteTimeout",
        signals=(
            Signal(exception=any_package("WriteTimeout")),
            Signal(exception=ANY, text=("write operation timed out",)),
        ),
        example=Example(exception="httpx.WriteTimeout: The write operation timed out"),
    ),
    Cause(
        id="network.pool_timeout",
        failure_class=FailureClass.TIMEOUT,
        owner=Owner.CALLER,
        doc=TIMEOUTS,
        source="observed: PoolTimeout",
        signals=(Signal(exception=(*any_package("PoolTimeout"), "urllib3.EmptyPoolError")),),
        example=Example(exception="httpx.PoolTimeout: "),
    ),
    Cause(
        id="network.timeout",
        failure_class=FailureClass.TIMEOUT,
        doc=TIMEOUTS,
        source="observed: TimeoutError",
        signals=(
            Signal(
                exception=(
                    "builtins.TimeoutError",
                    "asyncio.TimeoutError",
                    "concurrent.TimeoutError",
                    "socket.timeout",
                    *any_package("TimeoutException"),
                    "requests.Timeout",
                    "urllib3.TimeoutError",
                    "aiohttp.ServerTimeoutError",
                    "openai.APITimeoutError",
                    "google.APITimeoutError",
                    "*.TimeoutError",
                    "google.RetryError",
                    "grpc.FutureTimeoutError",
                ),
                general=True,
            ),
            Signal(exception=ANY, text=("timed out", "deadline exceeded")),
        ),
        example=Example(exception="builtins.TimeoutError: "),
    ),
)
