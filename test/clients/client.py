"""client: what the clients in Python share; see test/t/lib/Clients.pm

Values as the text that is digested, and the parameters of calls as Python has
them.
"""
import datetime
import hashlib
import json
import re
import struct

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MICROSECOND = datetime.timedelta(microseconds=1)


def element(value):
    if value is None:
        return 'NULL'
    if isinstance(value, bool):
        return 't' if value else 'f'
    text = str(value)
    if not text or text.lower() == 'null' or re.search(r'[\s{}",\\]', text):
        return '"' + re.sub(r'(["\\])', r'\\\1', text) + '"'
    return text


def instant(value):
    """Microseconds; a time without a zone is one of UTC, which the session is in."""
    if value.tzinfo is None:
        value = value.replace(tzinfo=datetime.timezone.utc)
    return (value - EPOCH) // MICROSECOND


def text(value, is_json=False):
    if value is None:
        return '\\N'
    if is_json and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, separators=(', ', ': ') if is_json == 'jsonb' else (',', ':'))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return struct.pack('>d', value).hex()
    if isinstance(value, datetime.datetime):
        return str(instant(value))
    if isinstance(value, list):
        return '{' + ','.join(map(element, value)) + '}'
    return str(value)


def digest(rows, jsons):
    """The number of rows, and the MD5 of each column's values, a line each."""
    sums = [hashlib.md5(''.join(text(row[i], is_json) + '\n' for row in rows).encode()).hexdigest() for i, is_json in enumerate(jsons)]
    return ' '.join([str(len(rows))] + sums)


def parameter(type_name, value):
    if value == '\\N':
        return None
    if type_name.endswith('[]'):
        return [parameter(type_name[:-2], one) for one in value.split('\x1f')] if value else []
    if type_name == 'timestamptz':
        return datetime.datetime.fromisoformat(value.replace('Z', '+00:00'))
    return {'boolean': lambda word: word == 'true', 'integer': int, 'bigint': int, 'double precision': float}.get(type_name, str)(value)


def calls(path):
    """The name of each call, its SQL, and its parameters as pairs of type and value."""
    with open(path, encoding='utf-8') as file:
        for line in file:
            name, sql, *words = line.rstrip('\n').split('\t')
            yield name, sql, list(zip(words[::2], words[1::2]))


def emit(*words):
    print('\t'.join('' if word is None else str(word) for word in words))


def read_views(schema, views, mode, query):
    """views: the number of columns of each; query: what runs SQL and digests its rows"""
    for view, columns in views.items():
        order = ', '.join(str(n + 1) for n in range(columns))
        emit('values', mode + ' ' + view, query(f'SELECT * FROM {schema}.{view} ORDER BY {order}'))
