import { definitionOf } from "../../src/processor/processor";
import { EXAMPLES } from "./library/examples";

// The definitions of the library's processors, as the command line sees them.
process.stdout.write(JSON.stringify(Object.values(EXAMPLES).map((processor) => definitionOf(processor))));
