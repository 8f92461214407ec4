/** What was read before, by what it depends on, so that it need not be read again while that stays the same. */
export class Remembered<Value> {
  private kept = new Map<string, Promise<Value>>();
  private asked = new Map<string, Promise<Value>>();

  /** @param dependsOn anything that JSON can hold: as long as it is equal, the value is the one of last time */
  get(dependsOn: unknown, read: () => Promise<Value>): Promise<Value> {
    const key = JSON.stringify(dependsOn);
    const value = this.asked.get(key) ?? this.kept.get(key) ?? read();
    this.asked.set(key, value);
    // What failed is tried again.
    value.catch(() => {
      this.asked.delete(key);
      this.kept.delete(key);
    });
    return value;
  }

  /** Forgets all that was not asked for since the last call. */
  forgetOthers(): void {
    this.kept = this.asked;
    this.asked = new Map();
  }
}
