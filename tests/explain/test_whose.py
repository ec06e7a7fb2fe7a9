"""Whose failure a part of a log is: what tells it, and which packages are of services of their own."""

from __future__ import annotations

import pytest

from genai_triage.explain.whose import is_of_others, provider_of_modules, whose

_OTHERS = (
    "psycopg psycopg2 asyncpg sqlalchemy pymysql MySQLdb mysql sqlite3 redis aioredis pymongo motor botocore boto3 "
    "aiobotocore kafka aiokafka confluent_kafka pika aio_pika amqp kombu elasticsearch opensearchpy stripe anthropic "
    "cohere mistralai django flask jinja2 werkzeug fastapi starlette celery telegram aiogram telebot azure kubernetes "
    "docker paramiko smtplib ldap3 pandas numpy torch groq cx_Oracle oracledb clickhouse_driver clickhouse_connect "
    "cassandra neo4j qdrant_client google.cloud.storage google.resumable_media googleapiclient.errors firebase_admin "
    "grpc_status"
)
OTHERS = _OTHERS.split()
_LOGIN_HOSTS = (
    "oauth2.googleapis.com www.googleapis.com accounts.google.com iamcredentials.googleapis.com sts.googleapis.com "
    "metadata.google.internal cloudresourcemanager.googleapis.com"
)
LOGIN_HOSTS = _LOGIN_HOSTS.split()


def test_an_exception_of_a_package_for_another_service_is_of_others() -> None:
    assert [module for module in OTHERS if not is_of_others("", [module])] == []
    assert [module for module in OTHERS[:-5] if not is_of_others("", [f"{module}.errors"])] == []


@pytest.mark.parametrize(
    "modules", [[], ["app"], ["httpx"], ["google.genai.errors"], ["google.api_core"], ["my_redis"]]
)
def test_any_other_may_be_of_a_vendor(modules: list[str]) -> None:
    assert is_of_others("", modules) is False


def test_only_where_an_exception_was_defined_makes_it_another_service_s() -> None:
    assert is_of_others("", ["httpx", "redis"]) is False
    assert is_of_others("", ["httpx", "google.cloud.storage"]) is True


@pytest.mark.parametrize(
    "text",
    [
        "500 for url: https://api.shop.test/v1",
        "GET https://api.shop.test/v1",
        "url='https://api.shop.test/v1'",
        "host='api.shop.test', port=443",
        "HTTP Request: POST https://api.shop.test/v1",
        "Connection to api.shop.test timed out",
        "Cannot connect to host api.shop.test:443",
        "> Host: api.shop.test",
        "Could not resolve host: api.shop.test",
        "Starting new HTTPS connection (1): api.shop.test:443",
        "connect to localhost failed",
    ],
)
def test_a_request_to_a_host_of_nobody_s_is_of_others(text: str) -> None:
    assert is_of_others(text, []) is True


@pytest.mark.parametrize("text", ["see https://docs.shop.test/errors", "json.dumps(a)", "POST failed", ""])
def test_a_link_or_a_word_is_no_host_that_was_asked(text: str) -> None:
    assert is_of_others(text, []) is False


def test_a_login_of_google_s_is_a_part_of_the_call() -> None:
    asked = {host: is_of_others(f"POST https://{host}/token", []) for host in LOGIN_HOSTS}
    assert asked == dict.fromkeys(LOGIN_HOSTS, False)
    assert is_of_others(f"POST https://{LOGIN_HOSTS[0]}/token\nGET https://api.shop.test/", []) is False


@pytest.mark.parametrize(
    ("module", "provider"),
    [
        ("google.genai.errors", "gemini"),
        ("google.genai", "gemini"),
        ("google.generativeai.types", "gemini"),
        ("google.cloud.aiplatform.models", "gemini"),
        ("google.cloud.aiplatform_v1", "gemini"),
        ("gigachat.exceptions", "gigachat"),
        ("gigachat", "gigachat"),
        ("google.api_core.exceptions", None),
        ("google.cloud.storage", None),
        ("gigachats", None),
        ("app", None),
    ],
)
def test_a_module_tells_whose_sdk_it_is_of(module: str, provider: str | None) -> None:
    assert provider_of_modules([module]) == provider
    assert provider_of_modules(["app", module]) == provider


@pytest.mark.parametrize(
    ("context", "modules", "given", "told"),
    [
        ("gigachat", ["gigachat"], "gemini", ("gemini", "given")),
        ("generativelanguage.googleapis.com", ["gigachat"], None, ("gigachat", "module")),
        ("https://GENERATIVELANGUAGE.googleapis.com gigachat.client", ["app"], None, ("gemini", "host")),
        ("https://europe-west1-aiplatform.googleapis.com/v1", [], None, ("gemini", "host")),
        ("https://storage.googleapis.com/a", [], None, (None, "")),
        ("https://any.devices.sberbank.ru/", [], None, ("gigachat", "host")),
        ("in /site-packages/google/genai/models.py of gigachat", [], None, ("gemini", "module")),
        ("logger google.genai.models", [], None, ("gemini", "module")),
        ("The GigaChat answered", [], None, ("gigachat", "name")),
        ("call_to_gemini failed", [], None, ("gemini", "name")),
        ("nobody", [], None, (None, "")),
    ],
)
def test_what_tells_most_surely_whose_it_is_decides(
    context: str, modules: list[str], given: object, told: tuple[object, str]
) -> None:
    assert whose(context, modules, given) == told  # type: ignore[arg-type]
