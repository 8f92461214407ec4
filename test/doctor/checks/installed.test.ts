import { join } from "node:path";
import { expect, test } from "vitest";
import { java } from "../../../src/doctor/checks/java";
import { python } from "../../../src/doctor/checks/python";
import { setUp } from "../../../src/doctor/checks/set-up";
import { write } from "../../setup/temporary";
import { laptop, told } from "../laptop";

test("a project without set-up lacks every step, and is told the command", async () => {
  const place = laptop({ PATH: "/usr/bin:/bin" });
  expect(await told(setUp, place)).toMatch(
    /^wrong: .*Node packages, Python packages, Kafka, Java, Fast start, Jupyter kernel \| run `npm run setup`/,
  );
  expect(await told(python, place)).toMatch(/^wrong: .*does not run JupyterLab/);
});

test("a Java that has gone since the set-up is wrong", async () => {
  const place = laptop();
  write(join(place.root, ".tools/java.json"), JSON.stringify({ java: "/nowhere/bin/java" }));
  for (const file of ["classpath.txt", "bootstrap.checkpoint"]) write(join(place.root, ".tools", file), "x");
  expect(await told(java, place)).toMatch(/^wrong: \/nowhere\/bin\/java does not run \| run `npm run setup`/);
});
