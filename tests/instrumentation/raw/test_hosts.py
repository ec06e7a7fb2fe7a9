"""Which hosts are whose, and what `GENAI_TRIAGE_HOSTS` adds."""

from __future__ import annotations

import logging

import httpx
import pytest

from genai_triage.instrumentation.raw import hosts
from genai_triage.instrumentation.raw.hosts import Hosts
from genai_triage.taxonomy.vendors import GEMINI_API, GIGACHAT_API, VERTEX_AI, Service


@pytest.mark.parametrize(
    ("host", "service"),
    [
        ("generativelanguage.googleapis.com", GEMINI_API),
        ("generativelanguage.googleapis.com:8443", GEMINI_API),
        ("aiplatform.googleapis.com", VERTEX_AI),
        ("us-central1-aiplatform.googleapis.com", VERTEX_AI),
        ("us-central1-aiplatform.mtls.googleapis.com", VERTEX_AI),
        ("aiplatform.eu.rep.googleapis.com", VERTEX_AI),
        ("gigachat.devices.sberbank.ru", GIGACHAT_API),
        ("ngw.devices.sberbank.ru:9443", GIGACHAT_API),
        ("api.giga.chat", GIGACHAT_API),
        ("oauth2.googleapis.com", None),
        ("aiplatform.googleapis.com.example.org", None),
        ("evil-aiplatform.googleapis.com.example.org", None),
        ("example.org", None),
        ("", None),
    ],
)
def test_a_host_is_known_by_its_name(host: str, service: Service | None) -> None:
    assert Hosts().service(host) == service


@pytest.mark.parametrize(
    ("service", "setting_names"),
    [
        (GEMINI_API, "gemini gcp.gemini"),
        (VERTEX_AI, "vertex_ai vertex gcp.vertex_ai"),
        (GIGACHAT_API, "gigachat"),
    ],
)
def test_a_host_is_given_to_a_service_by_each_of_its_names(
    service: Service, setting_names: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in setting_names.split():
        monkeypatch.setenv("GENAI_TRIAGE_HOSTS", f"relay.test={name}")
        assert hosts.hosts_from_environment().service("relay.test") == service


@pytest.mark.parametrize(
    ("entry", "host", "service"),
    [
        ("proxy.test=gemini", "proxy.test", GEMINI_API),
        ("proxy.test=gemini", "proxy.test:8080", GEMINI_API),
        ("proxy.test:8080=gemini", "proxy.test:8080", GEMINI_API),
        ("proxy.test:8080=gemini", "proxy.test:8081", None),
        ("proxy.test:8080=gemini", "proxy.test", None),
        ("proxy.test:443=vertex_ai", "proxy.test", VERTEX_AI),
        ("proxy.test:80=gigachat", "proxy.test", GIGACHAT_API),
        ("a.test:443=gemini, a.test:8443=gigachat", "a.test:8443", GIGACHAT_API),
        (" Proxy.Test = GigaChat ,", "proxy.test", GIGACHAT_API),
        ("[::1]:8080=gemini", "[::1]:8080", GEMINI_API),
        ("[::1]=gemini", "[::1]:8080", GEMINI_API),
        ("my_relay-1.test=gemini", "my_relay-1.test", GEMINI_API),
        ("api.giga.chat=gemini", "api.giga.chat", GEMINI_API),
        ("", "proxy.test", None),
    ],
)
def test_the_variable_adds_hosts(
    entry: str, host: str, service: Service | None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, entry)
    assert hosts.hosts_from_environment().service(host) == service
    assert caplog.records == []


@pytest.mark.parametrize(
    "entry",
    [
        "proxy.test",
        "=gemini",
        "proxy.test=",
        "proxy.test=openai",
        "https://proxy.test=gemini",
        "proxy.test/v1=gemini",
        "proxy.test:http=gemini",
        "::1=gemini",
        "a b=gemini",
    ],
)
def test_an_entry_that_is_no_host_is_one_warning(
    entry: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hosts._read_hosts.cache_clear()
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, f"{entry}, good.test=gigachat")
    with caplog.at_level(logging.WARNING, "genai_triage"):
        for _ in ("httpx", "httpx2"):
            known = hosts.hosts_from_environment()
    assert known.service("good.test") == GIGACHAT_API
    assert known.service("proxy.test") is None
    assert [record.getMessage() for record in caplog.records] == [
        f"GENAI_TRIAGE_HOSTS has the entry {entry!r}; write host=gemini, host=vertex_ai or host=gigachat, the host "
        "without scheme and path. The entry is ignored."
    ]


def test_of_a_long_entry_that_is_no_host_eighty_characters_are_shown(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hosts._read_hosts.cache_clear()
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, "https://" + "x" * 100)
    hosts.hosts_from_environment()
    (record,) = caplog.records
    assert record.getMessage().startswith(f"GENAI_TRIAGE_HOSTS has the entry {'https://' + 'x' * 72!r}; ")


def test_any_other_host_is_one_look_up_from_its_second_request_on(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Hosts()
    assert known.service("example.org") is None
    monkeypatch.delattr(hosts, "regional_service")
    assert known.service("example.org") is None


def test_hosts_that_are_met_do_not_pile_up() -> None:
    known = Hosts()
    for number in range(2000):
        known.service(f"{number}.example.org")
    assert len(known._services) == 1000
    assert known.service("1999.example.org") is None


@pytest.mark.parametrize(
    "url",
    [
        "https://generativelanguage.googleapis.com/v1beta/models?key=k",
        "https://generativelanguage.googleapis.com:443/",
        "https://europe-west4-aiplatform.googleapis.com/",
        "http://GIGACHAT.devices.sberbank.ru:8080/",
        "http://me:word@[::1]:8080/",
        "https://example.org/",
    ],
)
def test_a_url_is_looked_up_by_its_parts_as_by_its_address(url: str) -> None:
    known, parsed = Hosts(), httpx.URL(url)
    netloc = parsed.netloc.decode()
    for _ in range(2):
        assert known.at(parsed) == (netloc, Hosts().service(netloc))


def test_a_host_that_is_known_at_one_port_is_found_there_after_another_was_met() -> None:
    service = GEMINI_API
    known = Hosts({"proxy.example.org:8080": service})
    for _ in range(2):
        assert known.at(httpx.URL("https://proxy.example.org/"))[1] is None
        assert known.at(httpx.URL("https://proxy.example.org:8080/")) == ("proxy.example.org:8080", service)


def test_urls_that_are_met_do_not_pile_up() -> None:
    known = Hosts()
    for number in range(1100):
        known.at(httpx.URL(f"https://{number}.example.org"))
    assert len(known._met) == 1000
