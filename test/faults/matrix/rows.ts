import {
  brokerAway,
  brokerKilled,
  memberFrozen,
  membersComeAndGo,
  partitionStalls,
  processorKilled,
  resetByKafkaTool,
  resetKilled,
  rewoundWhileFrozen,
  writerKilled,
} from "../faults";
import {
  groupCoordinatorKilled,
  leadersMoved,
  outputLeaderKilled,
  sourceLeaderKilled,
  transactionCoordinatorKilled,
} from "../cluster-faults";
import { noSmallDisk } from "../../fixtures/small-disk";
import { badRecords } from "./bad-records";
import { clockSkew } from "./clock-skew";
import { databaseDamaged } from "./database-damaged";
import { brokerDiskFull, databaseDiskFull } from "./disk-full";
import { geography } from "./geography";
import { inScenario } from "./in-scenario";
import { ingestKilled } from "./ingest-killed";
import { ingestedAgain } from "./ingested-again";
import { onThreeBrokers } from "./on-three-brokers";
import { promoteKilled } from "./promote-killed";
import { targetDeleted } from "./retention";
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
    short: 2,
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
    short: 1,
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
    short: 1,
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
  {
    fault: "a partition stalls: somebody leaves a transaction open",
    full: 3,
    short: 1,
    begin: inScenario(partitionStalls, { partitions: 3, members: 1 }),
  },
  {
    fault: "the same file ingested 10 times",
    full: 1,
    short: 1,
    begin: ingestedAgain,
  },
  {
    fault: "one record in a hundred is bad, of every kind",
    full: 3,
    short: 1,
    begin: badRecords,
  },
  {
    fault: "records out of order, equal times, clocks that are wrong",
    full: 3,
    short: 1,
    begin: clockSkew,
  },
  {
    fault: "a jump, the antimeridian, the poles, tracks of 0 and 1 points",
    full: 1,
    short: 1,
    begin: geography,
  },
  {
    fault: "the broker's disk is full",
    full: 3,
    short: 1,
    ownBroker: true,
    missing: noSmallDisk,
    begin: brokerDiskFull,
  },
  {
    fault: "the database's disk is full",
    full: 3,
    short: 1,
    missing: noSmallDisk,
    begin: databaseDiskFull,
  },
  {
    fault: "the database is cut off or changed, its write-ahead log torn",
    full: "asked",
    short: 2,
    begin: databaseDamaged,
  },
  {
    fault: "the reset's target has been deleted by retention",
    full: 3,
    short: 1,
    begin: targetDeleted,
  },
  {
    fault: "of three brokers, the group's coordinator is killed",
    full: 3,
    short: 0,
    begin: onThreeBrokers(groupCoordinatorKilled),
  },
  {
    fault: "of three brokers, the transactions' coordinator is killed",
    full: 3,
    short: 0,
    begin: onThreeBrokers(transactionCoordinatorKilled),
  },
  {
    fault: "of three brokers, the leader of the source is killed",
    full: 3,
    short: 0,
    begin: onThreeBrokers(sourceLeaderKilled),
  },
  {
    fault: "of three brokers, the leader of the output is killed",
    full: 3,
    short: 0,
    begin: onThreeBrokers(outputLeaderKilled),
  },
  {
    fault: "of three brokers, all partitions get another leader",
    full: 3,
    short: 0,
    begin: onThreeBrokers(leadersMoved),
  },
];
