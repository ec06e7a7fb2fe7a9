"""The runbooks: complete, up to date, and every link and every query in them leads somewhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import promql_parser
import pytest

from genai_triage.monitoring import runbooks
from genai_triage.monitoring.alerts import Alert, alerts, guides
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.playbooks import PLAYBOOKS
from genai_triage.monitoring.runbooks import artifacts
from genai_triage.simulator import Simulator, scenario
from genai_triage.taxonomy import CAUSES, Cause, FailureClass
from tests.support.programs import needs

ROOT = Path(__file__).parents[2]
DEFAULTS = Options()
GUIDES = guides(DEFAULTS)
PAGES = {Path(path).stem: text for path, text in artifacts(DEFAULTS).items()}
PARTS = ["First three checks", "Diagnose", "Verify the fix", "When to escalate", "Look"]


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.S), re.M)


def anchors(text: str) -> set[str]:
    """As GitHub and most renderers of Markdown derive them."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(text)}


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def queries(text: str) -> list[str]:
    """Each line of a block that is no comment."""
    lines = [line for block in blocks(text, "promql") for line in block.splitlines()]
    return [line for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("page", [*map(str, FailureClass), *GUIDES])
def test_every_page_has_every_part(page: str) -> None:
    assert [heading for heading in headings(PAGES[page]) if heading in PARTS] == PARTS


def test_there_is_no_page_besides_classes_guides_and_index() -> None:
    assert set(PAGES) == {*map(str, FailureClass), *GUIDES, "README"}


@pytest.mark.parametrize("page", [*map(str, FailureClass), *GUIDES])
def test_every_page_has_three_checks_and_begins_with_the_fix(page: str) -> None:
    text = PAGES[page]
    fix = GUIDES[page].fix if page in GUIDES else PLAYBOOKS[FailureClass.__members__[page.upper()]].fix

    assert text.splitlines()[2] == f"**{fix}**"
    assert re.findall(r"^(\d)\. \S", text, re.M) == ["1", "2", "3"]


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.id)
def test_cause_has_one_row_on_the_page_of_its_class(cause: Cause) -> None:
    (row,) = re.findall(
        rf"^\| <a [^>]+></a>`{re.escape(cause.id)}` \| (.+) \|$", PAGES[cause.failure_class.value], re.M
    )
    looks, owner, retry, fix, page = re.split(r" (?<!\\)\| ", row)

    assert looks
    assert (owner, retry) == (cause.owner.value, "yes" if cause.retryable else "no")
    assert fix.replace("\\|", "|") == cause.fix
    assert page == f"[page]({cause.doc})"


@pytest.mark.parametrize("page", [*map(str, FailureClass), *GUIDES])
def test_queries_come_after_all_that_is_to_be_read(page: str) -> None:
    text = PAGES[page]

    assert text.index("```promql") > text.index("## When to escalate")


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.id)
def test_cause_has_an_anchor_of_its_own_in_its_row(cause: Cause) -> None:
    """An alert leads to it; no renderer makes one of a row by itself."""
    assert PAGES[cause.failure_class.value].count(f'\n| <a id="{cause.id}"></a>`{cause.id}` |') == 1


@pytest.mark.parametrize("alert", alerts(DEFAULTS), ids=lambda alert: alert.uid)
def test_section_of_an_alert_shows_its_expression(alert: Alert) -> None:
    section = PAGES[alert.page].partition(f"### {alert.name}\n")[2].partition("\n#")[0]

    assert alert.expr in queries(section)


@pytest.mark.parametrize("page", PAGES)
def test_no_placeholder_is_left_in_a_sentence(page: str) -> None:
    prose = re.sub(r"```.*?```|`[^`]*`", "", PAGES[page], flags=re.S)

    assert re.findall(r"\{\w+\}", prose) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_runbooks_leads_to_a_page_and_a_heading(page: str) -> None:
    for target, anchor in re.findall(r"\]\(([\w.-]+?)(?:#([\w-]+))?\)", PAGES[page]):
        text = PAGES[target.removesuffix(".md")]
        assert not anchor or anchor in anchors(text), (target, anchor)


@pytest.mark.parametrize("page", PAGES)
def test_every_query_parses(page: str) -> None:
    for query in queries(PAGES[page]):
        promql_parser.parse(query)


@pytest.mark.parametrize("failure_class", FailureClass)
def test_causes_named_by_hand_exist(failure_class: FailureClass) -> None:
    """A name in `telling` that looks like a cause must be one of the class."""
    known = [cause.id.partition(".")[2] for cause in CAUSES.values() if cause.failure_class is failure_class]
    for word in re.findall(r"`([\w.*]+)`", PLAYBOOKS[failure_class].telling):
        if "_" in word and not word.startswith((".", "triage", "error")):
            assert any(fnmatch(name, word.partition(".")[2] or word) for name in known), word


@pytest.mark.parametrize("failure_class", FailureClass)
def test_typical_causes_are_of_their_class_and_can_be_brought_about(failure_class: FailureClass) -> None:
    own = {FailureClass.CANCELLED, FailureClass.CLIENT, FailureClass.UNCLASSIFIED}
    for name in PLAYBOOKS[failure_class].typical:
        assert CAUSES[name].failure_class is failure_class
        assert failure_class in own or scenario(CAUSES[name]).way == "answer"


def test_addresses_and_suffix_follow_the_options() -> None:
    text = artifacts(Options(dashboards_url="https://g.example/sub/", runbook_suffix=""))["runbooks/README.md"]
    page = artifacts(Options(dashboards_url="https://g.example/sub/"))["runbooks/quota.md"]

    assert "[quota](quota)" in text
    assert "(https://g.example/sub/d/genai-triage-class?var-class=quota)" in page


def test_every_alert_is_on_the_index() -> None:
    for alert in alerts(DEFAULTS):
        assert f"[{alert.name}]({alert.page}.md#{alert.name.lower()})" in PAGES["README"]


def test_an_alert_of_no_class_that_leads_to_the_page_of_one_is_on_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    few = replace(alerts(DEFAULTS)[0], name="LLMNew", classes=(), about=FailureClass.RATE_LIMIT)
    monkeypatch.setattr(runbooks, "alerts", lambda options: (*alerts(options), few))
    (index,) = (text for path, text in artifacts(DEFAULTS).items() if path.endswith("README.md"))
    assert "[LLMNew](rate_limit.md#llmnew)" in index


def test_pages_of_the_documentation_are_up_to_date() -> None:
    """Written by scripts/generate_monitoring.py."""
    committed = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "runbooks").glob("*.md")}

    stale = sorted(name for name in {*committed, *PAGES} if committed.get(name) != PAGES.get(name))
    assert stale == [], "run `make docs`"


COMMANDS = sorted(
    {
        command.text
        for playbook in PLAYBOOKS.values()
        for command in playbook.commands
        if re.search("v1beta|api/v", command.text)
    }
)
REQUESTS = {
    "googleapis": {"contents": [{"parts": [{"text": "Hello"}]}]},
    "sberbank": {"model": "GigaChat-2", "input": ["Hello"]},
}


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator(latency=0) as running:
        yield running


@needs("curl")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_to_a_provider_succeeds_against_the_simulator(
    simulator: Simulator, tmp_path: Path, command: str
) -> None:
    (provider,) = (name for name in REQUESTS if name in command)
    (tmp_path / "request.json").write_text(json.dumps(REQUESTS[provider]), encoding="utf-8")
    asked = re.sub(r"https://[\w.]+(:\d+)?", simulator.url, command).replace("--cacert russian_trusted_root_ca.pem", "")
    environment = {
        **os.environ,
        "GEMINI_API_KEY": "any",
        "GIGACHAT_CREDENTIALS": "ZHJpbGw6ZHJpbGw=",
        "ACCESS_TOKEN": _access_token(simulator),
        "MODEL": "gemini-2.5-flash" if provider == "googleapis" else "GigaChat-2",
        "no_proxy": "127.0.0.1",
    }
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {asked.replace('curl -sS', 'curl -sS --fail')}"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def _access_token(simulator: Simulator) -> str:
    headers = {"Authorization": "Basic ZHJpbGw6ZHJpbGw=", "RqUID": str(uuid.uuid4())}
    request = urllib.request.Request(simulator.oauth_url, b"scope=GIGACHAT_API_PERS", headers)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
        return str(json.load(answer)["access_token"])
