/*-------------------------------------------------------------------------
 *
 * utm_tracking.c
 *	  URLs without the parameters that trackers add
 *
 * Dropped are all parameters of the query whose names, decoded, begin with
 * "utm_" or are in the list below: click ids, and what mailers and ad networks
 * append to tell one recipient or click from another.  Names that pages use for
 * themselves as well ("ref", "si", "source") are not in it.
 *
 * A parameter goes with the separator before it, the first that is left loses
 * its own; all other bytes stay.  If nothing is left, the '?' goes, too.
 *
 * Interface
 *	ca_utm_tracking_found	- is there anything to drop?
 *	ca_utm_tracking_strip	- drop it
 *
 * Cost: linear in the bytes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/utm_form.h"
#include "model/utm_tracking.h"
#include "model/utm_url.h"

/* The longest name in the list, "ml_subscriber_hash". */
#define LONGEST_NAME	18

/*
 * In byte order.  The same list stands in the comment of strip_tracking() and
 * in README.md.
 */
static const char *const names[] = {
	"ScCid",					/* Snap */
	"__hsfp", "__hssc", "__hstc",	/* HubSpot */
	"__s",						/* Drip */
	"_branch_match_id", "_branch_referrer", /* Branch */
	"_ga", "_gl",				/* Google Analytics, between domains */
	"_hsenc", "_hsmi",			/* HubSpot */
	"_kx",						/* Klaviyo */
	"_openstat",				/* Openstat */
	"dclid",					/* Google Display & Video */
	"epik",						/* Pinterest */
	"fbclid",					/* Meta */
	"gad_campaignid", "gad_source", "gbraid", "gclid", "gclsrc",	/* Google Ads */
	"guce_referrer", "guce_referrer_sig",	/* Yahoo */
	"hsCtaTracking",			/* HubSpot */
	"igsh", "igshid",			/* Instagram */
	"irclickid",				/* impact.com */
	"li_fat_id",				/* LinkedIn */
	"mc_cid", "mc_eid",			/* Mailchimp */
	"mkt_tok",					/* Marketo */
	"ml_subscriber", "ml_subscriber_hash",	/* MailerLite */
	"msclkid",					/* Microsoft Advertising */
	"oly_anon_id", "oly_enc_id",	/* Omeda */
	"rb_clickid",				/* RedBrick */
	"rdt_cid",					/* Reddit */
	"s_cid",					/* Adobe Analytics */
	"srsltid",					/* Google Shopping */
	"ttclid",					/* TikTok */
	"twclid",					/* X, formerly Twitter */
	"vero_conv", "vero_id",		/* Vero */
	"wbraid",					/* Google Ads */
	"wickedid",					/* Wicked Reports */
	"yclid", "ymclid", "ysclid" /* Yandex */
};

static bool
is_listed(const char *name)
{
	int			low = 0;
	int			high = lengthof(names);

	while (low < high)
	{
		int			middle = (low + high) / 2;
		int			order = strcmp(name, names[middle]);

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

/* Is the parameter there one to drop? */
static bool
is_tracking(const char *at, const char *end)
{
	char		name[LONGEST_NAME + 1];
	Size		length = ca_utm_form_name(name, LONGEST_NAME, &at, end);

	if (length >= 4 && memcmp(name, "utm_", 4) == 0)
		return true;
	if (length > LONGEST_NAME)
		return false;
	name[length] = '\0';
	return is_listed(name);
}

bool
ca_utm_tracking_found(const char *url, Size n)
{
	CaSlice		query = ca_utm_url_query(url, n);
	const char *end;

	if (query.at == NULL)
		return false;
	end = query.at + query.length;
	for (const char *at = query.at; at != NULL; at = ca_utm_form_next(at, end))
	{
		if (is_tracking(at, end))
			return true;
	}
	return false;
}

static char *
append(char *to, const char *from, const char *end)
{
	memcpy(to, from, end - from);
	return to + (end - from);
}

Size
ca_utm_tracking_strip(char *to, const char *url, Size n)
{
	CaSlice		query = ca_utm_url_query(url, n);
	const char *end = query.at + query.length;
	const char *separator = query.at;	/* before the parameter */
	const char *at = query.at;	/* the parameter */
	char	   *start = to;
	char	   *first;			/* where the query is written */

	Assert(ca_utm_tracking_found(url, n));
	first = to = append(to, url, query.at);
	for (bool is_first = true;;)
	{
		const char *stop = memchr(at, '&', end - at);

		if (stop == NULL)
			stop = end;
		if (!is_tracking(at, stop))
		{
			to = append(to, is_first ? at : separator, stop);
			is_first = false;
		}
		if (stop == end)
			break;
		separator = stop;
		at = ca_utm_form_skip(stop, end);
	}
	if (to == first)
		to--;					/* the '?' */
	to = append(to, end, url + n);
	return to - start;
}
