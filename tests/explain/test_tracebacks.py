"""Tracebacks are read however they are printed: chained, grouped, framed, prefixed, wrapped in JSON."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from genai_triage.explain.tracebacks import TracebackReader
from tests.explain.forms import DAY, HEADING, QUOTA, causes, over_quota, printed, read
from tests.support import vendor_exceptions as vendor

_CAUSED = "The above exception was the direct cause of the following exception:"
_DURING = "During handling of the above exception, another exception occurred:"


def _prefixed(prefix: str) -> Callable[[str], str]:
    return lambda text: "".join(f"{prefix}{line}\n" for line in text.splitlines())


def _counted(prefix: str) -> Callable[[str], str]:
    return lambda text: "".join(f"{prefix % (n % 10)}{line}\n" for n, line in enumerate(text.splitlines()))


def _coloured(text: str) -> str:
    return "".join(f"\x1b[1;31m{line}\x1b[0m\n" for line in text.splitlines())


def _docker(text: str) -> str:
    return "".join(
        json.dumps({"log": f"{line}\n", "stream": "stderr", "time": "2026-11-26T22:00:00.1Z"}) + "\n"
        for line in text.splitlines()
    )


def _record(key: str, **others: object) -> Callable[[str], str]:
    return lambda text: json.dumps({"level": "error", "event": "the call failed", key: text, **others}) + "\n"


WRAPPINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "after a log line": lambda text: f"2026-11-26 22:00:00,123 ERROR app: the call failed: 429\n{text}",
    "kubernetes": _prefixed("2026-11-26T22:00:00.123456789Z stderr F "),
    "kubectl --prefix": _prefixed("[pod/app-7d9f/app] "),
    "docker compose": _prefixed("app-1  | "),
    "a prefix on each line": _counted("2026-11-26 22:00:0%d,123 ERROR app: "),
    "a syslog": _counted("Nov 26 22:00:0%d host app[123]: "),
    "quoted in a mail": _prefixed("> "),
    "fenced": lambda text: f"```python\n{text}```\n",
    "coloured": _coloured,
    "docker's JSON": _docker,
    "structlog": _record("exception", timestamp="2026-11-26T22:00:00Z"),
    "python-json-logger": _record("exc_info", logger="app"),
    "google cloud": lambda text: json.dumps({"insertId": "a", "severity": "ERROR", "textPayload": text}) + "\n",
    "ecs": lambda text: json.dumps({"@timestamp": "2026", "log.level": "error", "error.stack_trace": text}) + "\n",
    "printed with repr": lambda text: f"ERROR app: {text!r}\n",
    "windows": lambda text: text.replace("\n", "\r\n"),
    "indented": _prefixed("    "),
}


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS.keys())
def test_a_traceback_is_one_failure_whatever_is_around_it(wrap: Callable[[str], str]) -> None:
    assert causes(wrap(over_quota())) == [DAY]


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS.keys())
@pytest.mark.parametrize("link", [_CAUSED, _DURING], ids=["direct cause", "during handling"])
def test_an_exception_that_came_of_the_sdk_s_tells_the_same(wrap: Callable[[str], str], link: str) -> None:
    text = f'{over_quota()}\n{link}\n\n{HEADING}\n  File "/app/main.py", line 9, in main\nRuntimeError: no answer\n'
    assert causes(wrap(text)) == [DAY]


def test_the_lines_between_tracebacks_are_looked_at_too() -> None:
    text = f"{over_quota()}2026-11-26 22:00:01 INFO app: going on\n{over_quota()}"
    assert causes(text) == [DAY, DAY]


def test_a_group_tells_what_its_members_tell() -> None:
    text = f"""\
  + Exception Group Traceback (most recent call last):
  |   File "/app/main.py", line 3, in main
  |     raise group
  | ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/app/main.py", line 5, in ask
    |     ask()
    | {printed(vendor.genai_error(429, QUOTA))}
    +---------------- 2 ----------------
    | ValueError: of something else
    +------------------------------------
"""
    assert causes(text) == [DAY]


def test_a_chain_that_python_itself_prints() -> None:
    with pytest.raises(RuntimeError) as caught:
        try:
            raise vendor.genai_error(429, QUOTA)
        except Exception as error:
            raise RuntimeError("no answer") from error
    assert causes("".join(traceback.format_exception(caught.value))) == [DAY]


def test_a_traceback_in_a_frame_is_read_though_its_message_is_wrapped() -> None:
    text = """\
╭───────────────────── Traceback (most recent call last) ──────────────────────╮
│ /app/main.py:10 in <module>                                                  │
│                                                                              │
│    9 │                                                                       │
│ ❱ 10 │   ask("a prompt")                                                     │
│                                                                              │
│ /venv/lib/python3.12/site-packages/google/genai/errors.py:150 in raise_for   │
╰──────────────────────────────────────────────────────────────────────────────╯
ClientError: 429 RESOURCE_EXHAUSTED. {'error': {'code': 429, 'message': 'You
exceeded your current quota.', 'status': 'RESOURCE_EXHAUSTED', 'details':
[{'@type': 'type.googleapis.com/google.rpc.QuotaFailure', 'violations':
[{'quotaId': 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'}]}]}}
"""
    assert causes(text) == [DAY]


def test_a_vendor_is_told_by_the_frames_that_an_exception_came_through() -> None:
    text = f"""\
{HEADING}
  File "/app/main.py", line 3, in main
    ask()
  File "/usr/lib/python3/dist-packages/gigachat/client.py", line 100, in chat
    send()
  File "/usr/lib/python3/dist-packages/httpx/_transports/default.py", line 118, in map_httpcore_exceptions
    raise mapped_exc(message) from exc
httpx.ConnectTimeout: timed out
"""
    (group,) = read(text).groups
    assert (group.finding.failure.cause.id, group.finding.failure.provider) == ("network.connect_timeout", "gigachat")
    assert group.finding.how == "module"


@pytest.mark.parametrize(
    "text",
    [
        HEADING,
        f'{HEADING}\n  File "/app/main.py", line 3, in main\n',
        f"{HEADING}\n{HEADING}\n{HEADING}\n",
        "  + Exception Group Traceback (most recent call last):\n  +-+---------------- 1 ----------------\n",
        "╭──── Traceback (most recent call last) ────╮\n",
    ],
)
def test_a_traceback_that_was_cut_before_its_exception_tells_nothing(text: str) -> None:
    assert causes(text) == []


def test_of_a_group_a_few_members_are_kept() -> None:
    member = "    +---------------- {0} ----------------\n    | ValueError: {0}\n"
    text = (
        "  + Exception Group Traceback (most recent call last):\n"
        '  |   File "/app/main.py", line 1, in main\n'
        "  | ExceptionGroup: many (40 sub-exceptions)\n"
        f"  +-+---------------- 0 ----------------\n    | ValueError: 0\n{''.join(map(member.format, range(1, 40)))}"
        "    +------------------------------------\n"
    )
    first, *lines = text.splitlines()
    reader = TracebackReader(first)
    assert all(map(reader.add, lines))
    candidate = reader.candidate()
    assert candidate is not None
    assert len(getattr(candidate.exception, "exceptions", ())) == 16


@pytest.mark.parametrize(
    ("path", "cause"),
    [("dist-packages/gigachat/client.py", "network.unparsable"), ("app/answers.py", "client.answer_not_json")],
)
def test_the_frames_tell_whether_a_text_that_is_no_json_was_the_answer_or_the_model_s(path: str, cause: str) -> None:
    text = f"""\
{HEADING}
  File "/app/main.py", line 3, in gigachat_main
    ask()
  File "/usr/lib/python3/{path}", line 100, in chat
    json.loads(text)
  File "/usr/lib/python3.11/json/decoder.py", line 355, in raw_decode
    raise JSONDecodeError("Expecting value", s, err.value) from None
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)
"""
    assert causes(text, "gigachat") == [cause]


def taken(text: str) -> tuple[TracebackReader, list[bool]]:
    """A reader of a text, and which of its lines belong to the traceback."""
    first, *lines = text.splitlines()
    reader = TracebackReader(first)
    return reader, [reader.add(line) for line in lines]


CHAIN = r"""Traceback (most recent call last):
  File "/usr/lib/python3.11/site-packages/httpx/_transports/default.py", line 1, in map
    raise
  File "C:\Python\Lib\json\decoder.py", line 2
    x
  File "/app/pkg/main.py", line 3, in main
  [Previous line repeated 3 more times]
  File "/venv/lib/python3.12/dist-packages/google/genai/__init__.py", line 3, in <module>
httpx.ReadTimeout: late
on two lines

{link}

Traceback (most recent call last):
  File "/app/x.pyx", line 9, in go
app.errors.Broken"""


@pytest.mark.parametrize(("link", "attribute"), [(_CAUSED, "__cause__"), (_DURING, "__context__")])
def test_a_chain_is_what_python_had_with_the_modules_nearest_first(link: str, attribute: str) -> None:
    reader, belongs = taken(CHAIN.replace("{link}", link))
    candidate = reader.candidate()
    assert candidate is not None
    assert all(belongs)
    last = candidate.exception
    first = getattr(last, attribute)
    assert (type(last).__module__, type(last).__name__, str(last)) == ("app.errors", "Broken", "")
    assert (type(first).__module__, type(first).__name__, str(first)) == ("httpx", "ReadTimeout", "late\non two lines")
    assert [getattr(last, name) for name in {"__cause__", "__context__"} - {attribute}] == [None]
    assert candidate.modules == (
        *("app.errors", "httpx"),
        *("x", "google.genai", "main", "json.decoder", "httpx._transports.default"),
    )
    assert candidate.context == "httpx.ReadTimeout late on two lines\napp.errors.Broken "
    assert [frame.tb_frame.f_code.co_name for frame in _frames(first)] == ["map", "", "main", "<module>"]


def _frames(exception: BaseException) -> list[Any]:
    found, trace = [], exception.__traceback__
    while trace is not None:
        found.append(trace)
        trace = trace.tb_next
    return found


RAISED = 'Traceback (most recent call last):\n  File "/app/a.py", line 1, in a\nhttpx.ReadTimeout: late'


@pytest.mark.parametrize(
    ("more", "belongs"),
    [
        ("and more", [True]),
        ("\n\nand more", [True, True, False]),
        ("\n\n\n", [True, True, False]),
        ("\n  indented", [True, True]),
        ("\n{\n}", [True, True, True]),
        ("2026-11-26 22:00:00 INFO x", [False]),
        ("  2026-11-26 22:00:00 INFO x", [True]),
        (HEADING, [False]),
        (f"\n{_DURING}\n\n{HEADING}", [True, True, True, True]),
        ("a (\n\nb", [True, True, True]),
    ],
)
def test_the_text_of_an_exception_ends_where_something_else_begins(more: str, belongs: list[bool]) -> None:
    reader, _ = taken(RAISED)
    lines = more.split("\n")
    assert [reader.add(line) for line in lines][: len(belongs)] == belongs


def test_of_a_text_of_any_length_two_hundred_lines_are_kept() -> None:
    reader, _ = taken(RAISED)
    assert sum(reader.add("more") for _ in range(500)) == 199
    reader, _ = taken(RAISED)
    assert sum(reader.add("x" * 1000) for _ in range(100)) == 33


def test_of_a_traceback_of_any_length_five_thousand_lines_are_read() -> None:
    reader, _ = taken(HEADING)
    assert sum(reader.add('  File "/app/a.py", line 1, in a') for _ in range(6000)) == 5000


GROUP = """\
  + Exception Group Traceback (most recent call last):
  |   File "/venv/site-packages/anyio/_backends.py", line 3, in run
  | ExceptionGroup: two (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/app/a.py", line 1, in a
    | httpx.ReadTimeout: late
    +---------------- ... ----------------
    | gigachat.exceptions.ResponseError: no
    +------------------------------------
after it"""


def test_a_group_has_its_members_with_their_modules() -> None:
    reader, belongs = taken(GROUP)
    candidate = reader.candidate()
    assert candidate is not None
    group: Any = candidate.exception
    assert [(type(one).__name__, str(one)) for one in group.exceptions] == [
        ("ReadTimeout", "late"),
        ("ResponseError", "no"),
    ]
    assert (candidate.modules[0], candidate.modules[-2:]) == ("anyio._backends", ("httpx", "gigachat.exceptions"))
    assert candidate.context.endswith("\nhttpx.ReadTimeout late\ngigachat.exceptions.ResponseError no")
    assert belongs[:9] == [True] * 9


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (HEADING, 0),
        (f"ERROR app: {HEADING}", 11),
        ("  + Exception Group Traceback (most recent call last):", 1),
        ("x | + Exception Group Traceback (most recent call last):", 3),
        (f"12 ╭── {HEADING[:-1]} ──╮", 3),
        (f"+--- {HEADING[:-1]} ---+", 0),
        ("all is well", -1),
    ],
)
def test_a_traceback_begins_where_its_heading_or_its_border_does(line: str, column: int) -> None:
    found = TracebackReader.column(line)
    assert line[found:].lstrip() == line[column:].lstrip() if column >= 0 else found == -1
