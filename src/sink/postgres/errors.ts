import pg from "pg";
import { PlayheadError, type ErrorCode } from "../../errors";

/** The server ends, has ended, or has not begun; or two transactions were in each other's way. */
const PASSING = /^(08...|57P0[1235]|25P03|40001|40P01)$/;
/** The server says that it will be there in a moment. */
const STARTING = "57P03";
/** A change was asked of a transaction, or a server, that only reads. */
export const READ_ONLY = "25006";

/** What pg says of a connection that is no more, for which there is no code. */
const LOST = /^(Connection terminated|Client has encountered a connection error|timeout exceeded)/;

/** What pg says where a server asks for a password and there is none. */
const NO_PASSWORD = /client password must be a/;

interface Meaning {
  code: ErrorCode;
  /** What has happened to a database, whose name comes after it. */
  what: string;
  remedy: string;
}

/** What a refusal means to us, by its SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const MEANINGS: ReadonlyMap<string | undefined, Meaning> = new Map(
  Object.entries({
    "28P01": notLetIn(),
    "28000": notLetIn(),
    "3D000": {
      code: "SINK_UNREADABLE",
      what: "There is no database",
      remedy: "create it (createdb), or name another one in DATABASE_URL",
    },
    "42501": {
      code: "SINK_FORBIDDEN",
      what: "The role lacks a right in the database",
      remedy:
        "let an administrator grant it: to write, CREATE on the database or a schema of the role's own; to read, USAGE on the schema and SELECT on its tables and views (docs/database.md)",
    },
    [READ_ONLY]: {
      code: "SINK_FORBIDDEN",
      what: "Nothing can be written to the database",
      remedy: "write to the primary server, not to a standby, and with default_transaction_read_only off",
    },
    "53100": {
      code: "DISK_FULL",
      what: "No space is left on the disk of the database",
      remedy: "make room and run this again: the transaction was rolled back, nothing is half written",
    },
    "53300": {
      code: "SINK_BUSY",
      what: "No more connections are taken by the database",
      remedy: "end some, or raise max_connections",
    },
  } satisfies Record<string, Meaning>),
);

const WITHOUT_PASSWORD: Meaning = {
  ...notLetIn(),
  remedy: "put the password into PGPASSWORD, or into DATABASE_URL",
};

const UNREACHABLE: Meaning = {
  code: "SINK_UNREACHABLE",
  what: "Nobody answers for the database",
  remedy:
    "see that PostgreSQL runs there and that DATABASE_URL names its host and port, then run this again: what was committed is there, nothing is half written",
};

const UNSAFE: Meaning = {
  code: "SINK_UNREACHABLE",
  what: "There is no safe connection to the database",
  remedy:
    "let sslmode in DATABASE_URL fit the server: verify-full, with sslrootcert=FILE for a certificate of your own authority; disable where it has none",
};

/** Whether the server could not be reached, or got lost: what was not committed has not happened. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof pg.DatabaseError) return PASSING.test(error.code ?? "");
  const { code = "" } = error as NodeJS.ErrnoException;
  return LOST.test(error.message) || /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET)/.test(code);
}

export function isStarting(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === STARTING;
}

/** What pg and the server say, in our words; where there are none, the error as it is. */
export function explain(database: string, error: unknown): unknown {
  if (error instanceof PlayheadError || !(error instanceof Error)) return error;
  const meaning = meaningOf(error);
  if (meaning === undefined) return error;
  const { code, what, remedy } = meaning;
  const reason = meaning === WITHOUT_PASSWORD ? "it asks for a password" : error.message || "no answer";
  return new PlayheadError(code, `${what} ${database}: ${reason}`, {
    remedy,
    cause: error,
  });
}

function meaningOf(error: Error): Meaning | undefined {
  if (isLost(error)) return UNREACHABLE;
  if (error instanceof pg.DatabaseError) return MEANINGS.get(error.code);
  if (NO_PASSWORD.test(error.message)) return WITHOUT_PASSWORD;
  const { code = "" } = error as NodeJS.ErrnoException;
  return /SSL|TLS|CERT/i.test(`${code} ${error.message}`) ? UNSAFE : undefined;
}

function notLetIn(): Meaning {
  return {
    code: "AUTHENTICATION_FAILED",
    what: "We are not let in to the database",
    remedy:
      "see to the user and the password in DATABASE_URL (or PGUSER, PGPASSWORD), and to the server's pg_hba.conf",
  };
}
