// The public API, in the order of the flow.

// Open
export { openWorkbook } from "./notebook/open";
export { openChapter } from "./chapters/open-chapter";
export { type Chapter } from "./chapters/chapters";
export { type Workbook } from "./workbook";
export {
  type AuditCall,
  type ExportCall,
  type GroupCall,
  type ProcessCall,
  type ReprocessCall,
  type WatchCall,
  type WorkbookOptions,
  type WriteCall,
} from "./workbook-calls";
export { DatabaseServer, type DatabaseFile } from "./database";
export { PlayheadError, ERROR_CODES, type ErrorCode } from "./errors";

// Ingest
export { type IngestOptions } from "./ingest/ingest";
export { type FollowingIngest } from "./ingest/follow";
export { IngestReport } from "./ingest/report";
export { type TrackPoint } from "./tracks/track-point";
export { type SensorCall, type SensorNews } from "./sensor/call";
export { SensorReport } from "./sensor/report";
export { type SensorReading } from "./sensor/record";
export { type Simulation } from "./sensor/source";
export { type GpxFacts } from "./tracks/gpx";

// Process
export { cumulativeDistance, type DistanceOutput } from "./processor/library/cumulative-distance";
export { speed, type SpeedOutput, type SpeedUnit } from "./processor/library/speed";
export { stopDetection, type StopOutput } from "./processor/library/stop-detection";
export { rollingAverage, type AverageOutput } from "./processor/library/rolling-average";
export { fahrenheitToCelsius } from "./processor/library/fahrenheit-to-celsius";
export { deduplicate } from "./processor/library/deduplicate";
export { rejectOutliers } from "./processor/library/reject-outliers";
export { smoothPositions, type SmoothPositionsOptions } from "./processor/library/smooth-positions";
export { hopLengths, type HopOutput } from "./processor/library/hop-lengths";
export { inPackets } from "./processor/library/in-packets";
export { withoutStepsBack } from "./processor/library/without-steps-back";
export { pipe } from "./processor/library/pipe";
export {
  defineProcessor,
  type InputRecord,
  type Processor,
  type ProcessorOptions,
  type StepResult,
} from "./processor/processor";
export { inWindow, windowOf, type Window } from "./window/in-window";
export { type TimeRange } from "./window/time-range";
export { type Following } from "./processor/process";
export { stallText, type Stall } from "./stalls/stall";
export { type Until } from "./processor/targets";
export { type IteratedOutput } from "./processor/iterate";
export { type Stage } from "./processor/processor";
export { type Replay } from "./replay/replay-report";
export { type ReplayOptions } from "./replay/replay";
export { ratios, type RatioRow } from "./replay/ratios";
export { type ReplayRange } from "./replay/range";
export { type DeadLetter } from "./processor/dead-letters";
export { RunReport } from "./processor/run-report";
export { type Run } from "./processor/runs";
export { type RunInfo, type RunRange, type RunState } from "./runs/run-info";
export { type RunsWanted } from "./runs/read-run-infos";
export { type OutputRecord } from "./runs/output-records";
export { ALGORITHMS, distanceFunction, type Algorithm } from "./distance/algorithms";
export { UNITS, type Unit } from "./distance/units";

// Predict
export { type Model, type Fix } from "./models/model";
export { deadReckoning } from "./models/dead-reckoning";
export { kalmanFilter, type KalmanOptions } from "./models/kalman-filter";
export { linearModel, type LinearOptions } from "./models/linear-model";
export { neuralNetwork, type NeuralOptions } from "./models/neural-network";
export { evaluateModel, type Clock, type EvaluationOptions, type PredictionOutput } from "./models/evaluate";
export { compareModels, type ModelComparison, type ModelScore } from "./models/model-comparison";
export { modelEvidence, type Evidence, type TrackEvidence } from "./models/evidence";

// Write and query
export { type FollowingWriter } from "./sink/writer";
export { WriteReport } from "./sink/write-report";
export { ExportReport } from "./sink/export-report";
export { type QueryRow } from "./sink/rows";

// Promote
export { PromotionPlan, type RunShown } from "./promotion/promotion-plan";

// Rewind
export {
  byDuration,
  current,
  earliest,
  fromCsv,
  fromFile,
  latest,
  shiftBy,
  toDatetime,
  toOffset,
  type Target,
} from "./rewind/targets";
export { type Scope } from "./rewind/scope";
export { type RewindOptions } from "./rewind/rewind";
export { type ExecuteOptions, type Stoppable } from "./rewind/execute";
export { type Move } from "./rewind/moves";
export { RewindPlan } from "./rewind/plan";
export { UndoPlan } from "./rewind/undo";
export { type GroupOffsets } from "./kafka/groups";

// Compare
export { type CompareOptions, type RunReference } from "./compare/compare";
export { Comparison } from "./compare/comparison";
export { type ComparedRow, type RowCounts } from "./compare/row-diff";
export { type Tolerance } from "./compare/tolerance";
export { type AsOfRow, type SourceOffsets } from "./runs/as-of";
export { RunDigest } from "./runs/digest";

// Audit
export { type AuditedRow } from "./audit/audited";
export { type AuditReport } from "./audit/report";
export { type ResultRow } from "./audit/verdict";

// Guard
export { type GuardOptions } from "./guards/guard-run";
export { type GuardFinding, type GuardName } from "./guards/judge";
export { type GuardReport } from "./guards/report";

// Reprocess beside a live group
export { Reprocessed } from "./reprocess/reprocessed";
export { type ReprocessCheck } from "./reprocess/checks";

// Apply a window
export { ApplyPlan } from "./window/apply-plan";

// Show
export { type PlayheadView } from "./view/tape";
export { type PlayheadsWatch } from "./playheads/watch";
export { show } from "./notebook/show";
export { check } from "./notebook/check";
export { type ExerciseId } from "./exercises/exercises";
export { refused } from "./notebook/refused";
export { trackMap } from "./view/track-map";
export { colouredTrackMap } from "./view/coloured-track-map";
export { worstHopMap } from "./view/worst-hop-map";
export { type MapPoint } from "./view/projection";
export {
  algorithmComparison,
  distanceOverTime,
  milesVersusKilometres,
  ratiosByTrack,
  temperatureOverTime,
} from "./view/charts";
export { figure } from "./view/figure";
