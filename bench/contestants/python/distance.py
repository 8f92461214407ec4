"""What both Python contestants compute. The same formula and radius as src/distance/haversine.ts."""

from math import asin, cos, pi, sin, sqrt

MEAN_EARTH_RADIUS = 6_371_008.8
RADIANS_PER_DEGREE = pi / 180


def haversine(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    """The great-circle distance in metres between two points in degrees."""
    sin_latitude = sin((latitude_b - latitude_a) * RADIANS_PER_DEGREE / 2)
    sin_longitude = sin((longitude_b - longitude_a) * RADIANS_PER_DEGREE / 2)
    hav = (
        sin_latitude * sin_latitude
        + cos(latitude_a * RADIANS_PER_DEGREE) * cos(latitude_b * RADIANS_PER_DEGREE) * sin_longitude * sin_longitude
    )
    return 2 * MEAN_EARTH_RADIUS * asin(sqrt(min(hav, 1)))


def step(state: dict | None, latitude: float, longitude: float) -> dict:
    """The next state of a track: where the car is, how far it has come in metres, by how many points."""
    if state is None:
        return {"latitude": latitude, "longitude": longitude, "metres": 0.0, "points": 1}
    hop = haversine(state["latitude"], state["longitude"], latitude, longitude)
    return {
        "latitude": latitude,
        "longitude": longitude,
        "metres": state["metres"] + hop,
        "points": state["points"] + 1,
    }


def output(track_id: str, state: dict) -> dict:
    """What is written for a point."""
    return {"track_id": track_id, "distance": state["metres"], "unit": "m", "points": state["points"]}
