/** Where a car was last, in degrees, and how far it has come. */
record TrackState(double latitude, double longitude, double metres, int points) {}
