"""quixstreams as its documentation has it: a streaming dataframe with state in RocksDB and a changelog topic."""

from quixstreams import Application
from quixstreams.state import State

from distance import output, step
from task import read_task, tell_begin


def main() -> None:
    task = read_task()
    tell_begin()
    app = Application(
        broker_address=task.brokers,
        consumer_group=task.group,
        auto_offset_reset="earliest",
        state_dir=task.home,
        loglevel="ERROR",
    )
    points = app.topic(task.topic, key_deserializer="str", value_deserializer="json")
    distances = app.topic(task.output, key_serializer="str", value_serializer="json")

    def measure(point: dict, state: State) -> dict:
        track = step(state.get("track"), point["latitude"], point["longitude"])
        state.set("track", track)
        return output(point["track_id"], track)

    app.dataframe(points).apply(measure, stateful=True).to_topic(distances)
    # Stops after so many records, and commits them as it does.
    app.run(count=task.records)


if __name__ == "__main__":
    main()
