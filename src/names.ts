import { createHash } from "node:crypto";

/** The names of the walk-through's topics and groups, with the prefix that a shared broker asks for. */
export interface Names {
  /** Topic the GPS points are ingested into. */
  source: string;
  /** Topic the distances are produced to. */
  output: string;
  /** Consumer group that computes the distances. */
  calculator: string;
  /** Consumer group that mirrors how far the database is. */
  writer: string;
  /** Topic for the distances by every algorithm, each computed by a group of its own. */
  comparison: string;
  /** The group that computes the distances by one algorithm, beside the others. */
  comparer: (algorithm: string) => string;
  /** Consumer group that predicts where cars go, and the topic of its predictions. */
  predictor: string;
  predictions: string;
  /** Topic of the temperatures that sensors have measured. */
  temperatures: string;
  /** Topic of the simulated ones of the course, which are the same for everybody. */
  simulatedTemperatures: string;
  /** Topic for their rolling averages. */
  averages: string;
  /** The group that computes the averages. */
  averager: string;
  /** Topic of a file that was ingested twice. */
  twice: string;
  /** Put before all names of the live fleet: a workbook with this prefix has topics and groups of its own. */
  live: string;
  /** A name of your own: topic, group or output; of a processor that comes with names for neither, its own. */
  own: (name: string) => string;
  /** Compacted topic: which files are in which topic. */
  ledger: string;
  /** Compacted topic: the runs and how far each is. */
  runs: string;
  /** Compacted topic: which playheads were moved, and which runs promoted, by whom. */
  journal: string;
  /** Topic that the results of time windows are produced to. */
  windowOutput: string;
  /** The group that processes one time window beside another group. */
  windowed: (group: string) => string;
  /** The group that computes with a new definition beside the one that is live. */
  beside: (group: string) => string;
  /** Compacted topic: the state of each key of a group over a topic. */
  changelog: (group: string, topic: string) => string;
  /** Topic of the records that a group could not process. */
  deadLetters: (group: string, topic: string) => string;
  /** The transactional id of the one process that may work on a group's partition. */
  transactionalId: (group: string, topic: string, partition: number) => string;
  /** What those of all partitions begin with. */
  transactionalIds: (group: string, topic: string) => string;
}

/**
 * Makes every name in one place, so that text, code and tables agree.
 *
 * @example
 * names("anna.").source // "anna.raw-trackpoints"
 */
export function names(prefix = ""): Names {
  const transactionalIds: Names["transactionalIds"] = (group, topic) =>
    `${prefix}playhead/${group}/${topic}/`;
  return {
    source: `${prefix}raw-trackpoints`,
    output: `${prefix}distance-calcs`,
    calculator: `${prefix}distance_calculator`,
    writer: `${prefix}database-writer`,
    comparison: `${prefix}algorithm-distances`,
    comparer: (algorithm) => `${prefix}distances-by-${algorithm}`,
    predictor: `${prefix}position_predictor`,
    predictions: `${prefix}position-predictions`,
    temperatures: `${prefix}sensor-temperatures`,
    simulatedTemperatures: `${prefix}simulated-temperatures`,
    averages: `${prefix}temperature-averages`,
    averager: `${prefix}temperature_averager`,
    twice: `${prefix}trackpoints-twice`,
    live: `${prefix}playhead-live-`,
    own: (name) => `${prefix}${name}`,
    ledger: `${prefix}playhead-ledger`,
    runs: `${prefix}playhead-runs`,
    journal: `${prefix}playhead-journal`,
    windowOutput: `${prefix}window-distances`,
    windowed: (group) => `${group}-window`,
    beside: (group) => `${group}-next`,
    changelog: (group, topic) => topicName(`${prefix}playhead-changelog`, group, topic),
    deadLetters: (group, topic) => topicName(`${prefix}playhead-dead-letters`, group, topic),
    transactionalId: (group, topic, partition) => `${transactionalIds(group, topic)}${partition}`,
    transactionalIds,
  };
}

/** Kafka's limit for the name of a topic. */
const LONGEST = 249;

/**
 * A name for what belongs to a group and a topic. A group may be called anything, a topic not; and with dots in them
 * two pairs could make one name, or names that differ in a dot and an underscore only, of which Kafka takes but one (its
 * metrics write both as an underscore). A digest then tells them apart.
 */
function topicName(kind: string, group: string, topic: string): string {
  const name = `${kind}.${group}.${topic}`;
  const legal = name.replaceAll(/[^a-zA-Z0-9._-]/g, "_");
  const oneWay = !group.includes(".") && !/[._]/.test(topic);
  const clear = legal === name && name.length <= LONGEST && oneWay;
  if (clear) return name;
  const digest = createHash("sha256")
    .update(JSON.stringify([group, topic]))
    .digest("hex")
    .slice(0, 12);
  return `${legal.slice(0, LONGEST - digest.length - 1)}-${digest}`;
}
