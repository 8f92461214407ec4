"""Downloads the wheels of locked requirement files for this platform and each Python that the lock serves.

    VENV/bin/python setup/bundle/wheels.py --to FOLDER --python 3.10 3.11 --lock setup/requirements.txt

pip verifies the hashes. It would evaluate the lock's markers for the Python that it runs in, so this does that for each
version, and asks pip for plain requirements. Needs pip in the Python that runs it, nothing else.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from pip._vendor.packaging.markers import Marker
from pip._vendor.packaging.tags import platform_tags

# A few markers tell a minor version's first releases from its later ones.
PATCHES = [0, 99]
# Laptops with an older glibc than this machine's are to be served, too. This one is of 2018.
GLIBC = 28


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", required=True)
    parser.add_argument("--python", nargs="+", required=True)
    parser.add_argument("--lock", nargs="+", required=True)
    options = parser.parse_args()
    done = set()
    for lock in options.lock:
        for python, patch in [(python, patch) for python in options.python for patch in PATCHES]:
            lines = wanted(Path(lock).read_text(), python, f"{python}.{patch}")
            if (python, lines) not in done:
                download(lines, f"{python}.{patch}", options.to)
            done.add((python, lines))


def wanted(lock: str, python: str, release: str) -> str:
    """The requirements of one release of a Python, without their markers."""
    version = {"python_version": python, "python_full_version": release}
    lines = []
    for line in re.sub(r"\\\n\s*", "", re.sub(r"(?m)^\s*#.*\n", "", lock)).splitlines():
        requirement, hashes = re.match(r"(.*?)((?:\s*--hash=\S+)+)$", line).groups()
        name, _, marker = requirement.partition(";")
        if marker.strip() == "" or Marker(marker).evaluate(version):
            lines.append(name.strip() + hashes)
    return "\n".join(lines)


def download(requirements: str, version: str, folder: str) -> None:
    platforms = [option for tag in platforms_served() for option in ("--platform", tag)]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(requirements)
        file.flush()
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
            + ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--implementation", "cp"]
            + ["--python-version", version, *platforms, "--dest", folder, "--requirement", file.name],
            check=True,
        )


def platforms_served() -> list[str]:
    def is_old_enough(tag: str) -> bool:
        glibc = re.match(r"manylinux_2_(\d+)_", tag)
        return glibc is None or int(glibc[1]) <= GLIBC

    return [tag for tag in platform_tags() if is_old_enough(tag)]


if __name__ == "__main__":
    main()
