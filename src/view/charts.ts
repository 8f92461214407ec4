export { algorithmComparison, type AlgorithmDistance } from "./charts/algorithm-comparison";
export { distanceOverTime, type DistanceSeries } from "./charts/distance-over-time";
export { ratiosByTrack, type NamedRatios } from "./charts/ratios-by-track";
export { distancesByTrack, milesVersusKilometres } from "./charts/miles-versus-kilometres";
export {
  temperatureOverTime,
  type AveragePoint,
  type TemperaturePoint,
} from "./charts/temperature-over-time";
