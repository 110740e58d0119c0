-- Keysets of each day, which the cube reach merges. Run it once with the day to
-- begin with, then by a job with a day so far back that late events are in:
--
--   psql -v since=2026-01-01 -v zone=UTC -f reach.sql
CREATE TABLE IF NOT EXISTS public.campaign_reach (
    date        date NOT NULL,                      -- local day in the zone
    campaign_id text,                               -- NULL: direct sends; the type that the model's ids have
    channel     text,
    event_type  text NOT NULL,
    messages    campaign_analytics.keyset NOT NULL, -- (message, contact), as the model counts
    contacts    campaign_analytics.keyset NOT NULL
);
CREATE INDEX IF NOT EXISTS campaign_reach_date ON public.campaign_reach (date);

BEGIN;
DELETE FROM public.campaign_reach WHERE date >= :'since';
INSERT INTO public.campaign_reach (date, campaign_id, channel, event_type, messages, contacts)
SELECT (occurred_at AT TIME ZONE :'zone')::date, campaign_id, channel, event_type,
       campaign_analytics.keyset(message_id, contact_id), campaign_analytics.keyset(contact_id)
FROM marketing.all_events
WHERE message_id IS NOT NULL AND occurred_at >= :'since'::timestamp AT TIME ZONE :'zone'
GROUP BY 1, 2, 3, 4;
COMMIT;
