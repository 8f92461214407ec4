import fs from "node:fs";
import { executeNotebooks } from "/work/pg/src/notebook/execute";
import { stopBroker } from "/work/pg/src/broker/embedded";
const home = fs.mkdtempSync("/tmp/pg-nb-");
void (async () => {
  const all = fs.readdirSync("/work/pg/notebooks").filter((n) => /^\d\d.*ipynb$/.test(n)).map((n) => `/work/pg/notebooks/${n}`);
  try {
    await executeNotebooks(all, `${home}/kept`, { env: { PLAYHEAD_HOME: `${home}/home`, DATABASE_URL: process.argv[2]!, JUPYTER_PATH: "/work/notes/kernels/pg" }, onExecuted: ({ name, seconds }) => console.log("ok", name, seconds) });
  } catch (error) { console.log("FAILED", error); }
  finally { await stopBroker(`${home}/home`); console.log(home); }
})();
