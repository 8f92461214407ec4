import { expect, test } from "vitest";
import { crc32c } from "../../../src/kafka/record-batch/crc32c";

// RFC 3720, appendix B.4, and the check value of the catalogue of parametrised CRC algorithms.
test.each([
  ["32 zero bytes", Buffer.alloc(32), 0x8a9136aa],
  ["32 bytes of ones", Buffer.alloc(32, 0xff), 0x62a8ab43],
  ["0 to 31", Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
  ["the digits", Buffer.from("123456789"), 0xe3069283],
])("of %s", (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});
