import pg from "pg";
import { PlayheadError, type ErrorCode } from "../../errors";

/** SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const STATE = {
  invalidPassword: "28P01",
  invalidAuthorization: "28000",
  noSuchDatabase: "3D000",
  forbidden: "42501",
  diskFull: "53100",
  tooManyConnections: "53300",
  starting: "57P03",
} as const;

/** A change was asked of a transaction, or a server, that only reads. */
export const READ_ONLY = "25006";

/** The server ends, has ended, or has not begun; or two transactions were in each other's way. */
const PASSING = /^(08...|57P0[1235]|25P03|40001|40P01)$/;

/** What pg says of a connection that is no more, for which there is no code. */
const LOST = /^(Connection terminated|Client has encountered a connection error|timeout exceeded)/;

/** Whether the server could not be reached, or got lost: what was not committed has not happened. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof pg.DatabaseError) return PASSING.test(error.code ?? "");
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall !== undefined || LOST.test(error.message) || /^(ECONN|EPIPE|ETIMEDOUT)/.test(code ?? "");
}

/** Whether the server says that it will be there in a moment. */
export function isStarting(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === STATE.starting;
}

/** What pg and the server say, in our words; with another error, that one. */
export function explain(server: string, error: unknown): unknown {
  if (error instanceof PlayheadError || !(error instanceof Error)) return error;
  const refusal = (code: ErrorCode, message: string, remedy: string): PlayheadError =>
    new PlayheadError(code, `${message}: ${error.message || "no answer"}`, { remedy, cause: error });
  if (isLost(error)) {
    return refusal(
      "SINK_UNREACHABLE",
      `The database ${server} can't be reached`,
      "see that PostgreSQL runs there and that DATABASE_URL names its host and port, then run this again: what was committed is there, nothing is half written",
    );
  }
  if (!(error instanceof pg.DatabaseError)) {
    const isTls = /SSL|TLS|certificate/i.test(
      `${(error as NodeJS.ErrnoException).code ?? ""} ${error.message}`,
    );
    return isTls
      ? refusal(
          "SINK_UNREACHABLE",
          `There is no safe connection to the database ${server}`,
          "let sslmode in DATABASE_URL fit the server: verify-full with sslrootcert=FILE for a certificate of your own authority, disable where it has none",
        )
      : error;
  }
  switch (error.code) {
    case STATE.invalidPassword:
    case STATE.invalidAuthorization:
      return refusal(
        "AUTHENTICATION_FAILED",
        `The database ${server} does not let us in`,
        "see to the user and the password in DATABASE_URL (or PGUSER, PGPASSWORD), and to the server's pg_hba.conf",
      );
    case STATE.noSuchDatabase:
      return refusal(
        "SINK_UNREADABLE",
        `There is no database ${server}`,
        "create it (createdb), or name another one in DATABASE_URL",
      );
    case STATE.forbidden:
      return refusal(
        "SINK_FORBIDDEN",
        `The role may not do that in ${server}`,
        "let a role that may grant it: to write, CREATE on the database or a schema of the role's own; to read, USAGE on the schema and SELECT on its tables and views (docs/database.md)",
      );
    case READ_ONLY:
      return refusal(
        "SINK_FORBIDDEN",
        `The database ${server} can only be read`,
        "write to the primary server, not to a standby",
      );
    case STATE.diskFull:
      return refusal(
        "DISK_FULL",
        `No space is left on the disk of ${server}`,
        "make room and run this again: the transaction was rolled back, nothing is half written",
      );
    case STATE.tooManyConnections:
      return refusal(
        "SINK_BUSY",
        `The database ${server} takes no more connections`,
        "end some, or raise max_connections",
      );
    default:
      return error;
  }
}
