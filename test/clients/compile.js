// What Cube itself makes of the documents of examples/cube. Usage: compile.js FOLDER QUERIES
//
// Checks the documents as Cube does when it starts, and prints for each query of
// the JSON list QUERIES a line "sql SELECT ...", and before it a line "rollup
// CREATE TABLE ..." for each rollup that the query reads. Cube's newer planner,
// of which npm has no program, is left out; the one in JavaScript needs nothing
// of it.
'use strict'
process.env.CUBEJS_TESSERACT_SQL_PLANNER = 'false'
const fs = require('fs')
const Module = require('module')
const path = require('path')

const load = Module._load
Module._load = (name, ...rest) => name === '@cubejs-backend/native' ? { NativeInstance: class { newJinjaEngine () {} } } : load(name, ...rest)
const { prepareCompiler, PostgresQuery } = require('@cubejs-backend/schema-compiler')

const [folder, queries] = process.argv.slice(2)
const documents = fs.readdirSync(folder).map(fileName => ({ fileName, content: fs.readFileSync(path.join(folder, fileName), 'utf8') }))

// Cube builds rollups by partition; here one of all time will do.
const range = { __FROM_PARTITION_RANGE: '2000-01-01', __TO_PARTITION_RANGE: '2100-01-01' }

function print (kind, [sql, values]) {
  console.log(kind, sql.replace(/\s+/g, ' ').replace(/\$(\d+)/g, (_, n) => `'${range[values[n - 1]]}'`))
}

async function main () {
  const compilers = prepareCompiler({ localPath: () => folder, dataSchemaFiles: async () => documents })
  await compilers.compiler.compile()
  for (const asked of JSON.parse(queries)) {
    const query = new PostgresQuery(compilers, { timezone: 'UTC', order: [], ...asked })
    const sql = query.buildSqlAndParams()
    for (const rollup of query.preAggregations.preAggregationsDescription()) print('rollup', rollup.loadSql)
    print('sql', sql)
  }
}
main().then(() => process.exit(0), error => { console.error(error); process.exit(1) })
