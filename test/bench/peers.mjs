// ClickHouse (chdb, embedded) and DuckDB on the bench's rows, in storage of their own.
//
// Usage: node peers.mjs FOLDER, with PG* variables of the server that holds the tables.
// Copies the tables into a MergeTree and a DuckDB file under FOLDER, writes
// {"versions": …}, then answers each line {"engine", "threads", "sql"} of its input
// by a line {"ms", "rows"} or {"error"}; rows are tab-separated, NULL is \N.
//
// A ClickHouse user has no NULLs where 0 and '' will do, and low-cardinality
// strings as such; a DuckDB user has NULLs.  Each engine gets its own habit.

import { execFileSync } from 'node:child_process';
import { mkdirSync, openSync, closeSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import chdb from 'chdb';
import { DuckDBInstance } from '@duckdb/node-api';

const LOAD_THREADS = 2;

// column: [in PostgreSQL, in ClickHouse, in DuckDB]
const COLUMNS = {
  event_id: ['event_id', 'Int64', 'BIGINT'],
  occurred_at: ["occurred_at AT TIME ZONE 'UTC' AS occurred_at", "DateTime64(6, 'UTC')", 'TIMESTAMP'],
  event_type: ['event_type', 'LowCardinality(String)', 'VARCHAR'],
  message_id: ['message_id', 'Int64', 'BIGINT'],
  contact_id: ['contact_id', 'Int64', 'BIGINT'],
  campaign_id: ['campaign_id', 'Int32', 'INTEGER'],
  contact_text: ['contact_text', 'String', 'VARCHAR'],
  contact_uuid: ['contact_uuid', 'UUID', 'UUID'],
  request_id: ['request_id', 'Int64', 'BIGINT'],
  template: ['template', 'LowCardinality(String)', 'VARCHAR'],
  channel: ['channel', 'LowCardinality(String)', 'VARCHAR'],
  device: ['device', 'LowCardinality(String)', 'VARCHAR'],
  url: ['url', 'String', 'VARCHAR'],
  is_machine: ['is_machine::int AS is_machine', 'UInt8', 'BOOLEAN'],
  value: ['value', 'Float64', 'DOUBLE'],
};

const TABLES = [
  { name: 'events', columns: Object.keys(COLUMNS), order: 'occurred_at' },
  {
    name: 'events_by_contact',
    columns: ['contact_id', 'occurred_at', 'event_type', 'message_id', 'campaign_id', 'contact_text'],
    order: 'contact_id, occurred_at',
  },
];

const declare = (table, engine) => table.columns.map((name) => `${name} ${COLUMNS[name][engine]}`).join(', ');

// Rows leave in the order of the table, as they came to the user's own log.
function exportTable(table, path) {
  const select = table.columns.map((name) => COLUMNS[name][0]).join(', ');
  const out = openSync(path, 'w');
  execFileSync('psql', ['-X', '-q', '-c', `COPY (SELECT ${select} FROM bench.${table.name}) TO STDOUT (FORMAT csv)`],
    { stdio: ['ignore', out, 'inherit'] });
  closeSync(out);
}

function openClickhouse(folder) {
  const session = new chdb.Session(`${folder}/clickhouse`);
  session.query('CREATE DATABASE bench');
  session.query('USE bench');
  return {
    version: () => `ClickHouse ${session.query('SELECT version()', 'TSV').trim()}`,
    async load(table, path) {
      session.query(`CREATE TABLE ${table.name} (${declare(table, 1)}) ENGINE = MergeTree ORDER BY (${table.order})`);
      session.query(`INSERT INTO ${table.name} SELECT * FROM file('${path}', 'CSV', '${declare(table, 1).replaceAll("'", "\\'")}')
                     SETTINGS max_threads = ${LOAD_THREADS}, max_insert_threads = ${LOAD_THREADS}`);
      // no merge in the background while others are measured
      session.query(`OPTIMIZE TABLE ${table.name} FINAL`);
    },
    async threads(n) {
      session.query(`SET max_threads = ${n}`);
    },
    async rows(sql) {
      return session.query(sql, 'TSV');
    },
    close: () => session.close(),
  };
}

async function openDuckdb(folder) {
  const instance = await DuckDBInstance.create(`${folder}/duckdb.db`, { threads: String(LOAD_THREADS) });
  const connection = await instance.connect();
  const rows = async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
  const text = (row) => row.map((value) => (value === null ? '\\N' : value)).join('\t');
  return {
    version: async () => `DuckDB ${(await rows('SELECT version()'))[0][0]}`,
    async load(table, path) {
      await connection.run(`CREATE TABLE ${table.name} (${declare(table, 2)})`);
      await connection.run(`COPY ${table.name} FROM '${path}' (FORMAT csv, HEADER false, DELIMITER ',', NULLSTR '')`);
      await connection.run('CHECKPOINT');
    },
    threads: (n) => connection.run(`SET threads = ${n}`),
    rows: async (sql) => (await rows(sql)).map(text).join('\n'),
    close: () => connection.closeSync(),
  };
}

async function answer(engine, request) {
  await engine.threads(request.threads);
  const start = process.hrtime.bigint();
  const rows = await engine.rows(request.sql);
  return { ms: Number(process.hrtime.bigint() - start) / 1e6, rows };
}

const write = (object) => process.stdout.write(`${JSON.stringify(object)}\n`);

async function serve(engines) {
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    try {
      write(await answer(engines[request.engine], request));
    } catch (error) {
      write({ error: `${request.engine}: ${error.message}` });
    }
  }
}

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const engines = { clickhouse: openClickhouse(folder), duckdb: await openDuckdb(folder) };
for (const table of TABLES) {
  const path = `${folder}/${table.name}.csv`;
  exportTable(table, path);
  for (const engine of Object.values(engines)) await engine.load(table, path);
  rmSync(path);
}
write({ versions: [await engines.clickhouse.version(), await engines.duckdb.version()] });
await serve(engines);
for (const engine of Object.values(engines)) engine.close();
