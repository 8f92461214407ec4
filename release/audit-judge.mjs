/**
 * A weakness that is known of a package.
 *
 * @typedef {object} Finding
 * @property {string} id GHSA-…, PYSEC-… or CVE-…
 * @property {string[]} aliases its other ids
 * @property {string} package
 * @property {string} what in words
 */

/**
 * A finding that was looked at, and does not matter here for some time.
 *
 * @typedef {object} Exception
 * @property {string} id
 * @property {string} package
 * @property {string} reason why it does no harm here
 * @property {string} until the last day on which it counts, YYYY-MM-DD: then somebody has to look again
 */

/**
 * What `npm audit --json` says (auditReportVersion 2).
 *
 * @param {string} text
 * @returns {Finding[] | undefined} undefined where it is no report, because the registry could not be asked
 */
export function readNpmReport(text) {
  const report = parse(text);
  if (report?.auditReportVersion !== 2) return undefined;
  // A text instead of an object names the dependency through which it comes, which has an entry of its own.
  const advisories = Object.values(report.vulnerabilities).flatMap(({ via }) =>
    via.filter((one) => typeof one === "object"),
  );
  return unique(
    advisories.map(({ url, name, title, severity, range }) => ({
      id: url.split("/").at(-1),
      aliases: [],
      package: name,
      what: `${severity}: ${title} (${range})`,
    })),
  );
}

/**
 * What `pip-audit --format json` says.
 *
 * @param {string} text
 * @returns {Finding[] | undefined} undefined where it is no report, or one that leaves a package out
 */
export function readPipReport(text) {
  const dependencies = parse(text)?.dependencies;
  if (!Array.isArray(dependencies) || dependencies.some((one) => "skip_reason" in one)) return undefined;
  return unique(
    dependencies.flatMap(({ name, version, vulns }) =>
      vulns.map(({ id, aliases, fix_versions: fixes }) => ({
        id,
        aliases,
        package: name,
        what: `in ${version}; mended in ${fixes.join(", ") || "no version yet"}`,
      })),
    ),
  );
}

/**
 * Which findings are to be mended, and which exceptions no longer have a use.
 *
 * @param {Finding[]} findings
 * @param {Exception[]} exceptions
 * @param {string} today YYYY-MM-DD
 * @returns {{ open: Finding[], excused: { finding: Finding, exception: Exception }[], useless: Exception[] }} `useless`:
 *   those that have run out, or that nothing is found for
 * @throws {Error} where an exception gives no reason, or no day
 */
export function judge(findings, exceptions, today) {
  for (const exception of exceptions) requireWhole(exception);
  const current = exceptions.filter(({ until }) => until >= today);
  const matches = (finding, exception) =>
    finding.package === exception.package && [finding.id, ...finding.aliases].includes(exception.id);
  const excused = findings.flatMap((finding) => {
    const exception = current.find((one) => matches(finding, one));
    return exception === undefined ? [] : [{ finding, exception }];
  });
  return {
    open: findings.filter((finding) => !excused.some((one) => one.finding === finding)),
    excused,
    useless: exceptions.filter((exception) => !excused.some((one) => one.exception === exception)),
  };
}

/** @param {Exception} exception */
function requireWhole({ id, package: name, reason, until }) {
  const isWhole = [id, name, reason].every((text) => typeof text === "string" && text.trim() !== "");
  if (isWhole && /^\d{4}-\d\d-\d\d$/.test(until) && !Number.isNaN(Date.parse(until))) return;
  throw new Error(
    `The exception ${JSON.stringify(id)} needs a package, a reason and a day (until: "YYYY-MM-DD")`,
  );
}

/** @param {Finding[]} findings */
function unique(findings) {
  return [...new Map(findings.map((finding) => [`${finding.package} ${finding.id}`, finding])).values()];
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
