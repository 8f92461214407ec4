// `npm run bench` runs this after the project's own set-up: the peers, all inside .tools/bench.
import { prepare } from "../../setup/prepare.mjs";
import { classes } from "./classes.mjs";
import { jars } from "./jars.mjs";
import { python } from "./python.mjs";

await prepare([
  python, // .tools/bench/venv: quixstreams and confluent-kafka
  jars, // .tools/bench/jars: Kafka Streams and a compiler
  classes, // .tools/bench/classes: the contestant that is written in Java
]);
