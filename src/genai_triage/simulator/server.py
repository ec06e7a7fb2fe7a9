"""The running simulator: its addresses, its threads, its end."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import trustme
import uvicorn

from genai_triage.simulator.app import application
from genai_triage.simulator.backend import Backend, Record
from genai_triage.simulator.canaries import Canaries
from genai_triage.simulator.control import Guard
from genai_triage.simulator.schedules import Schedule
from genai_triage.simulator.wire import ConnectionProtocol, Pace
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause

_START_LIMIT = 30.0
_STOP_LIMIT = 10.0
_QUEUE_FILLERS = 4
_LOCAL = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Where a client on this machine reaches a server that listens everywhere."""


class Simulator:
    """Both services on local sockets, for the time of a `with` block.

    Args:
        port: Port of the HTTP address; 0 takes a free one.
        host: Address to listen on.
        latency: Factor on 5–30 ms for each answer; 0 for none.
        seed: Seed of texts and waiting times.
        token_life: Seconds a GigaChat access token is good for.
        stall: Seconds a stalled request is left without an answer.
        causes: The rows that can be asked for, by id; the whole taxonomy by default.
        grpc_port: Port of the gRPC address; 0 takes a free one; no gRPC by default.
        canaries: Planted in answers and errors, to be looked for where they do not belong; none by default.

    Raises:
        OSError: On entering, if a port cannot be had.
        ModuleNotFoundError: On entering, if gRPC is asked for and a package for it is not installed.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        latency: float = 1.0,
        seed: int = 0,
        token_life: float = 1800.0,
        stall: float = 60.0,
        causes: Mapping[str, Cause] = CAUSES,
        grpc_port: int | None = None,
        canaries: Canaries | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._grpc_port = grpc_port
        self._grpc_targets: tuple[str, str] | None = None
        self._backend = Backend(causes, seed=seed, token_life=token_life, canaries=canaries)
        self._guard = Guard(host)
        self._pace = Pace(latency, stall, seed)
        self._cleanup = ExitStack()
        self._addresses: dict[str, str] = {}
        self._certificates = Path()

    def __enter__(self) -> Simulator:
        with ExitStack() as stack:
            self._certificates = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            plain = stack.enter_context(_listening(self._host, self._port))
            tls = stack.enter_context(_listening(self._host, 0))
            refused = stack.enter_context(_bound(self._host))
            stalled = stack.enter_context(_bound(self._host))
            _stop_accepting(stalled, stack)
            self._addresses = {
                "http": self._address("http", plain),
                "tls_untrusted": self._address("https", tls),
                "refuse": self._address("http", refused),
                "connect_stall": self._address("http", stalled),
                "dns": "http://simulator.invalid",
            }
            certificate = self._certificate()
            server = _ServerThread(self._backend, self._guard, self._pace, plain, tls, certificate)
            stack.callback(server.stop)
            server.start()
            if self._grpc_port is not None:
                self._grpc_targets = self._serve_grpc(self._grpc_port, certificate, stack)
            self._cleanup = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._cleanup.close()

    @property
    def url(self) -> str:
        """The HTTP address, e.g. `http://127.0.0.1:8080`."""
        return self._addresses["http"]

    @property
    def control_token(self) -> str:
        """What the control endpoint asks for, as `Authorization: Bearer …`; empty on a loopback address."""
        return self._guard.token

    @property
    def gemini_url(self) -> str:
        """`base_url` for google-genai, `api_endpoint` for google-generativeai."""
        return self.url

    @property
    def gigachat_url(self) -> str:
        """`base_url` for gigachat."""
        return f"{self.url}/api/v1"

    @property
    def oauth_url(self) -> str:
        """`auth_url` for gigachat."""
        return f"{self.url}/api/v2/oauth"

    @property
    def tls_url(self) -> str:
        """The same services over TLS, with a certificate that no client trusts (but see `ca_file`)."""
        return self._addresses["tls_untrusted"]

    @property
    def ca_file(self) -> str:
        """The root certificate that makes `tls_url` trusted, as a PEM file."""
        return str(self._certificates / "ca.pem")

    @property
    def grpc_target(self) -> str:
        """Target for an insecure gRPC channel, e.g. `127.0.0.1:50051`; empty if gRPC was not asked for."""
        return self._grpc_targets[0] if self._grpc_targets else ""

    @property
    def grpc_tls_target(self) -> str:
        """Target for a secure gRPC channel with `ca_file` as its root; empty if gRPC was not asked for."""
        return self._grpc_targets[1] if self._grpc_targets else ""

    @property
    def refused_url(self) -> str:
        """An address that refuses connections."""
        return self._addresses["refuse"]

    @property
    def stalled_url(self) -> str:
        """An address that neither takes nor refuses a connection (on Linux)."""
        return self._addresses["connect_stall"]

    @property
    def fault_urls(self) -> Mapping[str, str]:
        """Addresses by the word of `Example.fault` for causes that no request can ask for."""
        return {fault: url for fault, url in self._addresses.items() if fault != "http"}

    @property
    def requests(self) -> tuple[Record, ...]:
        """The latest requests, at most 1000, the oldest first."""
        return self._backend.records

    def schedule(self, cause: str, **rule: Any) -> None:
        """Has requests fail by a plan, e.g. `schedule("gemini.internal", every=3)`; the names are those of `Schedule`.

        Raises:
            ScheduleError: If the cause is unknown or the rule does not fit.
        """
        self.add(Schedule.from_mapping({"cause": cause, **rule}))

    def add(self, schedule: Schedule) -> None:
        """Puts a schedule in force.

        Raises:
            ScheduleError: If its cause is unknown or cannot be answered.
        """
        self._backend.schedules.add(schedule)

    def restart_schedules(self) -> None:
        """Counts every schedule from the beginning."""
        self._backend.schedules.restart()

    def expire_tokens(self) -> None:
        """Ends the life of every GigaChat access token, as 30 minutes would."""
        self._backend.tokens.expire_all()

    def reset(self) -> None:
        """Forgets the requests and the schedules."""
        self._backend.reset()

    def _serve_grpc(self, port: int, certificate: Path, stack: ExitStack) -> tuple[str, str]:
        # Here, as whoever does not ask for gRPC need not have it.
        from genai_triage.simulator.rpc import RpcServer

        try:
            _bound(self._host, port).close()  # grpc writes to stderr if it meets a port in use
        except OSError as problem:
            problem.filename = f"{self._host}:{port}"
            raise
        server = RpcServer(self._backend, self._pace, self._host, port, certificate.read_bytes())
        stack.callback(server.stop)
        return self._netloc(server.port), self._netloc(server.tls_port)

    def _address(self, scheme: str, listener: socket.socket) -> str:
        return f"{scheme}://{self._netloc(listener.getsockname()[1])}"

    def _netloc(self, port: int) -> str:
        host = _LOCAL.get(self._host, self._host)
        return f"{f'[{host}]' if ':' in host else host}:{port}"

    def _certificate(self) -> Path:
        """A leaf and its unknown root, as one PEM file."""
        authority = trustme.CA()
        leaf = authority.issue_cert("localhost", "127.0.0.1", self._host)
        authority.cert_pem.write_to_path(str(self._certificates / "ca.pem"))
        path = self._certificates / "server.pem"
        path.write_bytes(leaf.private_key_and_cert_chain_pem.bytes() + authority.cert_pem.bytes())
        return path


def _bound(host: str, port: int = 0) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol number is given; with it, each answer waits 40 ms.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
    except OSError:
        opened.close()
        raise
    return opened


def _listening(host: str, port: int) -> socket.socket:
    opened = _bound(host, port)
    opened.listen(128)
    return opened


def _stop_accepting(listener: socket.socket, stack: ExitStack) -> None:
    """Fills the queue of a listener that nobody serves: Linux drops further connection requests."""
    listener.listen(0)
    for _ in range(_QUEUE_FILLERS):
        filler = stack.enter_context(socket.socket(listener.family, socket.SOCK_STREAM))
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.ready.set()


class _ServerThread:
    """The HTTP and the TLS server in one event loop of their own thread."""

    def __init__(
        self,
        backend: Backend,
        guard: Guard,
        pace: Pace,
        plain: socket.socket,
        tls: socket.socket,
        certificate: Path,
    ) -> None:
        self._backend = backend
        self._guard = guard
        self._pace = pace
        self._plain = plain
        self._tls = tls
        self._certificate = certificate
        self._started = threading.Event()
        self._failed: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="genai-triage-simulator", daemon=True)

    def start(self) -> None:
        """Returns when both servers listen.

        Raises:
            RuntimeError: If they do not come up.
        """
        self._thread.start()
        if not self._started.wait(_START_LIMIT) or self._failed is not None:
            raise RuntimeError("The simulator did not start.") from self._failed

    def stop(self) -> None:
        """Closes both servers and waits for the thread."""
        if self._loop is not None and self._stopping is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(_STOP_LIMIT)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failed = error
        finally:
            self._started.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        app = application(self._backend, self._pace, self._stopping, self._guard)
        plain = _Server(_config(app))
        tls = _Server(_config(app, self._certificate))
        running = [
            asyncio.ensure_future(plain.serve(sockets=[self._plain])),
            asyncio.ensure_future(tls.serve(sockets=[self._tls])),
        ]
        await asyncio.gather(plain.ready.wait(), tls.ready.wait())
        self._started.set()
        await self._stopping.wait()
        plain.should_exit = tls.should_exit = True
        await asyncio.gather(*running)


def _config(app: Any, certificate: Path | None = None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=ConnectionProtocol,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        ssl_certfile=certificate,
    )
