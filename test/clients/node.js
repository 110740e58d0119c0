/*
 * node: a model as node-postgres and Cube's driver over it show it, for
 * test/t/lib/Clients.pm
 *
 * Usage: node node.js HOST PORT DATABASE USER PASSWORD SCHEMA CALLS
 *
 * Prints what Clients.pm tells of. "pg" is a client of node-postgres whose
 * statements have names, so that the server keeps them; "cube" is what Cube
 * queries with. Comments are no part of Cube's metadata: they are asked for.
 */
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const { Client } = require('pg');
const { PostgresDriver } = require('@cubejs-backend/postgres-driver');

const [host, port, database, user, password, schema, callsFile] = process.argv.slice(2);
const settings = { host, port: Number(port), database, user, password };

const OID = { int8: 20, float8: 701, date: 1082, timestamptz: 1184, json: 114 };

const print = (...words) => console.log(words.map((word) => word ?? '').join('\t'));

/* ---- Values ---- */

function element(value) {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  const text = String(value);
  return text === '' || /^null$/i.test(text) || /[\s{}",\\]/.test(text) ? `"${text.replace(/(["\\])/g, '\\$1')}"` : text;
}

// As the server prints jsonb, with blanks; it prints json as it was made.
function blanks(value) {
  if (Array.isArray(value)) return `[${value.map(blanks).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${blanks(one)}`).join(', ')}}`;
}

function bits(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(Number(number));
  return bytes.toString('hex');
}

const two = (number) => String(number).padStart(2, '0');

// node-postgres makes of a date its midnight here, Cube a text.
function day(value) {
  return typeof value === 'string' ? value.slice(0, 10) : `${value.getFullYear()}-${two(value.getMonth() + 1)}-${two(value.getDate())}`;
}

// Both have milliseconds; Cube's text is of UTC and does not say so.
function instant(value) {
  return String(BigInt(typeof value === 'string' ? Date.parse(`${value}Z`) : value.getTime()) * 1000n);
}

function text(value, type) {
  if (value === null) return '\\N';
  if (type === OID.float8) return bits(value);
  if (type === OID.date) return day(value);
  if (type === OID.timestamptz) return instant(value);
  if (type === OID.json) return JSON.stringify(value);
  if (Array.isArray(value)) return `{${value.map(element).join(',')}}`;
  return typeof value === 'object' ? blanks(value) : String(value);
}

// The number of rows, and the MD5 of each column's values, a line each
function digest(fields, rows) {
  const sums = fields.map(({ dataTypeID }, i) => {
    const sum = crypto.createHash('md5');
    for (const row of rows) sum.update(`${text(row[i], dataTypeID)}\n`);
    return sum.digest('hex');
  });
  return [rows.length, ...sums].join(' ');
}

/* ---- The two ways ---- */

// Rows as arrays, since names of columns may come twice.
class Named {
  constructor() {
    this.client = new Client(settings);
    this.statements = 0;
  }

  connect() {
    return this.client.connect();
  }

  async query(sql, values) {
    this.statements += 1;
    const { fields, rows } = await this.client.query({ name: `statement ${this.statements}`, text: sql, values, rowMode: 'array' });
    return digest(fields, rows);
  }

  end() {
    return this.client.end();
  }
}

// Cube gives rows as objects.
class Cube {
  constructor() {
    this.driver = new PostgresDriver(settings);
  }

  connect() {
    return this.driver.testConnection();
  }

  async query(sql, values) {
    const { fields, rows } = await this.driver.queryResponse(sql, values);
    return digest(fields, rows.map((row) => fields.map(({ name }) => row[name])));
  }

  // What Cube Store takes the result of a query in: its types must be known.
  async download(sql) {
    const { rows, types } = await this.driver.downloadQueryResults(sql, [], {});
    return `${rows.length} ${types.map(({ type }) => type).join(' ')}`;
  }

  end() {
    return this.driver.release();
  }
}

/* ---- Metadata ---- */

const COMMENTS = `SELECT relname AS view, attnum AS column, coalesce(col_description(c.oid, attnum), obj_description(c.oid, 'pg_class')) AS comment
  FROM pg_class AS c, LATERAL (SELECT 0 AS attnum UNION ALL SELECT attnum FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0) AS a
  WHERE relnamespace = CAST($1 AS regnamespace)`;

async function listViews(cube) {
  const comments = {};
  for (const { view, column, comment } of await cube.driver.query(COMMENTS, [schema])) comments[`${view} ${column}`] = comment;
  const tables = (await cube.driver.tablesSchema())[schema];
  const views = {};
  for (const { table_name: view } of await cube.driver.query('SELECT table_name FROM information_schema.views WHERE table_schema = $1', [schema])) {
    print('view', view, comments[`${view} 0`]);
    views[view] = tables[view].length;
    // Cube sorts by name; what SELECT * gives first is first in the catalog
    const order = await cube.driver.query('SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position', [schema, view]);
    order.forEach(({ column_name: name }, i) => {
      const column = tables[view].find((one) => one.name === name);
      print('column', `${view} ${i + 1}`, column.name, column.type, comments[`${view} ${i + 1}`]);
    });
  }
  return views;
}

/* ---- Calls ---- */

function parameter(type, value) {
  if (value === '\\N') return null;
  if (type.endsWith('[]')) return value === '' ? [] : value.split('\x1f').map((one) => parameter(type.slice(0, -2), one));
  if (type === 'timestamptz') return new Date(value);
  if (type === 'boolean') return value === 'true';
  return type === 'integer' || type === 'double precision' ? Number(value) : value;
}

async function call(way, sql, words) {
  const values = [];
  for (let i = 0; i < words.length; i += 2) values.push(parameter(words[i], words[i + 1]));
  let n = 0;
  return way.query(sql.replace(/\?/g, () => `$${n += 1}`), values).catch((error) => `error ${error.code}`);
}

async function main() {
  const ways = { pg: new Named(), cube: new Cube() };
  for (const way of Object.values(ways)) await way.connect();
  const views = await listViews(ways.cube);
  const calls = fs.readFileSync(callsFile, 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t'));
  for (const [mode, way] of Object.entries(ways)) {
    for (const [view, columns] of Object.entries(views)) {
      const order = Array.from({ length: columns }, (_, i) => i + 1).join(', ');
      print('values', `${mode} ${view}`, await way.query(`SELECT * FROM ${schema}.${view} ORDER BY ${order}`));
    }
    for (const [name, sql, ...words] of calls) print('call', `${mode} ${name}`, await call(way, sql, words));
    if (mode === 'cube') {
      for (const view of Object.keys(views)) print('types', view, await way.download(`SELECT * FROM ${schema}.${view} LIMIT 0`));
      print('types', 'a row', await way.download('SELECT ab_test(1, 2, 1, 2)').catch((error) => error.message));
    }
    await way.end();
  }
}

main();
