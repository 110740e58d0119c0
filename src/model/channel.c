/*-------------------------------------------------------------------------
 *
 * channel.c
 *	  The marketing channel of a visit
 *
 * The rules are those of the default channel group of Google Analytics 4 for
 * manually tagged traffic, in their order: the first that holds names the
 * channel.  They read the source, its site's category, the medium and the
 * campaign, in any case of ASCII letters.
 *
 * GA4 has tags for every visit, because it makes them up where there are none.
 * So do we, before the rules.  What is written always wins: only where no
 * medium is given does a click id, or the referrer, tell it.
 *
 * Interface
 *	ca_channel_category		- a site's category by its word
 *	ca_channel_name			- the channel of a visit
 *
 * Cost: linear in the length of the texts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "model/channel.h"

/* In the order of CaSiteCategory. */
static const char *const category_word[] = {
	"none", "search", "social", "video", "shopping", "ai", "email", "own"
};

/* ---- Texts ---- */

static inline bool
is_absent(CaSlice text)
{
	return text.length == 0;
}

static CaSlice
literal(const char *string)
{
	CaSlice text = {string, strlen(string)};

	return text;
}

/* Does the word, in lower case, stand at a place of the text? */
static bool
stands_at(CaSlice text, Size place, const char *word, Size length)
{
	if (length > text.length || place > text.length - length)
		return false;
	for (Size i = 0; i < length; i++)
	{
		if (ca_channel_fold(text.at[place + i]) != word[i])
			return false;
	}
	return true;
}

static bool
is(CaSlice text, const char *word)
{
	Size		length = strlen(word);

	return text.length == length && stands_at(text, 0, word, length);
}

static bool
is_one_of(CaSlice text, const char *const *words, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (is(text, words[i]))
			return true;
	}
	return false;
}

static bool
begins_with(CaSlice text, const char *word)
{
	return stands_at(text, 0, word, strlen(word));
}

static bool
ends_with(CaSlice text, const char *word)
{
	Size		length = strlen(word);

	return text.length >= length && stands_at(text, text.length - length, word, length);
}

/* Where the word stands first, from a place on; the text's length if nowhere. */
static Size
find(CaSlice text, Size place, const char *word)
{
	Size		length = strlen(word);

	for (; place < text.length; place++)
	{
		if (ca_channel_fold(text.at[place]) == word[0] && stands_at(text, place, word, length))
			break;
	}
	return place;
}

static bool
contains(CaSlice text, const char *word)
{
	return find(text, 0, word) < text.length;
}

/* ---- What several rules ask ---- */

static bool
is_no_medium(CaSlice medium)
{
	static const char *const words[] = {"(none)", "(not set)"};

	return is_absent(medium) || is_one_of(medium, words, lengthof(words));
}

static bool
is_paid(const CaChannelVisit *visit)
{
	return contains(visit->medium, "cp") || is(visit->medium, "ppc") ||
		is(visit->medium, "retargeting") || begins_with(visit->medium, "paid");
}

/* "shopping" anywhere, or "shop" behind no letter but an e: eshop, not workshop. */
static bool
is_shopping_campaign(CaSlice campaign)
{
	for (Size place = find(campaign, 0, "shop"); place < campaign.length;
		 place = find(campaign, place + 1, "shop"))
	{
		char		before = place == 0 ? ' ' : ca_channel_fold(campaign.at[place - 1]);

		CHECK_FOR_INTERRUPTS();
		if (before < 'a' || before > 'z' || before == 'e' || stands_at(campaign, place, "shopping", 8))
			return true;
	}
	return false;
}

static bool
is_shopping(const CaChannelVisit *visit)
{
	return visit->category == CA_SITE_SHOPPING || is_shopping_campaign(visit->campaign);
}

/* ---- The rules ---- */

static bool
is_direct(const CaChannelVisit *visit)
{
	return (is_absent(visit->source) || is(visit->source, "(direct)")) && is_no_medium(visit->medium);
}

static bool
is_cross_network(const CaChannelVisit *visit)
{
	return contains(visit->campaign, "cross-network");
}

static bool
is_paid_shopping(const CaChannelVisit *visit)
{
	return is_shopping(visit) && is_paid(visit);
}

static bool
is_paid_search(const CaChannelVisit *visit)
{
	return visit->category == CA_SITE_SEARCH && is_paid(visit);
}

static bool
is_paid_social(const CaChannelVisit *visit)
{
	return visit->category == CA_SITE_SOCIAL && is_paid(visit);
}

static bool
is_paid_video(const CaChannelVisit *visit)
{
	return visit->category == CA_SITE_VIDEO && is_paid(visit);
}

static bool
is_display(const CaChannelVisit *visit)
{
	static const char *const words[] = {"display", "banner", "expandable", "interstitial", "cpm"};

	return is_one_of(visit->medium, words, lengthof(words));
}

/* Google tags assistants with a medium of their own; so may others. */
static bool
is_ai_assistant(const CaChannelVisit *visit)
{
	return visit->ai_assistants && (visit->category == CA_SITE_AI || is(visit->medium, "ai-assistant"));
}

static bool
is_social(const CaChannelVisit *visit)
{
	static const char *const words[] = {
		"social", "social-network", "social-media", "sm", "social network", "social media"
	};

	return visit->category == CA_SITE_SOCIAL || is_one_of(visit->medium, words, lengthof(words));
}

static bool
is_video(const CaChannelVisit *visit)
{
	return visit->category == CA_SITE_VIDEO || contains(visit->medium, "video");
}

static bool
is_search(const CaChannelVisit *visit)
{
	return visit->category == CA_SITE_SEARCH || is(visit->medium, "organic");
}

static bool
is_email(const CaChannelVisit *visit)
{
	static const char *const words[] = {"email", "e-mail", "e_mail", "e mail"};

	return is_one_of(visit->source, words, lengthof(words)) || is_one_of(visit->medium, words, lengthof(words));
}

static bool
is_affiliate(const CaChannelVisit *visit)
{
	return is(visit->medium, "affiliate");
}

static bool
is_referral(const CaChannelVisit *visit)
{
	static const char *const words[] = {"referral", "app", "link"};

	return is_one_of(visit->medium, words, lengthof(words));
}

static bool
is_audio(const CaChannelVisit *visit)
{
	return is(visit->medium, "audio");
}

static bool
is_sms(const CaChannelVisit *visit)
{
	return is(visit->source, "sms") || is(visit->medium, "sms");
}

static bool
is_mobile_push(const CaChannelVisit *visit)
{
	return ends_with(visit->medium, "push") || contains(visit->medium, "mobile") ||
		contains(visit->medium, "notification") || is(visit->source, "firebase");
}

/*
 * GA4's order.  AI assistants come behind all that was paid for and before all
 * that was not, so that they are one channel whatever else a link says.
 */
static const struct
{
	bool		(*holds) (const CaChannelVisit *visit);
	const char *channel;
}			rules[] = {
	{is_direct, "Direct"},
	{is_cross_network, "Cross-network"},
	{is_paid_shopping, "Paid Shopping"},
	{is_paid_search, "Paid Search"},
	{is_paid_social, "Paid Social"},
	{is_paid_video, "Paid Video"},
	{is_display, "Display"},
	{is_paid, "Paid Other"},
	{is_ai_assistant, "AI Assistants"},
	{is_shopping, "Organic Shopping"},
	{is_social, "Organic Social"},
	{is_video, "Organic Video"},
	{is_search, "Organic Search"},
	{is_email, "Email"},
	{is_affiliate, "Affiliates"},
	{is_referral, "Referral"},
	{is_audio, "Audio"},
	{is_sms, "SMS"},
	{is_mobile_push, "Mobile Push Notifications"}
};

/* ---- Tags where there are none ---- */

/* Networks that put their click ids on the clicks that they sell. */
static bool
sells_searches(CaSlice network)
{
	return is(network, "google") || is(network, "microsoft");
}

/* Networks that put them on all links that leave their sites. */
static bool
is_social_network(CaSlice network)
{
	static const char *const words[] = {"meta", "tiktok", "linkedin", "twitter"};

	return is_one_of(network, words, lengthof(words));
}

/* The source of a visit that names none: its referrer, or else the network. */
static void
infer_source(CaChannelVisit *visit)
{
	if (!is_absent(visit->referrer_host) && visit->category != CA_SITE_OWN)
		visit->source = visit->referrer_host;
	else if (is_social_network(visit->click_network))
	{
		visit->source = visit->click_network;
		visit->category = CA_SITE_SOCIAL;
	}
	else
		visit->category = CA_SITE_NONE;
	if (!is_absent(visit->source))
		visit->medium = literal(visit->category == CA_SITE_SEARCH ? "organic" :
								visit->category == CA_SITE_EMAIL ? "email" : "referral");
}

/*
 * A click that was bought of a search engine, on whatever site: it is a search
 * unless the source is known for something else, as video sites are.
 */
static void
infer_paid_click(CaChannelVisit *visit)
{
	visit->medium = literal("cpc");
	if (is_absent(visit->source))
		visit->source = visit->click_network;
	if (visit->category == CA_SITE_NONE || visit->category == CA_SITE_OWN)
		visit->category = CA_SITE_SEARCH;
}

static void
infer(CaChannelVisit *visit)
{
	bool		no_source = is_absent(visit->source);

	if (is_no_medium(visit->medium) && !is(visit->source, "(direct)"))
	{
		if (no_source)
			infer_source(visit);
		if (sells_searches(visit->click_network))
			infer_paid_click(visit);
	}
	else if (no_source)
		visit->category = CA_SITE_NONE; /* it was the referrer's */
}

/* ---- Interface ---- */

bool
ca_channel_category(CaSlice word, CaSiteCategory *category)
{
	for (int i = 0; i < lengthof(category_word); i++)
	{
		if (is(word, category_word[i]))
		{
			*category = (CaSiteCategory) i;
			return true;
		}
	}
	return false;
}

const char *
ca_channel_name(const CaChannelVisit *visit)
{
	CaChannelVisit tagged = *visit;

	infer(&tagged);
	for (int i = 0; i < lengthof(rules); i++)
	{
		CHECK_FOR_INTERRUPTS(); /* a text may be long */
		if (rules[i].holds(&tagged))
			return rules[i].channel;
	}
	return "Unassigned";
}
