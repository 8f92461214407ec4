/** CRC-32C (Castagnoli, RFC 3720 appendix B.4), unsigned: what guards a record batch. Native code: gigabytes a second. */
export { crc32c } from "@node-rs/crc32";
