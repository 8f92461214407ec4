import fs from "node:fs/promises";
import path from "node:path";
import { seededRandom, type Random } from "../tracks/random";
import { formatW1Slave, POWER_ON_FILE, STEPS } from "./scratchpad";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** When the day is warmest. */
const WARMEST = 15 * HOUR;
/** How often a sensor's checksum is wrong, and how often somebody pulls its plug, for how many rounds; at each round. */
const WRONG_CHECKSUM = 0.004;
const UNPLUGGED = 0.0015;
const ROUNDS_AWAY = { least: 5, most: 45 };

/** The air at a sensor: degrees Celsius. */
interface Climate {
  mean: number;
  /** From the mean up to the warmest time of the day. */
  swing: number;
  /** Standard deviation from one reading to the next: draughts, doors, the sun. */
  noise: number;
}

const INDOORS: Climate = { mean: 21, swing: 1.8, noise: 0.45 };
const OUTDOORS: Climate = { mean: 8.5, swing: 5.5, noise: 0.7 };

export interface SimulatedTreeOptions {
  /** The same seed makes the same files, step by step. */
  seed: number;
  /** How many; the first is indoors, the second outdoors, and so on in turns. */
  sensors: number;
}

/**
 * A folder of 1-wire devices that no bus is behind, for the code that reads a real one: temperatures follow the time of
 * the day (in UTC), and what goes wrong with real sensors goes wrong here, too: checksums, 85 °C after a power-on,
 * sensors that vanish and come back.
 */
export class SimulatedTree {
  private readonly sensors: SimulatedSensor[];
  /** The sensors whose folders are there. */
  private readonly plugged = new Set<string>();

  constructor(
    private readonly folder: string,
    { seed, sensors }: SimulatedTreeOptions,
  ) {
    this.sensors = Array.from({ length: sensors }, (_, index) => new SimulatedSensor(seed, index));
  }

  /** Lets a round go by: writes the files as the sensors have them at that time, ms since 1970 UTC. */
  async step(time: number): Promise<void> {
    await Promise.all(this.sensors.map((sensor) => this.write(sensor.id, sensor.step(time))));
  }

  private async write(id: string, text: string | undefined): Promise<void> {
    const folder = path.join(this.folder, id);
    if (text === undefined) {
      if (this.plugged.delete(id)) await fs.rm(folder, { recursive: true, force: true });
      return;
    }
    if (!this.plugged.has(id)) await fs.mkdir(folder, { recursive: true });
    this.plugged.add(id);
    await fs.writeFile(path.join(folder, "w1_slave"), text);
  }
}

class SimulatedSensor {
  readonly id: string;
  private readonly random: Random;
  private readonly climate: Climate;
  private roundsAway = 0;
  private hasMeasured = false;

  constructor(seed: number, index: number) {
    this.random = seededRandom(seed * 1000 + index);
    this.climate = index % 2 === 0 ? INDOORS : OUTDOORS;
    this.id = `28-5e${(index + 1).toString(16).padStart(10, "0")}`;
  }

  /** Its file at that time; undefined while it is unplugged. */
  step(time: number): string | undefined {
    if (this.roundsAway > 0) {
      this.roundsAway--;
      return undefined;
    }
    if (!this.hasMeasured) {
      this.hasMeasured = true;
      return POWER_ON_FILE;
    }
    if (this.random.chance(UNPLUGGED)) {
      this.roundsAway = this.random.integer(ROUNDS_AWAY.least, ROUNDS_AWAY.most);
      this.hasMeasured = false;
      return undefined;
    }
    const { mean, swing, noise } = this.climate;
    const phase = (2 * Math.PI * ((time % DAY) - WARMEST)) / DAY;
    const celsius = mean + swing * Math.cos(phase) + noise * this.random.normal();
    return formatW1Slave(Math.round(celsius * STEPS), !this.random.chance(WRONG_CHECKSUM));
  }
}
