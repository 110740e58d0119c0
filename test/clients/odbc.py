"""odbc: a model as psqlODBC shows it, for test/t/lib/Clients.pm

Usage: odbc.py HOST PORT DATABASE USER PASSWORD SCHEMA CALLS

Prints what Clients.pm tells of. Everything is read in two ways: "prepared" has
the server prepare each statement, "simple" has the driver write parameters into
the text of the query.
"""
import re
import sys

import pyodbc

from client import calls, digest, emit, parameter, read_views

# BoolsAsChar=0: booleans are that, and not strings; a time has no zone in ODBC,
# so that the session says which one is meant.
SETTINGS = "BoolsAsChar=0;ConnSettings=SET timezone TO 'UTC'"


def connect(host, port, database, user, password, prepare):
    connection = pyodbc.connect(
        f'DRIVER={{PostgreSQL Unicode}};SERVER={host};PORT={port};DATABASE={database};UID={user};PWD={password};'
        f'UseServerSidePrepare={prepare};{SETTINGS}', autocommit=True)
    return connection


# psqlODBC leaves REMARKS empty; this is how to ask for comments all the same.
COMMENTS = """SELECT relname, attnum, coalesce(col_description(c.oid, attnum), obj_description(c.oid, 'pg_class'))
FROM pg_class AS c, LATERAL (SELECT 0 AS attnum UNION ALL SELECT attnum FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0) AS a
WHERE relnamespace = CAST(? AS regnamespace)"""


def list_views(connection, schema):
    views = {}
    cursor = connection.cursor()
    comments = {(row[0], row[1]): row[2] for row in cursor.execute(COMMENTS, schema).fetchall()}
    for row in cursor.tables(schema=schema, tableType='VIEW').fetchall():
        emit('view', row.table_name, row.remarks or comments[row.table_name, 0])
        # one by one: asked for all views, the driver counts columns on and on
        columns = connection.cursor().columns(schema=schema, table=row.table_name).fetchall()
        views[row.table_name] = len(columns)
        for column in columns:
            n = column.ordinal_position
            emit('column', f'{row.table_name} {n}', column.column_name, column.type_name, column.remarks or comments[row.table_name, n])
    return views


def query(connection, sql, *values):
    cursor = connection.cursor()
    cursor.execute(sql, *values)
    return digest(cursor.fetchall(), [False] * len(cursor.description))


def literal(type_name, value):
    """ODBC has no arrays: they are sent as PostgreSQL writes them."""
    if not isinstance(value, list):
        return value
    return '{' + ','.join('NULL' if one is None else '"' + re.sub(r'(["\\])', r'\\\1', str(one)) + '"' for one in value) + '}'


def call(connection, sql, parameters):
    types = iter(parameters)
    casts = re.sub(r'\?', lambda _: (lambda name: f'CAST(? AS {name})' if name.endswith('[]') else '?')(next(types)[0]), sql)
    return query(connection, casts, *[literal(name, parameter(name, value)) for name, value in parameters])


def main(host, port, database, user, password, schema, path):
    views = None
    for mode in ('prepared', 'simple'):
        connection = connect(host, port, database, user, password, int(mode == 'prepared'))
        views = views or list_views(connection, schema)
        read_views(schema, views, mode, lambda sql: query(connection, sql))
        for name, sql, parameters in calls(path):
            try:
                answer = call(connection, sql, parameters)
            except pyodbc.Error as error:
                answer = 'error ' + error.args[0]
            emit('call', mode + ' ' + name, answer)
        connection.close()


main(*sys.argv[1:])
