// `npm run book` runs this after the project's own set-up: the generator of the book, all inside .tools/book.
import { prepare } from "../../setup/prepare.mjs";
import { python } from "./python.mjs";

await prepare([python]);
