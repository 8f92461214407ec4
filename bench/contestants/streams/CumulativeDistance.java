import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;

/**
 * The bench's Kafka Streams contestant: cumulative distance per track, in its default RocksDB store with a changelog.
 *
 * <p>Settings are Kafka Streams' own, but for the cache: with it not every input would get its output. It ends when it
 * has seen as many records as it was told of; closing commits them.
 */
public final class CumulativeDistance {
    private static final String STORE = "tracks";

    public static void main(String[] arguments) throws InterruptedException, IOException {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) options.put(arguments[i].substring(2), arguments[i + 1]);
        long records = Long.parseLong(options.get("records"));
        CountDownLatch allSeen = new CountDownLatch(1);
        AtomicLong seen = new AtomicLong();
        Runnable onRecord = () -> {
            if (seen.incrementAndGet() >= records) allSeen.countDown();
        };

        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(STORE), Serdes.String(), new TrackStateSerde()));
        builder
            .stream(options.get("topic"), Consumed.with(Serdes.String(), Json.serde(TrackPoint.class)))
            .processValues(() -> new DistanceProcessor(STORE, onRecord), STORE)
            .to(options.get("output"), Produced.with(Serdes.String(), Json.serde(Distance.class)));

        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, options.get("group"));
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, options.get("brokers"));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, options.get("home"));
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Integer.valueOf(options.get("threads")));
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, options.get("guarantee"));
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);

        System.out.println("{\"began\":" + System.currentTimeMillis() + "}");
        try (KafkaStreams streams = new KafkaStreams(builder.build(), properties)) {
            streams.setUncaughtExceptionHandler(error -> {
                error.printStackTrace();
                Runtime.getRuntime().halt(1);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            allSeen.await();
        }
    }

    private CumulativeDistance() {}
}
