import { memberNames, type GroupMember } from "../kafka/groups";
import { definitionText } from "../processor/processor";
import { formatBytes, formatCount, formatDuration, formatTime, plural } from "../view/quantities";
import type { Move } from "./moves";
import type { Outlook, Results } from "./outlook";
import type { Earlier, WarmUp } from "./warm-up";
import { timeOf } from "../tracks/no-time";

/** What a plan means, one point a line: a word for it, then the sentence. */
export type Note = [word: string, sentence: string];

export interface Situation {
  group: string;
  moves: readonly Move[];
  members: readonly GroupMember[];
  /** Where the group is not there yet: the groups that are. */
  others?: readonly string[] | undefined;
  outlook: Outlook;
}

/** The points of a plan that has been executed, or, as a dry run, has not. */
export function notesOf(situation: Situation, executed: boolean): Note[] {
  const { group, moves, members, others, outlook } = situation;
  return [
    ["replays", replays(moves, outlook)],
    ...warmsUp(outlook.warmUp),
    ...outlook.results.map((results): Note => [
      "replaces",
      replaces(results, group, outlook.results.length > 1),
    ]),
    ...clamps(moves),
    ...outlook.warnings.map((warning): Note => ["warning", warning]),
    ...(others === undefined || executed ? [] : [["creates", creates(group, others)] satisfies Note]),
    ...(executed ? [] : [["allowed", allowed(members)] satisfies Note]),
  ];
}

function replays(moves: readonly Move[], { edges, estimate }: Outlook): string {
  const offsets = moves.reduce((sum, { toReplay }) => sum + toReplay, 0);
  if (offsets === 0) return "nothing that is there now; the group goes on with what comes";
  const first = Math.min(...edges.flatMap(({ first }) => timeOf(first) ?? []));
  const last = Math.max(...edges.flatMap(({ last }) => timeOf(last) ?? []));
  const times =
    Number.isFinite(first) && Number.isFinite(last) ? [`${formatTime(first)} to ${formatTime(last)}`] : [];
  const { records, keys, bytes, milliseconds } = estimate;
  const about = [
    plural(records, "record"),
    ...(keys === undefined ? [] : [`up to ${plural(keys, "key")}`]),
    ...(bytes === undefined ? [] : [formatBytes(bytes)]),
    milliseconds === undefined
      ? "the time not measured yet"
      : `${formatDuration(milliseconds)} at the rate of earlier runs`,
  ];
  return `${[plural(offsets, "offset"), ...times].join(", ")}; estimated ${about.join(", ")}`;
}

function warmsUp(warmUp: readonly WarmUp[]): Note[] {
  const same = sum(warmUp.map((one) => one.same));
  const other = sum(warmUp.map((one) => one.other));
  if (other === 0) return [];
  const least =
    same === other
      ? ""
      : same === 0
        ? ", none with the definition of the last run"
        : `, ${formatCount(same)} with the definition of the last run`;
  const gaps = warmUp.filter(({ other: { missing } }) => missing !== undefined);
  return [
    [
      "warms up",
      `at most ${plural(other, "earlier offset")} first${least}: their state is built, nothing is emitted`,
    ],
    ...gaps.slice(0, GAPS_SHOWN).map((one): Note => ["gap", gap(one)]),
  ];
}

const GAPS_SHOWN = 4;

function gap({ topic, partition, same, other }: WarmUp): string {
  const [from, to] = other.missing ?? [0, 0];
  const who =
    same.missing === undefined
      ? "another definition than the last run's is"
      : "a processor that needs their state is";
  return `offsets ${from} to ${to} of ${topic} partition ${partition} have been deleted: ${who} refused there (LOG_GAP), unless it begins fresh`;
}

function replaces({ sourceTopic, last, goesOn, shown }: Results, group: string, several: boolean): string {
  const of = several ? ` of ${sourceTopic}` : "";
  if (last === undefined) return `nothing that is known here: ${group} has no run over ${sourceTopic}`;
  if (goesOn) return `nothing${of}: run ${last.number} goes on from there`;
  if (shown === undefined) return `nothing${of}: readers see no results of run ${last.number} yet`;
  const run = `run ${shown.number} (${definitionText(shown.definition)})`;
  if (shown.group !== group) return `nothing${of}: ${shown.where} shows ${run} of ${shown.group}`;
  return `${shown.where} shows ${run} until run ${last.number + 1} has caught up; \`npx playhead undo\` then brings run ${shown.number} back`;
}

function clamps(moves: readonly Move[]): Note[] {
  const clamped = moves.filter(({ clampedFrom }) => clampedFrom !== undefined);
  const [first] = clamped;
  if (first === undefined) return [];
  const { topic, partition, clampedFrom, newOffset, logStartOffset, logEndOffset } = first;
  const more = clamped.length === 1 ? "" : `, and so on ${plural(clamped.length - 1, "more partition")}`;
  return [
    [
      "clamps",
      `${clampedFrom} to ${newOffset} on ${topic} partition ${partition}, which holds ${logStartOffset} to ${logEndOffset}${more}`,
    ],
  ];
}

function creates(group: string, others: readonly string[]): string {
  // Whoever has mistyped a name finds the one that was meant among those that begin alike.
  const alike = [...others].sort((a, b) => sharedStart(b, group) - sharedStart(a, group));
  const there =
    others.length === 0
      ? "there is none yet"
      : `there are ${alike.slice(0, OTHERS_SHOWN).join(", ")}${others.length > OTHERS_SHOWN ? ", …" : ""}`;
  return `the group ${group}, which is not there yet (${there})`;
}

const OTHERS_SHOWN = 10;

/** How many characters two names have in common before the first one that differs. */
function sharedStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function allowed(members: readonly GroupMember[]): string {
  if (members.length === 0) return "yes, the group has no members";
  const names = memberNames(members).join(", ");
  return `no, the group has ${members.length === 1 ? "a member" : "members"} (${names})`;
}

function sum(earlier: readonly Earlier[]): number {
  return earlier.reduce((total, { offsets }) => total + offsets, 0);
}
