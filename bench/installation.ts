import { PROJECT_ROOT } from "../src/config";
import { readInstallation } from "../src/broker/installation";
import { pythonOf } from "../setup/python.mjs";
import { benchClasspath, benchPlaces } from "./setup/places.mjs";

/** What the project's set-up and the bench's own have put in place. */
export interface BenchInstallation {
  java: string;
  /** Of Kafka's tools and of the contestant that is written in Java. */
  classpath: string;
  /** The project's Python. */
  python: string;
  /** The Python of the peers. */
  peersPython: string;
}

/** @throws PlayheadError SETUP_MISSING */
export function benchInstallation(): BenchInstallation {
  return {
    java: readInstallation().java,
    classpath: benchClasspath(PROJECT_ROOT),
    python: pythonOf(PROJECT_ROOT),
    peersPython: pythonOf(PROJECT_ROOT, benchPlaces(PROJECT_ROOT).venv),
  };
}
