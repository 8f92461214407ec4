"""Writes bench/setup/jars.lock.toml: the jars that the bench needs beside the broker's, with version and sha256.

Run it only to move to another version, with the project's own Python, then commit the lock:

    .venv/bin/python bench/setup/lock-jars.py
"""

import re
import tempfile
from pathlib import Path

from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.env import LockFile
from jgo.maven import MavenContext

HERE = Path(__file__).parent
BROKER_LOCK = HERE.parent.parent / "setup" / "kafka.lock.toml"
# Kafka Streams in the broker's version, and Eclipse's compiler: a Java runtime alone brings none.
WANTED = ["org.apache.kafka:kafka-streams:4.3.1", "org.eclipse.jdt:ecj:3.45.0"]


def main() -> None:
    there = set(re.findall(r'^artifactId = "(.+)"$', BROKER_LOCK.read_text(), re.MULTILINE))
    with tempfile.TemporaryDirectory() as cache:
        context = MavenContext(
            repo_cache=Path(cache),
            remote_repos={"central": MAVEN_CENTRAL_URL, **GlobalSettings.load().repositories},
        )
        inputs, transitive = context.resolver.resolve([context.create_dependency(each) for each in WANTED])
        jars = [jar for jar in [*inputs, *transitive] if jar.artifactId not in there]
        jars.sort(key=lambda jar: (jar.groupId, jar.artifactId))
        LockFile.from_resolved_dependencies(jars, environment_name="bench").save(HERE / "jars.lock.toml")
        print(f"{len(jars)} jars locked")


if __name__ == "__main__":
    main()
