import {
  cumulativeDistance,
  deduplicate,
  inPackets,
  fahrenheitToCelsius,
  hopLengths,
  pipe,
  rejectOutliers,
  rollingAverage,
  smoothPositions,
  speed,
  stopDetection,
  withoutStepsBack,
  type TrackPoint,
} from "playhead";

/** Every processor of the library, each once, and pipes of them. */
export const EXAMPLES = {
  cumulativeDistance: cumulativeDistance({ unit: "km" }),
  speed: speed({ unit: "km/h" }),
  stopDetection: stopDetection({ radiusMetres: 50, minimumMs: 60_000 }),
  rollingAverageOfLast: rollingAverage({ field: "latitude", count: 3 }),
  rollingAverageOverTime: rollingAverage({ field: "latitude", overMs: 10_000 }),
  fahrenheitToCelsius: fahrenheitToCelsius<"latitude", TrackPoint>({ field: "latitude" }),
  deduplicate: deduplicate({ field: "id", remember: 4 }),
  rejectOutliers: rejectOutliers({ kmPerHour: 200, timeResolutionMs: 1000 }),
  hopLengths: hopLengths({ algorithm: "haversine" }),
  smoothPositions: smoothPositions(),
  smoothPositionsOfRoundedTimes: smoothPositions({ timeResolutionMs: 20_000, intervalMs: 5000 }),
  inPackets: inPackets<TrackPoint>({ size: 3, restartAt: 7 }),
  withoutStepsBack: withoutStepsBack<TrackPoint>({ field: "latitude" }),
  pipe: pipe(
    deduplicate({ field: "id" }),
    rejectOutliers({ kmPerHour: 500 }),
    speed({ unit: "m/s" }),
    rollingAverage({ field: "speed", overMs: 60_000 }),
    rollingAverage({ field: "average", count: 2 }),
  ),
  pipeOfPipes: pipe(
    pipe(rejectOutliers({ kmPerHour: 500 }), deduplicate({ field: "id" })),
    cumulativeDistance({ unit: "mi" }),
  ),
  cleanDistance: pipe(
    rejectOutliers({ kmPerHour: 500 }),
    smoothPositions({ noiseMetres: 3 }),
    cumulativeDistance({ unit: "m" }),
  ),
};
