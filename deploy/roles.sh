#!/bin/sh
# Runs once, when the database is made: the owner's role lays the tables, the application's role
# may only use what the migrations grant it.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
    --set=owner="$DATABASE_OWNER_PASSWORD" --set=app="$DATABASE_APP_PASSWORD" <<'SQL'
CREATE ROLE trechter_owner LOGIN PASSWORD :'owner';
CREATE ROLE trechter_app LOGIN PASSWORD :'app';
CREATE DATABASE trechter OWNER trechter_owner;
SQL
