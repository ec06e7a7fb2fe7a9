"""The same files under other names: how a pipeline translated OpenTelemetry's names for Prometheus, and ours to fit.

Everything is written with the names of the default strategy. A finished file is read again, and each name of the
catalogue in it is replaced as its place asks for: in PromQL, in templates, in legends, links and fields of dashboards,
in matchers. Recorded names have colons and stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import PurePath
from typing import Any, Final

from genai_triage.monitoring.metrics import (
    ATTRIBUTES,
    DEFAULT_STRATEGY,
    METRICS,
    Strategy,
    has_dots,
    label,
)
from genai_triage.monitoring.yaml_text import read_all, yaml_text

_HISTOGRAM: Final = ("_bucket", "_sum", "_count")
"""What the names of a histogram's series end with."""
_OTHER_SOURCES: Final = ("loki", "tempo")
"""Grafana's data sources that have names of their own: Loki's always have underscores, Tempo's dots."""
_CODE: Final = re.compile(r"```(\w*)\n(.*?)```|`([^`\n]*)`", re.DOTALL)
"""Code in Markdown: a block with its language, or words."""
_OF_AN_APPLICATION: Final = "curl "
"""A command that reads an application's own page: the Python exporter knows no other strategy than the default."""
_LABEL_VALUES: Final = re.compile(r"label_values\((.+), ([^,]+)\)")
_QUERY_RESULT: Final = 3
"""The type of a variable's query that takes any PromQL."""
_VALUE_IN_RESULT: Final = r'/="(.*)"\}/'
"""Finds the value of a label in what such a query answers: `{label="value"} 1 1700000000000`."""


def translated(path: str, text: str, strategy: Strategy, dotted: tuple[str, ...] = ()) -> str:
    """Returns a finished file with the names of a strategy.

    Args:
        path: Tells by its end what the file is: `.json`, `.yml`, `.md` or `.tmpl`. Whatever else it is has no names.
        dotted: Further labels with dots, where the strategy leaves any.
    """
    kind = _FILES.get(PurePath(path).suffix)
    return text if kind is None or strategy == DEFAULT_STRATEGY else kind(text, _names(strategy, dotted))


def translated_query(expr: str, strategy: Strategy, dotted: tuple[str, ...] = ()) -> str:
    """Returns a PromQL expression with the names of a strategy."""
    return expr if strategy == DEFAULT_STRATEGY else _names(strategy, dotted).text(expr)


class _Names:
    """What each name of the default strategy is under another."""

    def __init__(self, strategy: Strategy, dotted: tuple[str, ...] = ()) -> None:
        self._dots = has_dots(strategy)
        self._labels = {**ATTRIBUTES, **{label(name): name for name in dotted}} if self._dots else {}
        self._metrics = {
            f"{metric.name}{part}": f"{metric.named(strategy)}{part}"
            for metric in METRICS
            for part in (_HISTOGRAM if metric.kind == "histogram" else ("",))
        }
        one, metric = _any(self._labels), _any(self._metrics)
        self._places: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
            # Of an address only what Grafana fills in is touched: what is written `%20name` or `%22name` is no word.
            (re.compile(r'(?<=__name__)([=!~]+)"([^"]*)"'), self._in_matcher),
            (re.compile(rf"(?<![\w:.\"]){metric}(?![\w:])(\{{\}}?)?"), self._as_selector),
            (
                re.compile(rf"((?:\$\w*)?(?:\.\w+)*\.\w*Labels|\$\$?\w+)\.{one}(?!\w)"),
                lambda found: self._indexed(found, '(index {} "{}")'),
            ),
            (
                re.compile(rf"(__data\.fields|__field\.labels)\.{one}(?!\w)"),
                lambda found: self._indexed(found, '{}["{}"]'),
            ),
            (re.compile(rf"(?<=\{{\{{){one}(?=\}}\}})"), lambda found: self._labels[found[1]]),
            (re.compile(rf'"{one}"|(?<![\w.$:])(?<!\$\{{)(?<!var-){one}(?![\w.:])'), self._quoted),
        )

    def text(self, text: str) -> str:
        """Translates the names in PromQL, a template, a matcher, a legend or a link; alone, a label needs no quotes."""
        if text in self._labels:
            return self._labels[text]
        for place, replacement in self._places:
            text = place.sub(replacement, text)
        return text

    def _in_matcher(self, found: re.Match[str]) -> str:
        dot = "[.]" if "~" in found[1] else "."
        names = (
            (self._metrics[name].replace(".", dot) if name in self._metrics else name) for name in found[2].split("|")
        )
        return f'{found[1]}"{"|".join(names)}"'

    def _as_selector(self, found: re.Match[str]) -> str:
        name, brace = self._metrics[found[1]], found[2] or ""
        if not self._dots:
            return f"{name}{brace}"
        return f'{{"{name}", ' if brace == "{" else f'{{"{name}"}}'

    def _indexed(self, found: re.Match[str], form: str) -> str:
        return form.format(found[1], self._labels[found[2]])

    def _quoted(self, found: re.Match[str]) -> str:
        return f'"{self._labels[found[1] or found[2]]}"'

    def document(self, node: Any) -> Any:
        """Translates every text of a document, and every key."""
        if isinstance(node, str):
            return self.text(node)
        if isinstance(node, list):
            return [self.document(one) for one in node]
        if not isinstance(node, dict) or _is_of_another_source(node):
            return node
        found = {self.text(key): self._value(key, one) for key, one in node.items()}
        return self._variable(found, node) if self._dots and isinstance(node.get("query"), dict) else found

    def _value(self, key: str, node: Any) -> Any:
        """Translates what stands under a key: a file inside a file as what it is."""
        kind = _FILES.get(PurePath(key).suffix)
        return kind(node, self) if kind is not None and isinstance(node, str) else self.document(node)

    def _variable(self, node: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
        """Asks for the values of a dashboard's variable in a way that every Grafana has for names with dots.

        The variable itself keeps its name, which may be that of a label, but can have no dots.
        """
        kept = {**node, "name": before["name"], "query": {**node["query"], "refId": before["query"]["refId"]}}
        found = _LABEL_VALUES.fullmatch(kept["query"]["query"])
        if found is None:
            return kept
        selector, label = found[1], found[2]
        if not label.startswith('"'):
            # Grafana before 12 takes no other name between braces than that of a label.
            text = f"label_values({selector.replace('{', '{__name__=', 1)}, {label})"
            return {**kept, "query": {**kept["query"], "query": text}}
        text = f"query_result(count by ({label}) (last_over_time({selector}[$__range])))"
        query = {**kept["query"], "qryType": _QUERY_RESULT, "query": text}
        return {**kept, "query": query, "regex": _VALUE_IN_RESULT}


_names: Final = lru_cache(_Names)


def _any(names: Iterable[str]) -> str:
    """Matches any of the names, or nothing at all where there is none."""
    return rf"({'|'.join(sorted(names, key=len, reverse=True)) or '(?!)'})"


def _is_of_another_source(node: dict[str, Any]) -> bool:
    source = node.get("datasource")
    return isinstance(source, dict) and source.get("type") in _OTHER_SOURCES


def _json(text: str, names: _Names) -> str:
    document = names.document(json.loads(text))
    if text.startswith("{\n"):
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def _yaml(text: str, names: _Names) -> str:
    """Translates each document, and keeps the comment at the top."""
    comment = "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))
    return comment + "---\n".join(yaml_text("", names.document(one)) for one in read_all(text))


def _markdown(text: str, names: _Names) -> str:
    """Translates PromQL, and words that are code; other languages are about other places."""

    def code(found: re.Match[str]) -> str:
        if found[3] is None:
            return f"```{found[1]}\n{names.text(found[2])}```" if found[1] == "promql" else found[0]
        return found[0] if found[3].startswith(_OF_AN_APPLICATION) else f"`{names.text(found[3])}`"

    return _CODE.sub(code, text)


_FILES: Final[dict[str, Callable[[str, _Names], str]]] = {
    ".json": _json,
    ".yml": _yaml,
    ".yaml": _yaml,
    ".md": _markdown,
    ".tmpl": lambda text, names: names.text(text),
}
