"""Fetches the jars that are named, each as `group:artifact:version`, into a Maven-style folder.

Resolves nothing: the lock says which jars, so no POM is read. Whoever calls this verifies the digests. Repositories
are jgo's own, from its defaults and settings file.

    .venv/bin/python setup/fetch-jars.py .tools/partial/repository org.slf4j:slf4j-api:1.7.36
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.maven import MavenContext

AT_ONCE = 6


def main() -> None:
    folder, *jars = sys.argv[1:]
    context = MavenContext(
        repo_cache=Path(folder),
        remote_repos={"central": MAVEN_CENTRAL_URL, **GlobalSettings.load().repositories},
    )
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(lambda jar: context.create_dependency(jar).artifact.resolve(), jars):
            pass


if __name__ == "__main__":
    main()
