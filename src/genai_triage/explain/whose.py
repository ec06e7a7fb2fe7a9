"""Whose failure a part of a log is: told by hosts, modules and names; one of another service is nobody's of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal

from genai_triage.evidence.address import provider_named
from genai_triage.patterns import late
from genai_triage.taxonomy.model import Provider
from genai_triage.taxonomy.vendors import GEMINI, SERVICES, VENDORS, regional_service

How = Literal["given", "host", "module", "name", "form", ""]

_LOGIN_HOSTS: Final = frozenset(
    {
        *("oauth2.googleapis.com", "www.googleapis.com", "accounts.google.com", "iamcredentials.googleapis.com"),
        *("sts.googleapis.com", "metadata.google.internal", "cloudresourcemanager.googleapis.com"),
    }
)
"""Hosts that Google's credentials are asked of: a part of the call, whatever it is for."""
_ASKED: Final = late(
    r"(?:\bfor url:? |\burl=|\bURL\(|\bhost=|\bHTTP Request: [A-Z]{3,7} |\b(?:GET|POST|PUT|DELETE|PATCH) |"
    r"\b[Cc]onnect(?:ed|ion)? to (?:host )?|^[<>*]? ?[Hh]ost: ?|\bresolve host:? |\bhost name |"
    r"\bStarting new HTTPS? connection \(\d+\): |\bhttps?://(?=[\w.-]+:\d+ \"))"
    r"['\"(]{0,3}(?:URL\(['\"])?(?:(?:https?|wss?)://)?([A-Za-z0-9][\w.-]{0,250}\.[a-z]{2,24}|localhost)\b(?!\()",
    re.M,
)
"""A host that a request was sent to, as libraries print it; a link to a manual is none."""
_OTHERS: Final = frozenset(
    {
        *(
            "psycopg",
            "psycopg2",
            "asyncpg",
            "sqlalchemy",
            "pymysql",
            "MySQLdb",
            "mysql",
            "sqlite3",
            "redis",
            "aioredis",
        ),
        *("pymongo", "motor", "botocore", "boto3", "aiobotocore", "kafka", "aiokafka", "confluent_kafka", "pika"),
        *("aio_pika", "amqp", "kombu", "elasticsearch", "opensearchpy", "stripe", "anthropic", "cohere", "mistralai"),
        *("django", "flask", "jinja2", "werkzeug", "fastapi", "starlette", "celery", "telegram", "aiogram", "telebot"),
        *("azure", "kubernetes", "docker", "paramiko", "smtplib", "ldap3", "pandas", "numpy", "torch", "groq"),
        *("cx_Oracle", "oracledb", "clickhouse_driver", "clickhouse_connect", "cassandra", "neo4j", "qdrant_client"),
    }
)
"""Packages whose exceptions are about a service of their own."""
_NEIGHBOURS: Final = ("google.cloud.", "google.resumable_media", "googleapiclient", "firebase_admin", "grpc_status")
"""Google's libraries for other services."""
_OURS_IN_CLOUD: Final = ("google.cloud.aiplatform", "google.cloud.aiplatform_v1")


def provider_of_modules(modules: Iterable[str]) -> Provider | None:
    """The provider whose SDK one of the modules belongs to; what Google's SDKs share is of none of its services."""
    for module in modules:
        for vendor in VENDORS:
            if f"{module}.".startswith((*vendor.sdk_modules, *_wrappers(vendor.packages))):
                return vendor.provider
        if module.startswith(_OURS_IN_CLOUD):
            return GEMINI.provider
    return None


def _provider_of_names(text: str) -> Provider | None:
    """The provider whose SDK's module a text names, as a logger or a path does."""
    for vendor in VENDORS:
        for module in (*vendor.sdk_modules, *_wrappers(vendor.packages)):
            if module in text or f"/{module.replace('.', '/')}" in text:
                return vendor.provider
    return None


@lru_cache(maxsize=4)
def _wrappers(packages: tuple[str, ...]) -> tuple[str, ...]:
    """Packages built on the SDK; `google` itself has the libraries of every service of Google's."""
    return tuple(f"{package}." for package in packages if package != "google")


def provider_of_hosts(text: str) -> Provider | None:
    """The provider one of whose services' hosts stands in a text."""
    lowered = text.lower()
    for service in SERVICES:
        if any(host in lowered for host in service.hosts):
            return service.provider
    if "aiplatform" in lowered:
        for host in re.findall(r"[a-z0-9.-]{1,80}googleapis\.com", lowered):
            service_of_region = regional_service(host)
            if service_of_region is not None:
                return service_of_region.provider
    for vendor in VENDORS:  # every service of Google's is under Gemini's domain
        if vendor is not GEMINI and any(domain in lowered for domain in vendor.domains):
            return vendor.provider
    return None


def whose(context: str, modules: Iterable[str], given: Provider | None) -> tuple[Provider | None, How]:
    """The provider that a part of the input is about, and what tells it."""
    if given is not None:
        return given, "given"
    modules = tuple(modules)
    by_module = provider_of_modules(modules)
    if by_module is not None:
        return by_module, "module"
    by_host = provider_of_hosts(context)
    if by_host is not None:
        return by_host, "host"
    by_name = _provider_of_names(context)
    if by_name is not None:
        return by_name, "module"
    named = provider_named(context.lower().replace("_", " "))
    return (named, "name") if named is not None else (None, "")


def is_of_others(context: str, modules: Iterable[str]) -> bool:
    """Whether a part of the input that names no vendor is about a service of somebody else."""
    modules = tuple(modules)
    home = modules[0] if modules else ""
    if home.partition(".")[0] in _OTHERS or any(module.startswith(_NEIGHBOURS) for module in modules):
        return True
    hosts = {found[1].lower() for found in _ASKED.finditer(context)}
    return bool(hosts - _LOGIN_HOSTS) and not hosts & _LOGIN_HOSTS
