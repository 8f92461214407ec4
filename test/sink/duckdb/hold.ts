import { DuckDBInstance } from "@duckdb/node-api";

// Somebody else's program that has the database file open: it says so, and keeps it.
void DuckDBInstance.create(process.argv[2]).then(async (instance) => {
  const connection = await instance.connect();
  await connection.run("SELECT 1");
  process.stdout.write("open\n");
  setInterval(() => connection, 1000);
});
