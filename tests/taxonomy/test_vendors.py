"""A vendor's facts stand in `vendors.py`, and reading them costs no table of causes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from genai_triage.evidence import classify_response
from genai_triage.evidence.address import endpoint_of, provider_of
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.vendors import (
    GEMINI_API,
    GIGACHAT_API,
    SERVICES,
    VENDORS,
    VERTEX_AI,
    Endpoint,
    Service,
    Vendor,
    regional_service,
    service_of_method,
    title_of,
    vendor_of,
)

_SOURCE = Path(__file__).parents[2] / "src" / "genai_triage"
_NAMES = {name for vendor in VENDORS for name in (vendor.provider, *(one.provider_name for one in vendor.services))}
_ALLOWED = ("taxonomy/vendors.py", "taxonomy/match.py", "taxonomy/gemini/", "taxonomy/gigachat/")

_VENDORS = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.provider)
_SERVICES = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.provider_name)
_ENDPOINTS = [(vendor, endpoint) for vendor in VENDORS for endpoint in vendor.endpoints]


def comparisons(source: str) -> Iterator[int]:
    """The lines on which something is compared with a vendor's name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and any(
            isinstance(part, ast.Constant) and part.value in _NAMES
            for operand in (node.left, *node.comparators)
            for part in ast.walk(operand)
        ):
            yield node.lineno
        if isinstance(node, ast.MatchValue) and isinstance(node.value, ast.Constant) and node.value.value in _NAMES:
            yield node.lineno


def test_no_code_asks_for_a_vendor_by_name() -> None:
    found = [
        f"{path.relative_to(_SOURCE)}:{line}"
        for path in sorted(_SOURCE.rglob("*.py"))
        if not str(path.relative_to(_SOURCE)).startswith(_ALLOWED)
        for line in comparisons(path.read_text(encoding="utf-8"))
    ]
    assert not found, f"A vendor's fact belongs on `Vendor` in taxonomy/vendors.py, not in a comparison: {found}"


@pytest.mark.parametrize(
    "source", ["p == 'gemini'", "'gcp.vertex_ai' != p", "p in ('gigachat', None)", "match p:\n case 'gemini': pass"]
)
def test_a_comparison_with_a_name_is_found(source: str) -> None:
    assert list(comparisons(source))


def test_evidence_spells_no_vendor() -> None:
    """What is Google's or Sber's by default says so through `vendors.py`."""
    found = [
        f"{path.relative_to(_SOURCE)}:{node.lineno}"
        for path in sorted((_SOURCE / "evidence").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in _NAMES
    ]
    assert found == []


@pytest.mark.parametrize("module", ["instrumentation.raw.hosts", "instrumentation.grpc.channels", "taxonomy.vendors"])
def test_knowing_the_vendors_loads_no_table(module: str) -> None:
    script = (
        f"import sys, genai_triage.{module};"
        "print([name for name in sys.modules if name.startswith('genai_triage.taxonomy')])"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "['genai_triage.taxonomy', 'genai_triage.taxonomy.vendors']"


@_SERVICES
def test_every_host_of_a_service_tells_its_vendor(service: Service) -> None:
    assert {provider_of(f"https://{host}/") for host in service.hosts} == {service.provider}


@_SERVICES
def test_the_default_url_is_at_a_known_host(service: Service) -> None:
    assert urlsplit(service.default_url).hostname in service.hosts


@_VENDORS
def test_a_row_leads_to_pages_of_its_vendor(vendor: Vendor) -> None:
    rows = [cause for cause in CAUSES.values() if cause.id.startswith(f"{vendor.provider}.")]
    elsewhere = {cause.id: cause.doc for cause in rows if urlsplit(cause.doc).netloc not in vendor.doc_hosts}
    assert elsewhere == {}, "`doc` is a page of the vendor's, at one of `doc_hosts` in taxonomy/vendors.py"


@_VENDORS
def test_a_vendors_own_page_is_for_a_cause_that_others_have_too(vendor: Vendor) -> None:
    assert {urlsplit(page).netloc for page in vendor.docs.values()} <= set(vendor.doc_hosts)
    assert {CAUSES[cause].id.partition(".")[0] for cause in vendor.docs} <= {"network", "client", "status"}


@pytest.mark.parametrize(("vendor", "endpoint"), _ENDPOINTS, ids=[f"{v.provider} {e.part}" for v, e in _ENDPOINTS])
def test_a_part_of_a_path_tells_the_endpoint(vendor: Vendor, endpoint: Endpoint) -> None:
    part, name = endpoint
    path = f"/v1/{part.lstrip('/')}" if part.startswith("/") else f"/v1/things/x{part}"
    assert endpoint_of(vendor.provider, f"https://host.test{path}".lower()) == name


def test_counting_tokens_is_not_the_token_endpoint() -> None:
    """`/tokens/count` has `/token` in it."""
    failure = classify_response("gigachat", 400, "", None, "https://api.giga.chat/v1/tokens/count")
    assert failure is not None
    assert failure.cause.id == "gigachat.bad_request"


@_VENDORS
def test_each_signature_of_an_edge_has_a_word_that_is_asked_for_before(vendor: Vendor) -> None:
    signatures = [re.sub(r"\\(.)", r"\1", one.replace(r"\d{3}", "403")) for one in vendor.edge_page.split("|")]
    assert signatures
    for signature in signatures:
        assert re.search(vendor.edge_page, signature)
        assert any(word in signature for word in vendor.edge_words), signature


@pytest.mark.parametrize(
    ("host", "service"),
    [
        ("us-central1-aiplatform.googleapis.com", VERTEX_AI),
        ("us-central1-aiplatform.mtls.googleapis.com", VERTEX_AI),
        ("aiplatform.eu.rep.googleapis.com", VERTEX_AI),
        ("us-central1-aiplatform.googleapis.com.evil.test", None),
        ("evil.test.us-central1-aiplatform.googleapis.com", None),
        ("us-central1-aiplatformXgoogleapis.com", None),
        ("storage.googleapis.com", None),
    ],
)
def test_only_a_whole_host_of_a_region_is_one(host: str, service: Service | None) -> None:
    assert regional_service(host) is service


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/google.ai.generativelanguage.v1beta.GenerativeService/GenerateContent", GEMINI_API),
        ("/google.cloud.aiplatform.v1.PredictionService/Predict", VERTEX_AI),
        ("/google.cloud.aiplatform.v1.ModelService/GetModel", None),
        ("/gigachat.v1.ChatService/Chat", GIGACHAT_API),
        ("/mine/gigachat.v1.ChatService/Chat", None),
        ("/grpc.health.v1.Health/Check", None),
    ],
)
def test_a_method_is_of_the_service_that_its_full_name_begins_with(path: str, service: Service | None) -> None:
    assert service_of_method(path) is service


@pytest.mark.parametrize(
    ("provider", "title"), [("gemini", "Gemini"), ("gigachat", "GigaChat"), ("other", "other"), ("", "")]
)
def test_a_vendor_has_a_title_that_people_read(provider: str, title: str) -> None:
    assert title_of(provider) == title


@pytest.mark.parametrize("provider", [None, "other", 5, [], {}])
def test_what_is_no_vendor_s_key_is_no_vendor(provider: object) -> None:
    assert vendor_of(provider) is None
