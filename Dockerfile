# PostgreSQL's official image with campaign_analytics in it
#
#   docker build -t campaign_analytics .                         (PostgreSQL 17)
#   docker build -t campaign_analytics --build-arg PG_MAJOR=15 .
#   docker run -e POSTGRES_PASSWORD=secret campaign_analytics
#
# and then, in a database: CREATE EXTENSION campaign_analytics

ARG PG_MAJOR=17

FROM postgres:${PG_MAJOR} AS build
# PG_MAJOR is in the environment of the official image
RUN set -eux; \
	apt-get update; \
	apt-get install -y --no-install-recommends gcc libc6-dev libxxhash-dev make "postgresql-server-dev-$PG_MAJOR"; \
	rm -rf /var/lib/apt/lists/*
COPY . /usr/src/campaign_analytics
RUN set -eux; \
	cd /usr/src/campaign_analytics; \
	make -j"$(nproc)" PG_CONFIG="/usr/lib/postgresql/$PG_MAJOR/bin/pg_config"; \
	make install DESTDIR=/install PG_CONFIG="/usr/lib/postgresql/$PG_MAJOR/bin/pg_config"

FROM postgres:${PG_MAJOR}
LABEL org.opencontainers.image.title="campaign_analytics" \
	org.opencontainers.image.description="PostgreSQL with exact campaign analytics over event tables" \
	org.opencontainers.image.licenses="PostgreSQL"
COPY --from=build /install /
