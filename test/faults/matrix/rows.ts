import {
  brokerAway,
  brokerKilled,
  memberFrozen,
  membersComeAndGo,
  processorKilled,
  resetByKafkaTool,
  resetKilled,
  rewoundWhileFrozen,
  writerKilled,
} from "../faults";
import { inScenario } from "./in-scenario";
import { ingestKilled } from "./ingest-killed";
import { promoteKilled } from "./promote-killed";
import type { Row } from "./row";

/** The matrix: every fault that is tried, in the order of its table. */
export const ROWS: readonly Row[] = [
  {
    fault: "ingest killed",
    full: "asked",
    short: 1,
    begin: ingestKilled,
  },
  {
    fault: "processor killed",
    full: "asked",
    short: 2,
    begin: inScenario(processorKilled, { partitions: 3, members: 1 }),
  },
  {
    fault: "writer killed",
    full: "asked",
    short: 4,
    begin: inScenario(writerKilled, { partitions: 2, members: 1 }),
  },
  {
    fault: "reset killed",
    full: "asked",
    short: 1,
    begin: inScenario(resetKilled, { partitions: 2, members: 1 }),
  },
  {
    fault: "promote killed",
    full: "asked",
    short: 2,
    begin: promoteKilled,
  },
  {
    fault: "broker killed",
    full: "asked",
    short: 2,
    ownBroker: true,
    begin: inScenario(brokerKilled, { partitions: 3, members: 2, writer: true }),
  },
  {
    fault: "broker does not answer for 30 s, and is killed then",
    full: 2,
    short: 0,
    ownBroker: true,
    begin: inScenario(brokerAway, { partitions: 3, members: 2, writer: true }),
  },
  {
    fault: "members join, leave and are killed",
    full: 5,
    short: 2,
    begin: inScenario(membersComeAndGo, { partitions: 4, members: 1 }),
  },
  {
    fault: "member frozen past its session and its transaction, then thawed",
    full: 5,
    short: 1,
    begin: inScenario(memberFrozen, { partitions: 3, members: 2 }),
  },
  {
    fault: "group rewound while its member is frozen, then thawed",
    full: 5,
    short: 1,
    begin: inScenario(rewoundWhileFrozen, { partitions: 1, members: 1 }),
  },
  {
    fault: "reset by Kafka's own tool to the log's middle, end and start",
    full: 6,
    short: 3,
    begin: inScenario(resetByKafkaTool, { partitions: 2, members: 1 }),
  },
];
