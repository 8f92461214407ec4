import path from "node:path";
import { run } from "./run.mjs";

/** All that a package may hold. What is not here (sources, tests, homes, settings, keys) has no business in it. */
const ALLOWED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|tsconfig\.json)$/,
  /^bin\/playhead\.js$/,
  /^dist\/[a-z0-9/-]+\.(js|d\.ts)$/,
  /^data\/[a-z-]+\.(csv|gpx)$/,
  /^setup\/(bundle\/)?[a-z-]+\.(mjs|py|txt)$/,
  /^setup\/kafka\.lock\.toml$/,
];
const MEGABYTE = 1_000_000;
const LARGEST = 5 * MEGABYTE;

/**
 * Makes the package, and looks at what is in it.
 *
 * @param {string} root
 * @param {string} folder where the tarball goes
 * @returns {{ tarball: string, version: string }}
 * @throws {Error} where it holds a file that it should not, or has grown out of proportion
 */
export function pack(root, folder) {
  const [told] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder], root));
  const { filename, version, size, unpackedSize, files } = told;
  const strange = files.map((file) => file.path).filter((file) => !ALLOWED.some((form) => form.test(file)));
  if (strange.length > 0) throw new Error(`The package holds what it should not: ${strange.join(", ")}`);
  if (unpackedSize > LARGEST) throw new Error(`The package has grown to ${unpackedSize} bytes`);
  const inMegabytes = (bytes) => `${(bytes / MEGABYTE).toFixed(1)} MB`;
  console.log(
    `${filename}: ${files.length} files, ${inMegabytes(size)}, unpacked ${inMegabytes(unpackedSize)}`,
  );
  return { tarball: path.join(folder, filename), version };
}
