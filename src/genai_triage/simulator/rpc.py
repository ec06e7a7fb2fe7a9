"""The gRPC side of both services: each RPC is answered as its REST request would be, in gRPC's form.

Needs grpcio and google-ai-generativelanguage, which REST does without.
"""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import grpc  # type: ignore[import-untyped,unused-ignore]

from genai_triage.simulator import rpc_gemini, rpc_gigachat
from genai_triage.simulator.backend import Backend
from genai_triage.simulator.exchange import Facts, SimResponse
from genai_triage.simulator.rpc_method import RpcMethod
from genai_triage.simulator.rpc_status import NotTellable, Status, bodies, error_status, refused
from genai_triage.simulator.scenarios import HEADER, named_by
from genai_triage.simulator.wire import Pace
from genai_triage.taxonomy.vendors import vendor_of

_THREADS = 32
_GRACE = 0.2
"""Seconds that running RPCs are given at the end."""
_DIALECTS = (rpc_gemini, rpc_gigachat)


class RpcServer:
    """Both services on a plain and a TLS port.

    Args:
        backend: Decides the answers.
        pace: How fast they come.
        host: Address to listen on.
        port: Of the plain one; 0 takes a free one.
        certificate: Private key and chain, PEM.

    Raises:
        OSError: If the port cannot be had.
    """

    def __init__(self, backend: Backend, pace: Pace, host: str, port: int, certificate: bytes) -> None:
        self._workers = ThreadPoolExecutor(_THREADS, thread_name_prefix="genai-triage-simulator")
        self._server = grpc.server(
            self._workers,
            handlers=[_Services(backend, pace)],
            options=[("grpc.so_reuseport", 0)],
        )
        address = f"[{host}]" if ":" in host else host
        credentials = grpc.ssl_server_credentials([(certificate, certificate)])
        try:
            self.port: int = self._server.add_insecure_port(f"{address}:{port}")
            self.tls_port: int = self._server.add_secure_port(f"{address}:0", credentials)
        except RuntimeError as problem:
            self._workers.shutdown(wait=False)
            raise OSError(errno.EADDRINUSE, "the port cannot be had", f"{address}:{port}") from problem
        self._server.start()

    def stop(self) -> None:
        """Ends every RPC and waits for the threads."""
        self._server.stop(_GRACE).wait()
        self._workers.shutdown(wait=True)


class _Services(grpc.GenericRpcHandler):  # type: ignore[misc]
    def __init__(self, backend: Backend, pace: Pace) -> None:
        self._backend = backend
        self._pace = pace

    def service(self, handler_call_details: Any) -> Any:
        """The handler of a method; None for one that is not served, which is UNIMPLEMENTED."""
        method = next(filter(None, (dialect.method(handler_call_details.method) for dialect in _DIALECTS)), None)
        if method is None:
            return None

        def stream(request: Any, context: Any) -> Iterator[Any]:
            return self._answer(method, request, context)

        def unary(request: Any, context: Any) -> Any:
            return next(self._answer(method, request, context))

        handler = grpc.unary_stream_rpc_method_handler if method.streams else grpc.unary_unary_rpc_method_handler
        return handler(stream if method.streams else unary, method.request.FromString, _serialize)

    def _answer(self, method: RpcMethod, request: Any, context: Any) -> Iterator[Any]:
        metadata = dict(context.invocation_metadata())
        answer = self._backend.answer(self._facts(method, request, metadata))
        if answer.fault == "stall":
            self._stall(context)
        time.sleep(self._pace.answer())
        if answer.rpc is not None:
            _abort(context, Status(*answer.rpc))
        if answer.status >= 400:
            _abort(context, refused(method.provider, answer))
        try:
            yield from self._messages(method, answer, context)
        except NotTellable as problem:
            _abort(context, Status("UNIMPLEMENTED", f"simulator: {problem}"))

    def _messages(self, method: RpcMethod, answer: SimResponse, context: Any) -> Iterator[Any]:
        if answer.fault:
            raise NotTellable(f"A {answer.fault} happens at the simulator's HTTP address only.")
        for number, body in enumerate(bodies(answer)):
            if number:
                time.sleep(self._pace.piece())
            status = error_status(method.provider, body)
            if status is not None:
                _abort(context, status)
            yield method.write(body)

    def _facts(self, method: RpcMethod, request: Any, metadata: dict[str, Any]) -> Facts:
        facts = replace(method.read(request), asked=metadata.get(HEADER, ""))
        kind, _, bearer = metadata.get("authorization", "").partition(" ")
        bearer = bearer.strip() if kind.lower() == "bearer" else ""
        vendor = vendor_of(method.provider)
        if vendor is not None and vendor.token_path:
            return self._backend.with_token(facts, bearer)
        return replace(facts, credential_cause=named_by(metadata.get("x-goog-api-key") or bearer))

    def _stall(self, context: Any) -> None:
        ended = threading.Event()
        if context.add_callback(ended.set):
            ended.wait(self._pace.stall)
        _abort(context, Status("UNAVAILABLE", "Socket closed"))


def _serialize(message: Any) -> bytes:
    data: bytes = message.SerializeToString()
    return data


def _abort(context: Any, status: Status) -> None:
    if status.metadata:
        context.set_trailing_metadata(status.metadata)
    context.abort(grpc.StatusCode[status.code], status.message)
