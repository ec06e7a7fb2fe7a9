"""Which hosts are Gemini's and GigaChat's. Imports nothing of ours: every httpx user loads it."""

from __future__ import annotations

import logging
import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from genai_triage.taxonomy.model import Provider

_logger = logging.getLogger("genai_triage")

HOSTS_VARIABLE = "GENAI_TRIAGE_HOSTS"
_MAX_HOSTS = 1000


class Service(NamedTuple):
    """Whose endpoint a host is."""

    provider: Provider
    provider_name: str


GEMINI = Service("gemini", "gcp.gemini")
VERTEX = Service("gemini", "gcp.vertex_ai")
GIGACHAT = Service("gigachat", "gigachat")

_BY_NAME = {
    "gemini": GEMINI,
    "gcp.gemini": GEMINI,
    "vertex": VERTEX,
    "vertex_ai": VERTEX,
    "gcp.vertex_ai": VERTEX,
    "gigachat": GIGACHAT,
}
_KNOWN = {
    "generativelanguage.googleapis.com": GEMINI,
    "generativelanguage.mtls.googleapis.com": GEMINI,
    "aiplatform.googleapis.com": VERTEX,
    "aiplatform.mtls.googleapis.com": VERTEX,
    "gigachat.devices.sberbank.ru": GIGACHAT,
    "ngw.devices.sberbank.ru": GIGACHAT,
    "api.giga.chat": GIGACHAT,
}
_VERTEX_REGION = re.compile(
    r"[a-z0-9-]+-aiplatform(?:\.mtls)?\.googleapis\.com|aiplatform\.[a-z]+\.rep\.googleapis\.com"
)


_HOST = re.compile(r"(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?")
_PORT = re.compile(r":\d{1,5}$")
_DEFAULT_PORT = re.compile(r":(?:80|443)$")


class Hosts:
    """Known hosts, and every other host that was met: each costs one look-up from its second request on."""

    def __init__(self, extra: Mapping[str, Service] | None = None) -> None:
        self._services: dict[str, Service | None] = {**_KNOWN, **(extra or {})}

    def service(self, host: str) -> Service | None:
        """The service at `host` (a name, or name:port for one that was added so); None for anybody else's."""
        try:
            return self._services[host]
        except KeyError:
            name = _PORT.sub("", host)
            found = VERTEX if _VERTEX_REGION.fullmatch(name) else self._services.get(name)
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
        if service is None or not _HOST.fullmatch(host):
            _logger.warning(
                "%s has the entry %r; write host=gemini, host=vertex_ai or host=gigachat, the host without scheme and "
                "path. The entry is ignored.",
                HOSTS_VARIABLE,
                entry[:80],
            )
            continue
        # httpx leaves a scheme's own port out of an address.
        extra[_DEFAULT_PORT.sub("", host)] = service
    return extra
