-- title: page views by URL, without what trackers added
--@ floor
SELECT url, count(*) FROM events WHERE event_type = 'page_view' GROUP BY url
--@ ours
SELECT strip_tracking(url), count(*) FROM events WHERE event_type = 'page_view' GROUP BY 1
--@ plain regexp
SELECT regexp_replace(regexp_replace(url, '(?<=[?&])(utm_[^=&#]*|gclid|fbclid|msclkid)(=[^&#]*)?(&|$)', '', 'g'), '[?&]$', ''), count(*)
  FROM events
 WHERE event_type = 'page_view'
 GROUP BY 1
--@ clickhouse
SELECT replaceRegexpOne(replaceRegexpAll(url, '(utm_[^=&#?]*|gclid|fbclid|msclkid)(=[^&#]*)?(&|$)', ''), '[?&]$', ''), count()
  FROM events
 WHERE event_type = 'page_view'
 GROUP BY 1
--@ duckdb
SELECT regexp_replace(regexp_replace(url, '(utm_[^=&#?]*|gclid|fbclid|msclkid)(=[^&#]*)?(&|$)', '', 'g'), '[?&]$', ''), count(*)
  FROM events
 WHERE event_type = 'page_view'
 GROUP BY 1
