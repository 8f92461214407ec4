/**
 * Where things stand in a record batch of format 2 (KIP-98).
 * https://kafka.apache.org/documentation/#recordbatch
 */
export const BATCH = {
  baseOffset: 0,
  /** Bytes of the batch behind this field. */
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  /** CRC-32C of all that follows it. */
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
  records: 61,
} as const;

/** What `length` does not count: the base offset and itself. */
export const BEFORE_LENGTH = BATCH.leaderEpoch;

export const MAGIC = 2;

/** The bits of a batch's attributes. */
export const ATTRIBUTES = {
  compression: 0b111,
  logAppendTime: 1 << 3,
  transactional: 1 << 4,
  control: 1 << 5,
} as const;
