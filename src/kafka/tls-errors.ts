import { PlayheadError, type ErrorCode } from "../errors";
import { TLS_EXPECTED } from "./socket";

interface Failure {
  code: ErrorCode;
  /** What has happened, after "Kafka at …". */
  what: string;
  remedy: string;
}

const TRUST = "name the certificate of the authority that signed it: KAFKA_SSL_CA or ssl.truststore.location";
const OURS = "KAFKA_SSL_CERT and KAFKA_SSL_KEY, or ssl.keystore.location";

const UNTRUSTED: Failure = {
  code: "CERTIFICATE_NOT_TRUSTED",
  what: "shows a certificate of an authority that we do not trust",
  remedy: TRUST,
};
const EXPIRED: Failure = {
  code: "CERTIFICATE_NOT_TRUSTED",
  what: "shows a certificate that has expired, or is not valid yet",
  remedy: "check this machine's clock; if it is right, whoever runs the cluster must renew the certificate",
};
const OTHER_HOST: Failure = {
  code: "CERTIFICATE_NOT_TRUSTED",
  what: "shows a certificate for another host",
  remedy:
    "name the broker as its certificate does; where that can't be, an empty ssl.endpoint.identification.algorithm gives up the check",
};
const WANTS_OURS: Failure = {
  code: "AUTHENTICATION_FAILED",
  what: "asks for a client certificate",
  remedy: `set ${OURS}`,
};
const REFUSES_OURS: Failure = {
  code: "AUTHENTICATION_FAILED",
  what: "does not accept our client certificate",
  remedy: `show one that an authority of the cluster has signed and that has not expired: ${OURS}`,
};
const NO_TLS_HERE: Failure = {
  code: "TLS_MISMATCH",
  what: "speaks TLS, and we do not",
  remedy: "set security.protocol or KAFKA_SECURITY_PROTOCOL to SSL or SASL_SSL, or name the port without TLS",
};
const NO_TLS_THERE: Failure = {
  code: "TLS_MISMATCH",
  what: "does not speak TLS",
  remedy:
    "set security.protocol or KAFKA_SECURITY_PROTOCOL to PLAINTEXT or SASL_PLAINTEXT, or name the port with TLS",
};
const NO_COMMON_TLS: Failure = {
  code: "TLS_MISMATCH",
  what: "and we know no version or cipher of TLS in common",
  remedy: "let the broker speak TLS 1.2 or 1.3",
};

/** By Node's codes, which are OpenSSL's: https://docs.openssl.org/3.0/man1/openssl-verification-options, and TLS's alerts. */
const FAILURES: Record<string, Failure> = {
  [TLS_EXPECTED]: NO_TLS_HERE,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS_THERE,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS_THERE,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  CERT_SIGNATURE_FAILURE: UNTRUSTED,
  CERT_UNTRUSTED: UNTRUSTED,
  CERT_HAS_EXPIRED: EXPIRED,
  CERT_NOT_YET_VALID: EXPIRED,
  ERR_TLS_CERT_ALTNAME_INVALID: OTHER_HOST,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: WANTS_OURS,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: WANTS_OURS,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: REFUSES_OURS,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: REFUSES_OURS,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: REFUSES_OURS,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: REFUSES_OURS,
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: REFUSES_OURS,
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: REFUSES_OURS,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: NO_COMMON_TLS,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: NO_COMMON_TLS,
  ERR_SSL_UNSUPPORTED_PROTOCOL: NO_COMMON_TLS,
};

/**
 * The error of a TLS connection that was not made, or undefined where that is not why.
 *
 * @param codes of the errors, from the outside in
 */
export function tlsError(
  codes: readonly string[],
  { at, innermost, cause }: { at: string; innermost: string; cause: unknown },
): PlayheadError | undefined {
  const known = codes.find((code) => FAILURES[code] !== undefined);
  const failure = known === undefined ? undefined : FAILURES[known];
  if (known === undefined || failure === undefined) return undefined;
  const { code, what, remedy } = failure;
  // What OpenSSL says of an alert are numbers of its own lines.
  const reason = known.startsWith("ERR_SSL_") ? "" : `: ${innermost}`;
  return new PlayheadError(code, `Kafka at ${at} ${what}${reason}`, { remedy, cause });
}
