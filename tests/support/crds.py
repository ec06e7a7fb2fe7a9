"""What breaks an object in Kubernetes, by the schemas that the operators publish in their Go modules.

The API server drops fields that a schema does not know without a word: here each of them is a problem.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from tests.support.programs import needs
from tests.support.yaml_files import read_yaml

Json = dict[str, Any]

needs_go = needs("go")
"""Marks tests of the schemas, which it fetches."""

_OUTSIDE = dict(os.environ)
"""The environment as it is outside the tests: with the roots that the proxy of Go's modules needs."""


@dataclass(frozen=True)
class _Module:
    """A module of Go, of which only the schemas are read."""

    path: str
    version: str
    checksum: str
    """Of its content, as in a `go.sum`."""
    schemas: str
    """Path of a schema; `{}` is the plural of the kind."""


_PROMETHEUS = _Module(
    "github.com/prometheus-operator/prometheus-operator",
    "v0.85.0",
    "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=",
    "example/prometheus-operator-crd/monitoring.coreos.com_{}.yaml",
)
_GRAFANA = _Module(
    "github.com/grafana/grafana-operator/v5",
    "v5.18.0",
    "h1:ei7N2VfjsRjY8iprenH1IDV783WeV7CP5VNp//sB4hI=",
    "config/crd/bases/grafana.integreatly.org_{}.yaml",
)
_OPENTELEMETRY = _Module(
    "github.com/open-telemetry/opentelemetry-operator",
    "v0.140.0",
    "h1:yHwVEn1vjQ7n9OoOZX/rsgur+YozIKNjCoWSk6EAhvw=",
    "config/crd/bases/opentelemetry.io_{}.yaml",
)
_MODULES = {
    "Prometheus": _PROMETHEUS,
    "Alertmanager": _PROMETHEUS,
    "PrometheusRule": _PROMETHEUS,
    "PodMonitor": _PROMETHEUS,
    "AlertmanagerConfig": _PROMETHEUS,
    "GrafanaDashboard": _GRAFANA,
    "Grafana": _GRAFANA,
    "Instrumentation": _OPENTELEMETRY,
    "OpenTelemetryCollector": _OPENTELEMETRY,
}
KINDS = tuple(_MODULES)
_STRINGS = {"type": "object", "additionalProperties": {"type": "string"}}
_METADATA = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 253, "pattern": r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"},
        "namespace": {"type": "string", "maxLength": 63, "pattern": r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},
        "labels": _STRINGS,
        "annotations": _STRINGS,
    },
    "required": ["name"],
    "additionalProperties": False,
}
_HEAD = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": _METADATA}
_CONFIG_MAP = {
    "type": "object",
    "properties": {
        **_HEAD,
        "data": {**_STRINGS, "propertyNames": {"pattern": r"^[-._a-zA-Z0-9]+$"}},
    },
    "additionalProperties": False,
}


def problems(document: Json) -> list[str]:
    """What is wrong with an object, a line for each."""
    schema = schema_of(document["apiVersion"], document["kind"])
    return sorted(_line(problem) for problem in _Validator(schema).iter_errors(document))


def _line(problem: ValidationError) -> str:
    return f"{'.'.join(map(str, problem.absolute_path))}: {problem.message[:200]}"


@cache
def schema_of(api_version: str, kind: str) -> Json:
    """The schema of a kind, closed: what it does not name is forbidden."""
    if (api_version, kind) == ("v1", "ConfigMap"):
        return _CONFIG_MAP
    if (api_version, kind) == ("apps/v1", "Deployment"):
        # As the Grafana Operator knows it, which lets one change its own.
        found = schema_of("grafana.integreatly.org/v1beta1", "Grafana")["properties"]["spec"]["properties"]
        return {**found["deployment"], "properties": {**found["deployment"]["properties"], **_HEAD}}
    definition = definition_of(kind)["spec"]
    (version,) = (one for one in definition["versions"] if f"{definition['group']}/{one['name']}" == api_version)
    schema = closed(version["schema"]["openAPIV3Schema"])
    schema["properties"] |= _HEAD
    if kind == "AlertmanagerConfig":
        # The schema leaves them open, as a schema in a definition cannot refer to itself; the operator reads them so.
        schema["properties"]["spec"]["properties"]["route"]["properties"]["routes"]["items"] = {
            "$ref": "#/properties/spec/properties/route"
        }
    return schema


@cache
def definition_of(kind: str) -> Json:
    """The CustomResourceDefinition of a kind."""
    module = _MODULES[kind]
    plural = kind.lower() + ("es" if kind.endswith("s") else "s")
    text = source_of(kind, module.schemas.format(plural))
    definition: Json = read_yaml(text)
    assert definition["spec"]["names"]["kind"] == kind
    return definition


def source_of(kind: str, path: str) -> str:
    """A file of the operator that knows a kind."""
    return (_folder(_MODULES[kind]) / path).read_text(encoding="utf-8")


@cache
def _folder(module: _Module) -> Path:
    """Where the module's files are; they are fetched if need be."""
    # Another module's `go.mod` would be asked first. The checksum is compared here.
    environment = {**_OUTSIDE, "GONOSUMDB": "*", "GOFLAGS": "-mod=mod"}
    command = ["go", "mod", "download", "-json", f"{module.path}@{module.version}"]
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(command, cwd=empty, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["Sum"] == module.checksum
    return Path(found["Dir"])


def closed(node: Json) -> Json:
    """Makes a structural schema one of JSON Schema that forbids the fields which the API server would drop."""
    found = {key: value for key, value in node.items() if key not in ("description", "default", "example")}
    if "properties" in node:
        found["properties"] = {name: closed(one) for name, one in node["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            found[key] = closed(node[key])
    is_open = node.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in node
    if node.get("type") == "object" and not is_open:
        found["additionalProperties"] = False
    if node.get("nullable"):
        found["type"] = [node["type"], "null"]
    return found


def _unique(validator: Any, keys: list[str], items: Any, schema: Json) -> Iterator[ValidationError]:
    """Checks `x-kubernetes-list-map-keys`: no two items of a list that is a map have the same key."""
    named = [tuple(item.get(key) for key in keys) for item in items]
    if len(set(named)) < len(named):
        yield ValidationError(f"two items with the same {', '.join(keys)}")


def _rules(validator: Any, rules: list[Json], value: Any, schema: Json) -> Iterator[ValidationError]:
    """Checks `x-kubernetes-validations`, which are written in CEL: those of the kinds used here, in Python."""
    for rule in rules:
        if "oldSelf" not in rule["rule"] and not _RULES[rule["message"]](value):
            yield ValidationError(rule["message"])


def _at_most_one(*names: str) -> Callable[[Json], bool]:
    return lambda value: len([name for name in names if name in value]) <= 1


def _no_sidecar(name: str) -> Callable[[Json], bool]:
    return lambda value: value.get("mode") != "sidecar" or not value.get(name)


_Validator = validators.extend(
    Draft202012Validator, {"x-kubernetes-list-map-keys": _unique, "x-kubernetes-validations": _rules}
)
_IN_SIDECAR = "the OpenTelemetry Collector mode is set to sidecar, which"
_RULES: dict[str, Callable[[Any], bool]] = {
    "Only one of folderUID or folderRef can be declared at the same time": _at_most_one("folderUID", "folderRef"),
    "folder field cannot be set when folderUID or folderRef is already declared": lambda value: (
        "folder" not in value or not {"folderUID", "folderRef"} & set(value)
    ),
    **{
        f"{_IN_SIDECAR} does not support the attribute '{name}'": _no_sidecar(name)
        for name in ("tolerations", "priorityClassName", "affinity", "additionalContainers")
    },
}
"""By the message; one that is not here is an error of the test."""
