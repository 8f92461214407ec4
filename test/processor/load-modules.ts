import { PlayheadError } from "../../src/errors";
import { loadProcessor } from "../../src/processor/module";
import { definitionOf, type Parameters } from "../../src/processor/processor";

// Loads processors as the command line does. Argument: a JSON list of [file, parameters]. Prints for each its
// definition, or the error.
const calls = JSON.parse(process.argv[2] ?? "[]") as [string, Parameters][];
const results = calls.map(([file, parameters]) => {
  try {
    return definitionOf(loadProcessor(file, parameters));
  } catch (error) {
    if (!(error instanceof PlayheadError)) throw error;
    const { code, message, remedy } = error;
    return { error: code, message, remedy };
  }
});
process.stdout.write(JSON.stringify(results));
