import type { Command } from "commander";

/** Begins the declaration of a command whose result is one JSON document, too, if asked for. */
export function jsonCommand(playhead: Command, name: string, description: string): Command {
  return playhead.command(name).description(description).option("--json", "print one JSON document");
}
