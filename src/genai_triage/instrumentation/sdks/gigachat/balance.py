"""Polls the balance of GigaChat clients in use, where `GENAI_TRIAGE_BALANCE_INTERVAL` asks for it.

A poll is a request like any other and counts against the limit of parallel requests, so it is off by default.
"""

from __future__ import annotations

import logging
import threading
import weakref
from typing import Any

from opentelemetry.instrumentation.utils import suppress_instrumentation

from genai_triage.instrumentation.forks import ForkLock
from genai_triage.telemetry import runtime
from genai_triage.telemetry.guard import guarded, report

_logger = logging.getLogger("genai_triage")


class BalancePoller:
    """One daemon thread for all clients; it holds them weakly and ends with the instrumentation."""

    def __init__(self, provider_name: str) -> None:
        self._provider_name = provider_name
        self._clients: dict[int, weakref.ref[Any]] = {}
        self._refused: weakref.WeakSet[Any] = weakref.WeakSet()
        self._thread: threading.Thread | None = None
        self._lock = ForkLock()

    @guarded
    def watch(self, client: Any) -> None:
        """Polls `client` from now on, if the settings ask for it and it has the synchronous method."""
        telemetry = runtime.current()
        if telemetry is None or telemetry.settings.balance_interval is None or id(client) in self._clients:
            return
        if not hasattr(client, "get_balance") or client in self._refused:
            return
        key = id(client)
        with self._lock:
            self._clients[key] = weakref.ref(client, lambda _: self._clients.pop(key, None))
            # A forked child has inherited the object of a thread that does not run there.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="genai-triage-balance", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while (telemetry := runtime.current()) is not None and telemetry.settings.balance_interval is not None:
            for reference in list(self._clients.values()):
                client = reference()
                if client is not None:
                    self._poll(client, telemetry)
                del client
            if telemetry.ended.wait(telemetry.settings.balance_interval):
                break
        self._clients.clear()

    def _poll(self, client: Any, telemetry: runtime.Telemetry) -> None:
        try:
            with suppress_instrumentation():
                balance = client.get_balance()
            for item in balance.balance or ():
                telemetry.instruments.balance(self._provider_name, str(item.usage), float(item.value))
        except Exception as error:
            if getattr(error, "status_code", None) == 403 or 403 in error.args:
                _logger.warning("The GigaChat contract has no prepaid balance to poll; polling of this client ends.")
                self._clients.pop(id(client), None)
                self._refused.add(client)
            else:
                report("BalancePoller._poll", error)
