// The six JSON functions of a model over HTTP.  Usage: node server.js [PORT]
//
// Connects as libpq's variables (PGHOST, PGDATABASE, PGUSER ...) say; MODEL is the schema.
'use strict'
const http = require('http')
const pg = require('pg')

const paths = new Map(Object.entries({ // and the arguments of the function that each calls: overview_json ...
  '/overview': 'days zone as_of',
  '/campaign': 'campaign_id period zone as_of',
  '/time_series': 'days campaign_id zone as_of',
  '/attribution': 'days zone as_of',
  '/funnel': 'steps days campaign_id zone as_of',
  '/cohorts': 'days metric zone as_of'
}))
const model = pg.Client.prototype.escapeIdentifier(process.env.MODEL || 'marketing')
const pool = new pg.Pool({ options: '-c default_transaction_read_only=on -c statement_timeout=30s' })
pool.on('error', console.error) // an idle connection broke: the next question makes another

async function ask (path, given) {
  const names = [...given.keys()].map((name, i) => `${name} => $${i + 1}`)
  const call = `SELECT ${model}.${path.slice(1)}_json(${names})::text AS body` // as text, or pg would take the JSON apart
  return (await pool.query(call, [...given.values()])).rows[0].body
}

async function answer (url) {
  const [path, query] = url.split(/\?(.*)/s)
  const given = new Map(new URLSearchParams(query))
  if (!paths.has(path)) return [404, JSON.stringify({ error: 'no such path' })]
  const known = paths.get(path).split(' ')
  if (![...given.keys()].every(name => known.includes(name))) return [400, JSON.stringify({ error: `${path} takes ${known.join(' ')}` })]
  try {
    return [200, await ask(path, given)]
  } catch (error) { // classes 22 and 42 but missing rights: the caller's; others are not his business
    console.error(error.message)
    const state = error.code || ''
    const status = state === 'P0002' ? 404 : /^(22|42)...$/.test(state) && state !== '42501' ? 400 : 500
    return [status, JSON.stringify({ error: status < 500 ? error.message : 'no answer from the database' })]
  }
}

const server = http.createServer(async (request, response) => {
  const [status, body] = request.method === 'GET' ? await answer(request.url) : [501, '{"error":"only GET"}']
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(body)
})
server.listen(Number(process.argv[2] || 8000), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
