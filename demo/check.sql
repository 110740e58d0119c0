-- Each report's numbers beside plain SQL over the same tables, compared as bags (EXCEPT ALL both ways).
--
-- Usage:  demo/run && pg_prove -d demo demo/check.sql     (needs pgTAP; leaves the database as it was)

BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap SCHEMA public;
SET search_path = journey, campaign_analytics, public;

SELECT plan(12);

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

SELECT * FROM finish();
ROLLBACK;
