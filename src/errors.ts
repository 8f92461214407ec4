import { printable } from "./printable";

/**
 * Every error code a user can meet, each with the situation it stands for. Codes are stable: scripts may test for
 * them, texts may be reworded.
 */
export const ERROR_CODES = {
  BAD_OPTION: "an option or argument has a value that can't be used",
  FILE_NOT_FOUND: "the input file does not exist",
  FILE_NOT_READABLE: "the input is a directory, or its permissions forbid reading",
  FILE_EMPTY: "the input file has no rows",
  FILE_EXISTS: "the file that is to be written is there already",
  FILE_CHANGED: "the input file changed while it was being read",
  BAD_CSV: "the file is not well-formed CSV",
  BAD_GPX: "the file is not well-formed GPX: the message names the line and the reason",
  FILE_TOO_LARGE: "the file is larger than one that has to be read as a whole may be",
  MISSING_COLUMN: "a column that is needed is not in the CSV's header",
  BAD_ROW: "a row's value can't be used: the message names the line and the reason",
  TRACKS_EXIST: "another file with the same track ids is in the topic already",
  TIME_ZONE_DIFFERS: "the file is in the topic with its times read in another time zone",
  PARTITIONS_DIFFER: "the topic exists with another number of partitions",
  BROKER_UNREACHABLE: "no Kafka broker answers at the address",
  AUTHENTICATION_FAILED:
    "the cluster, or the database, does not let in the user or the client certificate, or does not know the way to ask for a password",
  NOT_AUTHORIZED: "the cluster does not let us do this: the message names the operation and on what",
  CERTIFICATE_NOT_TRUSTED:
    "the broker's certificate is not one that we trust, has expired, or is for another host",
  TLS_MISMATCH: "one side speaks TLS and the other does not, or no version that both know",
  BAD_CERTIFICATE: "a certificate, key or store of ours can't be used: the message names it and the reason",
  BROKER_START_FAILED: "the embedded broker did not come up",
  SETUP_MISSING: "a part that the set-up installs is not there",
  DISK_FULL: "no space is left on the disk",
  HOME_NOT_WRITABLE: "the home folder can't be written to",
  NO_HOME: "the folder is not a home of this program, so it is not removed",
  HOME_FORMAT: "the home has a format that this version does not know",
  TOPIC_NOT_FOUND: "the topic does not exist",
  GROUP_NOT_FOUND: "the consumer group does not exist",
  GROUP_ACTIVE: "the consumer group has members, so its offsets can't be moved",
  PARTITION_NOT_FOUND: "the topic has no such partition",
  PARTITION_UNAVAILABLE:
    "a partition has no leader, or too few replicas in sync, so that it can't be read or appended to now",
  NO_PLAYHEAD: "the group has no committed offset on the partition",
  OFFSET_OUT_OF_RANGE: "the offset lies before the log's start or beyond its end",
  BAD_OFFSETS_FILE: "the file of offsets is malformed: the message names the line and the reason",
  GROUP_OF_OTHER_KIND:
    "the group is not one of classic consumers, so that its offsets can't be set from here",
  NOTHING_TO_UNDO: "the journal has no entry that could be taken back",
  RUN_NOT_FOUND: "there is no run of that id",
  RUN_INCOMPLETE: "the run has not caught up, so its results are not whole",
  UNITS_DIFFER: "results of different units can't be put into one table",
  PROMOTED_MEANWHILE: "readers were given another run between the plan and its execution",
  OFFSETS_MOVED: "the offsets moved between the plan and its execution",
  DEFINITION_CHANGED: "the group's run was made by another definition of the processor",
  BAD_PROCESSOR: "the file that is to export a processor has none that can be used",
  BAD_RECORD: "a record can't be processed: the message names partition, offset and reason",
  NO_EVENT_TIME: "a record has no event time, and what is asked for goes by times",
  BAD_BATCH:
    "a batch of records in the log can't be read: the message names topic, partition, offset and reason",
  FOREIGN_RECORD:
    "a record in a topic of ours was written by somebody else: the message names topic, partition and offset",
  TOO_MANY_KEYS: "a partition has more keys than a member can hold the state of",
  STATE_NOT_JSON: "a processor's state holds what JSON can't keep: the message names it",
  REPARTITION_NEEDED: "a processor with a key of its own can't work on a topic of several partitions",
  WORKERS_FAILED: "none of the processes that a command was given to came to its end",
  ABORTED: "the work was stopped on request before it was done",
  FENCED: "another process took over this group's work",
  LOG_GAP: "records that are needed have been deleted from the log",
  NO_RESULTS: "no results have been written to the database yet",
  SINK_BUSY: "another program holds the database file, or the server takes no more connections",
  SINK_UNREADABLE: "what is named is not a database that this version can open",
  SINK_UNREACHABLE: "the database server does not answer, or the connection to it was lost",
  SINK_FORBIDDEN: "the database does not allow the role to do that",
  SINK_OTHER_CLUSTER: "the database belongs to another Kafka cluster or output topic",
  BAD_SQL: "the database refused the query",
  KAFKA: "Kafka answered with an error that has no name of its own here",
  CHECK_FAILED: "a statement that a cell checks is not true",
  NO_SENSOR: "this machine has no folder of 1-wire devices",
  NO_CHAPTER: "an exercise is checked before the notebook's first cells have run",
  WALKTHROUGH_FAILED: "a notebook of the walk-through failed",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorDetails {
  /** What to do about it, in plain words: shown after the message. */
  remedy?: string;
  /** The error underneath. */
  cause?: unknown;
}

/**
 * The one error class of this library: `message` says what happened and what it means, `remedy` what to do.
 *
 * @example
 * try { await workbook.process(km); } catch (error) {
 *   if (error instanceof PlayheadError && error.code === "DEFINITION_CHANGED") …
 * }
 */
export class PlayheadError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "PlayheadError";
    this.code = code;
    this.remedy = details.remedy;
  }

  /** Code, message and remedy as a terminal or a cell shows them: names and values in them can't act on it. */
  describe(): string {
    const what = `${this.code}  ${this.message}`;
    return printable(this.remedy === undefined ? what : `${what}\nWhat to do: ${this.remedy}`);
  }
}
