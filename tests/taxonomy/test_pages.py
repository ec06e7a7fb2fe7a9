"""Both vendors' pages, row by row: each is a cause, and its fix carries the page's own solution.

The pages stand beside this file as they were read: Google's in Portuguese, Sber's in Russian (31 October 2024).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from genai_triage.evidence import classify_finish, classify_grpc, classify_response
from genai_triage.taxonomy import CAUSES, Failure, Provider, texts

_PAGES: Final = Path(__file__).parent / "pages"
GOOGLE: Final = (_PAGES / "gemini-troubleshooting.pt-BR.txt").read_text(encoding="utf-8")
SBER: Final = (_PAGES / "gigachat-errors.ru.txt").read_text(encoding="utf-8")
_API: Final = "https://gigachat.devices.sberbank.ru/api/v1"
_TOKEN: Final = "https://ngw.devices.sberbank.ru:9443/api/v2/oauth"


class Row(NamedTuple):
    """What a page says, which cause that is, and words of the page's solution that the fix must have."""

    quoted: str
    """As the page prints it."""
    cause: str
    solution: tuple[str, ...]


ON_GOOGLE_S: Final = (
    Row("400 | INVALID_ARGUMENT", "gemini.invalid_argument", ("API reference", "API version")),
    Row("versão mais recente da API com um endpoint mais antigo", "gemini.unknown_field", ("API version",)),
    Row("400 | FAILED_PRECONDITION", "gemini.free_tier_unavailable", ("paid plan", "Google AI Studio")),
    Row("403 | PERMISSION_DENIED", "gemini.permission_denied", ("GEMINI_API_KEY is set", "may use this model")),
    Row("Você está usando a chave de API errada", "gemini.key_missing", ("GEMINI_API_KEY",)),
    Row("autenticação adequada para usar modelos ajustados", "gemini.tuned_model_denied", ("OAuth",)),
    Row("404 | NOT_FOUND", "gemini.not_found", ("every parameter", "API version")),
    Row("Um arquivo de imagem, áudio ou vídeo referenciado", "gemini.file_not_found", ("Upload the file again",)),
    Row("429 | RESOURCE_EXHAUSTED", "gemini.rate_limited", ("your limits", "higher quota")),
    Row("muitas solicitações por minuto", "gemini.requests_per_minute", ("fewer requests per minute", "higher quota")),
    Row("500 | INTERNAL", "gemini.internal", ("Shorten the input context", "another model", "wait", "Send feedback")),
    Row("503 | INDISPONÍVEL", "gemini.unavailable", ("another model", "wait", "Send feedback in Google AI Studio")),
    Row("504 | DEADLINE_EXCEEDED", "gemini.deadline_exceeded", ("Raise the timeout", "http_options")),
    Row("Contagem de candidatos | 1 a 8", "gemini.parameter_range", ("candidates 1–8", "temperature and topP 0.0–1.0")),
    Row("get_model (Python)", "gemini.output_tokens", ("max_output_tokens", "client.models.get")),
    Row("(por exemplo, /v1\nou /v1beta\n)", "gemini.feature_unsupported", ("model", "API version")),
    Row("modelo compatível listado na nossa página de modelos", "gemini.model_not_found", ("gemini-api/docs/models",)),
    Row("bloqueado devido a uma configuração de segurança", "gemini.prompt_safety", ("prompt", "safety settings")),
    Row("BlockedReason.OTHER", "gemini.prompt_other", ("terms of service", "not supported")),
    Row("devido ao motivo RECITATION", "gemini.recitation", ("distinctive", "temperature")),
    Row("Entender os limites de token", "gemini.context_too_long", ("count_tokens",)),
    Row("A API oferece suporte apenas a alguns idiomas", "gemini.language", ("supported language",)),
)

ON_SBER_S: Final = (
    Row("Не задан заголовок RqUID", "gigachat.token_rquid", ("RqUID", "uuid4")),
    Row(
        '"message": "scope is empty"',
        "gigachat.token_scope_empty",
        ("GIGACHAT_API_PERS", "GIGACHAT_API_B2B", "GIGACHAT_API_CORP"),
    ),
    Row(
        "GigaChain по умолчанию работает", "gigachat.token_scope_mismatch", ("scope=", "GigaChain", "GIGACHAT_API_PERS")
    ),
    Row('"message": "scope data format invalid"', "gigachat.token_scope_invalid", ("spelling", "scope")),
    Row('"message": "Id must not be empty"', "gigachat.bad_request", ("parameter",)),
    Row("Can't decode 'Authorization' header", "gigachat.token_key_undecodable", ("authorization key", "Sber Studio")),
    Row("credentials doesn't match db data", "gigachat.token_key_unknown", ("anew", "Sber Studio")),
    Row(
        "заголовок пустой или содержит токен доступа",
        "gigachat.unauthorized",
        ("empty", "30 minutes", "new access token"),
    ),
    Row("Закончились токены модели", "gigachat.payment_required", ("which model's tokens", "that model", "top up")),
    Row("при отправке запроса GET /balance", "gigachat.balance_pay_as_you_go", ("pay-as-you-go", "prepaid")),
    Row('"message": "Payload too large"', "gigachat.payload_too_large", ("/tokens/count", "context window")),
    Row("обратитесь на почту", "gigachat.functions_unsupported", ("gigachat@sberbank.ru",)),
    Row(
        "одновременных запросов не соответствует",
        "gigachat.parallel_requests",
        ("1 for individuals", "10 for companies"),
    ),
    Row("Обратитесь в службу поддержки", "gigachat.internal", ("gigachat@sberbank.ru",)),
    Row("3400, 413, 422", "gigachat.grpc_invalid", ("parameters", "size", "functions")),
    Row("4408Истекло время ожидания", "gigachat.deadline_exceeded", ("deadline",)),
    Row("ошибка в названии модели", "gigachat.grpc_not_found", ("model's name",)),
    Row("7403Ошибка авторизации", "gigachat.grpc_denied", ("access token", "contract")),
    Row("8402, 429Закончились токены", "gigachat.grpc_exhausted", ("tokens are used up", "parallel requests")),
    Row("13500 или любой другой код", "gigachat.internal", ("Retry",)),
)


def _rows(rows: tuple[Row, ...]) -> Any:
    return pytest.mark.parametrize("row", rows, ids=[f"{row.cause}-{row.quoted[:25]}" for row in rows])


def _lacking(row: Row) -> list[str]:
    assert CAUSES[row.cause].source.startswith(("page", "observed: 400 on the input token count; page"))
    return [words for words in row.solution if words not in texts.fix_of(row.cause)]


@_rows(ON_GOOGLE_S)
def test_a_row_of_google_s_page_carries_the_page_s_solution(row: Row) -> None:
    assert row.quoted in GOOGLE
    assert _lacking(row) == []


@_rows(ON_SBER_S)
def test_a_row_of_sber_s_page_carries_the_page_s_solution(row: Row) -> None:
    assert row.quoted in SBER
    assert _lacking(row) == []


def _google_s_table() -> list[list[str]]:
    lines = [line.rstrip(" |").split(" | ") for line in GOOGLE.splitlines()]
    return [cells for cells in lines if re.fullmatch(r"\d{3}", cells[0])]


@pytest.mark.parametrize("cells", _google_s_table(), ids=[f"{row[0]} {row[1]}" for row in _google_s_table()])
def test_each_line_of_google_s_table_is_read_in_the_page_s_own_words(cells: list[str]) -> None:
    status, name, description = cells[:3]
    body = {"error": {"code": int(status), "status": name, "message": description}}
    failure = classify_response("gemini", int(status), body)
    assert failure is not None
    assert failure.cause.id in {row.cause for row in ON_GOOGLE_S if row.quoted == f"{status} | {name}"}


def _sber_s_examples() -> list[tuple[str, int, str]]:
    found = re.findall(r'\{\s*"(code|status)": (\d+),\s*"message": "([^"]+)"\s*\}', SBER)
    return [(key, int(number), message) for key, number, message in found]


@pytest.mark.parametrize("example", _sber_s_examples(), ids=[example[2] for example in _sber_s_examples()])
def test_each_example_of_sber_s_page_is_a_row_of_it(example: tuple[str, int, str]) -> None:
    key, number, message = example
    path = "/balance" if message == "Permission denied" else "/chat/completions"
    status, url = (400, _TOKEN) if key == "code" else (number, _API + path)
    failure = classify_response("gigachat", status, {key: number, "message": message}, None, url)
    assert failure is not None
    assert failure.cause.id in {row.cause for row in ON_SBER_S}
    assert (failure.owner, failure.retryable) == (failure.cause.owner, failure.cause.retryable)


@pytest.mark.parametrize("code", [3, 4, 5, 7, 8, 13])
def test_each_grpc_code_of_sber_s_page_is_a_row_of_it(code: int) -> None:
    failure = classify_grpc("gigachat", code)
    assert failure is not None
    assert failure.cause.id in {row.cause for row in ON_SBER_S}


def test_all_examples_of_the_pages_are_read() -> None:
    assert len(_google_s_table()) == 8
    assert len(_sber_s_examples()) == 13


@pytest.mark.parametrize(
    ("reason", "cause"), [("RECITATION", "recitation"), ("LANGUAGE", "language"), ("SAFETY", "answer_safety")]
)
def test_a_finish_reason_of_google_s_page_is_its_cause(reason: str, cause: str) -> None:
    failure: Failure | None = classify_finish("gemini", reason)
    assert failure is not None
    assert failure.cause.id == f"gemini.{cause}"


@pytest.mark.parametrize("provider", ["gemini", "gigachat"])
def test_a_tls_remedy_is_the_called_vendor_s(provider: Provider) -> None:
    from genai_triage.evidence import classify_exception
    from tests.support.vendor_exceptions import untrusted_certificate

    fix = classify_exception(untrusted_certificate(), provider=provider).cause.fix
    assert ("Russian Trusted Root CA" in fix) is (provider == "gigachat")
