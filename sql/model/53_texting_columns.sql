/*
 * What the columns of the views of 52_texting_screens.sql are.
 */

COMMENT ON COLUMN texting_overview.active_campaigns IS 'texting campaigns that now are active, see campaign_actions, whenever they were launched';
COMMENT ON COLUMN texting_overview.total_campaigns IS 'texting campaigns launched in the range';
COMMENT ON COLUMN texting_overview.messaged IS 'contacts messaged, a contact messaged twice counting twice: the sum of texting_engagement';
COMMENT ON COLUMN texting_overview.responded IS 'contacts who responded: the sum of texting_engagement';
COMMENT ON COLUMN texting_overview.engagement_percent IS 'responded / messaged * 100; NULL: nobody was messaged';
COMMENT ON COLUMN texting_overview.opt_outs IS 'conversations in which the contact opted out';
COMMENT ON COLUMN texting_overview.contact_messages IS 'messages that contacts wrote';
COMMENT ON COLUMN texting_overview.agent_messages IS 'messages that agents wrote';
COMMENT ON COLUMN texting_overview.assistant_messages IS 'messages that the virtual assistant wrote';
COMMENT ON COLUMN texting_overview.answered_waits IS 'waits of contacts that an agent''s reply ended in the range';
COMMENT ON COLUMN texting_overview.unanswered_waits IS 'waits that began in the range and have no reply before its end';
COMMENT ON COLUMN texting_overview.median_agent_response_seconds IS 'median of all answered waits, in seconds, which is not the mean of the campaigns'' medians; NULL without any';

COMMENT ON COLUMN texting_responses_by_hour.hour IS 'hour of the day, 0 to 23, by the reporting zone';
COMMENT ON COLUMN texting_responses_by_hour.responses IS 'messages that contacts wrote in that hour of any day';

COMMENT ON COLUMN texting_responses_by_weekday.weekday IS 'day of the week, 1 (Monday) to 7, by the reporting zone';
COMMENT ON COLUMN texting_responses_by_weekday.weekday_name IS 'its name in English';
COMMENT ON COLUMN texting_responses_by_weekday.responses IS 'messages that contacts wrote on that day of any week';

COMMENT ON COLUMN texting_responses_by_date.date IS 'the day, by the reporting zone';
COMMENT ON COLUMN texting_responses_by_date.responses IS 'messages that contacts wrote on it';

COMMENT ON COLUMN campaigns_launched_by_date.date IS 'the day, by the reporting zone';
COMMENT ON COLUMN campaigns_launched_by_date.campaigns IS 'campaigns launched on it, of any type';
COMMENT ON COLUMN campaigns_launched_by_date.texting_campaigns IS 'those of them that are texting campaigns';
