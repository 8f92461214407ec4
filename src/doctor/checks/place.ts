import { fine, hint, type Check } from "../check";

/** Folders whose files a service copies away and back, by how they are called. */
const SYNCED: readonly [pattern: RegExp, name: string][] = [
  [/(^|\/)OneDrive[^/]*(\/|$)/i, "OneDrive"],
  [/(^|\/)Dropbox( \([^/]*\))?(\/|$)/i, "Dropbox"],
  [/(^|\/)(Google ?Drive|GoogleDrive-[^/]*|My Drive)(\/|$)/i, "Google Drive"],
  [/\/Library\/Mobile Documents\//, "iCloud"],
  [/\/Library\/CloudStorage\//, "a cloud storage"],
  [/(^|\/)Nextcloud\d*(\/|$)/i, "Nextcloud"],
];

/** Where clone and home lie: a service that copies files of a running broker or database away damages them. */
export const place: Check = {
  name: "where it lies",
  look: ({ root, env, config }) => {
    for (const folder of [root, config.home]) {
      const service = syncedBy(folder);
      if (service !== undefined) {
        return hint(
          `${folder} is synchronised by ${service}`,
          "clone into a folder that is not: it would copy broker and database while they are written.",
        );
      }
    }
    if (config.home.startsWith("/mnt/") && env["WSL_DISTRO_NAME"] !== undefined) {
      return hint(
        `${config.home} lies on a Windows drive`,
        "WSL reads and locks those badly: name a folder of your Linux home with PLAYHEAD_HOME.",
      );
    }
    return fine(root);
  },
};

/**
 * The service that keeps a folder in step with others, as far as its path tells.
 *
 * @example
 * syncedBy("/mnt/c/Users/ada/OneDrive - ACME/playhead") // "OneDrive"
 */
export function syncedBy(folder: string): string | undefined {
  return SYNCED.find(([pattern]) => pattern.test(folder))?.[1];
}
