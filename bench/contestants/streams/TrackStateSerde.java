import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** The state as 28 bytes: quicker than JSON, which nobody else is to read here. */
final class TrackStateSerde implements Serde<TrackState> {
    private static final int BYTES = 3 * Double.BYTES + Integer.BYTES;

    @Override
    public Serializer<TrackState> serializer() {
        return (topic, state) -> state == null
            ? null
            : ByteBuffer.allocate(BYTES)
                .putDouble(state.latitude())
                .putDouble(state.longitude())
                .putDouble(state.metres())
                .putInt(state.points())
                .array();
    }

    @Override
    public Deserializer<TrackState> deserializer() {
        return (topic, bytes) -> {
            if (bytes == null) return null;
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new TrackState(buffer.getDouble(), buffer.getDouble(), buffer.getDouble(), buffer.getInt());
        };
    }
}
