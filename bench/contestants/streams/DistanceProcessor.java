import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;

/** One output per point: the distance that its car has come so far. */
final class DistanceProcessor implements FixedKeyProcessor<String, TrackPoint, Distance> {
    private final String storeName;
    private final Runnable onRecord;
    private FixedKeyProcessorContext<String, Distance> context;
    private KeyValueStore<String, TrackState> states;

    DistanceProcessor(String storeName, Runnable onRecord) {
        this.storeName = storeName;
        this.onRecord = onRecord;
    }

    @Override
    public void init(FixedKeyProcessorContext<String, Distance> context) {
        this.context = context;
        this.states = context.getStateStore(storeName);
    }

    @Override
    public void process(FixedKeyRecord<String, TrackPoint> record) {
        TrackPoint point = record.value();
        TrackState before = states.get(record.key());
        double hop = before == null
            ? 0
            : Haversine.metres(before.latitude(), before.longitude(), point.latitude, point.longitude);
        double metres = (before == null ? 0 : before.metres()) + hop;
        int points = (before == null ? 0 : before.points()) + 1;
        states.put(record.key(), new TrackState(point.latitude, point.longitude, metres, points));
        context.forward(record.withValue(new Distance(record.key(), metres, "m", points)));
        onRecord.run();
    }
}
