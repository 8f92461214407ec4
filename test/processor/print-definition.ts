import { cumulativeDistance } from "../../src/processor/cumulative-distance";
import { definitionOf } from "../../src/processor/processor";

// A processor's definition as the command line sees it.
process.stdout.write(JSON.stringify(definitionOf(cumulativeDistance({ unit: "km" }))));
