import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIBRARY } from "./library";
import { removeProject, scratchProject } from "./kernel-session";

let project: string;
beforeAll(async () => (project = await scratchProject(LIBRARY)));
afterAll(() => removeProject(project));

const json = async (name: string) =>
  JSON.parse(await readFile(path.join(project, ".venv", name), "utf8")) as Record<string, unknown>;

test("the kernel is registered with absolute paths, inside the project", async () => {
  expect(await json("share/jupyter/kernels/playhead/kernel.json")).toMatchObject({
    argv: [process.execPath, path.join(project, "jupyter", "kernel.cjs"), "{connection_file}"],
    display_name: "TypeScript (playhead)",
    language: "typescript",
  });
});

test("JupyterLab asks no network for news or updates", async () => {
  expect(await json("share/jupyter/lab/settings/overrides.json")).toMatchObject({
    "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  });
  expect(await json("etc/jupyter/jupyter_server_config.json")).toMatchObject({ LabApp: { news_url: null } });
});

test("a second installation writes nothing", async () => {
  const file = path.join(project, ".venv/share/jupyter/kernels/playhead/kernel.json");
  const before = await stat(file);
  const { installKernel } = (await import(path.join(project, "jupyter", "install.mjs"))) as {
    installKernel: (options: { root: string }) => Promise<boolean>;
  };
  expect(await installKernel({ root: project })).toBe(false);
  expect((await stat(file)).ino).toBe(before.ino);
});
