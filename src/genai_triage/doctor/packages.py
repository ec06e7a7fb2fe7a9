"""What is installed: this package, the SDKs, the layers that are on, OpenTelemetry's versions, and neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import metadata
from typing import Final

from packaging.requirements import Requirement
from packaging.version import InvalidVersion, Version

from genai_triage._version import __version__
from genai_triage.doctor.model import Check, State
from genai_triage.doctor.target import Target
from genai_triage.instrumentation import INSTRUMENTORS
from genai_triage.instrumentation.raw.hosts import HOSTS_VARIABLE
from genai_triage.launch.mark import RUN
from genai_triage.telemetry import sdk_switches, settings

_SDKS: Final = ("google-genai", "google-generativeai", "gigachat")
_DISTRIBUTIONS: Final = {"google.genai": "google-genai", "google.generativeai": "google-generativeai", "grpc": "grpcio"}
"""Of libraries whose distribution has another name."""
_PREFIX: Final = "GENAI_TRIAGE_"
_SETTINGS: Final = frozenset(
    value.removeprefix(_PREFIX)
    for value in (HOSTS_VARIABLE, *vars(settings).values())
    if isinstance(value, str) and value.startswith(_PREFIX)
)
_OTHERS: Final = (RUN, "GENAI_TRIAGE_AUDIT", f"{_PREFIX}WEBHOOKS")
"""Set by `genai-triage run` and `genai-triage audit` for the program that they start; read by Grafana."""
_PYTHONS: Final = (Version("3.10"), Version("3.13"))
_BETA_OFFSET: Final = 21
"""OpenTelemetry's 1.40 and 0.61b0 are one release: the minor versions differ by as much."""
NEIGHBOURS: Final[Mapping[str, tuple[str, str]]] = {
    "opentelemetry-instrumentation-google-genai": ("the official instrumentation of google-genai", ""),
    "openinference-instrumentation-google-genai": ("OpenInference", ""),
    "openlit": ("OpenLIT", ""),
    "opentelemetry-instrumentation-google-generativeai": (
        "OpenLLMetry",
        "Each call has two spans: add google_generativeai to OTEL_PYTHON_DISABLED_INSTRUMENTATIONS, "
        "or block_instruments={Instruments.GOOGLE_GENERATIVEAI} to Traceloop.init().",
    ),
    "traceloop-sdk": (
        "Traceloop's SDK",
        "It sets OpenTelemetry up itself: call Traceloop.init() before genai_triage.instrument(), "
        "and do not start the program with opentelemetry-instrument.",
    ),
    "logfire": (
        "Logfire",
        "It sets OpenTelemetry up itself: call logfire.configure() and then genai_triage.instrument(), and do not "
        "start the program with opentelemetry-instrument.",
    ),
    "ddtrace": (
        "Datadog's ddtrace",
        "It does not see OpenTelemetry's spans unless DD_TRACE_OTEL_ENABLED=true is set, and it may trace the same "
        "calls: set DD_TRACE_GOOGLE_GENAI_ENABLED=false, or leave its spans beside ours.",
    ),
    "sentry-sdk": ("Sentry", ""),
}
"""What each is called, and what to do beside it, if anything; what happens is in docs/beside-others.md."""
_HARMLESS: Final = "Nothing need be done: docs/beside-others.md says what happens."


def checks(target: Target) -> Iterator[Check]:
    """Yields what is installed for a program."""
    yield _python(target)
    yield _ourselves(target)
    yield from (_sdk(name, target) for name in _SDKS)
    yield from _no_sdk(target)
    yield _layers(target)
    yield from _switches(target)
    yield from _opentelemetry(target)
    yield from _neighbours(target)


def _python(target: Target) -> Check:
    version = Version(target.python)
    text = f"Python {target.python} at {target.executable}"
    if version.release[:2] < _PYTHONS[0].release:
        return Check("installed", "python", "fail", text, "Use Python 3.10 to 3.13: genai-triage does not run on it.")
    if version.release[:2] > _PYTHONS[1].release:
        return Check("installed", "python", "warn", text, "It is newer than what genai-triage was tried on (3.13).")
    return Check("installed", "python", "ok", text)


def _ourselves(target: Target) -> Check:
    version = target.versions.get("genai-triage")
    if version is None:
        return Check(
            "installed",
            "genai-triage",
            "fail",
            "genai-triage is not installed for the program's interpreter, so none of its calls is observed.",
            f"Type: {target.executable} -m pip install genai-triage",
        )
    if version != __version__:
        text = f"genai-triage {version} for the program, {__version__} for this command"
        fix = f"Type: {target.executable} -m pip install genai-triage=={__version__}"
        return Check("installed", "genai-triage", "warn", text, fix)
    return Check("installed", "genai-triage", "ok", f"genai-triage {version}")


def _requirements() -> Mapping[str, Requirement]:
    """What each library must be at least, from this package's own metadata."""
    wanted = map(Requirement, metadata.requires("genai-triage") or ())
    return {one.name: one for one in wanted if one.marker and one.marker.evaluate({"extra": "instruments-any"})}


def _sdk(name: str, target: Target) -> Check:
    version = target.versions.get(name)
    if version is None:
        return Check("installed", name, "ok", f"{name} is not installed; it is left out")
    if _is_supported(name, version):
        return Check("installed", name, "ok", f"{name} {version} is supported")
    wanted = _requirements()[name]
    return Check(
        "installed",
        name,
        "fail",
        f"{name} {version} is older than what is observed.",
        f"Type: {target.executable} -m pip install '{name}{wanted.specifier}'",
    )


def _is_supported(name: str, version: str) -> bool:
    wanted = _requirements().get(name)
    try:
        return wanted is None or wanted.specifier.contains(Version(version), prereleases=True)
    except InvalidVersion:
        return True


def _no_sdk(target: Target) -> Iterator[Check]:
    if not any(name in target.versions for name in _SDKS):
        yield Check(
            "installed",
            "sdk",
            "warn",
            "No SDK of Gemini or GigaChat is installed, so only raw HTTP and gRPC calls can be observed.",
            f"Install gigachat, or for Gemini type: {target.executable} -m pip install google-genai",
        )


def _layers(target: Target) -> Check:
    disabled = sdk_switches.disabled_instrumentations(target.environ)
    on, skipped = [], []
    for instrumentor in INSTRUMENTORS:
        name = instrumentor.entry_point
        distribution = _DISTRIBUTIONS.get(instrumentor.library, instrumentor.library)
        if name in disabled or "*" in disabled:
            skipped.append(f"{name} ({sdk_switches.DISABLED_INSTRUMENTATIONS})")
        elif distribution not in target.versions:
            skipped.append(f"{name} ({distribution} is not installed)")
        elif target.instrumentors and name not in target.instrumentors:
            skipped.append(f"{name} (not in the genai-triage that is installed)")
        else:
            on.append(name)
    text = f"on: {', '.join(on) or 'none'}" + (f"; skipped: {', '.join(skipped)}" if skipped else "")
    if on:
        return Check("installed", "layers", "ok", text)
    variable = sdk_switches.DISABLED_INSTRUMENTATIONS
    fix = f"Take an SDK's layer out of {variable}." if any(disabled) else "Install an SDK, or a library to call with."
    return Check("installed", "layers", "fail", text, fix)


def _switches(target: Target) -> Iterator[Check]:
    if sdk_switches.is_sdk_disabled(target.environ):
        text = f"{sdk_switches.SDK_DISABLED}=true: nothing is recorded."
        yield Check("installed", "switches", "fail", text, f"Type: unset {sdk_switches.SDK_DISABLED}")
        return
    names = sorted(name for name in target.environ if name.startswith(_PREFIX))
    for name in names:
        if name.removeprefix(_PREFIX) not in _SETTINGS and not name.startswith(_OTHERS):
            near = get_close_matches(name.removeprefix(_PREFIX), sorted(_SETTINGS), 1)
            fix = f"Correct it to {_PREFIX}{near[0]}." if near else "The settings are in docs/settings.md."
            yield Check("installed", "setting", "warn", f"{name} is set, which is no setting of genai-triage.", fix)
    text = f"set: {', '.join(names)}" if names else f"no {_PREFIX}* is set: every default holds"
    yield Check("installed", "switches", "ok", text)


def _opentelemetry(target: Target) -> Iterator[Check]:
    names = ("opentelemetry-api", "opentelemetry-sdk", "opentelemetry-instrumentation", "opentelemetry-distro")
    absent = [name for name in names if name not in target.versions]
    if absent:
        fix = f"Type: {target.executable} -m pip install {' '.join(absent)}"
        yield Check("opentelemetry", "versions", "fail", f"Not installed: {', '.join(absent)}.", fix)
        return
    text = ", ".join(f"{name} {target.versions[name]}" for name in names)
    api, sdk, instrumentation, distro = (_release(target.versions[name]) for name in names)
    if api == sdk == instrumentation == distro:
        yield Check("opentelemetry", "versions", "ok", text)
        return
    fix = f"They are not of one release; type: {target.executable} -m pip install --upgrade {' '.join(names)}"
    yield Check("opentelemetry", "versions", "warn", text, fix)


def _release(version: str) -> int:
    """The minor version of the stable packages that a version belongs to."""
    found = Version(version)
    return found.minor if found.major else found.minor - _BETA_OFFSET


def _neighbours(target: Target) -> Iterator[Check]:
    found = [name for name in NEIGHBOURS if name in target.versions]
    for name in found:
        title, fix = NEIGHBOURS[name]
        state: State = "warn" if fix else "ok"
        text = f"{title} ({name} {target.versions[name]}) is installed too."
        yield Check("beside", name, state, text, fix or _HARMLESS)
    if not found:
        yield Check("beside", "neighbours", "ok", "no other instrumentation of these SDKs is installed")
