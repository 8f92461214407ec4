/** A record's value, as Jackson reads it. */
final class TrackPoint {
    public String id;
    public double latitude;
    public double longitude;
    public String track_id;
    public String time;
}
