/*-------------------------------------------------------------------------
 *
 * channel_api.c
 *	  Doors of channel_group and classify_referrer
 *
 * Usage:
 *	SELECT channel_group(source, medium, campaign, referrer_host, click_network)
 *	FROM visits GROUP BY source, medium, campaign, referrer_host, click_network;
 *	SELECT (classify_referrer('www.google.co.uk')).*;
 *
 * Both look a site up in the tables of sites.  That is SQL, and the functions
 * of these names are: they ask ca_site_keys for the names under which a host
 * may be listed, and tell ca_channel_group the category that they found.
 *
 * Memory: results are palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "api/door.h"
#include "model/channel.h"
#include "model/channel_site.h"

/* Arguments of ca_channel_group. */
#define SOURCE			0
#define MEDIUM			1
#define CAMPAIGN		2
#define REFERRER_HOST	3
#define CATEGORY		4
#define CLICK_NETWORK	5
#define AI_ASSISTANTS	6

static CaSlice
text_argument(FunctionCallInfo fcinfo, int argument)
{
	CaSlice		result = {NULL, 0};

	if (!PG_ARGISNULL(argument))
	{
		text	   *value = PG_GETARG_TEXT_PP(argument);

		result.at = VARDATA_ANY(value);
		result.length = VARSIZE_ANY_EXHDR(value);
	}
	return result;
}

static CaSiteCategory
category_argument(FunctionCallInfo fcinfo, int argument)
{
	CaSiteCategory category = CA_SITE_NONE;
	CaSlice		word = text_argument(fcinfo, argument);

	if (word.at != NULL && !ca_channel_category(word, &category))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("site category \"%.*s\" is not recognized", (int) word.length, word.at),
				 errhint("Categories are search, social, video, shopping, ai, email, own and none.")));
	return category;
}

CA_FUNCTION(ca_channel_group)
{
	CaChannelVisit visit;

	visit.source = text_argument(fcinfo, SOURCE);
	visit.medium = text_argument(fcinfo, MEDIUM);
	visit.campaign = text_argument(fcinfo, CAMPAIGN);
	visit.referrer_host = text_argument(fcinfo, REFERRER_HOST);
	visit.click_network = text_argument(fcinfo, CLICK_NETWORK);
	visit.category = category_argument(fcinfo, CATEGORY);
	visit.ai_assistants = !PG_ARGISNULL(AI_ASSISTANTS) && PG_GETARG_BOOL(AI_ASSISTANTS);
	PG_RETURN_TEXT_P(cstring_to_text(ca_channel_name(&visit)));
}

/* A key as a text. */
static Datum
key_text(const CaSiteKeys *keys, const CaSiteKey *key)
{
	Size		more = key->any ? strlen(CA_SITE_ANY) : 0;
	text	   *result = palloc(VARHDRSZ + key->length + more);

	SET_VARSIZE(result, VARHDRSZ + key->length + more);
	memcpy(VARDATA(result), keys->host + key->start, key->length);
	memcpy(VARDATA(result) + key->length, CA_SITE_ANY, more);
	return PointerGetDatum(result);
}

CA_FUNCTION(ca_site_keys)
{
	CaSiteKeys	keys;
	Datum		element[CA_SITE_KEYS];

	ca_channel_site_keys(&keys, text_argument(fcinfo, 0));
	for (int i = 0; i < keys.n; i++)
		element[i] = key_text(&keys, &keys.key[i]);
	PG_RETURN_ARRAYTYPE_P(construct_array(element, keys.n, TEXTOID, -1, false, TYPALIGN_INT));
}
