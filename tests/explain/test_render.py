"""What is printed: class, cause, owner, what to do, how sure and by what; never what stands in the input."""

from __future__ import annotations

import json
import platform
from typing import Any

import pytest

from genai_triage._version import __version__
from genai_triage.explain import names
from genai_triage.explain.groups import Report
from genai_triage.explain.judge import Elsewhere, Finding, Signal
from genai_triage.explain.render import Writer, about_as_json, as_json, findings_as_json
from genai_triage.explain.texts import say
from genai_triage.taxonomy import CAUSES, Failure, FailureClass
from genai_triage.taxonomy.texts import LANGUAGES
from tests.explain.forms import DAY, QUOTA, as_curl, as_log_line, as_traceback, over_quota, read
from tests.support import vendor_exceptions as vendor

KEY = "AIzaSyA1234567890123456789012345678901234"
PROMPT = "Describe Anna Petrova of 12 Elm Street"
UNKNOWN = (
    "Traceback (most recent call last):\n"
    '  File "/venv/lib/python3.12/site-packages/gigachat/client.py", line 3, in chat\n'
    f"gigachat.exceptions.QuiteNewError: {PROMPT} {KEY}\n"
)


def text_of(pasted: str, language: str = "en") -> str:
    return Writer(language).report(read(pasted))


def json_of(pasted: str, language: str = "en") -> Any:
    return json.loads(as_json(read(pasted), language))


def lines_of(text: str) -> dict[str, str]:
    """The rows of a text, by their headings."""
    rows = [line.strip().split("  ", 1) for line in text.splitlines() if line.startswith("  ")]
    return {row[0]: row[1].strip() for row in rows if len(row) == 2}


def test_a_failure_has_every_row() -> None:
    cause = CAUSES[DAY]
    text = text_of(over_quota())
    assert text.splitlines()[0] == f"quota · {DAY} · Gemini"
    assert lines_of(text) == {
        "do": cause.fix,
        "owner": "account (whoever owns the account, its keys and its plan); a retry does not help",
        "means": cause.failure_class.meaning,
        "how sure": "certain: quota requests:day",
        "provider": "Gemini (by the SDK)",
        "it said": "You exceeded your current quota.",
        "facts": "exception google.genai.errors.ClientError; HTTP 429; RESOURCE_EXHAUSTED; the service answered; "
        "GenerateRequestsPerDayPerProjectPerModel-FreeTier; limit 20; per day",
        "see": cause.doc,
    }


SURE = [
    ('{"error": {"code": 400, "message": "No.", "status": "INVALID_ARGUMENT", "details": [{"@type": '
     '"type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]}}', "certain: reason API_KEY_INVALID"),
    ('{"error": {"code": 403, "message": "Your API key was reported as leaked.", "status": "PERMISSION_DENIED"}}',
     "likely: status PERMISSION_DENIED, and the words “reported as leaked”"),
    ("HTTP 502", "a guess: status 502 alone"),
    ("INFO gemini: finish_reason: SAFETY", "certain: finish reason SAFETY"),
    (f"quota: {DAY}: wait", "certain: genai-triage itself had said so in its telemetry"),
    ("triage.cause  status.unclassified", "certain: genai-triage itself had said so in its telemetry"),
    ("gigachat: finish_reason: brand_new", "likely: finish reason one that no page lists"),
    ("curl: (6) Could not resolve host: gigachat.devices.sberbank.ru",
     "likely: exception builtins.Exception, and the words “could not resolve host”"),
]  # fmt: skip


@pytest.mark.parametrize(("pasted", "said"), SURE, ids=[said for _, said in SURE])
def test_it_says_how_sure_and_by_which_evidence(pasted: str, said: str) -> None:
    assert lines_of(text_of(pasted))["how sure"] == said


def test_of_a_status_alone_it_says_what_else_it_could_be() -> None:
    text = text_of("ERROR app: GigaChat API error (402)\nERROR app: Gemini API error (403)")
    assert lines_of(text)["or else"].count("gemini.") == 4


def test_many_failures_have_a_summary() -> None:
    text = text_of(2 * as_log_line(vendor.genai_error(429, QUOTA)) + "ERROR app: GigaChat API error (402)\n")
    assert text.splitlines()[0] == "3 failures, causes: 2, the most frequent first."
    assert f"quota · {DAY} · Gemini · 2 times" in text.splitlines()


def test_what_is_left_out_is_named_with_what_takes_it() -> None:
    text = text_of("psycopg2.OperationalError: no\npsycopg2.OperationalError: no\nredis.exceptions.TimeoutError: no\n")
    assert "psycopg2.OperationalError × 2, redis.exceptions.TimeoutError." in text
    assert "--provider gemini | gigachat" in text


def test_an_unknown_failure_shows_what_is_known_and_facts_to_paste() -> None:
    text = text_of(UNKNOWN)
    rows = lines_of(text)
    assert rows["known"] == "exception gigachat.exceptions.QuiteNewError; nobody answered"
    assert rows["was read"] == "exception gigachat.QuiteNewError"
    assert rows["how sure"].startswith("a guess: none of the ")
    facts = text.partition("report: ")[2].splitlines()[1:]
    assert f"    genai-triage: {__version__}" in facts
    assert "    exception.type: gigachat.exceptions.QuiteNewError" in facts
    assert "    provider: gigachat" in facts


def test_json_has_the_same() -> None:
    (failure,) = json_of(over_quota())["failures"]
    assert failure | {"fix": "", "meaning": ""} == {
        "count": 1,
        "class": "quota",
        "cause": DAY,
        "owner": "account",
        "retryable": False,
        "fix": "",
        "meaning": "",
        "doc": CAUSES[DAY].doc,
        "provider": "gemini",
        "provider_told_by": "module",
        "sureness": "certain",
        "evidence": {"kind": "quota", "value": "requests:day", "phrase": None},
        "seen": failure["seen"],
        "or_else": failure["or_else"],
        "exception": "google.genai.errors.ClientError",
        "message": "You exceeded your current quota.",
        "http_status": 429,
        "rpc_status": None,
        "code": "RESOURCE_EXHAUSTED",
        "retry_after": None,
        "quota": {
            "id": "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
            "metric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
            "limit": 20,
            "window": "day",
        },
        "answered_by": "service",
        "request_id": None,
        "report": None,
    }
    assert failure["fix"] == CAUSES[DAY].fix


DETAILED: dict[str, Any] = {
    "error": {
        **QUOTA["error"],
        "details": [
            {
                "violations": [
                    {"quotaId": "TokensPerDay", "quotaValue": "20", "quotaDimensions": {"model": "models/m-1"}}
                ]
            },
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "12.5s"},
        ],
    }
}
DETAILED_ANSWER = as_curl(429, DETAILED, {"x-request-id": "id-12", "server": "nginx"})


def test_every_fact_of_an_answer_is_told() -> None:
    assert lines_of(text_of(DETAILED_ANSWER))["facts"] == (
        "HTTP 429; RESOURCE_EXHAUSTED; the service answered; retry after 12.5 s; TokensPerDay; limit 20; per day; "
        "model m-1; request id id-12"
    )


def test_every_fact_of_an_answer_is_in_json() -> None:
    (failure,) = json_of(DETAILED_ANSWER)["failures"]
    told = ("http_status", "code", "answered_by", "retry_after", "quota", "request_id", "seen", "or_else")
    assert {name: failure[name] for name in told} == {
        "http_status": 429,
        "code": "RESOURCE_EXHAUSTED",
        "answered_by": "service",
        "retry_after": 12.5,
        "quota": {"id": "TokensPerDay", "limit": 20, "window": "day", "model": "m-1"},
        "request_id": "id-12",
        "seen": ["hop service", "status RESOURCE_EXHAUSTED", "status 429"],
        "or_else": ["gemini.long_quota", "gemini.current_quota", "gemini.rate_limited"],
    }


def test_what_is_seen_of_an_rpc_is_its_status() -> None:
    (failure,) = json_of("app.py: gemini rpc error: code = Unavailable desc = try later")["failures"]
    assert (failure["rpc_status"], failure["seen"][0]) == ("UNAVAILABLE", "status UNAVAILABLE")


@pytest.mark.parametrize(
    ("pasted", "seen"),
    [
        ('{"candidates": [{"finishReason": "NEW_ONE"}], "modelVersion": "gemini-2.5-flash"}', ["finish NEW_ONE"]),
        ("HTTP/1.1 577 New\nHost: api.giga.chat\n\n{}", ["status 577"]),
    ],
)
def test_what_is_seen_is_what_was_read_and_not_what_it_is_one_of(pasted: str, seen: list[str]) -> None:
    (failure,) = json_of(pasted)["failures"]
    assert failure["seen"] == ["hop service", *seen]


@pytest.mark.parametrize(
    "member",
    [
        "errors",
        "error",
        "type",
        "param",
        "error_description",
        "reason",
        "status_code",
        "statusCode",
        "detail",
        "metadata",
        "path",
        "timestamp",
        "request_id",
        "requestId",
        "domain",
    ],
)
def test_a_message_is_shown_of_an_error_object_that_has_a_service_s_members_only(member: str) -> None:
    (failure,) = json_of(json.dumps({"error": {**DETAILED["error"], member: "x"}}))["failures"]
    assert failure["message"] == "You exceeded your current quota."
    (failure,) = json_of(json.dumps({"error": {**DETAILED["error"], member: "x", "prompt": PROMPT}}))["failures"]
    assert failure["message"] is None


def test_a_report_about_an_unknown_failure_has_every_fact() -> None:
    (failure,) = json_of(UNKNOWN)["failures"]
    assert failure["report"] == {
        "genai-triage": __version__,
        "python": f"{platform.python_version()} {platform.system().lower()}",
        "provider": "gigachat",
        "read as": "exception",
        "exception.type": "gigachat.exceptions.QuiteNewError",
        "triage.answered_by": "none",
        "evidence": "exception gigachat.QuiteNewError",
    }


def test_of_a_code_that_looks_like_a_key_nothing_is_seen() -> None:
    secret = "k9x2m4p7q1r8t3v6w5y0z1a2b3c4"
    (failure,) = json_of(f'{{"error": {{"code": "{secret}", "message": "gemini is gone", "status": 503}}}}')["failures"]
    assert failure["seen"] == ["hop service", "status 503"]


def test_json_of_an_unknown_failure_has_its_facts() -> None:
    document = json_of(UNKNOWN)
    assert document["known"] is False
    assert document["failures"][0]["report"]["exception.type"] == "gigachat.exceptions.QuiteNewError"


SECRETS = [
    UNKNOWN,
    as_traceback(RuntimeError(f"gigachat said: {PROMPT} {KEY}")),
    f"ERROR app: Gemini call failed for {PROMPT} with key {KEY}: HTTP 503",
    f"ERROR app: gigachat.exceptions.{KEY}Error: x",
    json.dumps({"level": "error", "prompt": PROMPT, "message": f"gemini failed: 503 UNAVAILABLE. {PROMPT} {KEY}"}),
    json.dumps({"status": 500, "message": f"{PROMPT} {KEY}", "prompt": PROMPT}),
    json.dumps({"error": {"code": 418, "message": "No.", "status": "NEW_STATUS", "prompt": f"{PROMPT} {KEY}"}}),
    json.dumps({"error": {"code": 400, "message": f"Bad value '{PROMPT}' of key {KEY}", "status": "INVALID_ARGUMENT"}}),
    f"google.genai.errors.ClientError: 418 X. {{'error': {{'code': 418, 'message': '{KEY}', 'reason': '{PROMPT}'}}}}",
    f"HTTP/1.1 418 {PROMPT}\r\nx-request-id: {KEY}\r\n{PROMPT}: {KEY}\r\n\r\n{PROMPT} {KEY}",
    f"grpc status 8 RESOURCE_EXHAUSTED: '{PROMPT}' {KEY}",
    f"openai.RateLimitError: Error code: 429 - {{'error': {{'message': 'gemini: \"{PROMPT}\"', 'code': '{KEY}'}}}}",
    f"<html><head><title>503 {PROMPT}</title></head><body>{KEY}</body></html>",
    f"gigachat: finish_reason: {KEY}",
    f"{PROMPT}\n{KEY}\n",
]


@pytest.mark.parametrize("pasted", SECRETS)
def test_neither_a_key_nor_a_prompt_is_printed(pasted: str) -> None:
    for printed in (text_of(pasted), json.dumps(json_of(pasted), ensure_ascii=False)):
        assert KEY not in printed
        assert KEY[4:30] not in printed
        assert "Petrova" not in printed
        assert "Elm" not in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_language_that_was_asked_for(language: str) -> None:
    text, cause = text_of(over_quota(), language), CAUSES[DAY]
    assert cause.fix_in(language) in text
    assert cause.failure_class.meaning_in(language) in text
    headings = {"en": "what to do", "ru": "что делать", "pt": "o que fazer"}
    assert (headings[language] in text) is (language != "en")


def test_a_class_has_its_causes_with_what_to_do() -> None:
    about = names.about("billing", None, "en")
    assert about is not None
    text = Writer("en").about(about)
    assert f"    gemini.prepay_depleted: {CAUSES['gemini.prepay_depleted'].fix}" in text.splitlines()
    document = json.loads(about_as_json(about, "en"))
    assert document["class"] == "billing"
    assert {"cause": "gemini.prepay_depleted", "fix": CAUSES["gemini.prepay_depleted"].fix} in document["causes"]


@pytest.mark.parametrize(
    ("pasted", "facts"),
    [
        ("ERROR app: GigaChat API error (402)", "HTTP 402; the service answered"),
        ('{"status": 402, "message": "Payment Required"}', "HTTP 402; the service answered"),
        ('  status = StatusCode.RESOURCE_EXHAUSTED\n\tdetails = "Over quota"\n',
         "gRPC RESOURCE_EXHAUSTED; the service answered"),
        ('{"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}',
         "HTTP 503; UNAVAILABLE; the service answered"),
        ('{"error": {"code": "quota_exceeded", "message": "No."}}', "quota_exceeded; the service answered"),
    ],
)  # fmt: skip
def test_a_code_is_told_once(pasted: str, facts: str) -> None:
    assert lines_of(text_of(pasted))["facts"] == facts


def of(cause: str = DAY, signal: Signal | None = None, form: str = "answer", **known: Any) -> Finding:
    """A finding of Gemini's."""
    facts = {name: known.pop(name) for name in ("sureness", "others", "how", "exception", "seen") if name in known}
    failure = Failure(CAUSES[cause], known.pop("provider", "gemini"), **known)
    return Finding(failure, facts.pop("sureness", "certain"), signal, form=form, **facts)


def rows_of(finding: Finding, language: str = "en") -> dict[str, str]:
    return lines_of(Writer(language).findings([finding]))


@pytest.mark.parametrize(
    ("signal", "sureness", "said"),
    [
        (Signal("name", DAY), "certain", "certain: it was asked for by its name"),
        (Signal("own", "x"), "certain", "certain: genai-triage itself had said so in its telemetry"),
        (Signal("words", phrase="no way"), "weak", "a guess: the words “no way” alone, without a status"),
        (Signal("status", "429"), "weak", "a guess: status 429 alone"),
        (Signal("status", "429"), "likely", "likely: status 429"),
        (Signal("status", "*"), "likely", "likely: status one that no page lists"),
        (Signal("status", "429", "no way"), "likely", "likely: status 429, and the words “no way”"),
        (Signal("hop", "edge"), "certain", "certain: who answered is edge"),
        (Signal("fact", "html"), "likely", "likely: the form of the answer (html)"),
        (Signal("block", "OTHER"), "certain", "certain: block reason OTHER"),
        (Signal("close", "1011"), "certain", "certain: close code 1011"),
    ],
)
def test_the_evidence_is_told_by_its_kind(signal: Signal, sureness: str, said: str) -> None:
    assert rows_of(of(signal=signal, sureness=sureness))["how sure"] == said


@pytest.mark.parametrize(
    ("answered_by", "said"),
    [
        ("service", "the service answered"),
        ("edge", "the provider's edge answered, not the service"),
        ("none", "nobody answered"),
        ("proxy", "proxy answered"),
    ],
)
def test_who_answered_is_told_in_words(answered_by: str, said: str) -> None:
    assert rows_of(of(answered_by=answered_by))["facts"] == said


@pytest.mark.parametrize("form", ["finish", "block", "cause", "words"])
def test_who_answered_is_not_told_where_nobody_was_asked(form: str) -> None:
    assert "facts" not in rows_of(of(form=form, answered_by="service"))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.0, "retry after 0 s"), (0.5, "retry after 0.5 s"), (60.0, "retry after 60 s"), (None, None)],
)
def test_how_long_to_wait_is_told_in_seconds(seconds: float | None, said: str | None) -> None:
    facts = rows_of(of(form="finish", retry_after=seconds)).get("facts")
    assert facts == said


def test_a_finding_that_is_certain_has_nothing_else_and_any_other_has() -> None:
    others = (CAUSES["gemini.rate_limited"], CAUSES["gemini.key_invalid"])
    assert "or else" not in rows_of(of(others=others))
    said = "gemini.rate_limited (rate_limit); gemini.key_invalid (auth)"
    assert [rows_of(of(others=others, sureness=sureness))["or else"] for sureness in ("likely", "weak")] == [said, said]
    assert "or else" not in rows_of(of(sureness="weak"))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"how": "given"}, "Gemini (as you said)"),
        ({"how": "host"}, "Gemini (by the host)"),
        ({"how": "form"}, "Gemini (by the form of the answer)"),
        ({"how": "name"}, "Gemini (by its name in the text)"),
        ({"how": ""}, None),
        ({"provider": None}, "not told; say it with --provider gemini | gigachat"),
        ({"provider": None, "form": "name"}, None),
    ],
)
def test_what_tells_the_provider_is_said(known: dict[str, Any], said: str | None) -> None:
    assert rows_of(of(**known)).get("provider") == said


def test_a_name_has_no_facts() -> None:
    assert "facts" not in rows_of(of(form="name", http_status=429))
    assert rows_of(of(http_status=429, answered_by="service"))["facts"] == "HTTP 429; the service answered"


def test_one_failure_has_no_summary_and_two_causes_have() -> None:
    report = Report()
    report.add(of())
    assert Writer("en").report(report).startswith(f"quota · {DAY} · Gemini\n")
    report.add(of())
    assert Writer("en").report(report).startswith(f"quota · {DAY} · Gemini · 2 times\n")
    report.add(of("gemini.key_invalid"))
    first, second, third = Writer("en").report(report).split("\n\n")
    assert first == "3 failures, causes: 2, the most frequent first."
    assert (second.partition("\n")[0], third.partition("\n")[0]) == (
        f"quota · {DAY} · Gemini · 2 times",
        "auth · gemini.key_invalid · Gemini",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_failed_it_is_said_what_to_paste(language: str) -> None:
    assert Writer(language).report(Report()) == f"{say('none', language)}\n{say('none_hint', language)}"


@pytest.mark.parametrize(("count", "more"), [(12, ""), (13, ", …")])
def test_of_what_is_left_out_the_dozen_most_frequent_are_named(count: int, more: str) -> None:
    report = Report()
    for number in range(count):
        for _ in range(2 if number == count - 1 else 1):
            report.add(Elsewhere(f"E{number}"))
    listed = ", ".join([f"E{count - 1} × 2", *(f"E{number}" for number in range(11))])
    hint = "--provider gemini | gigachat takes them for calls of that provider."
    assert Writer("en").report(report).partition("\n\n")[2] == (
        f"Left out, since nothing tells that they are of Gemini or GigaChat: {listed}{more}.\n{hint}"
    )


def test_a_class_and_an_alert_are_told_whole() -> None:
    cause = CAUSES["gemini.prepay_depleted"]
    about = names.About("billing", FailureClass.BILLING, (cause,))
    owner = f"{FailureClass.BILLING.owner.value} ({say(f'owner_{FailureClass.BILLING.owner.value}', 'pt')})"
    rows = [
        f"  significa    {FailureClass.BILLING.meaning_in('pt')}",
        f"  responsável  {say('not_retryable', 'pt', owner=owner)}",
        "  causas",
        f"    {cause.id}: {cause.fix_in('pt')}",
    ]
    assert Writer("pt").about(about).splitlines() == ["billing", *rows]
    alert = names.About("LLMX", FailureClass.BILLING, (cause,), "It is over.", "Pay.")
    assert Writer("pt").about(alert).splitlines() == [
        "alerta · LLMX",
        "  alerta       It is over.",
        "  o que fazer  Pay.",
        *rows,
    ]
    assert Writer("en").about(names.About("LLMY", None, (), "It is over.", "Pay.")).splitlines() == [
        "alert · LLMY",
        "  alert  It is over.",
        "  do     Pay.",
    ]


def test_a_class_and_an_alert_are_whole_in_json() -> None:
    cause = CAUSES["gemini.prepay_depleted"]
    billing = FailureClass.BILLING
    assert json.loads(about_as_json(names.About("billing", billing, (cause,)), "ru")) == {
        "name": "billing",
        "class": "billing",
        "owner": billing.owner.value,
        "retryable": billing.retryable,
        "meaning": billing.meaning_in("ru"),
        "fix": None,
        "causes": [{"cause": cause.id, "fix": cause.fix_in("ru")}],
    }
    assert json.loads(about_as_json(names.About("LLMY", None, (), "It is over.", "Pay."), "ru")) == {
        "name": "LLMY",
        "class": None,
        "owner": None,
        "retryable": None,
        "meaning": "It is over.",
        "fix": "Pay.",
        "causes": [],
    }
    assert "\\u" not in about_as_json(names.About("billing", billing, ()), "ru")


def test_what_a_name_means_is_a_report_in_json() -> None:
    document = json.loads(findings_as_json([of(form="name", signal=Signal("name", DAY))], "ru"))
    assert (document["count"], document["known"], document["left_out"]) == (1, True, [])
    (failure,) = document["failures"]
    assert (failure["fix"], failure["doc"]) == (CAUSES[DAY].fix_in("ru"), CAUSES[DAY].doc_in("ru"))
    assert (failure["provider_told_by"], failure["exception"], failure["quota"], failure["report"]) == (None,) * 4


def test_the_owner_and_whether_a_retry_helps_are_the_causes_own() -> None:
    cause = CAUSES["network.tls_untrusted"]
    (failure,) = json.loads(findings_as_json([of("network.tls_untrusted")], "en"))["failures"]
    assert (failure["owner"], failure["retryable"]) == (cause.owner.value, cause.retryable)
    assert (cause.owner, cause.retryable) != (cause.failure_class.owner, cause.failure_class.retryable)


def test_what_is_left_out_is_in_json_with_its_number() -> None:
    report = Report()
    for label in ("E1", "E2", "E1"):
        report.add(Elsewhere(label))
    document = json.loads(as_json(report, "en"))
    assert document["left_out"] == [{"what": "E1", "count": 2}, {"what": "E2", "count": 1}]
    assert (document["count"], document["known"]) == (0, False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_failure_is_told_in_the_language_with_the_facts_to_paste(language: str) -> None:
    finding = of("status.unclassified", sureness="weak", http_status=418, answered_by="service", seen=("status 418",))
    rows = rows_of(finding, language)
    assert rows[say("do", language)] == say("do_unknown", language)
    assert rows[say("read", language)] == "status 418"
    assert rows[say("known", language)].startswith("HTTP 418; ")
    assert say("facts", language) not in rows
    bare = rows_of(of("status.unclassified", form="finish"), language)
    assert bare[say("known", language)] == bare[say("read", language)] == say("nothing_read", language)


def test_of_what_our_telemetry_had_judged_nobody_is_said_to_have_answered() -> None:
    assert "facts" not in lines_of(text_of(f"quota: {DAY}: wait"))
