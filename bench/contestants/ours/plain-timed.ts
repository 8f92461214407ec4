// The plain function for `playhead process --processor FILE`: says when the command line has loaded it.
import { isMainThread } from "node:worker_threads";
import { tellBegin } from "./task";

if (isMainThread) tellBegin();

export { default } from "./plain";
