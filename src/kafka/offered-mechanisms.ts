import v0 from "kafkajs/src/protocol/requests/saslHandshake/v0/response.js";
import v1 from "kafkajs/src/protocol/requests/saslHandshake/v1/response.js";

/**
 * A cluster that does not know the SASL mechanism answers with those that it knows, and kafkajs drops them. Here the
 * error keeps them as `offered`. https://kafka.apache.org/protocol#The_Messages_SaslHandshake
 */
for (const response of [v0, v1]) {
  const { parse } = response;
  response.parse = async (answer) => {
    try {
      return await parse(answer);
    } catch (error) {
      throw Object.assign(error as Error, { offered: answer.enabledMechanisms });
    }
  };
}
