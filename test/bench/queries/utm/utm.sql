-- title: URLs without any campaign parameter, all of them parsed by utm
-- goal: 1.3
-- The other engines need no more than one match.
--@ floor
SELECT count(url) FROM events WHERE url IS NOT NULL
--@ ours
SELECT count(*) FILTER (WHERE utm(url) IS NULL) FROM events WHERE url IS NOT NULL
--@ plain
SELECT count(*) FILTER (WHERE url !~ '[?&](utm_(source|medium|campaign|term|content|id)|gclid|gbraid|wbraid|dclid|msclkid|fbclid|igshid|ttclid|li_fat_id|twclid)=[^&#]') FROM events WHERE url IS NOT NULL
--@ clickhouse
SELECT countIf(NOT match(url, '[?&](utm_(source|medium|campaign|term|content|id)|gclid|gbraid|wbraid|dclid|msclkid|fbclid|igshid|ttclid|li_fat_id|twclid)=[^&#]')) FROM events WHERE url <> ''
--@ duckdb
SELECT count(*) FILTER (WHERE NOT regexp_matches(url, '[?&](utm_(source|medium|campaign|term|content|id)|gclid|gbraid|wbraid|dclid|msclkid|fbclid|igshid|ttclid|li_fat_id|twclid)=[^&#]')) FROM events WHERE url IS NOT NULL
