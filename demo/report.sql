-- The reports, as a tutorial: a question in plain words, the SQL that answers it, the answer.
-- psql prints each query as it runs it (ECHO), so no query is written twice.
--
-- Usage:  psql -X -q -v ON_ERROR_STOP=1 -f demo/report.sql     after demo/load.sql, in the same database

\set ECHO queries
\pset footer off
\pset pager off

\echo 'A year of a grocery chain: 27 campaigns, 6,589 mailings, 2,102 redeemed coupons, 75,000 lines of receipts.'
\echo
CREATE EXTENSION campaign_analytics;
SET search_path = journey, campaign_analytics;

\echo
\echo '1. HOW MANY HOUSEHOLDS DID WE REACH?'
\echo '   A campaign writes to a household once, but most households hear from us again and again.'
\echo
SELECT coalesce(campaign_id::text, 'all') AS campaign,
       count(*)                           AS mailings,
       count_distinct(household_id)       AS households
FROM campaign_contacts
GROUP BY ROLLUP (campaign_id)
ORDER BY mailings DESC LIMIT 5;

\echo '2. WHO REDEEMED? In total, by campaign type, and the three campaigns with most redeemers.'
\echo '   events is one log of both: (campaign_id, campaign_type, household_id, event_type, occurred_at).'
\echo
SELECT campaign, reached, redeemers, round(100.0 * redeemers / nullif(reached, 0), 1) AS percent_of_reached, redemptions
FROM (
    SELECT coalesce('no. ' || campaign_id, campaign_type, 'all')               AS campaign,
           GROUPING(campaign_type, campaign_id)                                AS level,
           count_distinct(household_id) FILTER (WHERE event_type = 'received') AS reached,
           count_distinct(household_id) FILTER (WHERE event_type = 'redeemed') AS redeemers,
           count(*)                     FILTER (WHERE event_type = 'redeemed') AS redemptions
    FROM events
    GROUP BY ROLLUP (campaign_type, campaign_id)
) AS totals
ORDER BY level DESC, redeemers DESC LIMIT 7;

\echo '3. WHOM DO OUR CAMPAIGNS SHARE, AND WHOM DO THEY MISS?'
\echo '   Keep one keyset for each campaign, and ask any union, overlap or difference of them later.'
\echo
CREATE TABLE campaign_reach AS
SELECT campaign_id, keyset(household_id) AS households
FROM campaign_contacts
GROUP BY campaign_id;

\echo
\echo '   The two largest campaigns, as report 1 shows:'
\echo
SELECT cardinality(a.households | b.households) AS a_or_b,
       cardinality(a.households & b.households) AS a_and_b,
       cardinality(a.households - b.households) AS only_a,
       cardinality(b.households - a.households) AS only_b
FROM campaign_reach AS a, campaign_reach AS b
WHERE a.campaign_id = 18 AND b.campaign_id = 13;

\echo '   All campaigns together, beside those who shop and those who redeem:'
\echo
SELECT cardinality(reached)             AS reached,
       cardinality(shoppers & reached)  AS shoppers_reached,
       cardinality(shoppers - reached)  AS shoppers_missed,
       cardinality(redeemers - reached) AS redeemers_missed
FROM (SELECT rollup(households)   AS reached   FROM campaign_reach)     AS r,
     (SELECT keyset(household_id) AS shoppers  FROM transactions)       AS t,
     (SELECT keyset(household_id) AS redeemers FROM coupon_redemptions) AS c;

\echo '   The best customers whom no campaign has reached, to be written to next:'
\echo
SELECT household_id, count_distinct(basket_id) AS baskets, sum(sales_value) AS spent
FROM transactions, (SELECT rollup(households) AS reached FROM campaign_reach) AS r
WHERE NOT contains(reached, household_id)
GROUP BY household_id
ORDER BY spent DESC LIMIT 3;

\echo '4. WHEN DID CAMPAIGNS WIN HOUSEHOLDS?'
\echo '   Each (household, campaign) counts once, on the day of its first coupon, so days add up to months and to the year.'
\echo
CREATE TABLE daily_redemptions AS
SELECT (p.bucket AT TIME ZONE 'America/New_York')::date AS day, p.total, p.first_unique
FROM unnest((SELECT engagement_series('day', 'America/New_York', occurred_at,
                                      event_type, '{redeemed}', household_id, campaign_id)
             FROM events)) AS p;

\echo
SELECT to_char(day, 'YYYY-MM') AS month, count(*) AS days, sum(total) AS coupons, sum(first_unique) AS first_coupons
FROM daily_redemptions
GROUP BY month
ORDER BY month;

SELECT sum(first_unique) AS sum_of_days,
       (SELECT count_distinct(household_id, campaign_id) FROM coupon_redemptions) AS distinct_in_the_year
FROM daily_redemptions;

\echo '5. WHAT WORKS, AND WITH WHOM?'
\echo '   One pass over the log counts several event types, each (household, campaign) once for each:'
\echo '   three coupons of one mailing are one success.'
\echo
SELECT coalesce(campaign_type, household, 'all') AS who,
       e[1] AS received, e[2] AS redeemed, round(100.0 * e[2] / nullif(e[1], 0), 1) AS percent_of_received
FROM (
    SELECT campaign_type, coalesce(household_comp, 'unknown') AS household,
           engagement(event_type, '{received,redeemed}', household_id, campaign_id) AS e
    FROM events LEFT JOIN households USING (household_id)
    GROUP BY GROUPING SETS ((campaign_type), (household), ())
) AS totals
ORDER BY num_nonnulls(campaign_type, household), campaign_type, percent_of_received DESC;

\echo '6. HOW FAR DOES A MAILING GET, AND HOW FAST?'
\echo '   Received, then redeemed, then bought on a day without a coupon, all while the campaign ran, which is 161 days at most.'
\echo '   Receipts are a sample, one line in twenty, so more households bought than are seen here.'
\echo '   journeys is the log of report 2 with shopping days: (campaign_id, household_id, mailing, event_type, occurred_at).'
\echo
SELECT f.step, f.name, f.contacts AS mailings, f.dropoff, round((100 * f.conversion_from_previous)::numeric, 1) AS percent,
       round(f.median_seconds / 86400) AS median_days, round(f.median_seconds_from_first / 86400) AS days_from_first
FROM unnest((SELECT funnel('180 days', mailing, occurred_at, event_type, '{received,redeemed,bought}')
             FROM journeys)) AS f;

\echo '   By type of campaign:'
\echo
SELECT campaign_type, (f[1]).contacts AS received, (f[2]).contacts AS redeemed, (f[3]).contacts AS bought,
       round((100 * (f[2]).conversion_overall)::numeric, 1) AS percent_redeemed, round((f[2]).median_seconds / 86400) AS median_days
FROM (SELECT campaign_type, funnel('180 days', mailing, occurred_at, event_type, '{received,redeemed,bought}') AS f
      FROM journeys
      GROUP BY campaign_type) AS types
ORDER BY campaign_type;

\echo '   By the month in which the campaign came, whenever the rest followed. Coupons and receipts are known for 2017 only:'
\echo
SELECT to_char(p.bucket AT TIME ZONE 'America/New_York', 'YYYY-MM') AS month,
       sum(p.contacts) FILTER (WHERE p.name = 'received') AS received,
       sum(p.contacts) FILTER (WHERE p.name = 'redeemed') AS redeemed,
       sum(p.contacts) FILTER (WHERE p.name = 'bought')   AS bought
FROM unnest((SELECT funnel_trend('month', 'America/New_York', '180 days', mailing,
                                 occurred_at, event_type, '{received,redeemed,bought}')
             FROM journeys)) AS p
GROUP BY month
ORDER BY month;

\echo '7. WHO STOPPED ON THE WAY?'
\echo '   For each campaign, who received it and redeemed nothing, and who redeemed and has not been seen without a coupon since.'
\echo
CREATE TABLE stopped AS
SELECT campaign_id,
       funnel_contacts(1, '180 days', household_id, occurred_at, event_type, '{received,redeemed,bought}') AS received_only,
       funnel_contacts(2, '180 days', household_id, occurred_at, event_type, '{received,redeemed,bought}') AS redeemed_only
FROM journeys
GROUP BY campaign_id;

\echo
\echo '   The four campaigns of type A, which most households receive:'
\echo
SELECT campaign_id, start_date, cardinality(received_only) AS received_only, cardinality(redeemed_only) AS redeemed_only
FROM stopped JOIN campaigns USING (campaign_id)
WHERE campaign_type = 'Type A'
ORDER BY start_date;

\echo '   The best customers who let both of the largest campaigns pass, to be asked why:'
\echo
SELECT household_id, sum(sales_value) AS spent
FROM transactions, stopped AS a, stopped AS b
WHERE a.campaign_id = 18 AND b.campaign_id = 13
  AND contains(a.received_only, household_id) AND contains(b.received_only, household_id)
GROUP BY household_id
ORDER BY spent DESC LIMIT 3;

\echo '8. WHO COMES BACK, MONTH AFTER MONTH?'
\echo '   Households by the month of their first receipt, and how many of them bought again in each month after it:'
\echo '   once in the months of the stores, and once in those of UTC, in which the timestamps are written.'
\echo '   Receipts are a sample, one line in twenty: who is not seen in a month may have come all the same.'
\echo
CREATE TABLE monthly_retention AS
SELECT zone, cohort_retention('month', zone, household_id, NULL, transaction_timestamp) AS cells
FROM transactions, (VALUES ('America/New_York'), ('UTC')) AS zones (zone)
GROUP BY zone;

\echo
\echo '   New York. A month with a star was not over when the last receipt was printed, on 31 December at 22:47, and is left out of'
\echo '   the last line, the mean by size. January''s cohort is large because the data begin with it: customers of earlier years'
\echo '   are in it as well, whose first receipts nobody has.'
\echo
SELECT matrix FROM monthly_retention, retention_matrix_text(cells) AS matrix WHERE zone = 'America/New_York';

\echo '   UTC. The numbers differ, and there is a thirteenth month: New York''s evening is the next day in UTC. What was bought there'
\echo '   after 19:00, in summer after 20:00, on the last day of a month counts for the month after, and New Year''s Eve for January.'
\echo '   So to UTC December is over, and what has a star is a January of not quite four hours. The customers are the same.'
\echo
SELECT matrix FROM monthly_retention, retention_matrix_text(cells) AS matrix WHERE zone = 'UTC';

\echo '   How much of it is that? Receipts and households that are of another month in UTC, and households that are of another cohort:'
\echo
SELECT count_distinct(basket_id) AS baskets,
       count_distinct(basket_id)    FILTER (WHERE in_utc <> in_new_york)             AS of_another_month,
       count_distinct(household_id) FILTER (WHERE in_utc <> in_new_york)             AS households,
       count_distinct(household_id) FILTER (WHERE first_in_utc <> first_in_new_york) AS of_another_cohort
FROM (SELECT *, min(in_utc)      OVER (PARTITION BY household_id) AS first_in_utc,
                min(in_new_york) OVER (PARTITION BY household_id) AS first_in_new_york
      FROM (SELECT basket_id, household_id,
                   date_trunc('month', transaction_timestamp AT TIME ZONE 'UTC')              AS in_utc,
                   date_trunc('month', transaction_timestamp AT TIME ZONE 'America/New_York') AS in_new_york
            FROM transactions) AS receipts) AS months;

\echo '9. DO WE GROW, OR DO WE ONLY REPLACE THOSE WHO STAY AWAY?'
\echo '   Each month''s households: new; back from the month before; back after a pause; and those of the month before who stayed away.'
\echo
SELECT bucket AS month, new, "returning", resurrecting, dormant, new + resurrecting - dormant AS change, is_complete
FROM unnest((SELECT lifecycle('month', 'America/New_York', household_id, transaction_timestamp) FROM transactions));

\echo '   In how many months of the year did they come?'
\echo
SELECT periods AS months, contacts AS households, contacts_or_more AS households_or_more
FROM unnest((SELECT stickiness('month', 'America/New_York', household_id, transaction_timestamp) FROM transactions));

\echo '10. WHICH CAMPAIGNS DO BASKETS GO TO?'
\echo '   A basket''s credit is shared among the campaigns that reached the household in the 30 days before it. Whether they caused it is another'
\echo '   question, which only households that were left out by chance could answer: many come every week anyway.'
\echo
CREATE TABLE marketing AS
SELECT household_id, occurred_at, campaign_type, campaign_id, NULL::float8 AS value
FROM events
WHERE event_type = 'received'
UNION ALL
SELECT household_id, min(transaction_timestamp), NULL, NULL, sum(sales_value)::float8
FROM transactions
GROUP BY basket_id, household_id;

CREATE TABLE credits AS
SELECT c.*
FROM unnest((SELECT attribution('{first_touch,last_touch,linear,time_decay,participation}', '30 days', household_id, occurred_at,
                                campaign_type, value IS NOT NULL, value)
             FROM marketing)) AS c;

\echo
\echo '   Baskets by type of campaign and model. Each goes to one campaign or is shared, but that participation counts it for every type on its'
\echo '   path. The last line is what no campaign reached in time.'
\echo
SELECT coalesce(touch, 'no campaign') AS campaign,
       round(sum(conversions) FILTER (WHERE model = 'first_touch')::numeric, 1)   AS first_touch,
       round(sum(conversions) FILTER (WHERE model = 'last_touch')::numeric, 1)    AS last_touch,
       round(sum(conversions) FILTER (WHERE model = 'linear')::numeric, 1)        AS linear,
       round(sum(conversions) FILTER (WHERE model = 'time_decay')::numeric, 1)    AS time_decay,
       round(sum(conversions) FILTER (WHERE model = 'participation')::numeric, 1) AS participation
FROM credits
GROUP BY touch
ORDER BY touch;

\echo '   What that is worth, and for how many households:'
\echo
SELECT coalesce(touch, 'no campaign') AS campaign, touches AS mailings, contacts AS households, converted_contacts AS buyers,
       round(value::numeric, 2) AS spent, round((100 * value / sum(value) OVER ())::numeric, 1) AS percent
FROM credits
WHERE model = 'linear'
ORDER BY touch;

\echo '   The five campaigns with most of it, by linear credit:'
\echo
SELECT touch AS campaign, touches AS mailings, converted_contacts AS buyers, round(conversions::numeric, 1) AS baskets,
       round(value::numeric, 2) AS spent, round((value / touches)::numeric, 2) AS spent_per_mailing
FROM unnest((SELECT attribution('{linear}', '30 days', household_id, occurred_at, 'no. ' || campaign_id, value IS NOT NULL, value)
             FROM marketing))
WHERE touch IS NOT NULL
ORDER BY value DESC LIMIT 5;

\echo '   The ways to a basket: which campaigns had come, oldest first, and how many days after the first of them it was filled.'
\echo
SELECT coalesce(nullif(array_to_string(path, ' > '), ''), 'no campaign') AS campaigns, conversions AS baskets,
       round(value::numeric, 2) AS spent, round(median_seconds / 86400) AS median_days,
       round((100 * share)::numeric, 1) AS percent
FROM unnest((SELECT attribution_paths('30 days', household_id, occurred_at, campaign_type, value IS NOT NULL, value, 'top=8')
             FROM marketing));
