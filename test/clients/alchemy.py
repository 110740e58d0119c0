"""alchemy: a model as SQLAlchemy with psycopg2 shows it, for test/t/lib/Clients.pm

Usage: alchemy.py HOST PORT DATABASE USER PASSWORD SCHEMA CALLS

Prints what Clients.pm tells of. psycopg2 writes parameters into the text of the
query, and decodes JSON and arrays.
"""
import itertools
import re
import sys

import sqlalchemy

from client import calls, digest, emit, parameter, read_views

JSONS = {114: 'json', 3802: 'jsonb'}    # by the oids of these types


def list_views(engine, schema):
    about = sqlalchemy.inspect(engine)
    views = {}
    for view in about.get_view_names(schema=schema):
        columns = about.get_columns(view, schema=schema)
        views[view] = len(columns)
        emit('view', view, about.get_table_comment(view, schema=schema)['text'])
        for n, column in enumerate(columns):
            type_name = column['type'].compile(dialect=engine.dialect).lower()
            emit('column', f'{view} {n + 1}', column['name'], type_name, column['comment'])
    return views


def query(connection, sql, values=()):
    """The parameters are named, as SQLAlchemy wants them: p1, p2 and so on."""
    number = itertools.count(1)
    named = re.sub(r'\?', lambda _: f':p{next(number)}', sql)
    with connection.begin():
        result = connection.execute(sqlalchemy.text(named), {f'p{n + 1}': value for n, value in enumerate(values)})
        jsons = [JSONS.get(column.type_code, False) for column in result.cursor.description]
        return digest(result.fetchall(), jsons)


def main(host, port, database, user, password, schema, path):
    engine = sqlalchemy.create_engine(sqlalchemy.engine.URL.create('postgresql+psycopg2', user, password, host, int(port), database))
    views = list_views(engine, schema)
    with engine.connect() as connection:
        read_views(schema, views, 'psycopg2', lambda sql: query(connection, sql))
        for name, sql, parameters in calls(path):
            try:
                answer = query(connection, sql, [parameter(*one) for one in parameters])
            except sqlalchemy.exc.DBAPIError as error:
                answer = 'error ' + error.orig.pgcode
            emit('call', 'psycopg2 ' + name, answer)


main(*sys.argv[1:])
