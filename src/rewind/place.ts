import type { Connection } from "../kafka/connection";
import type { Names } from "../names";

/** Where playheads are moved. */
export interface RewindPlace {
  connection: Connection;
  names: Names;
}
