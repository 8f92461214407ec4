import type { Properties, Property } from "./properties";

/** Reads properties one by one, and remembers which nobody has asked for. */
export class Reader {
  private readonly asked = new Set<string>();

  constructor(private readonly properties: Properties) {}

  /** As it was written. */
  secret(name: string): Property | undefined {
    this.asked.add(name);
    return this.properties.get(name);
  }

  /** Without blanks around it, as Kafka takes all but passwords; undefined where nothing is left. */
  text(name: string): Property | undefined {
    const property = this.secret(name);
    const value = property?.value.trim();
    return property === undefined || !value ? undefined : { ...property, value };
  }

  /** Whether one of them is set. */
  has(...names: string[]): boolean {
    return names.some((name) => this.properties.has(name));
  }

  /** The names of the others, in their order. */
  unused(): string[] {
    return [...this.properties.keys()].filter((name) => !this.asked.has(name));
  }
}
