/** A record of the log as the guards look at it. */
export interface LoggedRecord {
  key: string;
  /** What tells the record from all others of its key; undefined where it has no such thing. */
  id: string | undefined;
  partition: number;
  offset: number;
}

interface KeyFacts {
  records: number;
  ids: Set<string>;
}

/** What a log holds, gathered record by record: how many of each key, and which came more than once. */
export class LogFacts {
  private readonly keys = new Map<string, KeyFacts>();
  records = 0;
  /** Records with an id that came before under the same key, and the first of them. */
  repeated = 0;
  firstRepeated: LoggedRecord | undefined;
  /** Records without an id: nobody can tell whether they are there twice. */
  unidentified = 0;

  add(record: LoggedRecord): void {
    const { key, id } = record;
    const facts = this.keys.get(key) ?? { records: 0, ids: new Set() };
    this.keys.set(key, facts);
    this.records++;
    if (id === undefined) {
      this.unidentified++;
    } else if (facts.ids.has(id)) {
      this.repeated++;
      this.firstRepeated ??= record;
      return;
    } else {
      facts.ids.add(id);
    }
    facts.records++;
  }

  /** Every key, with how many different records it has. */
  *counts(): Generator<[key: string, records: number]> {
    for (const [key, { records }] of this.keys) yield [key, records];
  }

  /** How many different records a key has; 0 where the log has none of it. */
  countOf(key: string): number {
    return this.keys.get(key)?.records ?? 0;
  }
}
