/** "The power-on reset value of the temperature register is +85°C" (datasheet of the DS18B20, section Operation). */
const POWER_ON = 85_000;
/** How far a temperature moves from one good reading to the next at the most, in thousandths of a degree Celsius. */
const NEAR = 5_000;

/**
 * Whether a reading of exactly 85 °C is what the sensor holds from its power-on until it has measured for the first
 * time. It is believed only where the sensor's last good reading lies within 5 °C of it: so it never is the first one
 * after the start or after the sensor was gone, nor one in the middle of colder ones, when its power has dropped out for
 * a moment.
 *
 * @param before the sensor's last good reading since it has been there, in thousandths of a degree Celsius
 */
export function isPowerOnValue(milliCelsius: number, before: number | undefined): boolean {
  return milliCelsius === POWER_ON && (before === undefined || Math.abs(POWER_ON - before) > NEAR);
}
