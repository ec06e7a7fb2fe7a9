"""Which hosts are a vendor's, known or named by the user. Imports no table of causes: every httpx user loads it."""

from __future__ import annotations

import logging
import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from genai_triage.taxonomy.vendors import SERVICES, Service, regional_service

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HOSTS_VARIABLE", "Hosts", "Service", "hosts_from_environment"]

_logger = logging.getLogger("genai_triage")

HOSTS_VARIABLE = "GENAI_TRIAGE_HOSTS"
_MAX_HOSTS = 1000

_BY_NAME = {name: service for service in SERVICES for name in service.setting_names}
_KNOWN = {host: service for service in SERVICES for host in service.hosts}

# Compiled when used: most programs set no host of their own.
_HOST = r"(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?"
_PORT = re.compile(r":\d{1,5}$")
_DEFAULT_PORT = r":(?:80|443)$"


class Hosts:
    """Known hosts, and every other host that was met: each costs one look-up from its second request on."""

    def __init__(self, extra: Mapping[str, Service] | None = None) -> None:
        self._services: dict[str, Service | None] = {**_KNOWN, **(extra or {})}
        self._met: dict[tuple[bytes, int | None], tuple[str, Service | None]] = {}
        self._foreign: dict[bytes, tuple[str, None]] = {}
        """Hosts of others, whatever the port, as they were met first."""
        self._has_ports = any(_PORT.search(host) for host in extra or ())

    def at(self, url: Any) -> tuple[str, Service | None]:
        """Returns the address in a URL of httpx and the service there, by its parts: to join them costs more.

        The address of a foreign host may be of another port.
        """
        host = url.raw_host
        if host in self._foreign:
            return self._foreign[host]
        key = host, url.port
        found = self._met.get(key)
        if found is None:
            netloc = url.netloc.decode("ascii", "replace")
            service = self.service(netloc)
            found = netloc, service
            if len(self._met) < _MAX_HOSTS:
                self._met[key] = found
                if service is None and not self._has_ports:
                    self._foreign[host] = netloc, None
        return found

    def service(self, host: str) -> Service | None:
        """The service at `host` (a name, or name:port for one that was added so); None for anybody else's."""
        try:
            return self._services[host]
        except KeyError:
            name = _PORT.sub("", host)
            found = regional_service(name) or self._services.get(name)
            if len(self._services) < _MAX_HOSTS:
                self._services[host] = found
            return found


def hosts_from_environment() -> Hosts:
    """Reads `GENAI_TRIAGE_HOSTS=host=provider,…`; an entry that cannot be understood is one warning."""
    return Hosts(_read_hosts(os.environ.get(HOSTS_VARIABLE, "")))


@lru_cache(maxsize=8)
def _read_hosts(text: str) -> Mapping[str, Service]:
    """Cached, so that a wrong entry is warned of once although httpx and httpx2 both read the variable."""
    extra: dict[str, Service] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        host, _, provider = (word.strip().lower() for word in entry.partition("="))
        service = _BY_NAME.get(provider)
        if service is None or not re.fullmatch(_HOST, host):
            _logger.warning(
                "%s has the entry %r; write host=gemini, host=vertex_ai or host=gigachat, the host without scheme and "
                "path. The entry is ignored.",
                HOSTS_VARIABLE,
                entry[:80],
            )
            continue
        # httpx leaves a scheme's own port out of an address.
        extra[re.sub(_DEFAULT_PORT, "", host)] = service
    return extra
