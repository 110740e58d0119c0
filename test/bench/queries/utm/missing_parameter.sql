-- title: a parameter that no URL has
-- goal: 1.3
-- It costs a look at the query.
--@ floor
SELECT count(url) FROM events WHERE url IS NOT NULL
--@ ours
SELECT count(url_param(url, 'coupon')) FROM events WHERE url IS NOT NULL
--@ plain split_part
SELECT count(nullif(split_part(split_part(url, 'coupon=', 2), '&', 1), '')) FROM events WHERE url IS NOT NULL
--@ plain regexp
SELECT count(substring(url FROM '[?&]coupon=([^&#]+)')) FROM events WHERE url IS NOT NULL
--@ clickhouse
SELECT countIf(extractURLParameter(url, 'coupon') <> '') FROM events WHERE url <> ''
--@ duckdb split_part
SELECT count(nullif(split_part(split_part(url, 'coupon=', 2), '&', 1), '')) FROM events WHERE url IS NOT NULL
--@ duckdb regexp
SELECT count(nullif(regexp_extract(url, '[?&]coupon=([^&#]+)', 1), '')) FROM events WHERE url IS NOT NULL
