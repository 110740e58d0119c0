-- Each report's numbers beside plain SQL over the same tables, compared as bags (EXCEPT ALL both ways).
--
-- Usage:  demo/run && pg_prove -d demo demo/check.sql     (needs pgTAP; leaves the database as it was)

BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap SCHEMA public;
SET search_path = journey, campaign_analytics, public;

SELECT plan(44);

-- What was loaded: a file cut short would make every comparison below agree on wrong numbers.
SELECT results_eq(
    'SELECT (SELECT count(*) FROM campaigns), (SELECT count(*) FROM campaign_contacts), (SELECT count(*) FROM coupon_redemptions),
            (SELECT count(*) FROM households), (SELECT count(*) FROM transactions)',
    'VALUES (27::bigint, 6589::bigint, 2102::bigint, 801::bigint, 75000::bigint)',
    'all rows of the data are there');

SELECT bag_eq(
    'SELECT campaign_id, count_distinct(household_id) FROM campaign_contacts GROUP BY ROLLUP (campaign_id)',
    'SELECT campaign_id, count(DISTINCT household_id) FROM campaign_contacts GROUP BY campaign_id
     UNION ALL SELECT NULL, count(DISTINCT household_id) FROM campaign_contacts',
    '1. households reached');

SELECT bag_eq(
    $$SELECT campaign_type, campaign_id,
             count_distinct(household_id) FILTER (WHERE event_type = 'received') AS reached,
             count_distinct(household_id) FILTER (WHERE event_type = 'redeemed') AS redeemers
      FROM events GROUP BY ROLLUP (campaign_type, campaign_id)$$,
    $$SELECT campaign_type, campaign_id,
             count(DISTINCT household_id) FILTER (WHERE event_type = 'received') AS reached,
             count(DISTINCT household_id) FILTER (WHERE event_type = 'redeemed') AS redeemers
      FROM events GROUP BY ROLLUP (campaign_type, campaign_id)$$,
    '2. households reached and redeemers, by campaign, type and in total');

SELECT bag_eq(
    'SELECT campaign_id, cardinality(households) FROM campaign_reach',
    'SELECT campaign_id, count(*) FROM campaign_contacts GROUP BY campaign_id',
    '3. stored keysets have each campaign''s households');

SELECT bag_eq(
    'SELECT household_id FROM (SELECT DISTINCT household_id FROM transactions) AS t,
            (SELECT rollup(households) AS reached FROM campaign_reach) AS r WHERE NOT contains(reached, household_id)',
    'SELECT household_id FROM transactions EXCEPT SELECT household_id FROM campaign_contacts',
    '3. shoppers whom no campaign reached, one by one');

SELECT bag_eq(
    'SELECT a.campaign_id AS a, b.campaign_id AS b, cardinality(a.households | b.households) AS either,
            cardinality(a.households & b.households) AS both, cardinality(a.households - b.households) AS only_a
     FROM campaign_reach AS a, campaign_reach AS b',
    'SELECT a.campaign_id AS a, b.campaign_id AS b,
            (SELECT count(*) FROM (SELECT household_id FROM campaign_contacts WHERE campaign_id = a.campaign_id UNION
                                   SELECT household_id FROM campaign_contacts WHERE campaign_id = b.campaign_id) AS q) AS either,
            (SELECT count(*) FROM (SELECT household_id FROM campaign_contacts WHERE campaign_id = a.campaign_id INTERSECT
                                   SELECT household_id FROM campaign_contacts WHERE campaign_id = b.campaign_id) AS q) AS both,
            (SELECT count(*) FROM (SELECT household_id FROM campaign_contacts WHERE campaign_id = a.campaign_id EXCEPT
                                   SELECT household_id FROM campaign_contacts WHERE campaign_id = b.campaign_id) AS q) AS only_a
     FROM campaigns AS a, campaigns AS b',
    '3. union, intersection and difference of every two campaigns');

SELECT results_eq(
    'SELECT cardinality(reached), cardinality(shoppers & reached), cardinality(shoppers - reached), cardinality(redeemers - reached)
     FROM (SELECT rollup(households) AS reached FROM campaign_reach) AS r,
          (SELECT keyset(household_id) AS shoppers FROM transactions) AS t,
          (SELECT keyset(household_id) AS redeemers FROM coupon_redemptions) AS c',
    'SELECT (SELECT count(DISTINCT household_id) FROM campaign_contacts),
            (SELECT count(*) FROM (SELECT household_id FROM transactions INTERSECT SELECT household_id FROM campaign_contacts) AS q),
            (SELECT count(*) FROM (SELECT household_id FROM transactions EXCEPT SELECT household_id FROM campaign_contacts) AS q),
            (SELECT count(*) FROM (SELECT household_id FROM coupon_redemptions EXCEPT SELECT household_id FROM campaign_contacts) AS q)',
    '3. all campaigns beside shoppers and redeemers');

SELECT bag_eq(
    'SELECT household_id, count_distinct(basket_id) FROM transactions GROUP BY household_id',
    'SELECT household_id, count(DISTINCT basket_id) FROM transactions GROUP BY household_id',
    '3. baskets of each household');

SELECT bag_eq(
    'SELECT day, total, first_unique FROM daily_redemptions',
    'SELECT redemption_date, count(*) AS total,
            count(DISTINCT (household_id, campaign_id)) FILTER (WHERE redemption_date = first_date) AS first_unique
     FROM (SELECT *, min(redemption_date) OVER (PARTITION BY household_id, campaign_id) AS first_date FROM coupon_redemptions) AS r
     GROUP BY redemption_date',
    '4. coupons and first coupons of each day');

SELECT results_eq(
    'SELECT sum(first_unique)::bigint, sum(total)::bigint FROM daily_redemptions',
    'SELECT count(DISTINCT (household_id, campaign_id)), count(*) FROM coupon_redemptions',
    '4. days add up to the year');

SELECT results_eq(
    'SELECT count_distinct(household_id, campaign_id) FROM coupon_redemptions',
    'SELECT count(DISTINCT (household_id, campaign_id)) FROM coupon_redemptions',
    '4. distinct pairs of household and campaign');

SELECT bag_eq(
    $$SELECT campaign_type, household_comp, engagement(event_type, '{received,redeemed}', household_id, campaign_id) AS counts
      FROM events LEFT JOIN households USING (household_id)
      GROUP BY GROUPING SETS ((campaign_type), (household_comp), ())$$,
    $$SELECT campaign_type, household_comp,
             ARRAY[count(DISTINCT (household_id, campaign_id)) FILTER (WHERE event_type = 'received'),
                   count(DISTINCT (household_id, campaign_id)) FILTER (WHERE event_type = 'redeemed')] AS counts
      FROM events LEFT JOIN households USING (household_id)
      GROUP BY GROUPING SETS ((campaign_type), (household_comp), ())$$,
    '5. mailings received and redeemed, by campaign type, by kind of household and in total');

-- A mailing is received once, so its funnel is two minima: the first coupon, and the first day without one after that.
CREATE TEMPORARY TABLE mailing AS
WITH coupons AS (
    SELECT campaign_id, household_id, min(redemption_date) AS redeemed, array_agg(redemption_date) AS days
    FROM coupon_redemptions GROUP BY campaign_id, household_id
), shopping AS (
    SELECT DISTINCT household_id, (transaction_timestamp AT TIME ZONE 'America/New_York')::date AS day FROM transactions
), returned AS (
    SELECT campaign_id, household_id, min(day) AS bought
    FROM coupons JOIN campaigns USING (campaign_id) JOIN shopping USING (household_id)
    WHERE day > redeemed AND day <= end_date AND day <> ALL (days)
    GROUP BY campaign_id, household_id
)
SELECT campaign_type, campaign_id, household_id, start_date::timestamp AT TIME ZONE 'America/New_York' AS received,
       redeemed::timestamp AT TIME ZONE 'America/New_York' AS redeemed, bought::timestamp AT TIME ZONE 'America/New_York' AS bought
FROM campaign_contacts JOIN campaigns USING (campaign_id)
LEFT JOIN coupons USING (campaign_id, household_id) LEFT JOIN returned USING (campaign_id, household_id);

SELECT results_eq(
    $$SELECT step, name, contacts, dropoff, round(conversion_from_previous::numeric, 12), round(conversion_overall::numeric, 12),
             round(median_seconds), round(p90_seconds), round(avg_seconds::numeric, 6),
             round(median_seconds_from_first), round(p90_seconds_from_first), round(avg_seconds_from_first::numeric, 6)
      FROM unnest((SELECT funnel('180 days', mailing, occurred_at, event_type, '{received,redeemed,bought}') FROM journeys)) AS f$$,
    $$WITH t AS (
          SELECT extract(epoch FROM redeemed - received)::float8 AS redeemed, extract(epoch FROM bought - redeemed)::float8 AS bought,
                 extract(epoch FROM bought - received)::float8 AS overall
          FROM mailing),
      n AS (SELECT count(*) AS received, count(redeemed) AS redeemed, count(bought) AS bought FROM t)
      SELECT 1, 'received', received, 0::bigint, 1.0, 1.0, NULL, NULL, NULL, NULL, NULL, NULL FROM n
      UNION ALL
      SELECT 2, 'redeemed', n.redeemed, n.received - n.redeemed,
             round(n.redeemed::numeric / n.received, 12), round(n.redeemed::numeric / n.received, 12), q.*, q.*
      FROM n, (SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY redeemed)), round(percentile_cont(0.9) WITHIN GROUP (ORDER BY redeemed)),
                      round(avg(redeemed)::numeric, 6) FROM t) AS q
      UNION ALL
      SELECT 3, 'bought', n.bought, n.redeemed - n.bought,
             round(n.bought::numeric / n.redeemed, 12), round(n.bought::numeric / n.received, 12), q.*, r.*
      FROM n, (SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY bought)), round(percentile_cont(0.9) WITHIN GROUP (ORDER BY bought)),
                      round(avg(bought)::numeric, 6) FROM t) AS q,
           (SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY overall)), round(percentile_cont(0.9) WITHIN GROUP (ORDER BY overall)),
                   round(avg(overall)::numeric, 6) FROM t) AS r$$,
    '6. the funnel of all mailings, with its times');

SELECT bag_eq(
    $$SELECT campaign_type, (f[1]).contacts AS received, (f[2]).contacts AS redeemed, (f[3]).contacts AS bought, round((f[2]).median_seconds) AS median
      FROM (SELECT campaign_type, funnel('180 days', mailing, occurred_at, event_type, '{received,redeemed,bought}') AS f
            FROM journeys GROUP BY campaign_type) AS types$$,
    $$SELECT campaign_type, count(*) AS received, count(redeemed) AS redeemed, count(bought) AS bought,
             round(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM redeemed - received)::float8)) AS median
      FROM mailing GROUP BY campaign_type$$,
    '6. funnels by type of campaign');

SELECT bag_eq(
    $$SELECT p.bucket, p.name, p.contacts
      FROM unnest((SELECT funnel_trend('month', 'America/New_York', '180 days', mailing, occurred_at, event_type, '{received,redeemed,bought}')
                   FROM journeys)) AS p$$,
    $$SELECT date_trunc('month', received, 'America/New_York') AS bucket, name, CASE name WHEN 'received' THEN count(*)
             WHEN 'redeemed' THEN count(redeemed) ELSE count(bought) END AS contacts
      FROM mailing, unnest('{received,redeemed,bought}'::text[]) AS name GROUP BY 1, 2$$,
    '6. funnels by month of entry');

SELECT results_eq(
    'SELECT sum(cardinality(received_only))::bigint, sum(cardinality(redeemed_only))::bigint FROM stopped',
    'SELECT count(*) - count(redeemed), count(redeemed) - count(bought) FROM mailing',
    '7. those who stopped are those who dropped off');

SELECT bag_eq(
    'SELECT campaign_id, household_id FROM stopped, (SELECT DISTINCT household_id FROM campaign_contacts) AS h WHERE contains(received_only, household_id)',
    'SELECT campaign_id, household_id FROM campaign_contacts EXCEPT SELECT campaign_id, household_id FROM coupon_redemptions',
    '7. who received and redeemed nothing, one by one');

SELECT bag_eq(
    'SELECT campaign_id, household_id FROM stopped, (SELECT DISTINCT household_id FROM campaign_contacts) AS h WHERE contains(redeemed_only, household_id)',
    'SELECT campaign_id, household_id FROM mailing WHERE redeemed IS NOT NULL AND bought IS NULL',
    '7. who redeemed and was not seen since, one by one');

SELECT results_eq(
    $$SELECT household_id, sum(sales_value) FROM transactions, stopped AS a, stopped AS b
      WHERE a.campaign_id = 18 AND b.campaign_id = 13 AND contains(a.received_only, household_id) AND contains(b.received_only, household_id)
      GROUP BY household_id ORDER BY 2 DESC, 1$$,
    $$SELECT household_id, sum(sales_value) FROM transactions
      JOIN (SELECT household_id FROM mailing WHERE campaign_id IN (13, 18) AND redeemed IS NULL GROUP BY household_id HAVING count(*) = 2) AS passed
           USING (household_id)
      GROUP BY household_id ORDER BY 2 DESC, 1$$,
    '7. what those spend who let both large campaigns pass');

-- Months as numbers, of both zones, and the month in which each household was first seen.
CREATE TEMPORARY TABLE shopping_month AS
SELECT zone, household_id, month, min(month) OVER (PARTITION BY zone, household_id) AS cohort
FROM (SELECT DISTINCT zone, household_id,
             (12 * extract(year FROM transaction_timestamp AT TIME ZONE zone)
              + extract(month FROM transaction_timestamp AT TIME ZONE zone))::integer - 12 * 2017 - 1 AS month
      FROM transactions, (VALUES ('America/New_York'), ('UTC')) AS zones (zone)) AS months;

-- Every cohort is shown up to the month of the last receipt, with zeros; that month is not over.
CREATE TEMPORARY TABLE retention_plain AS
SELECT zone, ('2017-01-01'::date + cohort * interval '1 month')::date AS cohort, size, month - cohort AS period_number,
       count(s.household_id) AS active, count(s.household_id)::float8 / size AS rate, month < last AS is_complete
FROM (SELECT zone, cohort, count(DISTINCT household_id) AS size FROM shopping_month GROUP BY zone, cohort) AS cohorts
JOIN (SELECT zone, max(month) AS last FROM shopping_month GROUP BY zone) AS ends USING (zone)
CROSS JOIN LATERAL generate_series(cohort, last) AS month
LEFT JOIN shopping_month AS s USING (zone, cohort, month)
GROUP BY zone, cohort, size, month, last;

SELECT bag_eq(
    'SELECT zone, cohort, size, period_number, active, rate, is_complete FROM monthly_retention, unnest(cells)',
    'SELECT zone, cohort, size, period_number, active, rate, is_complete FROM retention_plain',
    '8. monthly retention in New York and in UTC');

SELECT bag_eq(
    'SELECT zone, period_number, size, active, round(rate::numeric, 12) AS rate FROM monthly_retention, unnest(retention_curve(cells))',
    'SELECT zone, period_number, sum(size)::bigint AS size, sum(active)::bigint AS active, round(sum(active) / sum(size), 12) AS rate
     FROM retention_plain WHERE is_complete GROUP BY zone, period_number',
    '8. the mean over cohorts, by size and without what is not over');

SELECT results_eq(
    $$SELECT regexp_split_to_array(trim(matrix), '\s+') FROM monthly_retention, retention_matrix_text(cells) WITH ORDINALITY AS m (matrix, line)
      WHERE zone = 'America/New_York' AND line BETWEEN 2 AND 13 ORDER BY line$$,
    $$SELECT ARRAY[cohort::text, size::text]
             || array_agg(to_char(100 * rate, 'FM990.0') || CASE WHEN is_complete THEN '%' ELSE '%*' END ORDER BY period_number)
      FROM retention_plain WHERE zone = 'America/New_York' GROUP BY cohort, size ORDER BY cohort$$,
    '8. what the matrix prints');

SELECT results_eq(
    $$SELECT count_distinct(basket_id) FILTER (WHERE in_utc <> in_new_york), count_distinct(household_id) FILTER (WHERE in_utc <> in_new_york)
      FROM (SELECT basket_id, household_id, date_trunc('month', transaction_timestamp AT TIME ZONE 'UTC') AS in_utc,
                   date_trunc('month', transaction_timestamp AT TIME ZONE 'America/New_York') AS in_new_york FROM transactions) AS m$$,
    $$SELECT count(DISTINCT basket_id), count(DISTINCT household_id) FROM transactions
      WHERE to_char(transaction_timestamp AT TIME ZONE 'UTC', 'YYYY-MM') <> to_char(transaction_timestamp AT TIME ZONE 'America/New_York', 'YYYY-MM')$$,
    '8. receipts and households that are of another month in UTC');

SELECT bag_eq(
    $$SELECT bucket, new, "returning", resurrecting, dormant, dormant_negative, is_complete
      FROM unnest((SELECT lifecycle('month', 'America/New_York', household_id, transaction_timestamp) FROM transactions))$$,
    $$WITH s AS (SELECT * FROM shopping_month WHERE zone = 'America/New_York'),
      months AS (SELECT generate_series(min(month), max(month)) AS month, max(month) AS last FROM s)
      SELECT ('2017-01-01'::date + month * interval '1 month')::date AS bucket, count(*) FILTER (WHERE now AND first) AS new,
             count(*) FILTER (WHERE now AND before) AS "returning", count(*) FILTER (WHERE now AND NOT before AND NOT first) AS resurrecting,
             count(*) FILTER (WHERE before AND NOT now) AS dormant, -count(*) FILTER (WHERE before AND NOT now) AS negative,
             month < last AS is_complete
      FROM (SELECT m.month, last, h.cohort = m.month AS first, s.month IS NOT NULL AS now, b.month IS NOT NULL AS before
            FROM months AS m
            CROSS JOIN (SELECT DISTINCT household_id, cohort FROM s) AS h
            LEFT JOIN s      ON s.household_id = h.household_id AND s.month = m.month
            LEFT JOIN s AS b ON b.household_id = h.household_id AND b.month = m.month - 1) AS each
      GROUP BY month, last$$,
    '9. new, returning, resurrecting and dormant households of each month');

SELECT bag_eq(
    $$SELECT periods, contacts, contacts_or_more
      FROM unnest((SELECT stickiness('month', 'America/New_York', household_id, transaction_timestamp) FROM transactions))$$,
    $$SELECT n, count(*) FILTER (WHERE months = n) AS households, count(*) FILTER (WHERE months >= n) AS or_more
      FROM generate_series(1, 12) AS n,
           (SELECT count(*) AS months FROM shopping_month WHERE zone = 'America/New_York' GROUP BY household_id) AS h
      GROUP BY n$$,
    '9. households by the number of months in which they came');

-- Each basket with the campaigns that came in the 30 days before it, oldest first; without one a row of its own.
CREATE TEMPORARY TABLE path_plain AS
SELECT basket_id, household_id, b.at AS bought_at, value, campaign_type, campaign_id, t.at AS received_at,
       row_number() OVER (PARTITION BY basket_id ORDER BY t.at, campaign_type COLLATE "C") AS place,
       count(*) OVER (PARTITION BY basket_id) AS n,
       row_number() OVER (PARTITION BY basket_id, campaign_type) AS copy,
       coalesce(power(0.5, extract(epoch FROM b.at - t.at)::float8 / (7 * 86400)), 1) AS decay
FROM (SELECT basket_id, household_id, min(transaction_timestamp) AS at, sum(sales_value) AS value
      FROM transactions GROUP BY basket_id, household_id) AS b
LEFT JOIN (SELECT household_id, campaign_id, campaign_type, start_date::timestamp AT TIME ZONE 'America/New_York' AS at
           FROM campaign_contacts JOIN campaigns USING (campaign_id)) AS t
     USING (household_id)
WHERE t.at BETWEEN b.at - interval '720 hours' AND b.at OR t.at IS NULL;

-- Who was reached, but not in time, has no row yet.
INSERT INTO path_plain
SELECT basket_id, household_id, min(transaction_timestamp), sum(sales_value), NULL, NULL, NULL, 1, 1, 1, 1
FROM transactions WHERE basket_id NOT IN (SELECT basket_id FROM path_plain)
GROUP BY basket_id, household_id;

SELECT bag_eq(
    'SELECT model, touch, round(conversions::numeric, 6) AS conversions, round(value::numeric, 6) AS value FROM credits',
    $$SELECT model, campaign_type, round(sum(credit)::numeric, 6) AS conversions, round(sum(value * credit)::numeric, 6) AS value
      FROM (SELECT *, decay / sum(decay) OVER (PARTITION BY basket_id) AS decayed FROM path_plain) AS p
      CROSS JOIN LATERAL (VALUES ('first_touch', (place = 1)::integer::float8), ('last_touch', (place = n)::integer), ('linear', 1.0 / n),
                                 ('time_decay', decayed), ('participation', (copy = 1)::integer)) AS m (model, credit)
      GROUP BY model, campaign_type$$,
    '10. baskets and their value by model and type of campaign');

SELECT results_eq(
    $$SELECT model, round(sum(conversions)::numeric, 6), round(sum(value)::numeric, 6) FROM credits WHERE model <> 'participation' GROUP BY model ORDER BY model$$,
    $$SELECT model, round(count(DISTINCT basket_id), 6), round(sum(sales_value), 6) FROM transactions,
             unnest('{first_touch,last_touch,linear,time_decay}'::text[]) AS model GROUP BY model ORDER BY model$$,
    '10. credits add up to all baskets and all that was spent');

SELECT bag_eq(
    $$SELECT touch, touches, contacts, converted_contacts, first_seen, last_seen FROM credits WHERE model = 'linear'$$,
    $$SELECT campaign_type, count(*) AS touches, count(DISTINCT household_id) AS contacts,
             (SELECT count(DISTINCT household_id) FROM path_plain AS p WHERE p.campaign_type = c.campaign_type) AS converted,
             min(start_date)::timestamp AT TIME ZONE 'America/New_York' AS first_seen, max(start_date)::timestamp AT TIME ZONE 'America/New_York' AS last_seen
      FROM campaign_contacts JOIN campaigns AS c USING (campaign_id) GROUP BY campaign_type
      UNION ALL
      SELECT NULL, 0, count(DISTINCT household_id), count(DISTINCT household_id), min(bought_at), max(bought_at)
      FROM path_plain WHERE campaign_type IS NULL$$,
    '10. mailings, households and buyers by type of campaign');

SELECT bag_eq(
    $$SELECT touch, round(conversions::numeric, 6) AS conversions, round(value::numeric, 6) AS value, converted_contacts
      FROM unnest((SELECT attribution('{linear}', '30 days', household_id, occurred_at, 'no. ' || campaign_id, value IS NOT NULL, value)
                   FROM marketing)) WHERE converted_contacts > 0$$,
    $$SELECT 'no. ' || campaign_id, round(sum(1.0 / n), 6) AS conversions, round(sum(value / n), 6) AS value, count(DISTINCT household_id) AS contacts
      FROM path_plain GROUP BY campaign_id$$,
    '10. linear credits of each campaign');

SELECT bag_eq(
    $$SELECT path, conversions, round(value::numeric, 6) AS value, touches, round(median_seconds::numeric, 3) AS median, round(share::numeric, 9) AS share
      FROM unnest((SELECT attribution_paths('30 days', household_id, occurred_at, campaign_type, value IS NOT NULL, value, 'top=1000000')
                   FROM marketing))$$,
    $$SELECT path, count(*) AS conversions, round(sum(value), 6) AS value, cardinality(path) AS touches,
             round(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric, 3) AS median, round(count(*) / sum(count(*)) OVER (), 9) AS share
      FROM (SELECT coalesce(array_agg(campaign_type ORDER BY place) FILTER (WHERE campaign_type IS NOT NULL), '{}') AS path, min(value) AS value,
                   extract(epoch FROM min(bought_at) - min(received_at))::float8 AS seconds
            FROM path_plain GROUP BY basket_id) AS paths
      GROUP BY path$$,
    '10. the ways to a basket');

-- The model: sample data of December, counted without the model's views.
SET search_path = marketing, campaign_analytics, public;
SET timezone = 'UTC';
SELECT use_range(start_at => '2025-12-01 00:00:00+00', end_at => '2026-01-01 00:00:00+00', is_local => true);

CREATE TEMPORARY TABLE december AS
SELECT e.*, c.campaign_type, c.name AS campaign_name FROM events AS e LEFT JOIN campaigns AS c ON c.id = e.campaign_id
WHERE e.occurred_at >= '2025-12-01 00:00:00+00' AND e.occurred_at < '2026-01-01 00:00:00+00';

SELECT results_eq(
    'SELECT (SELECT count(*) FROM contacts), (SELECT count(*) FROM templates), (SELECT count(DISTINCT id) FROM campaigns), (SELECT count(*) > 30000 FROM messages), (SELECT count(*) > 250000 FROM events)',
    'VALUES (4000::bigint, 20::bigint, 165::bigint, true, true)',
    '11. all sample data is there');

SELECT results_eq(
    'SELECT contacts_total, contacts_new, messages_sent, messages_opened, messages_clicked, round(open_rate_of_sent::numeric, 12), events_total FROM overview',
    $$SELECT (SELECT count(*) FROM contacts), (SELECT count(*) FROM contacts WHERE created_at >= '2025-12-01 00:00:00+00'),
             count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'sent'), count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'opened' AND contact_id IS NOT NULL),
             count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'clicked' AND contact_id IS NOT NULL),
             round(count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'opened' AND contact_id IS NOT NULL)::numeric / count(DISTINCT (message_id, contact_id)) FILTER (WHERE event_type = 'sent'), 12),
             count(*) FROM december$$,
    '12. the overview');

SELECT bag_eq(
    'SELECT channel, delivered_unique, opened_unique, opened_unique_human, clicked_unique FROM channel_engagement',
    $$SELECT channel, count(DISTINCT message_id) FILTER (WHERE event_type = 'delivered') AS delivered, count(DISTINCT message_id) FILTER (WHERE event_type = 'opened') AS opened,
             count(DISTINCT message_id) FILTER (WHERE event_type = 'opened' AND NOT is_machine) AS by_people,
             count(DISTINCT message_id) FILTER (WHERE event_type = 'clicked' AND contact_id IS NOT NULL) AS clicked
      FROM december WHERE message_id IS NOT NULL AND event_type IN ('requested', 'sent', 'delivered', 'bounced', 'failed', 'opened', 'clicked', 'interacted', 'replied', 'unsubscribed')
      GROUP BY channel$$,
    '13. channels');

SELECT bag_eq(
    'SELECT tag, delivered_unique FROM tag_engagement WHERE tag IS NOT NULL',
    $$SELECT tag, count(DISTINCT message_id) FROM december AS e JOIN templates AS t ON t.id = e.template_id, unnest(t.tags) AS tag WHERE event_type = 'delivered' GROUP BY tag$$,
    '13. tags');

SELECT bag_eq(
    'SELECT status, action FROM campaign_cards',
    $$SELECT status, CASE WHEN status = 'completed' THEN 'Report' WHEN status = 'live' THEN 'Interim report' ELSE 'Details' END FROM campaigns$$,
    '14. cards and their actions');

SELECT bag_eq(
    'SELECT campaign_id, status, messages FROM status_breakdown WHERE campaign_id IS NOT NULL',
    $$SELECT campaign_id, word, count(*) FROM (
          SELECT campaign_id, message_id, (array_agg(upper(event_type) ORDER BY array_position('{failed,bounced,delivered,sent,requested}', event_type)))[1] AS word
          FROM december WHERE campaign_id IS NOT NULL AND event_type IN ('requested', 'sent', 'delivered', 'bounced', 'failed') GROUP BY campaign_id, message_id) AS last_words
      GROUP BY campaign_id, word$$,
    '15. the last word on each message');

SELECT bag_eq(
    'SELECT campaign_id, url, clicks_total FROM links WHERE campaign_id IS NOT NULL',
    $$SELECT campaign_id, url, count(*) FROM december WHERE event_type = 'clicked' AND campaign_id IS NOT NULL GROUP BY campaign_id, url$$,
    '15. links');

SELECT bag_eq(
    'SELECT campaign_id, test_name, variant, sent, opened FROM ab_tests',
    $$SELECT m.campaign_id, CASE WHEN variant LIKE '%:%' THEN split_part(variant, ':', 1) ELSE 'A/B test' END AS test, right(variant, 1) AS name,
             count(DISTINCT m.id) FILTER (WHERE event_type = 'sent') AS sent, count(DISTINCT m.id) FILTER (WHERE event_type = 'opened') AS opened
      FROM december AS e JOIN messages AS m ON m.id = e.message_id WHERE variant IS NOT NULL GROUP BY m.campaign_id, variant$$,
    '16. variants');

SELECT results_eq(
    'SELECT messaged, responded, contact_messages, agent_messages, assistant_messages FROM texting_overview',
    $$SELECT count(DISTINCT message_id) FILTER (WHERE event_type = 'delivered'), count(DISTINCT (campaign_id, conversation_id)) FILTER (WHERE event_type = 'contact_message'),
             count(*) FILTER (WHERE event_type = 'contact_message'), count(*) FILTER (WHERE event_type = 'agent_message'), count(*) FILTER (WHERE event_type = 'assistant_message')
      FROM december WHERE campaign_type IN ('sms', 'rcs', 'whatsapp')$$,
    '17. texting');

SELECT bag_eq(
    'SELECT prize, sum(won) AS won, sum(claimed) AS claimed, sum(value_won) AS value FROM report_prizes GROUP BY prize',
    $$SELECT properties->>'prize', count(*) FILTER (WHERE event_type = 'prize_won')::numeric AS won, count(*) FILTER (WHERE event_type = 'prize_claimed')::numeric AS claimed,
             sum(value) FILTER (WHERE event_type = 'prize_won') AS value
      FROM december WHERE event_type IN ('prize_won', 'prize_claimed') GROUP BY 1$$,
    '18. prizes');

SELECT bag_eq(
    'SELECT campaign_id, location, redemptions FROM redemptions_by_location',
    $$SELECT campaign_id, properties->>'location' AS location, count(*) FROM december WHERE event_type = 'pass_redeemed' GROUP BY 1, 2$$,
    '18. redemptions');

SELECT results_eq(
    $$SELECT name, contacts FROM funnel_report(start_at => '2025-12-01 00:00:00+00', end_at => '2026-01-01 00:00:00+00') WHERE step = 1$$,
    $$SELECT 'page_view', count(DISTINCT contact_id) FROM december WHERE event_type = 'page_view'$$,
    '19. who entered the funnel');

SELECT results_eq(
    $$SELECT model, round(sum(conversions)::numeric, 6) FROM attribution_models(start_at => '2025-12-01 00:00:00+00', end_at => '2026-01-01 00:00:00+00',
          models => '{first_touch,linear}', dimension => 'channel') GROUP BY model ORDER BY model$$,
    $$SELECT m, round(count(*)::numeric, 6) FROM december, (VALUES ('first_touch'), ('linear')) AS models (m) WHERE event_type = 'purchase' AND contact_id IS NOT NULL GROUP BY m ORDER BY m$$,
    '20. each purchase is credited once');

SELECT bag_eq(
    'SELECT contact_id, clicked_total, last_engaged_at FROM contact_insight WHERE clicked_total > 0',
    $$SELECT contact_id, count(*) FILTER (WHERE event_type = 'clicked'), max(occurred_at) FROM december
      WHERE event_type IN ('opened', 'clicked', 'interacted', 'replied') GROUP BY contact_id HAVING count(*) FILTER (WHERE event_type = 'clicked') > 0$$,
    '21. contacts');

SELECT * FROM finish();
ROLLBACK;
