import { expect, test } from "vitest";
import { place, syncedBy } from "../../../src/doctor/checks/place";
import { laptop, told } from "../laptop";

test.each([
  ["/mnt/c/Users/ada/OneDrive - ACME/playhead", "OneDrive"],
  ["/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/playhead", "iCloud"],
  ["/Users/ada/Library/CloudStorage/Box-Box/playhead", "a cloud storage"],
  ["/home/ada/Dropbox/playhead", "Dropbox"],
  ["/home/ada/Nextcloud2/playhead", "Nextcloud"],
  ["/home/ada/src/playhead", undefined],
  ["/home/ada/dropbox-client/playhead", undefined],
])("%s is synchronised by %s", (folder, service) => {
  expect(syncedBy(folder)).toBe(service);
});

test("a home in such a folder is a hint, the clone alone is not enough", async () => {
  expect(await told(place, laptop())).toMatch(/^fine/);
  expect(await told(place, laptop({ PLAYHEAD_HOME: "/home/ada/OneDrive/home" }))).toMatch(
    /^hint: \/home\/ada\/OneDrive\/home is synchronised by OneDrive \| clone into/,
  );
});

test("a home on a Windows drive is a hint below WSL, and an ordinary folder elsewhere", async () => {
  const env = { PLAYHEAD_HOME: "/mnt/c/playhead-home" };
  expect(await told(place, laptop(env))).toMatch(/^fine/);
  expect(await told(place, laptop({ ...env, WSL_DISTRO_NAME: "Ubuntu" }))).toMatch(/^hint: .*Windows drive/);
});
