"""A loop of one's own over confluent-kafka: state in a dict, a changelog topic beside it, at least once.

Batch by batch: read, compute, produce the outputs and the last state of each key, wait for both to be acknowledged,
commit. Whoever gets a partition reads its changelog first.
"""

import orjson
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from distance import output, step
from task import read_task, tell_begin

BATCH = 10_000
TIMEOUT = 10.0


def main() -> None:
    task = read_task()
    tell_begin()
    changelog = f"{task.group}-changelog"
    make_changelog(task, changelog)
    producer = Producer({"bootstrap.servers": task.brokers, "linger.ms": 5, "queue.buffering.max.messages": 1_000_000})
    states: dict[bytes, dict] = {}
    consumer = Consumer(
        {
            "bootstrap.servers": task.brokers,
            "group.id": task.group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            # Earlier batches of a partition are ready while this one is worked on.
            "queued.min.messages": 100_000,
        }
    )
    consumer.subscribe([task.topic], on_assign=lambda _, mine: restore(task, changelog, mine, states))
    done = 0
    while done < task.records:
        batch = consumer.consume(BATCH, timeout=0.1)
        if not batch:
            continue
        changed = {}
        for message in batch:
            if message.error():
                raise RuntimeError(message.error())
            key = message.key()
            point = orjson.loads(message.value())
            state = step(states.get(key), point["latitude"], point["longitude"])
            states[key] = state
            changed[key] = message.partition()
            producer.produce(
                task.output,
                orjson.dumps(output(point["track_id"], state)),
                key,
                timestamp=message.timestamp()[1],
            )
        for key, partition in changed.items():
            producer.produce(changelog, orjson.dumps(states[key]), key, partition)
        if producer.flush(TIMEOUT) > 0:
            raise RuntimeError("the broker did not acknowledge the outputs")
        consumer.commit(asynchronous=False)
        done += len(batch)
    consumer.close()


def make_changelog(task, changelog: str) -> None:
    admin = AdminClient({"bootstrap.servers": task.brokers})
    partitions = len(admin.list_topics(task.topic, timeout=TIMEOUT).topics[task.topic].partitions)
    topic = NewTopic(changelog, partitions, config={"cleanup.policy": "compact"})
    for made in admin.create_topics([topic]).values():
        made.result(TIMEOUT)


def restore(task, changelog: str, mine: list[TopicPartition], states: dict[bytes, dict]) -> None:
    """Reads the changelog's partitions to their ends: what says so is the consumer, which waits for a new topic's leader."""
    reader = Consumer(
        {
            "bootstrap.servers": task.brokers,
            "group.id": f"{task.group}-restore",
            "enable.partition.eof": True,
            # The end of an empty partition is told without waiting for records.
            "fetch.wait.max.ms": 10,
        }
    )
    reader.assign([TopicPartition(changelog, each.partition, OFFSET_BEGINNING) for each in mine])
    at_end: set[int] = set()
    while len(at_end) < len(mine):
        for message in reader.consume(BATCH, timeout=0.1):
            if message.error() is None:
                states[message.key()] = orjson.loads(message.value())
            elif message.error().code() == KafkaError._PARTITION_EOF:
                at_end.add(message.partition())
            else:
                raise RuntimeError(message.error())
    reader.close()


if __name__ == "__main__":
    main()
