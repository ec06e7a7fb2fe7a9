"""Runbooks as HTML: every link inside leads somewhere, and what vendors say stays text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest

from genai_triage.monitoring.alerts import Alert, alerts
from genai_triage.monitoring.html_pages import page
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.render import artifacts
from genai_triage.taxonomy import CAUSES, Cause

OPTIONS = Options(runbooks_format="html", runbook_suffix=".html", dashboards_url="https://grafana.test")


class Read(HTMLParser):
    """What a browser finds on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids |= {value or "" for name, value in attrs if name == "id"}
        self.links |= {value or "" for name, value in attrs if name == "href"}

    def handle_data(self, data: str) -> None:
        self.text += data


PAGES = {PurePosixPath(path).name: Read(text) for path, text in artifacts(OPTIONS).items() if path.endswith(".html")}


def test_every_page_of_markdown_is_one_of_html() -> None:
    names = {PurePosixPath(path).stem for path in artifacts(Options()) if path.startswith("runbooks/")}
    assert {*PAGES} == {f"{name}.html" for name in names - {"README"}} | {"index.html"}


@pytest.mark.parametrize("name", PAGES)
def test_a_link_to_another_page_leads_to_it_and_to_its_anchor(name: str) -> None:
    for link in PAGES[name].links:
        if not re.match("https?://", link):
            file, _, anchor = link.partition("#")
            assert file in PAGES
            assert not anchor or anchor in PAGES[file].ids


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.id)
def test_an_alert_s_link_to_a_cause_finds_its_row(cause: Cause) -> None:
    assert cause.id in PAGES[f"{cause.failure_class}.html"].ids


@pytest.mark.parametrize("alert", alerts(OPTIONS), ids=lambda alert: alert.uid)
def test_an_alert_s_expression_can_be_copied_from_its_page(alert: Alert) -> None:
    assert alert.expr in PAGES[f"{alert.page}.html"].text


@pytest.mark.parametrize("name", PAGES)
def test_what_a_vendor_says_is_no_part_of_the_page(name: str) -> None:
    assert PAGES[name].tags <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "a", "strong", "code", "pre"),
        *("em", "ol", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"),
    }


def test_a_page_says_its_language_and_its_title() -> None:
    path, text = page("runbooks/quota.md", "# Кво&та\n\n<b>1</b>\n", "ru")
    assert path == "runbooks/quota.html"
    assert '<html lang="ru">' in text
    assert "<title>Кво&amp;та</title>" in text
    assert "<p>&lt;b&gt;1&lt;/b&gt;</p>" in text


def test_only_runbooks_are_pages_and_in_the_language() -> None:
    chosen = replace(OPTIONS, language="ru")
    found, plain = (artifacts(one, "datadog") for one in (chosen, replace(chosen, runbooks_format="md")))
    names = {path for path in plain if path.startswith("runbooks/")}
    assert set(plain) - names == {path for path in found if not path.startswith("runbooks/")}
    assert "datadog/README.md" in found
    for path in names:
        name = path.replace("README.md", "index.md").replace(".md", ".html")
        assert found[name].startswith('<!DOCTYPE html>\n<html lang="ru">\n')
        title = plain[path].splitlines()[0].removeprefix("# ")
        assert f"<title>{title}</title>" in found[name]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [("Verify the fix", "verify-the-fix"), ("LLMAuthFailing", "llmauthfailing"), ("A, b: c?", "a-b-c"), ("Что", "что")],
)
def test_a_heading_has_the_anchor_that_links_to_it_have(heading: str, anchor: str) -> None:
    assert f'<h2 id="{anchor}">{heading}</h2>' in page("runbooks/x.md", f"## {heading}\n", "en")[1]
