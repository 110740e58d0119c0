-- The Complete Journey as a grocery chain would hold it: five ordinary tables and two views.
--
-- Usage:  psql -v ON_ERROR_STOP=1 -f demo/load.sql     from the top folder of the project
--
-- The files are read by psql, not by the server: whoever runs psql needs to be able to read them,
-- and a server on another machine will do. The ids in the files are quoted digits; here they are integers.

SET timezone = 'UTC';  -- what transactions.csv.gz means by its timestamps

CREATE SCHEMA journey;
SET search_path = journey;

CREATE TABLE campaigns (
    campaign_id   integer PRIMARY KEY,
    campaign_type text NOT NULL,
    start_date    date NOT NULL,
    end_date      date NOT NULL
);

CREATE TABLE campaign_contacts (
    campaign_id  integer NOT NULL REFERENCES campaigns,
    household_id integer NOT NULL,
    PRIMARY KEY (campaign_id, household_id)
);

CREATE TABLE coupon_redemptions (
    household_id    integer NOT NULL,
    coupon_upc      bigint  NOT NULL,
    campaign_id     integer NOT NULL REFERENCES campaigns,
    redemption_date date    NOT NULL,
    PRIMARY KEY (household_id, coupon_upc, campaign_id, redemption_date)
);

-- Only the households whose demographics are known, 801 of 2,379: the other tables' households are not all here.
CREATE TABLE households (
    household_id   integer PRIMARY KEY,
    age            text NOT NULL,
    income         text NOT NULL,
    home_ownership text,
    marital_status text,
    household_size text NOT NULL,
    household_comp text NOT NULL,
    kids_count     text NOT NULL
);

-- Lines of receipts: a basket is all lines of one basket_id.
CREATE TABLE transactions (
    basket_id             bigint         NOT NULL,
    product_id            integer        NOT NULL,
    household_id          integer        NOT NULL,
    store_id              integer        NOT NULL,
    quantity              integer        NOT NULL,
    sales_value           numeric(10, 2) NOT NULL,
    transaction_timestamp timestamptz    NOT NULL,
    PRIMARY KEY (basket_id, product_id)
);

\copy campaigns          from program 'gzip -dc demo/data/campaigns.csv.gz'          with (format csv, header)
\copy campaign_contacts  from program 'gzip -dc demo/data/campaign_contacts.csv.gz'  with (format csv, header)
\copy coupon_redemptions from program 'gzip -dc demo/data/coupon_redemptions.csv.gz' with (format csv, header)
\copy households         from program 'gzip -dc demo/data/households.csv.gz'         with (format csv, header)
\copy transactions       from program 'gzip -dc demo/data/transactions.csv.gz'       with (format csv, header)

-- Both campaign tables as one log of events. The data has dates, not times, and no date of delivery: an event is put
-- at midnight of its day where the stores are, and a household received a campaign on the campaign's first day.
CREATE VIEW events AS
SELECT campaign_id, campaign_type, household_id, event_type,
       coalesce(redemption_date, start_date)::timestamp AT TIME ZONE 'America/New_York' AS occurred_at
FROM campaigns
JOIN (SELECT campaign_id, household_id, 'received' AS event_type, NULL::date AS redemption_date
      FROM campaign_contacts
      UNION ALL
      SELECT campaign_id, household_id, 'redeemed', redemption_date
      FROM coupon_redemptions) AS log USING (campaign_id);

-- What followed each mailing until its campaign was over, day by day: received, redeemed, bought. A coupon is redeemed
-- at the till, so that such a day is always a day of shopping too: 'bought' are the days on which the household came
-- without a coupon of this campaign. A mailing is one campaign to one household.
CREATE VIEW journeys AS
SELECT campaign_id, campaign_type, household_id, campaign_id || '/' || household_id AS mailing, event_type, occurred_at
FROM (SELECT campaign_id, campaign_type, household_id, event_type, occurred_at
      FROM events
      UNION ALL
      SELECT campaign_id, campaign_type, household_id, 'bought', shopping_day::timestamp AT TIME ZONE 'America/New_York'
      FROM campaigns
      JOIN campaign_contacts USING (campaign_id)
      JOIN (SELECT DISTINCT household_id, (transaction_timestamp AT TIME ZONE 'America/New_York')::date AS shopping_day
            FROM transactions) AS days USING (household_id)
      LEFT JOIN (SELECT DISTINCT campaign_id, household_id, redemption_date AS shopping_day
                 FROM coupon_redemptions) AS coupons USING (campaign_id, household_id, shopping_day)
      WHERE shopping_day BETWEEN start_date AND end_date AND coupons.campaign_id IS NULL) AS log;

ANALYZE campaigns, campaign_contacts, coupon_redemptions, households, transactions;
