/** The same formula and radius as src/distance/haversine.ts. */
final class Haversine {
    private static final double MEAN_EARTH_RADIUS = 6_371_008.8;
    private static final double RADIANS_PER_DEGREE = Math.PI / 180;

    static double metres(double latitudeA, double longitudeA, double latitudeB, double longitudeB) {
        double sinLatitude = Math.sin((latitudeB - latitudeA) * RADIANS_PER_DEGREE / 2);
        double sinLongitude = Math.sin((longitudeB - longitudeA) * RADIANS_PER_DEGREE / 2);
        double hav = sinLatitude * sinLatitude
            + Math.cos(latitudeA * RADIANS_PER_DEGREE)
                * Math.cos(latitudeB * RADIANS_PER_DEGREE)
                * sinLongitude
                * sinLongitude;
        return 2 * MEAN_EARTH_RADIUS * Math.asin(Math.sqrt(Math.min(hav, 1)));
    }

    private Haversine() {}
}
