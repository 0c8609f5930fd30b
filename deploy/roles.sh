#!/bin/sh
# Runs once, when the database is made: the owner lays the tables, and the application
# gets its rights on them from `prepare_database`.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
    --set=owner="$DATABASE_OWNER_PASSWORD" --set=app="$DATABASE_APP_PASSWORD" <<'SQL'
CREATE ROLE trechter_owner LOGIN PASSWORD :'owner';
CREATE ROLE trechter_app LOGIN PASSWORD :'app';
CREATE DATABASE trechter OWNER trechter_owner;
SQL
