#!/usr/bin/env python3
"""The six JSON functions of a model over HTTP.  Usage: server.py [PORT]

Connects as libpq's variables (PGHOST, PGDATABASE, PGUSER ...) say; MODEL is the schema.
"""
import json
import os
import sys
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import psycopg2
from psycopg2 import sql

PATHS = {  # and the arguments of the function that each calls: overview_json ...
    "/overview": "days zone as_of",
    "/campaign": "campaign_id period zone as_of",
    "/time_series": "days campaign_id zone as_of",
    "/attribution": "days zone as_of",
    "/funnel": "steps days campaign_id zone as_of",
    "/cohorts": "days metric zone as_of",
}
MODEL = os.environ.get("MODEL", "marketing")
SETTINGS = "-c default_transaction_read_only=on -c statement_timeout=30s"


def ask(path, given):
    call = sql.SQL("SELECT {}({})::text").format(  # as text, or psycopg2 would take the JSON apart
        sql.Identifier(MODEL, path[1:] + "_json"),
        sql.SQL(", ").join(sql.SQL(name + " => ") + sql.Placeholder(name) for name in given))
    with closing(psycopg2.connect(options=SETTINGS)) as connection, connection.cursor() as cursor:
        cursor.execute(call, given)
        return cursor.fetchone()[0]


def answer(url):
    path, _, query = url.partition("?")
    given = dict(parse_qsl(query, keep_blank_values=True))
    if path not in PATHS:
        return 404, json.dumps({"error": "no such path"})
    if not given.keys() <= set(PATHS[path].split()):
        return 400, json.dumps({"error": f"{path} takes {PATHS[path]}"})
    try:
        return 200, ask(path, given)
    except ValueError as error:  # a zero byte, which psycopg2 refuses itself
        return 400, json.dumps({"error": str(error)})
    except psycopg2.Error as error:  # classes 22 and 42 but missing rights: the caller's; others are not his business
        print(error, file=sys.stderr)
        state = error.pgcode or ""
        status = 404 if state == "P0002" else 400 if state[:2] in ("22", "42") and state != "42501" else 500
        return status, json.dumps({"error": error.diag.message_primary if status < 500 else "no answer from the database"})


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = answer(self.path)
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", int((sys.argv[1:] or [8000])[0])), Handler) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()
