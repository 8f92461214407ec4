/** Steps of a DS18B20's register in one degree Celsius, at its full resolution of 12 bits. */
export const STEPS = 16;

/**
 * A `w1_slave` file as Linux writes it for a DS18B20 whose temperature register holds so many sixteenths of a degree
 * Celsius.
 *
 * The memory is that of the datasheet's figure 9: register, the two alarm limits, the configuration of 12 bits, three
 * reserved bytes of which the second counts down within a degree, checksum.
 *
 * @param intact false: a byte was changed on the way, so that the checksum does not fit
 */
export function formatW1Slave(register: number, intact = true): string {
  const memory = [register & 0xff, (register >> 8) & 0xff, 0x4b, 0x46, 0x7f, 0xff];
  return fileOf([...memory, STEPS - (register & (STEPS - 1)), 0x10], intact);
}

/** The file of a sensor that has been powered on and has not measured since: its memory is that of figure 9. */
export const POWER_ON_FILE = fileOf([0x50, 0x05, 0x4b, 0x46, 0x7f, 0xff, 0x0c, 0x10], true);

function fileOf(memory: readonly number[], intact: boolean): string {
  const sent = [...memory, crc8(memory)];
  if (!intact) sent[0] = (sent[0] ?? 0) ^ 0x20;
  const crc = crc8(sent.slice(0, 8));
  const bytes = sent.map(hex).join(" ");
  const answer = crc === sent[8] ? "YES" : "NO";
  // Whole thousandths, cut off: as the kernel computes it.
  const milliCelsius = Math.trunc((signed(sent) * 1000) / STEPS);
  return `${bytes} : crc=${hex(crc)} ${answer}\n${bytes} t=${milliCelsius}\n`;
}

/** The 1-wire bus' checksum: polynomial x⁸ + x⁵ + x⁴ + 1, bits reversed (Analog Devices, application note 27). */
function crc8(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x8c : crc >>> 1;
  }
  return crc;
}

function signed([low = 0, high = 0]: readonly number[]): number {
  const register = (high << 8) | low;
  return register < 0x8000 ? register : register - 0x10000;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
