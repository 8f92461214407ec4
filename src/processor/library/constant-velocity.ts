import { Geodesic } from "geographiclib-geodesic";
import type { Coordinates } from "../../distance/coordinates";

/**
 * What a Kalman filter of constant velocity believes. North and east have the same variances and know nothing of each
 * other, so that three numbers are the whole covariance.
 */
export interface Estimate {
  /** Degrees. */
  latitude: number;
  longitude: number;
  /** The velocity there, in m/s. */
  east: number;
  north: number;
  /** Variances of place (m²) and velocity (m²/s²), and their covariance (m²/s), along either axis. */
  place: number;
  velocity: number;
  covariance: number;
}

/** Before its second point nothing is known of a car's velocity, in m/s: faster than anything that drives. */
const ANY_SPEED = 1000;

const DEGREES = 180 / Math.PI;

/** What is believed after a single fix: it stands where it seems to stand, and may be going anywhere. */
export function estimateAt({ latitude, longitude }: Coordinates, noise: number): Estimate {
  const unknown = { place: noise ** 2, covariance: 0, velocity: ANY_SPEED ** 2 };
  return { latitude, longitude, east: 0, north: 0, ...unknown };
}

/**
 * What is to be believed some seconds later, without a new fix: straight on at the same speed, and less sure.
 *
 * Continuous white-noise acceleration: Y. Bar-Shalom, X. R. Li, T. Kirubarajan, "Estimation with Applications to
 * Tracking and Navigation" (2001), section 6.2.2; `speedChange` is √q̃ there.
 */
export function predicted(estimate: Estimate, seconds: number, speedChange: number): Estimate {
  const { place, velocity, covariance } = estimate;
  const q = speedChange ** 2;
  return {
    ...moved(estimate, { east: estimate.east * seconds, north: estimate.north * seconds }),
    place: place + 2 * seconds * covariance + seconds ** 2 * velocity + (q * seconds ** 3) / 3,
    covariance: covariance + seconds * velocity + (q * seconds ** 2) / 2,
    velocity: velocity + q * seconds,
  };
}

/**
 * What is to be believed with a new fix: a mean of both, weighed by their variances (as above, section 5.2.3). `noise`
 * is the fix's standard deviation along either axis, in metres.
 */
export function corrected(estimate: Estimate, fix: Coordinates, noise: number): Estimate {
  const { place, velocity, covariance } = estimate;
  const off = offset(estimate, fix);
  const total = place + noise ** 2;
  const gain = { place: place / total, velocity: covariance / total };
  const left = noise ** 2 / total; // 1 - gain.place, without its rounding
  const faster = {
    ...estimate,
    east: estimate.east + gain.velocity * off.east,
    north: estimate.north + gain.velocity * off.north,
  };
  return {
    ...moved(faster, { east: gain.place * off.east, north: gain.place * off.north }),
    place: left * place,
    covariance: left * covariance,
    velocity: velocity - gain.velocity * covariance,
  };
}

type Plane = Pick<Estimate, "east" | "north">;

/**
 * From one place to another, in metres: the plane of the azimuthal equidistant projection about the first, on WGS-84. It
 * knows no date line, and a pole is a place like any other.
 */
function offset(from: Coordinates, to: Coordinates): Plane {
  const { s12 = NaN, azi1 = NaN } = Geodesic.WGS84.Inverse(
    from.latitude,
    from.longitude,
    to.latitude,
    to.longitude,
    Geodesic.DISTANCE | Geodesic.AZIMUTH,
  );
  return { east: s12 * Math.sin(azi1 / DEGREES), north: s12 * Math.cos(azi1 / DEGREES) };
}

/** The place so far away on that plane; the velocity keeps its direction on the way, while north turns. */
function moved(from: Estimate, { east, north }: Plane): Estimate {
  const azimuth = Math.atan2(east, north) * DEGREES;
  const { lat2, lon2, azi2 } = Geodesic.WGS84.Direct(
    from.latitude,
    from.longitude,
    azimuth,
    Math.hypot(east, north),
    Geodesic.LATITUDE | Geodesic.LONGITUDE | Geodesic.AZIMUTH,
  );
  const turn = ((azi2 ?? NaN) - azimuth) / DEGREES;
  return {
    ...from,
    latitude: signless(lat2),
    longitude: signless(lon2),
    east: signless(from.east * Math.cos(turn) + from.north * Math.sin(turn)),
    north: signless(from.north * Math.cos(turn) - from.east * Math.sin(turn)),
  };
}

/** JSON has no -0: what goes on after a restart must be the same to the last bit. */
function signless(value = NaN): number {
  return value + 0;
}
