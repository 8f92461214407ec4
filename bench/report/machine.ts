import os from "node:os";

/** The machine that was measured on. */
export interface MachineFacts {
  cores: number;
  processor: string;
  /** Bytes. */
  memory: number;
  system: string;
  node: string;
  /** ISO 8601, UTC. */
  date: string;
}

export function machineFacts(): MachineFacts {
  const processors = os.cpus();
  return {
    cores: os.availableParallelism(),
    processor: processors[0]?.model.trim() ?? "unknown",
    memory: os.totalmem(),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
    date: new Date().toISOString(),
  };
}

/** In one line: `4 cores of Intel Xeon, 16 GB, Linux 6.1, Node v20.20.2, 2026-11-23`. */
export function machineText({ cores, processor, memory, system, node, date }: MachineFacts): string {
  return `${cores} cores of ${processor}, ${Math.round(memory / 1e9)} GB, ${system}, Node ${node}, ${date.slice(0, 10)}`;
}
