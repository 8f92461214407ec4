import { createSecureContext } from "node:tls";
import { expect, test } from "vitest";
import { Tls } from "../../src/client-config/tls";
import { makeAuthority } from "../fixtures/certificates";

test("who a certificate is for is told as Kafka writes it; without one nobody in particular", async () => {
  const { certificate } = await makeAuthority("ann, OU=Rides, O=Example");
  expect(new Tls(createSecureContext(), true, certificate).subject).toBe("O=Example,OU=Rides,CN=ann");
  expect(new Tls(createSecureContext()).subject).toBeUndefined();
});
