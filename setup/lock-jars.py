"""Writes setup/kafka.lock.toml: every jar the broker needs, each with its exact version and sha256.

Run it only to move to another version of Kafka, with the project's own Python, then commit the lock:

    .venv/bin/python setup/lock-jars.py
"""

import tempfile
from pathlib import Path

from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.env import LockFile
from jgo.maven import MavenContext

KAFKA = "4.3.1"
# kafka_2.13 logs through slf4j 1.7 and brings no binding: slf4j-simple starts fastest and needs no file.
BROKER = [f"org.apache.kafka:kafka_2.13:{KAFKA}", "org.slf4j:slf4j-simple:1.7.36"]
# Kafka's own command line (kafka-consumer-groups and the like). By itself: what it depends on beyond the broker
# is Kafka Connect, 43 jars that none of the commands used here loads.
ALONE = [f"org.apache.kafka:kafka-tools:{KAFKA}"]


def main() -> None:
    with tempfile.TemporaryDirectory() as cache:
        context = MavenContext(
            repo_cache=Path(cache),
            remote_repos={"central": MAVEN_CENTRAL_URL, **GlobalSettings.load().repositories},
        )
        wanted = [context.create_dependency(coordinate) for coordinate in BROKER]
        inputs, transitive = context.resolver.resolve(wanted)
        alone = [context.create_dependency(coordinate) for coordinate in ALONE]
        jars = sorted([*inputs, *transitive, *alone], key=lambda jar: (jar.groupId, jar.artifactId))
        lock = LockFile.from_resolved_dependencies(jars, environment_name="kafka")
        lock.save(Path(__file__).with_name("kafka.lock.toml"))
        print(f"{len(jars)} jars locked")


if __name__ == "__main__":
    main()
