import { join } from "node:path";
import { expect, test } from "vitest";
import { systemJava } from "../../setup/java.mjs";
import { temporaryFolder, writeProgram } from "./temporary";

/** A java program, or a shim, that tells of a home elsewhere, as `java -XshowSettings:properties` does. */
function fakeJava(home: string, version: number): string {
  const release = `${version}.0.1+9`;
  const lines = [
    `java.home = ${home}`,
    `java.specification.version = ${version}`,
    `java.vm.version = ${release}`,
  ];
  writeProgram(join(home, "bin/java"), lines.map((line) => `echo '    ${line}' >&2`).join("\n"));
  return home;
}

test("JAVA_HOME comes first, when it is new enough", () => {
  const folder = temporaryFolder();
  const [old, home, path] = [
    fakeJava(`${folder}/11`, 11),
    fakeJava(`${folder}/21`, 21),
    fakeJava(`${folder}/17`, 17),
  ];
  const env = { JAVA_HOME: home, PATH: `${path}/bin:/usr/bin:/bin` };
  expect(systemJava(env)).toEqual({
    java: `${home}/bin/java`,
    version: 21,
    release: "21.0.1+9",
    source: "system",
  });
  expect(systemJava({ ...env, JAVA_HOME: old })).toMatchObject({ java: `${path}/bin/java`, version: 17 });
});

test("a stand-in that only offers to install Java is no Java", () => {
  const folder = temporaryFolder();
  writeProgram(join(folder, "java"), "echo 'Unable to locate a Java Runtime.' >&2; exit 1");
  expect(systemJava({ PATH: folder })).toBeUndefined();
});
