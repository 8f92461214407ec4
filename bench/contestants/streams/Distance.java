/** An output's value, as Jackson writes it. */
record Distance(String track_id, double distance, String unit, int points) {}
