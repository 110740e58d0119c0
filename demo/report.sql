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
