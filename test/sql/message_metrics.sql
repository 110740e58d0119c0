--
-- What became of three messages
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- Message 1 goes to Ann and to Bob, message 2 to Ann. Ann's copy of message 1
-- arrives on her phone and her tablet; a mail proxy opens it, then she does,
-- twice; she clicks. Bob's copy bounces after it was delivered; only a proxy
-- opens it. Message 2 fails. A click of which the contact is not known counts
-- in totals only, and what the web tells is no message at all.
CREATE TABLE happened (
	at			timestamptz,
	type		text,
	message_id	bigint,
	contact_id	bigint,
	is_human	boolean
);
INSERT INTO happened VALUES
	('2024-05-01 08:00', 'requested', 1, 1, true),
	('2024-05-01 08:00', 'requested', 1, 2, true),
	('2024-05-01 08:00', 'requested', 2, 1, true),
	('2024-05-01 09:00', 'sent', 1, 1, true),
	('2024-05-01 09:00', 'sent', 1, 2, true),
	('2024-05-01 09:01', 'delivered', 1, 1, true),
	('2024-05-01 09:02', 'delivered', 1, 1, true),
	('2024-05-01 09:02', 'delivered', 1, 2, true),
	('2024-05-01 09:03', 'bounced', 1, 2, true),
	('2024-05-01 09:04', 'failed', 2, 1, true),
	('2024-05-01 09:05', 'opened', 1, 1, false),
	('2024-05-01 09:05', 'opened', 1, 2, false),
	('2024-05-01 10:00', 'opened', 1, 1, true),
	('2024-05-01 10:30', 'opened', 1, 1, true),
	('2024-05-01 10:31', 'clicked', 1, 1, true),
	('2024-05-01 10:32', 'clicked', 1, NULL, NULL),
	('2024-05-01 11:00', 'unsubscribed', 1, 1, true),
	('2024-05-01 12:00', 'page_view', NULL, 1, true),
	(NULL, 'opened', 2, 1, true);

CREATE VIEW metrics AS
SELECT (message_metrics(type, is_human, at, message_id, contact_id)).* FROM happened;

-- Every row counts in totals, every message and contact once in uniques.
SELECT requested_total, requested_unique, sent_total, sent_unique, delivered_total, delivered_unique FROM metrics;
SELECT bounced_total, bounced_unique, failed_total, failed_unique, unsubscribed_total, unsubscribed_unique FROM metrics;
SELECT opened_total, opened_unique, clicked_total, clicked_unique, interacted_total, replied_total FROM metrics;

-- Without the proxies; a click of which it is not known is not known to be human.
SELECT opened_total_human, opened_unique_human, clicked_total_human, clicked_unique_human, interacted_total_human FROM metrics;

-- Each message has one status, the last of them in the order of sending.
SELECT status_requested, status_sent, status_delivered, status_bounced, status_failed FROM metrics;

-- The page view is no event of a message, and an opt-out is no engagement.
SELECT first_event_at, last_event_at, last_engaged_at FROM metrics;

-- Rates are of uniques.
SELECT delivery_rate_of_sent, bounce_rate_of_sent, bounce_rate_of_delivered, failure_rate_of_sent FROM metrics;
SELECT open_rate_of_sent, open_rate_of_delivered, click_rate_of_sent, click_rate_of_delivered, click_to_open_rate FROM metrics;
SELECT open_rate_of_sent_human, open_rate_of_delivered_human, click_rate_of_sent_human, click_rate_of_delivered_human, click_to_open_rate_human FROM metrics;
SELECT interaction_rate_of_delivered, reply_rate_of_delivered, unsubscribe_rate_of_delivered FROM metrics;

-- By contact: the denominator of a rate may be missing.
SELECT contact_id, (m).sent_unique, (m).failed_unique, (m).failure_rate_of_sent, (m).open_rate_of_delivered, (m).click_to_open_rate
FROM (SELECT contact_id, message_metrics(type, is_human, at, message_id, contact_id) AS m FROM happened GROUP BY contact_id) AS c
ORDER BY contact_id;

-- One column may be the key: messages whoever got them.
SELECT (m).requested_unique, (m).sent_unique, (m).opened_unique FROM (SELECT message_metrics(type, is_human, at, message_id) AS m FROM happened) AS c;
SELECT message_metrics(type, is_human, at, message_id) = message_metrics(type, is_human, at, message_id::text) AS text,
	message_metrics(type, is_human, at, message_id) = message_metrics(type, is_human, at, md5(message_id::text)::uuid) AS uuid,
	message_metrics(type, is_human, at, message_id) = message_metrics(type, is_human, at, message_id::integer) AS integer,
	message_metrics(type, is_human, at, message_id) = message_metrics(type, is_human, at, message_id::numeric) AS "numeric"
FROM happened;

-- No rows, and none that count: zeros.
SELECT sent_total, sent_unique, first_event_at, delivery_rate_of_sent
FROM (SELECT (message_metrics(type, is_human, at, message_id, contact_id)).* FROM happened WHERE false) AS m;
SELECT sent_total, sent_unique, first_event_at, delivery_rate_of_sent
FROM (SELECT (message_metrics(type, is_human, at, message_id, contact_id)).* FROM happened WHERE type = 'page_view') AS m;

DROP VIEW metrics;
DROP TABLE happened;
