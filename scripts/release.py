"""Builds a release and checks it: two builds are alike to the byte, its metadata is right, what it brings is listed.

Usage: python -m scripts.release (make dist). Wheel and sdist are then in dist/, the SBOM (CycloneDX) is in sbom/.
`SOURCE_DATE_EPOCH` dates the files inside; without it they have one fixed date.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
DIST, SBOM = ROOT / "dist", ROOT / "sbom"
_BIN: Final = Path(sys.executable).parent
_PIP: Final = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


class ReleaseError(Exception):
    """Why there is no release; the message is one sentence."""


def main() -> int:
    """Builds and checks.

    Returns:
        0, or 1 if something is wrong with the release.
    """
    for folder in (DIST, SBOM):
        shutil.rmtree(folder, ignore_errors=True)
    try:
        build(ROOT, DIST)
        check_reproducible(DIST)
        (wheel,), (sdist,) = DIST.glob("*.whl"), DIST.glob("*.tar.gz")
        _run("what the package index shows", [_BIN / "twine", "check", "--strict", wheel, sdist])
        # W102: the dashboards come from another folder.
        package = ["--package", str(ROOT / "src" / "genai_triage"), "--ignore", "W102"]
        _run("what the wheel holds", [_BIN / "check-wheel-contents", *package, wheel])
        list_components(wheel, SBOM / f"{wheel.name.rpartition('-py3')[0]}.cdx.json")
    except ReleaseError as problem:
        print(problem, file=sys.stderr)
        return 1
    for path in (wheel, sdist, *SBOM.iterdir()):
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(ROOT)}")
    return 0


def build(source: Path, target: Path) -> None:
    """Builds the sdist, and the wheel from it, as whoever installs from the sdist does.

    Raises:
        ReleaseError: If the build fails.
    """
    _run(f"a build in {source}", [sys.executable, "-m", "build", "--outdir", target, source])


def check_reproducible(built: Path) -> None:
    """Builds once more, elsewhere, from the sdist alone.

    Raises:
        ReleaseError: If a file is not the same to the byte.
    """
    with tempfile.TemporaryDirectory() as made:
        (sdist,) = built.glob("*.tar.gz")
        with tarfile.open(sdist) as packed:
            packed.extractall(made, filter="data")
        again = Path(made, "dist")
        build(Path(made, sdist.name.removesuffix(".tar.gz")), again)
        if different := list(differing(built, again)):
            raise ReleaseError(f"A second build differs: {', '.join(different)}.")


def differing(one: Path, other: Path) -> Iterator[str]:
    """Names of files that are not in both folders with the same bytes."""
    for name in sorted({path.name for folder in (one, other) for path in folder.iterdir()}):
        found = [folder / name for folder in (one, other)]
        if not all(path.exists() for path in found) or found[0].read_bytes() != found[1].read_bytes():
            yield name


def list_components(wheel: Path, target: Path) -> None:
    """Writes which packages, in which versions and under which licences, a fresh installation of the wheel has.

    Raises:
        ReleaseError: If the wheel cannot be installed, or the list is no valid SBOM.
    """
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        venv.create(made, symlinks=True)
        python = Path(made, "bin", "python")
        _run("an installation of the wheel", [*_PIP, "--python", python, "install", wheel])
        for path in Path(made).rglob("direct_url.json"):  # where the wheel lay on this machine
            path.unlink()
        options = ["--output-reproducible", "--validate", "--sv=1.6", "--mc-type=library"]
        options += ["--pyproject", str(ROOT / "pyproject.toml")]
        command: list[str | Path] = [_BIN / "cyclonedx-py", "environment", *options, "--output-file", target, python]
        _run("the list of components", command)
    listed = json.loads(target.read_text(encoding="utf-8"))
    version = wheel.name.split("-")[1]  # which pyproject.toml leaves to the build
    listed["metadata"]["component"] |= {"version": version, "purl": f"pkg:pypi/genai-triage@{version}"}
    target.write_text(json.dumps(listed, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _run(what: str, command: Sequence[str | Path]) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise ReleaseError(f"Something is wrong with {what}:\n{done.stdout}")
    print(f"{what}: well", flush=True)


if __name__ == "__main__":
    sys.exit(main())
